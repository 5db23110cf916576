"""Measure the queues: how many rows wait in each, and since when. Each query uses an index."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Executable, bindparam, func, literal, select

from calendar_store.database.connection import Transaction
from calendar_store.database.ids import made_at
from calendar_store.model.statuses import Channel, InboundStatus, MessageStatus
from calendar_store.schema import inbound, messages, parked_receipts, reminders
from calendar_store.schema.columns import Instant, is_now

_NOW = bindparam("b_now", type_=Instant)


class QueueKind(StrEnum):
    """The queues that are measured."""

    OUTBOX = "outbox"
    INBOX = "inbox"
    REMINDERS = "reminders_due"
    RECEIPTS = "parked_receipts"
    UNATTRIBUTED = "unattributed"


@dataclass(frozen=True, slots=True)
class QueueDepth:
    """The depth of one queue.

    Attributes:
        queue: the queue.
        carrier: the carrier of the waiting messages; "" if the queue belongs to no carrier.
        count: number of waiting rows.
        since: when the oldest row was queued, UTC; None if the queue is empty.
    """

    queue: QueueKind
    carrier: str
    count: int
    since: datetime | None


# find the oldest row by its id: the id is in the index, the time is not
_OUTBOX = (
    select(messages.c.carrier, func.count().label("depth"), func.min(messages.c.id).label("oldest"))
    .where(is_now(messages.c.status, MessageStatus.QUEUED))
    .group_by(messages.c.carrier)
)
_INBOX = select(
    literal("").label("carrier"),
    func.count().label("depth"),
    func.min(inbound.c.id).label("oldest"),
).where(is_now(inbound.c.status, InboundStatus.NEW))
_UNATTRIBUTED = select(
    literal("").label("carrier"),
    func.count().label("depth"),
    func.min(inbound.c.id).label("oldest"),
).where(is_now(inbound.c.status, InboundStatus.UNATTRIBUTED))
_REMINDERS = select(func.count().label("depth"), func.min(reminders.c.due_at).label("since")).where(
    is_now(reminders.c.status, MessageStatus.PLANNED), reminders.c.due_at <= _NOW
)
_RECEIPTS = select(
    func.count().label("depth"), func.min(parked_receipts.c.received_at).label("since")
)


async def look(
    tx: Transaction, now: datetime, kinds: Collection[Channel] = (Channel.SMS,)
) -> tuple[QueueDepth, ...]:
    """Return the depth of every queue; a carrier without queued messages is left out.

    Args:
        tx: a read-only transaction.
        now: UTC.
        kinds: the configured channels; reminders by another channel wait for it, not for us.
    """
    of_texts = reminders.c.channel == Channel.SMS
    reminded = _REMINDERS if Channel.EMAIL in kinds else _REMINDERS.where(of_texts)
    due = await tx.execute(reminded, {"b_now": now})
    return (
        *await _by_identity(tx, QueueKind.OUTBOX, _OUTBOX),
        *await _by_identity(tx, QueueKind.INBOX, _INBOX),
        *await _by_identity(tx, QueueKind.UNATTRIBUTED, _UNATTRIBUTED),
        _by_moment(QueueKind.REMINDERS, due.one()),
        _by_moment(QueueKind.RECEIPTS, (await tx.execute(_RECEIPTS)).one()),
    )


async def _by_identity(
    tx: Transaction, queue: QueueKind, statement: Executable
) -> list[QueueDepth]:
    return [
        QueueDepth(
            queue, row.carrier, row.depth, None if row.oldest is None else made_at(row.oldest)
        )
        for row in await tx.execute(statement)
    ]


def _by_moment(queue: QueueKind, row: Any) -> QueueDepth:
    return QueueDepth(queue, "", row.depth, row.since)
