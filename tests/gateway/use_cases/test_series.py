"""Series: booked whole or as far as times are free, and never half."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from calendar_store.model.actors import OPERATOR, Permission
from calendar_store.model.errors import InvalidInput, NotPermitted
from calendar_store.model.statuses import Channel, MessageKind, Role
from calendar_store.practices import hours
from gateway.messaging.channel import Channels
from gateway.use_cases import absences, appointment_changes, blocks, series, series_changes
from gateway.use_cases.absences import AbsenceRequest
from gateway.use_cases.blocks import BlockRequest
from gateway.use_cases.booking import BookingRequest
from gateway.use_cases.errors import SeriesConflicts
from gateway.use_cases.series import SeriesRequest
from gateway.use_cases.telling import UNDO_TIME
from gateway.use_cases.time_conflicts import ConflictKind
from tests.support.acts import member, takes, written
from tests.support.desk import BY

ROME = ZoneInfo("Europe/Rome")
WEEK, HOUR = timedelta(weeks=1), timedelta(hours=1)
FIRST = datetime(2026, 3, 10, 15, tzinfo=ROME)
"""A Tuesday; the clocks go forward between the third and the fourth of its weeks."""
CHANNELS = Channels()


def asked(client, times=5, every_weeks=1, **first):
    request = BookingRequest(str(client.id), FIRST, "Aurora", **first)
    return SeriesRequest(request, every_weeks, times)


async def book(desk, request, *, actor=OPERATOR, channels=CHANNELS, **more):
    async with desk.database.write() as tx:
        return await series.book(
            tx, actor, desk.practice, request, channels=channels, now=desk.now, **more
        )


async def preview(desk, request):
    async with desk.database.read() as tx:
        return await series.preview(tx, OPERATOR, desk.practice, request, now=desk.now)


@pytest.fixture
async def hindered(desk):
    """A calendar in which only the first and the last of five weeks are free."""
    visit = await desk.book(await desk.client("Grace", "Hopper", number=2), FIRST + WEEK)
    async with desk.database.write() as tx:
        day = (FIRST + 2 * WEEK).date()
        request = AbsenceRequest(day, day, None, reason="San Marco")
        await absences.add(tx, OPERATOR, desk.practice, request, now=desk.now)
        # an hour earlier in UTC: the clocks have gone forward
        at = datetime.combine((FIRST + 3 * WEEK).date(), time(15), ROME)
        block = BlockRequest(at, at + HOUR, "Aurora", "meeting")
        await blocks.add(tx, OPERATOR, desk.practice, block, now=desk.now)
    return visit


async def test_the_desk_books_a_series_at_the_same_local_time(desk):
    ada = await desk.client()

    async def act(tx, actor):
        done = await series.book(
            tx, actor, desk.practice, asked(ada), channels=CHANNELS, now=desk.now
        )
        local = [one.starts_at.astimezone(ROME) for one in done.booked]
        assert [one.time() for one in local] == [time(15)] * 5
        assert [one.date() - FIRST.date() for one in local] == [n * WEEK for n in range(5)]
        assert {one.series_id for one in done.booked} == {done.series_id}
        known = await series.visits(tx, BY, desk.practice, done.series_id, FIRST + WEEK)
        assert [one.id for one in known] == [one.id for one in done.booked[1:]]

    await takes(desk, act, Permission.BOOK, roles={Role.ADMIN, Role.RECEPTION})


async def test_a_preview_lists_what_stands_in_the_way(desk, hindered):
    found = await preview(desk, asked(await desk.client()))
    kinds = [one.conflict and one.conflict.kind for one in found]
    assert kinds == [
        None,
        ConflictKind.TAKEN,
        ConflictKind.CLOSED,
        ConflictKind.BLOCKED,
        None,
    ]
    assert found[1].conflict.taken_by.id == hindered.id
    assert found[1].conflict.client.name == "Grace Hopper"
    assert [one.conflict.reason for one in found[2:4]] == ["San Marco", "meeting"]


async def test_nothing_is_booked_if_not_all_is_free_unless_it_is_wanted_so(desk, hindered):
    ada = await desk.client()
    before = await written(desk.database)
    with pytest.raises(
        SeriesConflicts, match=r"Tue 17 Mar 2026 15:00 taken \(Grace Hopper\)"
    ) as no:
        await book(desk, asked(ada))
    assert len(no.value.planned) == 5
    assert await written(desk.database) == before
    done = await book(desk, asked(ada), skip_conflicts=True)
    assert [one.starts_at.astimezone(ROME).day for one in done.booked] == [10, 7]
    assert len(done.left_out) == 3


async def test_if_nothing_is_free_nothing_is_booked(desk):
    async with desk.database.write() as tx:
        await hours.set_week(tx, desk.practice.id, desk.practitioner.id, (), by=BY, now=desk.now)
    with pytest.raises(SeriesConflicts, match="outside the hours"):
        await book(desk, asked(await desk.client()), skip_conflicts=True)


async def test_what_is_meant_is_no_conflict_for_who_may(desk, hindered):
    ada = await desk.client()
    meant = asked(ada, override=True, overbook=True)
    with pytest.raises(NotPermitted):
        await book(desk, meant, actor=member(desk, Role.RECEPTION))
    done = await book(desk, meant)
    assert [one.overbooked for one in done.booked] == [False, True, False, False, False]
    assert [bool(one.kept_in) for one in done.booked] == [False, False, True, True, False]


async def test_numbers_that_make_no_series_are_refused(desk):
    ada = await desk.client()
    for request, words in (
        (asked(ada, times=1), "2 to 104"),
        (asked(ada, every_weeks=0), "every 1 to 52 weeks"),
        (replace(asked(ada), until=date(2027, 1, 1)), "how many times, or until"),
    ):
        with pytest.raises(InvalidInput, match=words):
            await book(desk, request)


async def test_one_message_names_all_of_them(exchange):
    desk = exchange.desk
    ada = await desk.client()
    done = await book(desk, asked(ada), channels=exchange.channels)
    assert (done.told.channel, done.told.address) == (Channel.SMS, ada.mobile)
    exchange.at(exchange.now + UNDO_TIME)
    while await exchange.planner.step():
        pass
    (message,) = await desk.messages()
    assert message.kind is MessageKind.BOOKED
    assert message.not_before == done.told.at
    assert message.text.startswith("Studio Aurora: your appointments are booked:\nTue 10 Mar 15:00")
    assert message.text.count("15:00") == 5


async def test_a_long_series_is_told_in_a_few_lines(exchange):
    done = await book(
        exchange.desk, asked(await exchange.desk.client(), times=20), channels=exchange.channels
    )
    (message,) = await exchange.desk.messages()
    assert len(done.booked) == 20
    assert message.text.count("15:00") == 8
    assert "and 12 more" in message.text


async def test_a_series_that_is_cancelled_at_once_is_told_to_nobody(exchange):
    desk = exchange.desk
    done = await book(desk, asked(await desk.client()), channels=exchange.channels)
    for one in done.booked:
        async with desk.database.write() as tx:
            await appointment_changes.cancel(
                *(tx, OPERATOR, desk.practice, one.id),
                version=one.version,
                channels=exchange.channels,
                now=desk.now,
                tell=False,
            )
    exchange.at(exchange.now + UNDO_TIME)
    while await exchange.planner.step():
        pass
    assert await exchange.queued() == []


async def test_a_whole_series_is_undone(exchange):
    desk = exchange.desk
    done = await book(desk, asked(await desk.client()), channels=exchange.channels)
    async with desk.database.write() as tx:
        gone = await series_changes.undo(
            *(tx, OPERATOR, desk.practice, [(one.id, one.version) for one in done.booked]),
            channels=exchange.channels,
            now=desk.now,
        )
    assert {one.appointment.status.value for one in gone} == {"cancelled"}
    exchange.at(exchange.now + UNDO_TIME)
    while await exchange.planner.step():
        pass
    assert await exchange.queued() == []


async def test_not_told_means_no_message(exchange):
    desk = exchange.desk
    request = asked(await desk.client(), tell=False)
    await book(desk, request, channels=exchange.channels)
    exchange.at(exchange.now + UNDO_TIME)
    while await exchange.planner.step():
        pass
    assert await desk.messages() == []
