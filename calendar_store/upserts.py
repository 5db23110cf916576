"""Inserts that meet a row already there: leave it, or replace it; the same on both databases."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite

from calendar_store.database import Transaction


async def insert_new(tx: Transaction, table: Table, row: Mapping[str, Any]) -> bool:
    """Insert `row` unless a unique key of its table is taken.

    Returns:
        True if it was inserted, False if the key was taken.
    """
    insert = postgresql.insert if tx.dialect == "postgresql" else sqlite.insert
    result = await tx.execute(insert(table).on_conflict_do_nothing(), row)
    return result.rowcount == 1


async def insert_new_rows(tx: Transaction, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert those of `rows` of which no unique key is taken."""
    insert = postgresql.insert if tx.dialect == "postgresql" else sqlite.insert
    await tx.executemany(insert(table).on_conflict_do_nothing(), rows)


async def insert_or_replace(
    tx: Transaction, table: Table, rows: Sequence[Mapping[str, Any]]
) -> None:
    """Insert each of `rows`; one whose primary key is taken replaces what stood there."""
    insert = postgresql.insert if tx.dialect == "postgresql" else sqlite.insert
    statement = insert(table)
    key = [column.name for column in table.primary_key]
    news = {name: column for name, column in statement.excluded.items() if name not in key}
    await tx.executemany(statement.on_conflict_do_update(index_elements=key, set_=news), rows)
