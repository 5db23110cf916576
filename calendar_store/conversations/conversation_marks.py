"""Keep who of staff sees to a conversation, what they have read of it, and when it was closed."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import case, select

from calendar_store.database.connection import Transaction
from calendar_store.database.keys import in_keys, key_params
from calendar_store.database.notify import Topic
from calendar_store.database.upserts import Insert, insert_into
from calendar_store.model.actors import Actor
from calendar_store.model.conversation_marks import Address, ConversationMark
from calendar_store.model.statuses import Channel
from calendar_store.schema import conversation_marks as table

_KEY = (table.c.practice_id, table.c.channel, table.c.their_address)
_LOAD = select(table).where(in_keys(*_KEY))


async def load(
    tx: Transaction, practice_id: int, addresses: Collection[Address]
) -> dict[Address, ConversationMark]:
    """Return the marks of (channel, address) pairs; one without marks has an empty mark."""
    found = {one: ConversationMark(*one) for one in addresses}
    if not found:
        return found
    rows = await tx.execute(_LOAD, key_params([(practice_id, *one) for one in found]))
    return found | {(mark.channel, mark.their_address): mark for mark in map(_value, rows)}


async def set_read(tx: Transaction, practice_id: int, newest: Mapping[Address, int]) -> None:
    """Record the newest text of each (channel, address) that staff have opened."""
    rows = [
        _row(practice_id, ConversationMark(*address, read_id=text))
        for address, text in newest.items()
    ]
    await tx.executemany(_saving(tx.dialect, "read_id"), rows)
    if rows:
        tx.notify(Topic.CALENDAR)


async def assign(
    tx: Transaction, practice_id: int, addresses: Sequence[Address], assignee_id: int | None
) -> None:
    """Set who sees to the conversations with (channel, address) pairs; None for nobody."""
    rows = [_row(practice_id, ConversationMark(*one, assignee_id=assignee_id)) for one in addresses]
    await tx.executemany(_saving(tx.dialect, "assignee_id"), rows)
    tx.notify(Topic.CALENDAR)


async def set_done(
    tx: Transaction, practice_id: int, addresses: Sequence[Address], *, by: Actor, now: datetime
) -> None:
    """Record that the conversations with (channel, address) pairs were closed."""
    rows = [
        _row(practice_id, ConversationMark(*one, done_at=now, done_by=by.label))
        for one in addresses
    ]
    await tx.executemany(_saving(tx.dialect, "done_at", "done_by"), rows)


async def set_undone(tx: Transaction, practice_id: int, addresses: Sequence[Address]) -> None:
    """Record that the conversations with (channel, address) pairs are open again."""
    rows = [_row(practice_id, ConversationMark(*one)) for one in addresses]
    await tx.executemany(_saving(tx.dialect, "done_at", "done_by"), rows)


@cache
def _saving(dialect: str, *columns: str) -> Insert:
    insert = insert_into(dialect, table)
    news: dict[str, Any] = {name: insert.excluded[name] for name in columns}
    if "read_id" in news:
        # two members of staff may open it at once, the one later who has an older page
        older = table.c.read_id > insert.excluded.read_id
        news["read_id"] = case((older, table.c.read_id), else_=insert.excluded.read_id)
    return insert.on_conflict_do_update(index_elements=list(_KEY), set_=news)


def _row(practice_id: int, mark: ConversationMark) -> dict[str, Any]:
    return {
        "practice_id": practice_id,
        "channel": mark.channel,
        "their_address": mark.their_address,
        "assignee_id": mark.assignee_id,
        "read_id": mark.read_id,
        "done_at": mark.done_at,
        "done_by": mark.done_by,
    }


def _value(row: Any) -> ConversationMark:
    return ConversationMark(
        *(Channel(row.channel), row.their_address, row.assignee_id, row.read_id),
        *(row.done_at, row.done_by),
    )
