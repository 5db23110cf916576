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
    said = []
    async with database.read() as tx:
        connection = tx._connection
        event.listen(
            connection.sync_connection,
            "before_cursor_execute",
            lambda c, cursor, statement, parameters, context, many: said.append(
                (statement, parameters)
            ),
        )
        await audit.entries(tx, entered, **narrowed)
        ((statement, parameters),) = said
        plan = await connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        steps = [row[3] for row in plan]
    assert [one for one in steps if "SCAN audit_log" in one] == []
    assert [one for one in steps if "SEARCH audit_log USING" in one]
