"""Keep the notes of staff beside conversations; one that is removed can be put back for a while."""

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import insert, or_, select, tuple_, update

from calendar_store.database.connection import Transaction
from calendar_store.database.notify import Topic
from calendar_store.model.conversation_marks import Address, ConversationNote
from calendar_store.model.errors import NotFound
from calendar_store.model.statuses import Channel
from calendar_store.schema import conversation_notes as table


async def add(tx: Transaction, note: ConversationNote) -> None:
    """Store a note."""
    await tx.execute(insert(table).values(**asdict(note), removed_at=None))
    tx.notify(Topic.CALENDAR)


async def of(
    tx: Transaction,
    practice_id: int,
    addresses: Collection[Address],
    client_ids: Collection[int],
    limit: int,
) -> Sequence[ConversationNote]:
    """Return the newest notes about (channel, address) pairs and about clients, oldest first."""
    beside = tuple_(table.c.channel, table.c.their_address).in_([tuple(one) for one in addresses])
    about = table.c.client_id.in_(list(client_ids))
    statement = (
        select(table)
        .where(table.c.practice_id == practice_id, table.c.removed_at.is_(None))
        .where(or_(beside, about))
        .order_by(table.c.id.desc())
        .limit(limit)
    )
    return [_value(row) for row in await tx.execute(statement)][::-1]


async def get(tx: Transaction, practice_id: int, note_id: int) -> ConversationNote:
    """Return a note, also one that is removed.

    Raises:
        NotFound: if the practice has no such note.
    """
    theirs = (table.c.practice_id == practice_id) & (table.c.id == note_id)
    row = (await tx.execute(select(table).where(theirs))).one_or_none()
    if row is None:
        raise NotFound("this practice has no such note")
    return _value(row)


async def set_removed(
    tx: Transaction, practice_id: int, note_id: int, at: datetime | None, *, since: datetime
) -> None:
    """Remove a note, or put it back with None.

    Args:
        tx: a writing transaction.
        practice_id: the practice.
        note_id: the note.
        at: when it is removed, UTC; None puts it back.
        since: a note removed before this moment is not put back any more, UTC.

    Raises:
        NotFound: if it stands so already, or was removed too long ago.
    """
    theirs = (table.c.practice_id == practice_id) & (table.c.id == note_id)
    stands = table.c.removed_at.is_(None) if at else table.c.removed_at >= since
    done = await tx.execute(update(table).where(theirs, stands).values(removed_at=at))
    if not done.rowcount:
        raise NotFound("this practice has no such note")
    tx.notify(Topic.CALENDAR)


def _value(row: Any) -> ConversationNote:
    return ConversationNote(
        *(row.practice_id, row.id, Channel(row.channel), row.their_address, row.client_id),
        *(row.at, row.by, row.text),
    )
