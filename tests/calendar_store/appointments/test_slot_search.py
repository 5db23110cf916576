"""Free times: within hours, around what is booked, right when the clocks change."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from calendar_store.appointments import slot_search
from calendar_store.clients import clients
from calendar_store.clients.new_client import NewClient
from calendar_store.model import local_time
from calendar_store.model.errors import InvalidInput, SlotTaken
from calendar_store.model.practices import HoursException, WeeklyHours
from calendar_store.practices import hours, practitioners
from tests.support.actors import named
from tests.support.bookings import book

ROME = ZoneInfo("Europe/Rome")
FORWARD = date(2026, 3, 29)  # 02:00 becomes 03:00
BACK = date(2026, 10, 25)  # 03:00 becomes 02:00
MINUTES = timedelta(minutes=1)
NO_BUFFERS = (timedelta(0), timedelta(0))


def rome(*when):
    return datetime(*when, tzinfo=ROME)


def local(moments, zone=ROME):
    return [f"{moment.astimezone(zone):%H:%M}" for moment in moments]


def test_a_time_that_the_clocks_skip_is_the_moment_they_are_put_forward():
    assert local_time.moment(FORWARD, time(2, 30), ROME) == datetime(2026, 3, 29, 1, tzinfo=UTC)
    assert local_time.moment(FORWARD, time(3), ROME) == datetime(2026, 3, 29, 1, tzinfo=UTC)


def test_a_time_that_comes_twice_is_its_first_coming():
    assert local_time.moment(BACK, time(2, 30), ROME) == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


def test_the_end_of_a_day_is_the_next_midnight():
    assert local_time.moment(BACK, time.max, ROME) == datetime(2026, 10, 25, 23, tzinfo=UTC)


def test_the_raster_skips_the_hour_that_is_missing_and_counts_the_double_one_once():
    half_hours = timedelta(minutes=30)
    forward = local_time.starts_of_day(FORWARD, half_hours, ROME)
    back = local_time.starts_of_day(BACK, half_hours, ROME)
    usual = local_time.starts_of_day(date(2026, 6, 1), half_hours, ROME)
    assert (len(forward), len(back), len(usual)) == (46, 48, 48)
    assert local(forward)[:6] == ["00:00", "00:30", "01:00", "01:30", "03:00", "03:30"]
    assert local(back)[:8] == [
        *("00:00", "00:30", "01:00", "01:30", "02:00", "02:30"),
        *("03:00", "03:30"),
    ]
    assert back[6] - back[5] == timedelta(minutes=90)


def test_the_raster_is_of_the_local_clock_where_the_offset_is_odd():
    kolkata = ZoneInfo("Asia/Kolkata")
    starts = local_time.starts_of_day(date(2026, 6, 1), timedelta(hours=1), kolkata)
    assert local(starts, kolkata) == [f"{hour:02}:00" for hour in range(24)]


@pytest.mark.parametrize(("day", "length"), [(FORWARD, 5), (BACK, 7), (date(2026, 6, 7), 6)])
def test_a_night_shift_is_as_long_as_the_clocks_make_it(day, length):
    night = [WeeklyHours(7, 6, time(0), time(6))]
    ((start, end),) = slot_search.open_spans(night, [], 7, day, ROME)
    assert end - start == timedelta(hours=length)


def test_hours_that_the_clocks_skip_wholly_are_no_hours():
    skipped = [WeeklyHours(7, 6, time(2), time(3))]
    assert slot_search.open_spans(skipped, [], 7, FORWARD, ROME) == []


DAY = date(2026, 1, 12)
USUAL = [WeeklyHours(7, 0, time(9), time(18))]


def _exception(who, first, last, *span, number=1):
    return HoursException(number, who, date(2026, 1, first), date(2026, 1, last), *span)


@pytest.mark.parametrize(
    ("exceptions", "expected"),
    [
        ([], ["09:00-18:00"]),
        ([_exception(None, 12, 12)], []),
        ([_exception(7, 12, 12)], []),
        ([_exception(8, 12, 12)], ["09:00-18:00"]),
        ([_exception(7, 13, 14)], ["09:00-18:00"]),
        ([_exception(None, 1, 20, time(10), time(11))], ["10:00-11:00"]),
        # the practitioner's own word holds against the practice's
        ([_exception(None, 12, 12), _exception(7, 1, 31, time(10), time(11))], ["10:00-11:00"]),
        # a day within a holiday
        ([_exception(7, 1, 31), _exception(7, 12, 12, time(10), time(11))], ["10:00-11:00"]),
        # several spans of the same day
        (
            [
                _exception(7, 12, 12, time(14), time(15)),
                _exception(7, 12, 12, time(10), time(11)),
            ],
            ["10:00-11:00", "14:00-15:00"],
        ),
        ([_exception(7, 12, 12, time(10), time(11)), _exception(7, 12, 12)], []),
    ],
)
def test_the_narrowest_exception_holds(exceptions, expected):
    spans = slot_search.open_spans(USUAL, exceptions, 7, DAY, ROME)
    assert ["-".join(local(span)) for span in spans] == expected


async def _client(tx, practice, now):
    entered = NewClient("Marie", "Curie", "347 123 4567")
    return await clients.add(tx, practice, entered, by=named("ada"), now=now)


async def _search(tx, practice, spans, now, **more):
    asked = {
        "practitioner_ids": None,
        "duration": 60 * MINUTES,
        "buffers": NO_BUFFERS,
        "limit": 100,
        **more,
    }
    return await slot_search.search(tx, practice, spans=spans, now=now, **asked)


TUESDAY = (rome(2026, 1, 13), rome(2026, 1, 14))


async def test_free_times_lie_within_hours_and_around_appointments(database, practice, aurora, now):
    async with database.write() as tx:
        marie = await _client(tx, practice, now)
        await book(tx, marie, aurora, rome(2026, 1, 13, 9, 45), 45, buffers=(0, 15))
        await book(tx, marie, aurora, rome(2026, 1, 13, 15), 60, status="cancelled")
        found = await _search(tx, practice, [TUESDAY], now)
    assert local(slot.starts_at for slot in found) == [
        *("10:45", "11:00", "11:15", "11:30", "11:45", "12:00"),
        *("14:00", "14:15", "14:30", "14:45", "15:00", "15:15"),
        *("15:30", "15:45", "16:00", "16:15", "16:30", "16:45", "17:00"),
    ]
    assert {slot.ends_at - slot.starts_at for slot in found} == {timedelta(hours=1)}
    assert {slot.practitioner for slot in found} == {"Aurora"}


async def test_buffers_reach_outside_hours_but_into_no_other_appointment(
    database, practice, aurora, now
):
    async with database.write() as tx:
        marie = await _client(tx, practice, now)
        await book(tx, marie, aurora, rome(2026, 1, 13, 10, 30), 60)
        found = await _search(
            tx, practice, [TUESDAY], now, buffers=(15 * MINUTES, 30 * MINUTES), limit=2
        )
    assert local(slot.starts_at for slot in found) == ["09:00", "11:45"]


async def test_an_appointment_does_not_stand_in_its_own_way(database, practice, aurora, now):
    start = rome(2026, 1, 13, 9)
    async with database.write() as tx:
        marie = await _client(tx, practice, now)
        number = await book(tx, marie, aurora, start, 240)
        assert await _search(tx, practice, [(start, start)], now) == ()
        (slot,) = await _search(tx, practice, [(start, start)], now, exclude_appointment=number)
    assert slot.starts_at == start


async def test_an_exact_time_is_that_very_start_on_the_raster_or_not(
    database, practice, aurora, now
):
    async with database.read() as tx:
        for start in (rome(2026, 1, 13, 9, 10), rome(2026, 1, 13, 12)):
            (slot,) = await _search(tx, practice, [(start, start)], now)
            assert slot.starts_at == start
        late = rome(2026, 1, 13, 12, 10)
        assert await _search(tx, practice, [(late, late)], now) == ()


async def test_a_range_ends_before_its_end(database, practice, aurora, now):
    span = (rome(2026, 1, 13, 9), rome(2026, 1, 13, 9, 30))
    async with database.read() as tx:
        found = await _search(tx, practice, [span, span], now)
    assert local(slot.starts_at for slot in found) == ["09:00", "09:15"]


async def test_nothing_is_free_in_the_past_or_before_what_was_offered(
    database, practice, aurora, now
):
    monday = (rome(2026, 1, 12), rome(2026, 1, 13))
    async with database.read() as tx:
        found = await _search(tx, practice, [monday], now, limit=1)
        more = await _search(tx, practice, [monday], now, limit=1, after=found[0].starts_at)
        past = await _search(tx, practice, [(rome(2026, 1, 9), rome(2026, 1, 10))], now)
    assert local(slot.starts_at for slot in (*found, *more)) == ["10:15", "10:30"]
    assert past == ()


async def test_times_of_several_practitioners_come_in_order_of_time(
    database, practice, aurora, now
):
    async with database.write() as tx:
        bruno = await practitioners.add(tx, practice.id, "Bruno", by=named("ada"), now=now)
        week = hours.parse("tue 09:30-11:00", bruno.id)
        await hours.set_week(tx, practice.id, bruno.id, week, by=named("ada"), now=now)
        found = await _search(tx, practice, [TUESDAY], now, limit=5)
        only = await _search(tx, practice, [TUESDAY], now, practitioner_ids=[bruno.id])
        nobody = await _search(tx, practice, [TUESDAY], now, practitioner_ids=[1])
    assert [(slot.practitioner, *local([slot.starts_at])) for slot in found] == [
        ("Aurora", "09:00"),
        ("Aurora", "09:15"),
        ("Aurora", "09:30"),
        ("Bruno", "09:30"),
        ("Aurora", "09:45"),
    ]
    assert local(slot.starts_at for slot in only) == ["09:30", "09:45", "10:00"]
    assert nobody == ()


async def test_the_search_goes_on_over_weeks_that_are_full(database, practice, aurora, now):
    whole = (rome(2026, 1, 12), rome(2026, 3, 12))
    async with database.write() as tx:
        marie = await _client(tx, practice, now)
        for number in range(40):
            day = rome(2026, 1, 12, 8) + timedelta(days=number)
            await book(tx, marie, aurora, day, 12 * 60)
        (slot,) = await _search(tx, practice, [whole], now, limit=1)
    assert slot.starts_at == rome(2026, 2, 23, 9)


async def test_an_appointment_may_run_on_over_midnight(database, practice, aurora, now):
    night = (
        WeeklyHours(aurora.id, 1, time(22), time.max),
        WeeklyHours(aurora.id, 2, time(0), time(2)),
    )
    span = (rome(2026, 1, 13, 12), rome(2026, 1, 14))
    async with database.write() as tx:
        await hours.set_week(tx, practice.id, aurora.id, night, by=named("ada"), now=now)
        found = await _search(tx, practice, [span], now, duration=180 * MINUTES)
    assert local(slot.starts_at for slot in found) == [
        *("22:00", "22:15", "22:30", "22:45", "23:00")
    ]


@pytest.mark.parametrize("day", [FORWARD, BACK])
async def test_every_time_named_on_a_day_of_change_is_free_and_named_once(
    database, practice, aurora, now, day
):
    night = (WeeklyHours(aurora.id, 6, time(0), time(6)),)
    span = (local_time.moment(day, time.min, ROME), local_time.moment(day, time.max, ROME))
    async with database.write() as tx:
        marie = await _client(tx, practice, now)
        await hours.set_week(tx, practice.id, aurora.id, night, by=named("ada"), now=now)
        found = await _search(tx, practice, [span], now, duration=30 * MINUTES)
        starts = local(slot.starts_at for slot in found)
        assert len(starts) == len(set(starts))
        assert ("02:15" in starts) == (day == BACK)
        for slot in found[::2]:
            await book(tx, marie, aurora, slot.starts_at, 30)


async def test_what_is_found_can_be_booked_and_what_is_not_cannot(database, practice, aurora, now):
    async with database.write() as tx:
        marie = await _client(tx, practice, now)
        (slot,) = await _search(tx, practice, [TUESDAY], now, limit=1)
        await book(tx, marie, aurora, slot.starts_at, 60)
        assert await _search(tx, practice, [(slot.starts_at,) * 2], now) == ()
        with pytest.raises(SlotTaken):
            async with tx.savepoint():
                await book(tx, marie, aurora, slot.starts_at, 60)


async def test_times_without_zone_and_lengths_that_cannot_be_are_refused(
    database, practice, aurora, now
):
    naive = datetime(2026, 1, 13, 9)  # noqa: DTZ001 (a naive time is what is refused)
    async with database.read() as tx:
        with pytest.raises(InvalidInput, match="has no time zone"):
            await _search(tx, practice, [(naive, naive)], now)
        with pytest.raises(InvalidInput, match="at least a minute"):
            await _search(tx, practice, [TUESDAY], now, duration=timedelta(0))
        with pytest.raises(InvalidInput, match="at most 24 hours"):
            await _search(tx, practice, [TUESDAY], now, duration=timedelta(hours=25))
