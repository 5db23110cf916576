"""Messages that time has run out for: attempts without an outcome, validities, receipts.

What is found is locked until the transaction ends; `outbox.advance` and `outbox.record` settle it.
"""

from datetime import datetime

from sqlalchemy import or_, select

from calendar_store.database import Transaction
from calendar_store.outbox import value
from calendar_store.schema import messages
from calendar_store.schema.columns import is_now
from calendar_store.statuses import MessageStatus
from calendar_store.values import Message


async def lost(tx: Transaction, *, now: datetime, owner: str | None, limit: int) -> list[Message]:
    """Return messages whose sender died between the attempt and its outcome.

    Args:
        tx: the transaction.
        now: UTC.
        owner: take this process's own leases whatever their age (at its start); None takes
            only those that ran out.
        limit: how many at most.
    """
    ran_out = messages.c.lease_until <= now
    statement = (
        select(messages)
        .where(is_now(messages.c.status, MessageStatus.SENDING))
        .where(ran_out if owner is None else or_(ran_out, messages.c.leased_by == owner))
        .order_by(messages.c.lease_until)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return [value(row) for row in await tx.execute(statement)]


async def expired(tx: Transaction, now: datetime, limit: int) -> list[Message]:
    """Return queued messages whose time has passed; they are not to be sent."""
    statement = (
        select(messages)
        .where(is_now(messages.c.status, MessageStatus.QUEUED), messages.c.expires_at <= now)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return [value(row) for row in await tx.execute(statement)]


async def unreceipted(tx: Transaction, since: datetime, now: datetime, limit: int) -> list[Message]:
    """Return accepted messages for which no receipt came in time.

    Args:
        tx: the transaction.
        since: those accepted before this moment,
        now: and those whose validity has ended by now, UTC.
        limit: how many at most.
    """
    statement = (
        select(messages)
        .where(is_now(messages.c.status, MessageStatus.ACCEPTED))
        .where(or_(messages.c.updated_at <= since, messages.c.expires_at <= now))
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return [value(row) for row in await tx.execute(statement)]
