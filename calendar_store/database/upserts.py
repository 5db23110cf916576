"""Inserts that meet a row already there: leave it, or replace it; the same on both databases."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite

from calendar_store.database.connection import Transaction


async def insert_new(tx: Transaction, table: Table, row: Mapping[str, Any]) -> bool:
    """Insert `row` unless a unique key of its table is taken.

    Returns:
        True if it was inserted, False if the key was taken.
    """
    result = await tx.execute(_unless_taken(tx.dialect, table), row)
    return result.rowcount == 1


async def insert_new_rows(tx: Transaction, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert those of `rows` of which no unique key is taken."""
    await tx.executemany(_unless_taken(tx.dialect, table), rows)


async def insert_or_replace(
    tx: Transaction, table: Table, rows: Sequence[Mapping[str, Any]]
) -> None:
    """Insert each of `rows`; one whose primary key is taken replaces what stood there."""
    await tx.executemany(_replacing(tx.dialect, table), rows)


# a statement is made once, since it is compiled once for the object it is

Insert = sqlite.Insert | postgresql.Insert


def insert_into(dialect: str, table: Table) -> Insert:
    """Return an insert that knows what to do with a row already there."""
    return postgresql.insert(table) if dialect == "postgresql" else sqlite.insert(table)


@cache
def _unless_taken(dialect: str, table: Table) -> Insert:
    return insert_into(dialect, table).on_conflict_do_nothing()


@cache
def _replacing(dialect: str, table: Table) -> Insert:
    statement = insert_into(dialect, table)
    key = [column.name for column in table.primary_key]
    news = {name: column for name, column in statement.excluded.items() if name not in key}
    return statement.on_conflict_do_update(index_elements=key, set_=news)
