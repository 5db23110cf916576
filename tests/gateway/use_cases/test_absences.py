"""Absences over visits: adding one touches none, and each is dealt with by itself."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from calendar_store.model.actors import OPERATOR, Permission
from calendar_store.model.errors import InvalidInput, NotFound, NotPermitted, SlotTaken
from calendar_store.model.statuses import AppointmentStatus, Role
from calendar_store.practices import hours, practitioners
from calendar_store.views import day_view
from gateway.messaging.channel import Channels
from gateway.use_cases import absence_dealing, absences, booking
from gateway.use_cases.absence_dealing import Dealing
from gateway.use_cases.absence_decisions import AbsenceDecision
from gateway.use_cases.absences import AbsenceRequest
from gateway.use_cases.booking import BookingRequest
from gateway.use_cases.errors import AlreadyAway
from tests.support.acts import member, takes, written
from tests.support.desk import BY

DAY, HOUR = timedelta(days=1), timedelta(hours=1)
ROME = ZoneInfo("Europe/Rome")
TUESDAY = date(2026, 1, 13)
CHANNELS = Channels()
DESK = {Role.ADMIN, Role.RECEPTION}


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
    """Three visits with Aurora on a Tuesday, one with Bruno, and one of Aurora the day after."""
    people = [await desk.client(f"Client{n}", number=n) for n in range(1, 6)]
    mine = [await desk.book(people[n], at(TUESDAY, 9 + n)) for n in range(3)]
    bruno_s = await desk.book(people[3], at(TUESDAY, 10), practitioner=bruno)
    after = await desk.book(people[4], at(TUESDAY + DAY, 10))
    return [*mine, bruno_s, after]


async def add(desk, first=TUESDAY, last=TUESDAY, practitioner="Aurora", actor=OPERATOR, **more):
    async with desk.database.write() as tx:
        asked = AbsenceRequest(first, last, practitioner, **more)
        return await absences.add(tx, actor, desk.practice, asked, now=desk.now)


async def open_ones(desk, day=TUESDAY):
    """The ids of the visits of a day that its page shows as not dealt with."""
    async with desk.database.read() as tx:
        found = await day_view.load(tx, desk.practice, day, 1)
    return [one.appointment.id for one in found if one.away]


async def test_the_desk_enters_absences(desk):
    async def act(tx, actor):
        asked = AbsenceRequest(TUESDAY, TUESDAY + DAY, "Aurora", reason="ill")
        made = await absences.add(tx, actor, desk.practice, asked, now=desk.now)
        (one,) = await absences.listed(tx, BY, desk.practice, TUESDAY, TUESDAY, now=desk.now)
        assert one == made
        await absences.remove(tx, actor, desk.practice, made.exception.id, now=desk.now)
        assert not await absences.listed(tx, BY, desk.practice, TUESDAY, TUESDAY, now=desk.now)

    await takes(desk, act, Permission.MANAGE_ABSENCES, roles=DESK)


async def test_adding_one_lists_the_visits_and_touches_none(desk, visits):
    before = await written(desk.database)
    made = await add(desk)
    assert [one.appointment.id for one in made.visits] == [one.id for one in visits[:3]]
    assert made.visits[0].client.name == "Client1 Byron"
    after = await written(desk.database)
    for untouched in ("appointments", "appointment_history", "reminders", "messages"):
        assert after[untouched] == before[untouched]
    assert await open_ones(desk) == [one.id for one in visits[:3]]
    assert await open_ones(desk, TUESDAY + DAY) == []


async def test_a_holiday_is_everybody_s(desk, visits):
    made = await add(desk, practitioner=None)
    assert {one.appointment.id for one in made.visits} == {one.id for one in visits[:4]}


async def test_other_hours_are_an_absence_from_what_they_leave_out(desk, visits):
    made = await add(desk, hours="10:00-14:00")
    assert [one.appointment.id for one in made.visits] == [visits[0].id]


async def test_each_visit_is_dealt_with_in_a_transaction_of_its_own(desk, visits, bruno):
    made = await add(desk)
    first, second, third = (one.appointment for one in made.visits)
    taken = await desk.client("Grace", number=9)
    await desk.book(taken, first.starts_at, practitioner=bruno)
    dealt = await absence_dealing.deal_with_each(
        desk.database,
        OPERATOR,
        desk.practice,
        [
            Dealing(first.id, first.version, AbsenceDecision.MOVE, practitioner="Bruno"),
            Dealing(second.id, second.version, AbsenceDecision.CANCEL),
            Dealing(third.id, third.version, AbsenceDecision.MOVE, practitioner="Bruno"),
        ],
        channels=CHANNELS,
        clock=lambda: desk.now,
    )
    assert isinstance(dealt[0].refused, SlotTaken)
    assert dealt[1].done.appointment.status is AppointmentStatus.CANCELLED
    assert dealt[2].done.appointment.practitioner == "Bruno"
    # the one that could not be moved is still open, as it was
    assert await open_ones(desk) == [first.id]
    async with desk.database.write() as tx:
        asked = Dealing(
            first.id, first.version, AbsenceDecision.MOVE, starts_at=at(TUESDAY + DAY, 11)
        )
        known = {"channels": CHANNELS, "now": desk.now}
        await absence_dealing.deal(tx, OPERATOR, desk.practice, asked, **known)
    assert await open_ones(desk) == []


async def test_what_is_kept_stays_on_purpose_until_another_absence(desk, visits):
    made = await add(desk)
    one = made.visits[0].appointment

    async def keeps(tx, actor):
        stays = await absences.keep(
            *(tx, actor, desk.practice, one.id), version=one.version, now=desk.now
        )
        assert (stays.kept_in, stays.starts_at) == (made.exception.id, one.starts_at)

    await takes(desk, keeps, Permission.MOVE, roles=DESK)
    async with desk.database.write() as tx:
        await keeps(tx, OPERATOR)
    assert one.id not in await open_ones(desk)
    async with desk.database.write() as tx:
        await absences.remove(tx, OPERATOR, desk.practice, made.exception.id, now=desk.now)
        stays = await desk.appointment(one)
        with pytest.raises(InvalidInput, match="lies in no absence"):
            await absences.keep(
                *(tx, OPERATOR, desk.practice, one.id), version=stays.version, now=desk.now
            )
    again = await add(desk)
    assert one.id in {each.appointment.id for each in again.visits}


async def test_who_books_in_an_absence_on_purpose_has_dealt_with_it(desk):
    made = await add(desk)
    ada = await desk.client()
    asked = BookingRequest(str(ada.id), at(TUESDAY, 10), "Aurora", override=True)
    async with desk.database.write() as tx:
        done = await booking.book(
            tx, OPERATOR, desk.practice, asked, channels=CHANNELS, now=desk.now
        )
    assert done.appointment.kept_in == made.exception.id
    assert await open_ones(desk) == []


async def test_a_visit_over_midnight_lies_in_the_absence_of_either_day(desk):
    ada = await desk.client()
    night = await desk.book(ada, at(TUESDAY, 23), duration=3 * HOUR)
    for day in (TUESDAY, TUESDAY + DAY):
        made = await add(desk, day, day)
        assert [one.appointment.id for one in made.visits] == [night.id]
        async with desk.database.write() as tx:
            await absences.remove(tx, OPERATOR, desk.practice, made.exception.id, now=desk.now)


async def test_practitioners_enter_their_own_absences_alone(desk, bruno):
    own = replace(member(desk, Role.PRACTITIONER), practitioner_id=bruno.id)
    made = await add(desk, practitioner="Bruno", actor=own)
    for other in ("Aurora", None):
        with pytest.raises(NotPermitted):
            await add(desk, practitioner=other, actor=own)
    async with desk.database.write() as tx:
        await absences.remove(tx, own, desk.practice, made.exception.id, now=desk.now)
    theirs = await add(desk)
    async with desk.database.write() as tx:
        with pytest.raises(NotPermitted):
            await absences.remove(tx, own, desk.practice, theirs.exception.id, now=desk.now)


@pytest.mark.parametrize(
    ("first", "last", "more", "words"),
    [
        (TUESDAY, TUESDAY - DAY, {}, "the last day comes after"),
        (TUESDAY - 9 * DAY, TUESDAY - 8 * DAY, {}, "have passed"),
        (TUESDAY, TUESDAY + 400 * DAY, {}, "a year at most"),
        (TUESDAY, TUESDAY, {"hours": "nine to five"}, "no hours of a day"),
        (TUESDAY, TUESDAY, {"hours": "17:00-9:00"}, "17:00"),
        (TUESDAY, TUESDAY, {"reason": "x" * 201}, "200 letters"),
    ],
)
async def test_what_makes_no_sense_is_refused(desk, first, last, more, words):
    with pytest.raises(InvalidInput, match=words):
        await add(desk, first, last, **more)
    with pytest.raises(NotFound):
        await add(desk, practitioner="Nobody")


async def entered(desk):
    async with desk.database.read() as tx:
        found = await hours.exceptions(
            tx, desk.practice.id, None, TUESDAY, TUESDAY + timedelta(days=60)
        )
    return [
        (one.first.day, one.last.day, f"{one.opens:%H}-{one.closes:%H}" if one.opens else "")
        for one in sorted(found, key=lambda one: (one.first, one.id))
    ]


async def test_other_hours_on_days_of_an_absence_are_refused_and_the_first_is_named(desk, bruno):
    await add(desk, hours="09:00-13:00", reason="course")
    words = (
        r"other hours are entered for Aurora already: 2026-01-13, 09:00-13:00 \(course\); enter"
        " this in their place, or choose other days"
    )
    for more in ({}, {"hours": "14:00-18:00"}, {"last": TUESDAY + DAY}):
        with pytest.raises(AlreadyAway, match=words) as refused:
            await add(desk, **more)
        assert [one.reason for one in refused.value.standing] == ["course"]
    assert await entered(desk) == [(13, 13, "09-13")]
    # the same hours, other days, somebody else, and the whole practice are no contradiction
    await add(desk, hours="09:00-13:00")
    await add(desk, TUESDAY + DAY, TUESDAY + DAY)
    await add(desk, practitioner="Bruno")
    await add(desk, practitioner=None)


async def test_in_its_place_the_second_takes_its_days_and_no_more(desk, bruno):
    await add(desk, TUESDAY, TUESDAY + 9 * DAY, reason="holiday")
    await add(desk, TUESDAY + 3 * DAY, TUESDAY + 4 * DAY, hours="09:00-13:00", instead=True)
    assert await entered(desk) == [(13, 15, ""), (16, 17, "09-13"), (18, 22, "")]
    await add(desk, TUESDAY, TUESDAY + 3 * DAY, hours="14:00-18:00", instead=True)
    assert await entered(desk) == [(13, 16, "14-18"), (17, 17, "09-13"), (18, 22, "")]
    await add(desk, TUESDAY, TUESDAY + 9 * DAY, instead=True)
    assert await entered(desk) == [(13, 22, ""), (18, 22, "")]


async def test_a_replaced_absence_needs_who_may_enter_the_new_one(desk, bruno):
    await add(desk, practitioner="Bruno", hours="09:00-13:00")

    async def act(tx, actor):
        asked = AbsenceRequest(TUESDAY, TUESDAY, "Bruno", instead=True)
        await absences.add(tx, actor, desk.practice, asked, now=desk.now)

    await takes(desk, act, Permission.MANAGE_ABSENCES, roles=DESK)


async def test_what_was_kept_in_an_absence_stays_kept_in_what_is_left_of_it(desk, bruno, visits):
    away = await add(desk, TUESDAY, TUESDAY + DAY)
    async with desk.database.write() as tx:
        await absences.keep(
            tx, OPERATOR, desk.practice, visits[0].id, version=visits[0].version, now=desk.now
        )
    assert len(away.visits) == 4
    again = await add(desk, TUESDAY + DAY, hours="14:00-18:00", instead=True, last=TUESDAY + DAY)
    assert [one.appointment.id for one in again.visits] == [visits[4].id]
    assert set(await open_ones(desk)) == {visits[1].id, visits[2].id}
