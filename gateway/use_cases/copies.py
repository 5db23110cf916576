"""Whole copies of a practice: asked for, written to a file, listed and taken from the store."""

from collections.abc import AsyncIterator, Callable, Sequence
from datetime import datetime
from typing import IO

from calendar_store.database import audit
from calendar_store.database.connection import Database, Transaction
from calendar_store.endings import stored_copies
from calendar_store.model.actors import Actor, Permission, require
from calendar_store.model.endings import CopyStatus, StoredCopy
from calendar_store.model.errors import InvalidInput, NotFound
from calendar_store.model.practices import Practice
from gateway.copies import making
from gateway.copies.making import MadeCopy


async def written(
    database: Database,
    actor: Actor,
    practice_id: int,
    file: IO[bytes],
    *,
    now: datetime,
    told: Callable[[int], None] | None = None,
) -> MadeCopy:
    """Write a whole copy to a file; that it was made is recorded first.

    Args:
        database: the store.
        actor: who makes it.
        practice_id: the practice.
        file: where to, open for writing and reading.
        now: UTC.
        told: told how many rows are written so far.

    Raises:
        NotPermitted: if the actor may not take whole copies.
        NotFound: if there is no such practice.
    """
    require(actor, Permission.TAKE_COPIES, practice_id)
    async with database.write() as tx:
        await audit.record(tx, practice_id, by=actor, action="copy.made", subject="", now=now)
    return await making.make(database, practice_id, file, now=now, written=told)


async def ask(tx: Transaction, actor: Actor, practice: Practice, *, now: datetime) -> StoredCopy:
    """Ask for a copy, which is made in the background and lies ready for some time.

    Raises:
        NotPermitted: if the actor may not take whole copies.
        InvalidInput: if one is being made already.
    """
    require(actor, Permission.TAKE_COPIES, practice.id)
    standing = await stored_copies.of_practice(tx, practice.id)
    if any(one.status is CopyStatus.WANTED for one in standing):
        raise InvalidInput("a copy is being made already; it will be here in some minutes")
    made = await stored_copies.ask(tx, practice.id, by=actor, now=now)
    await audit.record(
        *(tx, practice.id), by=actor, action="copy.asked", subject=str(made.id), now=now
    )
    return made


async def listed(tx: Transaction, actor: Actor, practice: Practice) -> Sequence[StoredCopy]:
    """Return the copies of a practice that are made or lie ready, the newest first.

    Raises:
        NotPermitted: if the actor may not take whole copies.
    """
    require(actor, Permission.TAKE_COPIES, practice.id)
    found = await stored_copies.of_practice(tx, practice.id)
    return [one for one in found if one.status is not CopyStatus.GONE]


async def taken(
    tx: Transaction, actor: Actor, practice: Practice, copy_id: int, *, now: datetime
) -> StoredCopy:
    """Return a copy that is ready, to be downloaded; that it was is recorded.

    Raises:
        NotPermitted: if the actor may not take whole copies.
        NotFound: if there is none, or its time is over.
    """
    require(actor, Permission.TAKE_COPIES, practice.id)
    found = await stored_copies.get(tx, practice.id, copy_id)
    if found is None or found.status is not CopyStatus.READY or found.expires_at <= now:
        raise NotFound("this copy is not there, or not any more; ask for a new one")
    await audit.record(
        *(tx, practice.id), by=actor, action="copy.downloaded", subject=str(copy_id), now=now
    )
    return found


async def pieces(database: Database, copy: StoredCopy) -> AsyncIterator[bytes]:
    """Yield what a copy holds, piece by piece, each in a transaction of its own."""
    piece = 0
    while True:
        async with database.read() as tx:
            content = await stored_copies.piece(tx, copy, piece)
        if content is None:
            return
        yield content
        piece += 1
