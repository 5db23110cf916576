"""Convert messages to rows and back; list messages and their histories for pages."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import and_, select

from calendar_store.database.connection import Transaction
from calendar_store.database.keys import in_keys, key_params
from calendar_store.model.messages import Message, MessageEvent
from calendar_store.model.reasons import reason_of
from calendar_store.model.statuses import (
    Channel,
    MessageKind,
    MessageStatus,
)
from calendar_store.schema import message_history, messages

# looked up, since a call of an enumeration takes several times as long, and a day has hundreds
_CHANNELS = {one.value: one for one in Channel}
_STATUSES = {one.value: one for one in MessageStatus}
_KINDS = {one.value: one for one in MessageKind}
ABOUT = select(messages).where(in_keys(messages.c.practice_id, messages.c.appointment_id))
"""The messages about appointments."""
TO = select(messages).where(
    in_keys(messages.c.practice_id, messages.c.channel, messages.c.recipient)
)
"""The messages to addresses."""


async def of_appointments(
    tx: Transaction, practice_id: int, appointment_ids: Sequence[int]
) -> list[Message]:
    """Return every message about the given appointments, oldest first."""
    # sorted here: by the id, SQLite would read all messages of the practice
    rows = await tx.execute(ABOUT, key_params([(practice_id, one) for one in appointment_ids]))
    return sorted(map(value, rows), key=lambda message: message.id)


async def by_ids(tx: Transaction, practice_id: int, message_ids: Collection[int]) -> list[Message]:
    """Return messages of a practice, oldest first; ids of none are left out."""
    statement = (
        select(messages)
        .where(messages.c.practice_id == practice_id, messages.c.id.in_(list(message_ids)))
        .order_by(messages.c.id)
    )
    return [value(row) for row in await tx.execute(statement)]


async def listed(
    tx: Transaction,
    practice_id: int,
    *,
    recipient: tuple[Channel, str] | None = None,
    limit: int = 200,
) -> list[Message]:
    """Return a practice's newest messages, newest first.

    Args:
        tx: any transaction.
        practice_id: the practice.
        recipient: return only messages to this (channel, address).
        limit: most messages to return.
    """
    chosen = messages.c.practice_id == practice_id
    if recipient is not None:
        channel, address = recipient
        chosen = and_(chosen, messages.c.channel == channel, messages.c.recipient == address)
    statement = select(messages).where(chosen).order_by(messages.c.id.desc()).limit(limit)
    return [value(row) for row in await tx.execute(statement)]


async def of_client(
    tx: Transaction,
    practice_id: int,
    client_id: int,
    addresses: Collection[tuple[Channel, str]],
    appointment_ids: Collection[int],
) -> list[Message]:
    """Return the messages to a client, oldest first.

    Args:
        tx: any transaction.
        practice_id: the practice.
        client_id: the client; messages to others at the same address are left out.
        addresses: (channel, address) pairs of the client, by which messages about other people's
            appointments are found.
        appointment_ids: the client's appointments, by which messages are found as well.
    """
    # three statements, each with an index of its own: for one SQLite would read all the practice's
    about = key_params([(practice_id, one) for one in appointment_ids])
    to = key_params([(practice_id, *one) for one in addresses])
    rows = [
        *await tx.execute(ABOUT.where(messages.c.client_id == client_id), about),
        *await tx.execute(TO.where(messages.c.client_id == client_id), to),
        *await tx.execute(
            select(messages).where(
                messages.c.practice_id == practice_id,
                messages.c.client_id == client_id,
                messages.c.appointment_id.is_(None),
            )
        ),
    ]
    found = {row.id: value(row) for row in rows}
    return [found[each] for each in sorted(found)]


async def histories(
    tx: Transaction, practice_id: int, message_ids: Sequence[int]
) -> dict[int, list[MessageEvent]]:
    """Return the history of each message, by message id, oldest event first."""
    statement = (
        select(message_history)
        .where(message_history.c.practice_id == practice_id)
        .where(message_history.c.message_id.in_(list(message_ids)))
        # in the order of an index: by the id alone, SQLite would read the practice's whole history
        .order_by(message_history.c.message_id, message_history.c.id)
    )
    found: dict[int, list[MessageEvent]] = {}
    for row in await tx.execute(statement):
        event = MessageEvent(
            *(row.at, MessageStatus(row.status), row.attempt, row.carrier),
            reason_of(row.reason_code, row.reason_facts),
        )
        found.setdefault(row.message_id, []).append(event)
    return found


def columns(message: Message) -> dict[str, Any]:
    """Convert a message to the columns of its row."""
    return {
        "practice_id": message.practice_id,
        "id": message.id,
        "kind": message.kind,
        "channel": message.channel,
        "client_id": message.client_id,
        "appointment_id": message.appointment_id,
        "sender": message.sender,
        "recipient": message.recipient,
        "text": message.text,
        "carrier": message.carrier,
        "priority": message.priority,
        "status": message.status,
        "reason_code": message.reason.code,
        "reason_facts": message.reason.facts_as_json(),
        "attempt": message.attempt,
        "parts": message.parts,
        "price": message.price,
        "cost": message.cost,
        "refused_by": " ".join(message.refused_by),
        "created_at": message.created_at,
        "not_before": message.not_before,
        "expires_at": message.expires_at,
        "updated_at": message.created_at,
        "leased_by": "",
        "lease_until": None,
        "awaits_receipt": message.awaits_receipt,
        "invites": message.invites,
        "paper_id": message.paper_id,
    }


def value(row: Any) -> Message:
    """Convert a row to a message; the row begins with the columns of `messages`, in table order."""
    practice_id, message_id, kind, channel, client_id, appointment_id, *rest = row
    sender, recipient, text, carrier, priority, status, code, facts, attempt, parts, *rest = rest
    price, cost, refused_by, *moments = rest
    created_at, not_before, expires_at, updated_at, _, _, awaits_receipt, invites, paper_id, *_ = (
        moments
    )
    return Message(
        practice_id=practice_id,
        id=message_id,
        kind=_KINDS[kind],
        channel=_CHANNELS[channel],
        sender=sender,
        recipient=recipient,
        text=text,
        status=_STATUSES[status],
        created_at=created_at,
        not_before=not_before,
        expires_at=expires_at,
        priority=priority,
        client_id=client_id,
        appointment_id=appointment_id,
        carrier=carrier,
        attempt=attempt,
        parts=parts,
        price=price,
        cost=cost,
        refused_by=tuple(refused_by.split()),
        reason=reason_of(code, facts),
        updated_at=updated_at,
        awaits_receipt=awaits_receipt,
        invites=invites,
        paper_id=paper_id,
    )
