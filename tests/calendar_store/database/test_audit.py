"""The audit log is read by index, whatever it is narrowed to."""

import pytest
from sqlalchemy import event

from calendar_store.database import audit
from tests.support.actors import named


@pytest.fixture
async def entered(database, practice, now):
    async with database.write() as tx:
        for number in range(30):
            for action in ("login", "login.failed", "client.added"):
                await audit.record(
                    *(tx, practice.id),
                    by=named(f"{'ada' if number % 2 else 'bo'}@example.org"),
                    action=action,
                    subject=str(number),
                    now=now,
                )
    return practice.id


async def test_pages_go_on_where_the_last_one_ended(database, entered):
    seen, before = [], None
    async with database.read() as tx:
        while found := await audit.entries(
            tx, entered, limit=7, before=before, actions=("login", "login.failed")
        ):
            seen += [(one.action, one.subject) for one in found]
            before = found[-1].id
    assert len(seen) == 60
    assert seen[0] == ("login.failed", "29")
    assert seen[-1] == ("login", "0")
    assert [one for one in seen if one[0] == "client.added"] == []


async def test_it_is_narrowed_to_one_who_acted(database, entered):
    async with database.read() as tx:
        found = await audit.entries(tx, entered, by="bo@example.org", limit=100)
    assert {one.by for one in found} == {"bo@example.org"}
    assert len(found) == 45


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    "narrowed", [{}, {"by": "x"}, {"actions": ("a",)}, {"actions": ("a", "b"), "before": 9}]
)
async def test_nothing_is_scanned(database, entered, narrowed):
    asked = []

    def note(connection, cursor, statement, values, *rest):
        if "audit_log" in statement:
            asked.append((statement, values))

    def plan(connection):
        ((statement, values),) = asked
        rows = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
        return [row.detail for row in rows]

    event.listen(database._reader.sync_engine, "before_cursor_execute", note)
    async with database.read() as tx:
        await audit.entries(tx, entered, **narrowed)
    event.remove(database._reader.sync_engine, "before_cursor_execute", note)
    async with database.read() as tx:
        steps = await tx.run_sync(plan)
    assert [one for one in steps if "SCAN audit_log" in one] == []
    assert [one for one in steps if "SEARCH audit_log USING" in one]
