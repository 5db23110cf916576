"""The free times around many visits are those that a search for each of them finds."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from calendar_store.appointments import appointments, blocks, slot_search
from calendar_store.appointments.free_days import FreeDays
from calendar_store.practices import hours, practitioners, services
from tests.support.bookings import book
from tests.support.desk import BY, Desk
from tests.support.settings_of_practices import statements

ROME = ZoneInfo("Europe/Rome")
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
MONTH = timedelta(days=30)
SUNDAY = date(2026, 3, 29)
"""The clocks are put forward."""


def at(day, hour, minute=0):
    return datetime.combine(day, time(hour, minute), ROME).astimezone(UTC)


@pytest.fixture
def desk(database, practice, aurora, now):
    return Desk(database, practice, aurora, now)


@pytest.fixture
async def team(desk, aurora):
    """Return Aurora, Bruno, who works past midnight, and Carla, who is retired."""
    weeks = {"Bruno": "mon-fri 14:00-24:00; sat-sun 00:00-10:00", "Carla": "mon-sun 08:00-20:00"}
    found = [aurora]
    async with desk.database.write() as tx:
        for name, week in weeks.items():
            one = await practitioners.add(tx, desk.practice.id, name, by=BY, now=desk.now)
            parsed = hours.parse(week, one.id)
            await hours.set_week(tx, desk.practice.id, one.id, parsed, by=BY, now=desk.now)
            found.append(one)
        await practitioners.set_retired(tx, found[2], desk.now, by=BY, now=desk.now)
    return found


@pytest.fixture
async def massage(desk, team):
    """Return a service of Bruno alone, with buffers, which is retired."""
    async with desk.database.write() as tx:
        one = await services.add(
            *(tx, desk.practice.id, "Massage"),
            duration=50 * MINUTE,
            buffer_before=5 * MINUTE,
            buffer_after=20 * MINUTE,
            by=BY,
            now=desk.now,
        )
        return await services.set_done_by(tx, one, [team[1].id], by=BY, now=desk.now)


@pytest.fixture
async def visits(desk, team, massage):
    """Return visits of different lengths around a change of the clocks, and weeks later."""
    ada, friday = await desk.client(), SUNDAY - 2 * DAY
    known = [
        (at(friday, 9), 0, None),
        (at(friday, 9, 30), 0, None),
        (at(friday, 16), 1, massage),
        (at(friday, 23), 1, massage),
        (at(SUNDAY, 8), 1, None),
        (at(SUNDAY + 23 * DAY, 15), 0, None),
    ]
    booked = [
        await desk.book(
            ada,
            start,
            duration=service.duration if service else (30 + 15 * who) * MINUTE,
            practitioner=team[who],
            service=service,
        )
        for start, who, service in known
    ]
    async with desk.database.write() as tx:
        for day in range(-3, 30):
            await book(tx, ada, team[0], at(SUNDAY + day * DAY, 10 + day % 5), 50)
            await book(tx, ada, team[1], at(SUNDAY + day * DAY, 20), 30, buffers=(10, 15))
        # over another, at the very same time
        await appointments.book(
            *(tx, desk.practice, desk.steps),
            client_id=ada.id,
            practitioner_id=team[0].id,
            starts_at=at(friday, 9),
            duration=30 * MINUTE,
            now=desk.now,
            by=BY,
            overbook=True,
        )
        for whose in (team[0].id, None):
            start = at(SUNDAY + DAY, 14 if whose else 17)
            await blocks.add(
                *(tx, desk.practice.id),
                practitioner_id=whose,
                starts_at=start,
                ends_at=start + 70 * MINUTE,
                reason="",
                by=BY,
                now=desk.now,
            )
        await hours.add_exception(
            *(tx, desk.practice.id), first=friday, last=friday, by=BY, now=desk.now
        )
        await services.set_retired(tx, massage, desk.now, by=BY, now=desk.now)
    return booked


async def searched(tx, desk, visit, day, whom):
    return await slot_search.search(
        tx,
        desk.practice,
        practitioner_ids=whom,
        duration=visit.duration,
        buffers=(visit.buffer_before, visit.buffer_after),
        spans=[(at(day, 0), at(day + DAY, 0))],
        now=desk.now,
        limit=1000,
        exclude_appointment=visit.id,
    )


async def test_each_day_is_as_a_search_finds_it(desk, team, visits):
    whom = [one.id for one in team]
    async with desk.database.read() as tx:
        free = await FreeDays.load(tx, desk.practice, visits, ahead=MONTH, now=desk.now)
        found = 0
        for visit in visits:
            for group in (whom, whom[:1], whom[1:]):
                day = visit.starts_at.astimezone(ROME).date() - DAY
                for other in (day + n * DAY for n in range(12)):
                    slots = await free.of(visit, other, group)
                    assert tuple(slots) == await searched(tx, desk, visit, other, group), other
                    found += len(slots)
        assert found > 1000


async def test_a_day_that_is_read_is_not_read_again(desk, team, visits):
    whom = [one.id for one in team]
    async with desk.database.read() as tx:
        with statements(desk.database) as noted:
            free = await FreeDays.load(tx, desk.practice, visits, ahead=MONTH, now=desk.now)
        assert len(noted) == 6
        with statements(desk.database) as noted:
            for visit in visits:
                first = visit.starts_at.astimezone(ROME).date()
                for day in range(-1, 3):
                    await free.of(visit, first + day * DAY, whom)
        assert not noted
        with statements(desk.database) as noted:
            for day in range(60):
                await free.of(visits[0], SUNDAY + day * DAY, whom)
        assert len(noted) == 2 * 5
        assert await free.of(visits[0], free.last + DAY, whom) == []


async def test_no_practitioner_and_no_service(desk, visits):
    async with desk.database.read() as tx:
        free = await FreeDays.load(tx, desk.practice, visits[:1], ahead=MONTH, now=desk.now)
        assert await free.of(visits[0], SUNDAY + DAY, []) == []
        assert await free.of(visits[0], SUNDAY + DAY, [1]) == []


async def test_a_practice_of_which_everybody_is_retired_has_no_time(desk, team, visits):
    async with desk.database.write() as tx:
        for one in team[:2]:
            await practitioners.set_retired(tx, one, desk.now, by=BY, now=desk.now)
    async with desk.database.read() as tx:
        free = await FreeDays.load(tx, desk.practice, visits, ahead=MONTH, now=desk.now)
        whom = [one.id for one in team]
        assert [await free.of(one, SUNDAY + DAY, whom) for one in visits] == [[]] * len(visits)
