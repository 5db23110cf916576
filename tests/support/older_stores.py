"""Stores of older versions: migrated so far and no further, and filled with rows of that version.

The tables that the queries know are those of the newest version; rows of an older one are written
by the names that their columns had then.
"""

from collections.abc import Sequence
from typing import Any

from alembic import command
from sqlalchemy import JSON, Connection, TableClause, column, insert, table
from sqlalchemy.types import NullType, TypeEngine

from calendar_store.database import migrate
from calendar_store.database.connection import Database, Transaction
from calendar_store.schema.columns import Instant, MinuteOfDay, Minutes, Money

Row = dict[str, Any]
"""A row by the names of its columns."""

_JSON = {"state", "understood", "detail"}
_MOMENTS = {"at", "seen_at", "lease_until", "not_before", "busy_from", "busy_until"}
_LENGTHS = {"minimum_notice", "booking_window", "undo_window", "slot_step", "reminder_gap"}
_LENGTHS |= {"duration", "buffer_before", "buffer_after", "before"}
_TIMES_OF_DAY = {"opens", "closes", "quiet_from", "quiet_until"}
_AMOUNTS = {"price", "cost", "monthly_cap"}
_OF_REMINDERS = ("reminders", "reminder_steps")
"""Tables in which `at` is a time of day."""


async def migrated_to(database: Database, revision: str) -> None:
    """Bring an empty store to an older version."""

    def upgrade(connection: Connection) -> None:
        config = migrate.alembic_config()
        config.attributes["connection"] = connection
        command.upgrade(config, revision)

    async with database.write() as tx:
        await tx.run_sync(upgrade)


async def put(tx: Transaction, name: str, rows: Sequence[Row]) -> None:
    """Write rows into a table as it stands, whatever the newest version calls its columns.

    Args:
        tx: a writing transaction.
        name: of the table.
        rows: all with the same names.
    """
    if rows:
        await tx.executemany(insert(_table(name, rows[0])), rows)


def _table(name: str, row: Row) -> TableClause:
    return table(name, *(column(one, _kind(name, one)) for one in row))


def _kind(name: str, of_column: str) -> TypeEngine[Any]:
    if of_column in _JSON:
        return JSON()
    if of_column in _TIMES_OF_DAY or (name in _OF_REMINDERS and of_column == "at"):
        return MinuteOfDay()
    if of_column in _LENGTHS:
        return Minutes()
    if of_column in _AMOUNTS:
        return Money()
    return Instant() if of_column in _MOMENTS or of_column.endswith("_at") else NullType()
