"""PostgreSQL knows how tables grow, and how many appointments are not cancelled."""

from sqlalchemy import insert, select, text

from calendar_store import schema
from calendar_store.database import statistics
from calendar_store.database.statistics import TableGrowth
from calendar_store.schema.calendar import not_cancelled


def test_statistics_are_renewed_as_seldom_as_tables_grow():
    growth = TableGrowth()
    renewed = [rows for rows in range(400, 100_001, 400) if growth.by(400)]
    assert renewed == [1200, 4800, 19200, 76800]


async def test_the_size_of_a_table_is_known_once_it_is_renewed(database, practice):
    rows = [
        {"practice_id": practice.id, "term": f"term{n}", "client_id": n} for n in range(1, 2001)
    ]
    async with database.write() as tx:
        await tx.executemany(insert(schema.client_terms), rows)
    await statistics.renew(database, [schema.client_terms, schema.clients])
    if database.dialect == "postgresql":
        async with database.read() as tx:
            asked = text("SELECT reltuples FROM pg_class WHERE relname = 'client_terms'")
            assert (await tx.execute(asked)).scalar_one() >= 2000


def test_the_status_that_is_left_out_is_written_in_the_statement():
    statement = select(schema.appointments.c.id).where(not_cancelled())
    assert "!= 'cancelled'" in str(statement)
    assert statement.compile().params == {}
