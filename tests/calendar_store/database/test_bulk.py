"""Many rows written at once: every one of them, however many, in statements that stay quick."""

import pytest
from sqlalchemy import select

from calendar_store import schema
from calendar_store.clients import import_rows
from calendar_store.clients.import_rows import JudgedRow
from calendar_store.database.bulk import BulkWrite
from calendar_store.model.imports import ImportRow, RowOutcome, RowVerdict

_TERMS = BulkWrite(schema.client_terms, ("term", "client_id"), same=("practice_id",))


@pytest.mark.parametrize("count", [0, 1, 99, 100, 101, 250])
async def test_every_row_is_written_once(database, practice, count):
    values = {"term": [f"t{n}" for n in range(count)], "client_id": list(range(1, count + 1))}
    async with database.write() as tx:
        await _TERMS.run(tx, values, {"practice_id": practice.id})
    table = schema.client_terms
    async with database.read() as tx:
        found = await tx.execute(select(table.c.term, table.c.client_id, table.c.practice_id))
        kept = sorted(tuple(row) for row in found)
    assert kept == sorted((f"t{n}", n + 1, practice.id) for n in range(count))


async def test_rows_are_changed_by_their_lines_and_others_stay(database, practice):
    rows = [ImportRow(line, (), RowVerdict.NEW) for line in range(1, 301)]
    stored = [JudgedRow(row, "[]", "{}") for row in rows]
    some = [
        ImportRow(line, (), RowVerdict.NEW, outcome=RowOutcome.ADDED, visit_id=line)
        for line in (250, 7, 8)
    ]
    async with database.write() as tx:
        for import_id in (1, 2):
            await import_rows.add(tx, practice.id, import_id, stored)
        await import_rows.settle(tx, practice.id, 1, some)
    async with database.read() as tx:
        changed = [
            (row.line, row.visit_id)
            for import_id in (1, 2)
            for row in await import_rows.found(tx, practice.id, import_id, limit=1000)
            if row.outcome is not RowOutcome.NONE
        ]
    assert changed == [(7, 7), (8, 8), (250, 250)]


@pytest.mark.parametrize("count", [1000, 1020])
async def test_sqlite_takes_a_hundred_rows_in_a_statement(database, practice, count):
    """Each statement of a table with triggers copies pages, where others wait for the commit."""
    if database.dialect != "sqlite":
        return
    said = []
    values = {"term": [f"t{n}" for n in range(count)], "client_id": list(range(1, count + 1))}
    async with database.write() as tx:
        driver = await tx.run_sync(lambda connection: connection.connection.driver_connection)
        await driver.set_trace_callback(said.append)
        await _TERMS.run(tx, values, {"practice_id": practice.id})
        await driver.set_trace_callback(None)
    assert sum(one.startswith("INSERT") for one in said) == count // 100 + count % 100
