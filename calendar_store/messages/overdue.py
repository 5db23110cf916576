"""What is overdue in the outbox: due messages that nobody takes, and leases that nobody renews."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from calendar_store.database.connection import Transaction
from calendar_store.model.statuses import MessageStatus
from calendar_store.schema import messages
from calendar_store.schema.columns import is_now

_PER_CARRIER = (messages.c.carrier, func.count().label("depth"))


@dataclass(frozen=True, slots=True)
class DueMessages:
    """Messages that a carrier, or a process, has had long enough.

    Attributes:
        carrier: the carrier's name.
        count: how many there are.
        since: when the oldest fell due, or its lease ended, UTC.
        owner: who leased the oldest; "" for nobody.
    """

    carrier: str
    count: int
    since: datetime
    owner: str = ""


async def due(
    tx: Transaction, now: datetime, practice_id: int | None = None
) -> Sequence[DueMessages]:
    """Return the messages that could be sent now, by carrier; those put off are not counted.

    Args:
        tx: any transaction.
        now: UTC.
        practice_id: of one practice alone; None: of all.
    """
    statement = (
        select(*_PER_CARRIER, func.min(messages.c.not_before).label("since"))
        .where(is_now(messages.c.status, MessageStatus.QUEUED), messages.c.not_before <= now)
        .group_by(messages.c.carrier)
        .order_by(messages.c.carrier)
    )
    if practice_id is not None:
        statement = statement.where(messages.c.practice_id == practice_id)
    return [DueMessages(row.carrier, row.depth, row.since) for row in await tx.execute(statement)]


async def leased_too_long(tx: Transaction, before: datetime) -> Sequence[DueMessages]:
    """Return messages under way whose leases ended before a moment, by carrier."""
    statement = (
        select(
            *_PER_CARRIER,
            func.min(messages.c.lease_until).label("since"),
            func.min(messages.c.leased_by).label("owner"),
        )
        .where(is_now(messages.c.status, MessageStatus.SENDING), messages.c.lease_until < before)
        .group_by(messages.c.carrier)
        .order_by(messages.c.carrier)
    )
    return [
        DueMessages(row.carrier, row.depth, row.since, row.owner)
        for row in await tx.execute(statement)
    ]
