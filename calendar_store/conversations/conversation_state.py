"""Conversations: what was said last between one of our numbers and one of theirs."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import select, text

from calendar_store.database.connection import Transaction
from calendar_store.database.keys import among, bound
from calendar_store.database.upserts import Insert, insert_into
from calendar_store.model.conversations import Conversation
from calendar_store.schema import conversations as table


async def hold(tx: Transaction, pairs: Collection[tuple[str, str]]) -> set[tuple[str, str]]:
    """Return those (our number, their number) that nobody else is holding, held until the commit.

    Whoever reads a conversation to write it again holds it first, so that a text and a reminder
    of the same moment do not undo each other's question. On SQLite there is one writer anyway.
    """
    if tx.dialect != "postgresql" or not pairs:
        return set(pairs)
    names = {f"{ours} {theirs}": (ours, theirs) for ours, theirs in pairs}
    statement = text(
        "SELECT name FROM unnest(CAST(:names AS text[])) AS name"
        " WHERE pg_try_advisory_xact_lock(hashtextextended(name, 0))"
    )
    return {names[row.name] for row in await tx.execute(statement, {"names": list(names)})}


_LOAD = select(table).where(among(table.c.practice_id, table.c.our_number, table.c.their_number))
_WRITTEN = (
    select(table.c.practice_id, table.c.our_number, table.c.their_number)
    .where(among(table.c.their_number, table.c.our_number))
    .where(table.c.last_outbound_at.is_not(None))
    .order_by(table.c.last_outbound_at.desc())
)


_LAST = (
    select(table.c.our_number, table.c.their_number)
    .where(among(table.c.their_number))
    .where(table.c.last_outbound_at.is_not(None))
    .order_by(table.c.last_outbound_at.desc())
)


async def load(
    tx: Transaction, pairs: Iterable[tuple[int, str, str]]
) -> dict[tuple[int, str, str], Conversation]:
    """Return conversations by (practice, our number, their number); new ones are missing."""
    wanted = set(pairs)
    if not wanted:
        return {}
    rows = await tx.execute(_LOAD, bound(wanted))
    return {(row.practice_id, row.our_number, row.their_number): _value(row) for row in rows}


async def last_written(
    tx: Transaction, pairs: Iterable[tuple[str, str]]
) -> dict[tuple[str, str], list[int]]:
    """Return which practices wrote from our number to theirs, the last one first.

    A text to a number that several practices share belongs to the one that last wrote.
    """
    wanted = set(pairs)
    if not wanted:
        return {}
    found: dict[tuple[str, str], list[int]] = {}
    for row in await tx.execute(_WRITTEN, bound([(b, a) for a, b in wanted])):
        found.setdefault((row.our_number, row.their_number), []).append(row.practice_id)
    return found


async def last_numbers(tx: Transaction, their_numbers: Collection[str]) -> dict[str, str]:
    """Return from which of our numbers somebody was last written to; nobody else is there."""
    if not their_numbers:
        return {}
    found: dict[str, str] = {}
    for row in await tx.execute(_LAST, bound([(one,) for one in their_numbers])):
        found.setdefault(row.their_number, row.our_number)
    return found


async def save(tx: Transaction, changed: Sequence[Conversation], now: datetime) -> None:
    """Write conversations, each one version further.

    Args:
        tx: the transaction of the turn.
        changed: with the version they were loaded with (0 for new ones).
        now: UTC.
    """
    await tx.executemany(
        _save(tx.dialect),
        [
            {
                "practice_id": one.practice_id,
                "our_number": one.our_number,
                "their_number": one.their_number,
                "state": one.state,
                "version": one.version + 1,
                "last_outbound_at": one.last_outbound_at,
                "updated_at": now,
            }
            for one in changed
        ],
    )


@cache
def _save(dialect: str) -> Insert:
    insert = insert_into(dialect, table)
    return insert.on_conflict_do_update(
        index_elements=[table.c.practice_id, table.c.our_number, table.c.their_number],
        set_={
            "state": insert.excluded.state,
            "version": table.c.version + 1,
            "last_outbound_at": insert.excluded.last_outbound_at,
            "updated_at": insert.excluded.updated_at,
        },
    )


def _value(row: Any) -> Conversation:
    return Conversation(
        practice_id=row.practice_id,
        our_number=row.our_number,
        their_number=row.their_number,
        state=row.state,
        version=row.version,
        last_outbound_at=row.last_outbound_at,
    )
