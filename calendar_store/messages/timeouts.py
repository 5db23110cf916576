"""Find messages with a timeout: lost attempts, expired messages, missing receipts.

The messages are locked until the transaction ends; `attempt_outcomes.advance` and
`attempt_outcomes.record` settle them.
"""

from datetime import datetime

from sqlalchemy import Integer, bindparam, or_, select

from calendar_store.database.connection import Transaction
from calendar_store.database.keys import in_keys, key_params
from calendar_store.messages.message_rows import value
from calendar_store.model.messages import Message
from calendar_store.model.statuses import MessageStatus
from calendar_store.schema import appointments, messages, practices
from calendar_store.schema.columns import is_now

_BEGUN = select(appointments.c.practice_id, appointments.c.id).where(
    in_keys(appointments.c.practice_id),
    appointments.c.starts_at > bindparam("b_since"),
    appointments.c.starts_at <= bindparam("b_now"),
)
_PLANNED = (
    select(messages)
    .where(in_keys(messages.c.practice_id, messages.c.appointment_id))
    .where(is_now(messages.c.status, MessageStatus.PLANNED))
    .where(messages.c.expires_at <= bindparam("b_now"))
    .limit(bindparam("b_limit", type_=Integer))
    .with_for_update(skip_locked=True)
)


async def lost(tx: Transaction, *, now: datetime, owner: str | None, limit: int) -> list[Message]:
    """Return messages whose sending process ended before it recorded the outcome.

    Args:
        tx: the transaction.
        now: UTC.
        owner: also return the leases of this process, whatever their age (at its start); None:
            return expired leases only.
        limit: most messages to return.
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
    """Return queued messages whose `expires_at` has passed; they must not be sent."""
    statement = (
        select(messages)
        .where(is_now(messages.c.status, MessageStatus.QUEUED), messages.c.expires_at <= now)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return [value(row) for row in await tx.execute(statement)]


async def planned(tx: Transaction, since: datetime, now: datetime, limit: int) -> list[Message]:
    """Return planned messages about appointments that have begun.

    The query starts from the appointments, because no index lists the planned messages and few
    appointments begin at a time.

    Args:
        tx: the transaction.
        since: appointments that began after this moment, UTC.
        now: appointments that began at or before this moment, UTC.
        limit: most messages to return.
    """
    everybody = [(one,) for one in (await tx.execute(select(practices.c.id))).scalars()]
    span = {"b_since": since, "b_now": now}
    begun = [
        (row.practice_id, row.id) for row in await tx.execute(_BEGUN, key_params(everybody) | span)
    ]
    if not begun:
        return []
    rows = await tx.execute(_PLANNED, key_params(begun) | {"b_now": now, "b_limit": limit})
    return [value(row) for row in rows]


async def unreceipted(tx: Transaction, since: datetime, now: datetime, limit: int) -> list[Message]:
    """Return accepted messages for which no receipt came in time.

    Messages for which no receipt was requested are not returned.

    Args:
        tx: the transaction.
        since: messages accepted at or before this moment, UTC.
        now: also messages whose validity ended at or before this moment, UTC.
        limit: most messages to return.
    """
    statement = (
        select(messages)
        .where(is_now(messages.c.status, MessageStatus.ACCEPTED), messages.c.awaits_receipt)
        .where(or_(messages.c.updated_at <= since, messages.c.expires_at <= now))
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return [value(row) for row in await tx.execute(statement)]
