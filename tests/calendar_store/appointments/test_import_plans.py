"""What an import asks of visits is served by indexes, whatever PostgreSQL expects of the visits."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from calendar_store import schema
from calendar_store.appointments import double_bookings, imported_visits, many_bookings
from calendar_store.appointments.many_bookings import WantedVisit
from calendar_store.clients import imported_clients
from calendar_store.database import statistics
from calendar_store.model.actors import OPERATOR
from calendar_store.model.statuses import AppointmentStatus

_HALF = timedelta(minutes=30)


@pytest.fixture
async def times(database, practice, aurora, now):
    """The times of many visits that nobody has changed yet, by client."""
    people = [
        {"first": "Ada", "last": f"Byron {n}", "mobile": f"+3934700{n:05}"} for n in range(2000)
    ]
    async with database.write() as tx:
        ids = await imported_clients.add(tx, practice.id, people, now)
    made = [(one, now + timedelta(hours=n)) for n, one in enumerate(ids, 1)]
    for at in (0, 1000):
        wanted = [
            WantedVisit(client_id, aurora.id, start, _HALF, None, AppointmentStatus.BOOKED)
            for client_id, start in made[at : at + 1000]
        ]
        async with database.write() as tx:
            told = {"begun": _HALF, "now": now, "by": OPERATOR}
            await many_bookings.book(tx, practice, (), wanted, **told)
    await statistics.renew(database, [schema.appointments, schema.appointment_history])
    return made


async def test_spans_are_looked_for_by_the_index(database, practice, aurora, times):
    wanted = [(aurora.id, start, start + _HALF) for _, start in times[:500]]
    free = [(aurora.id, start + _HALF, start + 2 * _HALF) for _, start in times[:500]]
    async with database.read() as tx:
        found = await double_bookings.taken(tx, practice.id, [*free, *wanted])
        assert found == set(range(500, 1000))
        if database.dialect == "postgresql":
            values = {
                "practice": practice.id,
                "who": [one[0] for one in wanted],
                "since": [one[1] for one in wanted],
                "until": [one[2] for one in wanted],
            }
            asked = text(f"EXPLAIN {double_bookings.TAKEN_SPANS['postgresql']}")
            plan = "\n".join((await tx.execute(asked, values)).scalars())
            assert "Nested Loop" in plan, plan
            assert "(busy_from > " in plan, plan


async def test_visits_of_clients_are_told_by_their_times(database, practice, times, now):
    async with database.read() as tx:
        some = [(client_id, start + timedelta(hours=client_id % 2)) for client_id, start in times]
        there = await imported_visits.standing(tx, practice.id, some)
        assert there.keys() == set(some) & set(times)
        assert await imported_visits.given_up(tx, practice.id, some, now) == set()


async def test_that_few_visits_were_changed_changes_no_plan(database, times):
    if database.dialect != "postgresql":
        return
    async with database.read() as tx:
        sql = imported_visits.CHANGED.compile(dialect=tx.bound_dialect)
        asked = str(sql).replace("$1::VARCHAR", "'[[1, 2]]'").replace("$2::INTEGER", "1")
        plan = "\n".join((await tx.execute(text(f"EXPLAIN {asked}"))).scalars())
    assert "Subquery Scan" in plan, plan
    assert "Filter: (version" not in plan, plan
