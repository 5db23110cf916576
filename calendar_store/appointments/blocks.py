"""Blocks: parts of days at which nobody can be booked, of one practitioner or of the practice.

A block is a moment's decision ("a visit at the bank from three to four"); whole days, and days with
other hours, are exceptions of the hours. Appointments that lie in a block stay. Blocks that follow
an outside calendar are written by `busy_times`, and by nobody else.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, insert, select

from calendar_store.database import audit
from calendar_store.database.connection import Transaction
from calendar_store.database.notify import Topic
from calendar_store.model.actors import Actor
from calendar_store.model.appointments import MAX_BLOCK, CalendarBlock
from calendar_store.model.errors import InvalidInput, NotFound
from calendar_store.model.moments import require_aware
from calendar_store.model.outside_calendars import BUSY_ELSEWHERE
from calendar_store.practices import hours, practitioners
from calendar_store.schema import blocks as table

_FIELDS = (
    *("practice_id", "id", "practitioner_id", "starts_at", "ends_at"),
    *("reason", "created_by", "created_at", "calendar_id"),
)
WITHIN = (
    select(table)
    .where(
        table.c.practice_id == bindparam("b_practice"),
        table.c.starts_at < bindparam("b_until"),
        # no block is longer: this bound lets the index find the few relevant rows
        table.c.starts_at > bindparam("b_earliest"),
        table.c.ends_at > bindparam("b_since"),
    )
    .order_by(table.c.starts_at, table.c.id)
)
"""The blocks of a practice that overlap a span."""


async def add(
    tx: Transaction,
    practice_id: int,
    *,
    practitioner_id: int | None,
    starts_at: datetime,
    ends_at: datetime,
    reason: str,
    by: Actor,
    now: datetime,
) -> CalendarBlock:
    """Add a block; appointments in it stay.

    Args:
        tx: a writing transaction.
        practice_id: the practice.
        practitioner_id: the practitioner; None: the whole practice.
        starts_at: start, aware.
        ends_at: end, aware; at most MAX_BLOCK later.
        reason: for staff to read.
        by: the actor, for the audit log.
        now: UTC.

    Raises:
        InvalidInput: if the block ends before it begins, or is too long.
        NotFound: if the practice has no such practitioner.
    """
    start, end = require_aware(starts_at, "the start"), require_aware(ends_at, "the end")
    if end <= start:
        raise InvalidInput("a block ends after it begins")
    if end - start > MAX_BLOCK:
        raise InvalidInput("a block lasts at most 24 hours; enter an absence for whole days")
    await hours.lock(tx, practice_id)
    if practitioner_id is not None:
        await practitioners.get(tx, practice_id, practitioner_id)
    made = CalendarBlock(
        *(practice_id, tx.ids.new(), practitioner_id, start, end),
        reason=reason,
        created_by=by.label,
        created_at=now,
    )
    await _insert(tx, made)
    await _record(tx, made, "block.added", by=by, now=now)
    return made


async def put_back(tx: Transaction, block: CalendarBlock, *, by: Actor, now: datetime) -> None:
    """Put a block back that was removed; appointments that were kept in it are so again."""
    await hours.lock(tx, block.practice_id)
    await _insert(tx, block)
    await _record(tx, block, "block.added", by=by, now=now)


async def _insert(tx: Transaction, block: CalendarBlock) -> None:
    await tx.execute(insert(table), {name: getattr(block, name) for name in _FIELDS})


async def remove(
    tx: Transaction, practice_id: int, block_id: int, *, by: Actor, now: datetime
) -> CalendarBlock:
    """Remove a block; its time can be booked again.

    Returns:
        The block as it was.

    Raises:
        NotFound: if the practice has no such block.
        InvalidInput: if it follows an outside calendar.
    """
    await hours.lock(tx, practice_id)
    found = await get(tx, practice_id, block_id)
    if found.calendar_id is not None:
        raise InvalidInput(
            "this time follows another calendar; change it there, or remove that calendar under"
            " Calendar feeds"
        )
    await tx.execute(
        delete(table).where(table.c.practice_id == practice_id, table.c.id == block_id)
    )
    await _record(tx, found, "block.removed", by=by, now=now)
    return found


async def get(tx: Transaction, practice_id: int, block_id: int) -> CalendarBlock:
    """Return one block.

    Raises:
        NotFound: if the practice has no such block.
    """
    statement = select(table).where(table.c.practice_id == practice_id, table.c.id == block_id)
    row = (await tx.execute(statement)).one_or_none()
    if row is None:
        raise NotFound(f"this practice has no block {block_id}")
    return _block(row)


async def within(
    tx: Transaction,
    practice_id: int,
    practitioner_ids: Collection[int] | None,
    since: datetime,
    until: datetime,
) -> list[CalendarBlock]:
    """Return the blocks that overlap a span, by start; those of the whole practice too.

    Args:
        tx: any transaction.
        practice_id: the practice.
        practitioner_ids: the practitioners; None: all.
        since: start of the span, aware.
        until: end of the span, aware.
    """
    values = {
        "b_practice": practice_id,
        "b_since": since,
        "b_until": until,
        "b_earliest": since - MAX_BLOCK,
    }
    found = [_block(row) for row in await tx.execute(WITHIN, values)]
    whose = None if practitioner_ids is None else {None, *practitioner_ids}
    return [one for one in found if whose is None or one.practitioner_id in whose]


async def _record(
    tx: Transaction,
    block: CalendarBlock,
    action: str,
    *,
    by: Actor,
    now: datetime,
) -> None:
    detail = {
        "id": block.id,
        "practitioner_id": block.practitioner_id,
        "reason": block.reason,
    }
    subject = f"{block.starts_at.isoformat()} to {block.ends_at.isoformat()}"
    await audit.record(
        tx, block.practice_id, by=by, action=action, subject=subject, now=now, detail=detail
    )
    tx.notify(Topic.CALENDAR)


def _block(row: Any) -> CalendarBlock:
    found = CalendarBlock(*row)
    return found if found.calendar_id is None else replace(found, reason=BUSY_ELSEWHERE)
