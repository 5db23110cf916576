"""Move queued messages from one carrier to another: find the messages, and move them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import Select, bindparam, func, or_, select, tuple_, update

from calendar_store.database.connection import Transaction
from calendar_store.database.keys import in_keys, key_params
from calendar_store.database.notify import Topic
from calendar_store.messages.attempt_outcomes import Reroute
from calendar_store.messages.message_rows import value
from calendar_store.messages.outbox import remember
from calendar_store.model.messages import Message
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import Reason
from calendar_store.model.statuses import Channel, MessageStatus
from calendar_store.schema import messages
from calendar_store.schema.columns import is_now

_MOVE = (
    update(messages)
    .where(in_keys(messages.c.practice_id, messages.c.id))
    .where(is_now(messages.c.status, MessageStatus.QUEUED))
    .where(messages.c.carrier == bindparam("b_from"))
    .values(
        carrier=bindparam("b_carrier"),
        price=bindparam("b_price", type_=messages.c.price.type),
        refused_by=bindparam("b_refused_by"),
    )
    .returning(messages.c.practice_id, messages.c.id)
)


async def waiting(
    tx: Transaction, carrier: str, now: datetime, *, skip: int, limit: int
) -> list[Message]:
    """Return the messages that are due at a carrier now, the most urgent first.

    Args:
        tx: any transaction.
        carrier: the carrier's name.
        now: UTC.
        skip: number of most urgent messages to leave out.
        limit: most messages to return.
    """
    statement = (
        _due(select(messages), carrier, now)
        .order_by(messages.c.priority, messages.c.expires_at, messages.c.id)
        .offset(skip)
        .limit(limit)
    )
    return [value(row) for row in await tx.execute(statement)]


async def ahead_of(
    tx: Transaction, message: Message, carrier: str, now: datetime, limit: int
) -> int:
    """Count the due messages at a carrier that are sent before `message`, up to `limit`."""
    urgent = tuple_(messages.c.priority, messages.c.expires_at) <= (
        message.priority,
        message.expires_at,
    )
    ahead = _due(select(messages.c.id), carrier, now)
    if message.expires_at is not None:
        ahead = ahead.where(urgent)
    counted = select(func.count()).select_from(ahead.limit(limit).subquery())
    found: int = (await tx.execute(counted)).scalar_one()
    return found


async def move(
    tx: Transaction, moves: Sequence[tuple[Message, Reroute]], why: Reason | None, now: datetime
) -> int:
    """Move queued messages to other carriers; moves with the same target share one statement.

    Args:
        tx: the transaction.
        moves: messages as they were read, each with its new carrier.
        why: reason for the history; None if the history already has the move.
        now: UTC.

    Returns:
        Number of messages moved. Messages leased, suppressed or moved meanwhile stay unchanged.
    """
    alike: dict[tuple[str, Reroute], dict[tuple[int, int], Message]] = {}
    for message, to in moves:
        key = (message.practice_id, message.id)
        alike.setdefault((message.carrier, to), {})[key] = message
    moved = []
    for (carrier, to), some in alike.items():
        values = {
            "b_from": carrier,
            "b_carrier": to.carrier,
            "b_price": to.price,
            "b_refused_by": " ".join(to.refused_by),
        }
        rows = await tx.execute(_MOVE, key_params(some) | values)
        moved += [(some[row.practice_id, row.id], to) for row in rows]
    if why:
        told = [
            (
                replace(m, carrier=to.carrier),
                MessageStatus.QUEUED,
                Reason(ReasonCode.MOVED_TO_CARRIER, {"carrier": to.carrier, "why": why}),
            )
            for m, to in moved
        ]
        await remember(tx, told, now)
    if moved:
        tx.notify(Topic.OUTBOX, Topic.CALENDAR)
    return len(moved)


def _due(
    chosen: Select[tuple[object, ...]], carrier: str, now: datetime
) -> Select[tuple[object, ...]]:
    return (
        chosen.where(is_now(messages.c.status, MessageStatus.QUEUED))
        .where(messages.c.carrier == carrier, messages.c.channel == Channel.SMS)
        .where(messages.c.not_before <= now)
        .where(or_(messages.c.expires_at.is_(None), messages.c.expires_at > now))
    )
