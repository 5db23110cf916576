"""Planned mails: find those that are still of use, and queue them for sending.

A mail is planned where the channel cannot send it yet, and in place of a text that did not arrive.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import bindparam, or_, select, update

from calendar_store.database.connection import Transaction
from calendar_store.database.notify import Topic
from calendar_store.messages.message_rows import value
from calendar_store.messages.outbox import remember
from calendar_store.model.messages import Message
from calendar_store.model.statuses import Channel, MessageStatus
from calendar_store.schema import messages
from calendar_store.schema.columns import is_now

_WAITING = (
    select(messages)
    .where(is_now(messages.c.status, MessageStatus.PLANNED))
    .where(messages.c.channel == Channel.EMAIL)
    .order_by(messages.c.id)
)
_QUEUE = (
    update(messages)
    .where(
        messages.c.practice_id == bindparam("b_practice"),
        messages.c.id == bindparam("b_id"),
        is_now(messages.c.status, MessageStatus.PLANNED),
    )
    .values(
        status=MessageStatus.QUEUED,
        sender=bindparam("b_sender"),
        carrier=bindparam("b_carrier"),
        text=bindparam("b_text"),
        parts=bindparam("b_parts"),
        price=bindparam("b_price"),
        updated_at=bindparam("b_now"),
    )
)


async def waiting(tx: Transaction, now: datetime, limit: int) -> list[Message]:
    """Return the planned mails that are still of use, oldest first.

    Args:
        tx: any transaction; one that queues them locks them until it ends.
        now: UTC.
        limit: most mails to return.
    """
    of_use = or_(messages.c.expires_at.is_(None), messages.c.expires_at > now)
    statement = _WAITING.where(of_use).limit(limit).with_for_update(skip_locked=True)
    return [value(row) for row in await tx.execute(statement)]


async def queue(tx: Transaction, mails: Sequence[Message], now: datetime) -> None:
    """Queue planned mails for sending.

    Args:
        tx: the transaction that locked them.
        mails: with the words, sender, carrier, parts and price by which they go.
        now: UTC.
    """
    rows = [
        {
            "b_practice": mail.practice_id,
            "b_id": mail.id,
            "b_sender": mail.sender,
            "b_carrier": mail.carrier,
            "b_text": mail.text,
            "b_parts": mail.parts,
            "b_price": mail.price,
            "b_now": now,
        }
        for mail in mails
    ]
    await tx.executemany(_QUEUE, rows)
    await remember(tx, [(mail, MessageStatus.QUEUED, mail.reason) for mail in mails], now)
    if mails:
        tx.notify(Topic.OUTBOX, Topic.CALENDAR)
