"""The list of visits in absences: each with times to propose; what is dealt with leaves it."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from calendar_store.appointments import booking_holds
from calendar_store.model.actors import OPERATOR, Permission
from calendar_store.model.booking_holds import BookingHold, HoldStatus
from calendar_store.model.errors import InvalidInput, NotFound
from calendar_store.model.statuses import Channel, Role
from calendar_store.practices import hours, practitioners
from gateway.messaging.channel import Channels
from gateway.use_cases import absence_dealing, absences, dealing_list, undoing
from gateway.use_cases.absence_dealing import Dealing
from gateway.use_cases.absence_decisions import AbsenceDecision
from gateway.use_cases.absences import AbsenceChoice, AbsenceRequest
from tests.support.acts import takes
from tests.support.desk import BY
from tests.support.settings_of_practices import statements

DAY = timedelta(days=1)
ROME = ZoneInfo("Europe/Rome")
TUESDAY = date(2026, 1, 13)
CHANNELS = Channels()


def at(day, hour, minute=0):
    return datetime.combine(day, time(hour, minute), ROME)


@pytest.fixture
async def bruno(desk):
    async with desk.database.write() as tx:
        added = await practitioners.add(tx, desk.practice.id, "Bruno", by=BY, now=desk.now)
        week = hours.parse("mon-fri 09:00-18:00", added.id)
        await hours.set_week(tx, desk.practice.id, added.id, week, by=BY, now=desk.now)
    return added


@pytest.fixture
async def visits(desk, bruno):
    """Three visits with Aurora on a Tuesday, and one with Bruno."""
    people = [await desk.client(f"Client{n}", number=n) for n in range(1, 5)]
    mine = [await desk.book(people[n], at(TUESDAY, 9 + n)) for n in range(3)]
    return [*mine, await desk.book(people[3], at(TUESDAY, 10), practitioner=bruno)]


async def away(desk, first=TUESDAY, last=TUESDAY, practitioner="Aurora"):
    async with desk.database.write() as tx:
        asked = AbsenceRequest(first, last, practitioner, reason="ill")
        return (await absences.add(tx, OPERATOR, desk.practice, asked, now=desk.now)).exception


async def many(desk, number, apart=timedelta(0)):
    """Book visits with Aurora from Tuesday at nine."""
    quarter = timedelta(minutes=15)
    for n in range(number):
        client = await desk.client("Client", f"Number {n}", n + 1)
        start = at(TUESDAY + n * apart, 9) + n * quarter
        await desk.book(client, start, duration=quarter)


def held(tx, desk, slot):
    """Return the hold of a visitor of the booking page."""
    return BookingHold(
        *(desk.practice.id, tx.ids.new(), slot.practitioner_id, None),
        starts_at=slot.starts_at,
        ends_at=slot.ends_at,
        busy_from=slot.starts_at,
        busy_until=slot.ends_at,
        expires_at=desk.now + timedelta(minutes=10),
        channel=Channel.SMS,
        address="+393471234567",
        entered={},
        code_hash=b"hash",
        tries=0,
        visitor="home",
        status=HoldStatus.HELD,
        created_at=desk.now,
    )


async def load(desk, which=absences.EVERY_ABSENCE, **more):
    async with desk.database.read() as tx:
        return await dealing_list.load(
            tx, OPERATOR, desk.practice, now=desk.now, which=which, **more
        )


def started(slots):
    return [(slot.practitioner, slot.starts_at.astimezone(ROME)) for slot in slots]


async def test_each_visit_has_times_with_the_same_and_with_others(desk, visits):
    assert (await load(desk)).total == 0
    await away(desk)
    found = await load(desk)
    assert found.total == 3
    assert [one.appointment.id for one in found.visits] == [one.id for one in visits[:3]]
    first, second, _ = found.visits
    assert first.client.mobile == "+393331110001"
    # with Aurora the evening before, and the day after; with Bruno the same time
    assert started(first.same) == [
        ("Aurora", at(TUESDAY - DAY, 17, 30)),
        ("Aurora", at(TUESDAY + DAY, 9)),
        ("Aurora", at(TUESDAY + DAY, 9, 15)),
    ]
    assert ("Bruno", at(TUESDAY, 9)) in started(first.others)
    # Bruno has a visit at ten: nothing is proposed that is not free
    assert ("Bruno", at(TUESDAY, 10)) not in started(second.others)
    assert {who for who, _ in started(second.others)} == {"Bruno"}


async def test_no_two_visits_are_proposed_the_same_time_first(desk, visits):
    await away(desk)
    found = await load(desk)
    nearest = [
        min(one.same, key=lambda slot: abs(slot.starts_at - one.appointment.starts_at))
        for one in found.visits
    ]
    assert len({slot.starts_at for slot in nearest}) == 3


async def test_no_time_is_proposed_twice_while_others_are_free(desk, bruno):
    await many(desk, 12)
    await away(desk)
    found = await load(desk)
    assert [(len(one.same), len(one.others)) for one in found.visits] == [(3, 3)] * 12
    proposed = [slot for one in found.visits for slot in (*one.same, *one.others)]
    assert len(set(proposed)) == len(proposed)


async def test_a_time_that_is_the_only_one_of_a_month_is_proposed_to_both(desk):
    await many(desk, 2)
    last = TUESDAY + 31 * DAY
    await away(desk, TUESDAY - DAY, last)
    async with desk.database.write() as tx:
        day, hours = TUESDAY + 7 * DAY, "15:00-15:15"
        asked = AbsenceRequest(day, day, "Aurora", hours, instead=True)
        await absences.add(tx, OPERATOR, desk.practice, asked, now=desk.now)
    one, other = (await load(desk)).visits
    assert started(one.same) == started(other.same) == [("Aurora", at(TUESDAY + 7 * DAY, 15))]


async def test_a_time_that_somebody_holds_is_not_proposed(desk, visits):
    await away(desk)
    nearest = (await load(desk)).visits[0].others[1]
    async with desk.database.write() as tx:
        await booking_holds.add(tx, held(tx, desk, nearest))
    visits = (await load(desk)).visits
    assert nearest not in {slot for one in visits for slot in (*one.same, *one.others)}


@pytest.mark.parametrize("apart", [timedelta(0), 9 * DAY])
async def test_many_visits_take_as_many_statements_as_few(desk, bruno, apart):
    """On one day, or each on a day of its own: a summer of single days away."""
    await many(desk, 12, apart)
    await away(desk, last=TUESDAY + 11 * apart)
    with statements(desk.database) as few:
        assert len((await load(desk, most=2)).visits) == 2
    with statements(desk.database) as many_more:
        assert len((await load(desk, most=12)).visits) == 12
    assert len(many_more) <= len(few) + 2
    assert len(many_more) < 20


async def test_times_leave_the_notice_of_the_practice_and_those_away_out(desk, visits):
    # everybody is away from today until Wednesday
    await away(desk, TUESDAY - DAY, TUESDAY + DAY, None)
    found = await load(desk)
    assert found.total == 4
    for one in found.visits:
        times = [slot.starts_at.astimezone(ROME).date() for slot in (*one.same, *one.others)]
        assert times
        assert set(times) == {TUESDAY + 2 * DAY}


async def test_what_is_dealt_with_leaves_the_list_and_comes_back_when_it_is_undone(desk, visits):
    await away(desk)
    first, second, third = (one.appointment for one in (await load(desk)).visits)
    known = {"channels": CHANNELS, "now": desk.now + timedelta(minutes=1)}
    async with desk.database.write() as tx:
        for dealing in (
            Dealing(first.id, first.version, AbsenceDecision.MOVE, practitioner="Bruno"),
            Dealing(second.id, second.version, AbsenceDecision.CANCEL),
            Dealing(third.id, third.version, AbsenceDecision.KEEP),
        ):
            await absence_dealing.deal(tx, OPERATOR, desk.practice, dealing, **known)
    assert await load(desk) == dealing_list.DealingList((), ())
    versions = [(await desk.appointment(one)).version for one in (first, second, third)]
    async with desk.database.write() as tx:
        seen = (tx, OPERATOR, desk.practice)
        await undoing.move_back(*seen, first.id, version=versions[0], **known)
        await undoing.restore(*seen, second.id, version=versions[1], **known)
        await undoing.unkeep(*seen, third.id, version=versions[2], now=known["now"])
    assert (await load(desk)).total == 3
    async with desk.database.write() as tx:
        seen = (tx, OPERATOR, desk.practice, second.id)
        with pytest.raises(InvalidInput, match="not kept by staff last"):
            await undoing.unkeep(*seen, version=versions[1] + 1, now=desk.now)


async def test_one_absence_or_one_practitioner_is_in_view(desk, visits, bruno):
    one = await away(desk)
    await away(desk, practitioner="Bruno")
    assert (await load(desk)).total == 4
    assert (await load(desk, AbsenceChoice(absence_id=one.id))).total == 3
    assert (await load(desk, AbsenceChoice(practitioner_id=bruno.id))).total == 1
    assert len((await load(desk, most=2)).visits) == 2
    with pytest.raises(NotFound):
        await load(desk, AbsenceChoice(absence_id=1))


async def test_everybody_who_reads_the_calendar_reads_the_list(desk, visits):
    await away(desk)

    async def act(tx, actor):
        await dealing_list.load(tx, actor, desk.practice, now=desk.now)

    roles = {Role.ADMIN, Role.RECEPTION, Role.PRACTITIONER}
    await takes(desk, act, Permission.READ_CALENDAR, roles=roles, writes=False)
