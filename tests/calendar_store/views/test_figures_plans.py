"""Figures of a span are found from its visits, and from a range of keys, not from all rows."""

from datetime import timedelta

import pytest
from sqlalchemy import event

from calendar_store.messages import spending
from calendar_store.views import message_figures, visit_figures
from tests.support.report_week import NOW, at, week

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)


async def steps_of(database, work):
    """Return the steps in which SQLite does what some work asks for."""
    asked = []

    def note(connection, cursor, statement, values, *rest):
        asked.append((statement, values))

    def plan(connection):
        return [
            step.detail
            for statement, values in list(asked)
            for step in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
        ]

    event.listen(database._reader.sync_engine, "before_cursor_execute", note)
    async with database.read() as tx:
        await work(tx)
    event.remove(database._reader.sync_engine, "before_cursor_execute", note)
    async with database.read() as tx:
        return await tx.run_sync(plan)


@pytest.mark.parametrize(
    "count",
    [
        *(visit_figures.visits, visit_figures.reminded, visit_figures.outcomes),
        *(message_figures.written, message_figures.for_staff, message_figures.waiting),
    ],
)
async def test_no_table_is_read_as_a_whole(database, practice, count):
    await week(database, practice)
    span = (practice.id, at(23, "00:00"), at(30, "00:00"))
    steps = await steps_of(database, lambda tx: count(tx, *span))
    assert steps
    tables = ("appointments", "appointment_history", "reminders", "messages", "alerts", "offers")
    tables += ("announcement_recipients",)
    assert [one for one in steps if one.startswith(tuple(f"SCAN {name}" for name in tables))] == []
    # by the practice alone, an index finds all rows of the practice
    lazy = [one for one in steps if one.endswith("(practice_id=?)")]
    assert lazy == []


async def test_what_went_over_carriers_is_found_by_the_keys_of_each_practice(database, practice):
    await week(database, practice)
    since = NOW - timedelta(days=30)
    steps = await steps_of(database, lambda tx: spending.by_carrier(tx, since))
    assert [one for one in steps if one.startswith("SCAN messages")] == []
    assert [one for one in steps if "messages" in one and "id>?" in one]
