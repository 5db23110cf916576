"""Insert rows that may exist already: keep the existing row or replace it, on both databases."""

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
    """Insert those of `rows` whose unique keys are not taken."""
    await tx.executemany(_unless_taken(tx.dialect, table), rows)


async def insert_or_replace(
    tx: Transaction, table: Table, rows: Sequence[Mapping[str, Any]]
) -> None:
    """Insert each of `rows`; if the primary key is taken, replace the existing row."""
    await tx.executemany(_replacing(tx.dialect, table), rows)


# statements are cached, because a statement object is compiled only once

Insert = sqlite.Insert | postgresql.Insert


def insert_into(dialect: str, table: Table) -> Insert:
    """Return an insert of the dialect that supports an ON CONFLICT clause."""
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
