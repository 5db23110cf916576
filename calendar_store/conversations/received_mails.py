"""Received mails: store each once, with the row of the inbox for those that somebody wrote.

A mail is committed before it is acknowledged, so a sender who did not see the acknowledgement sends
it again, and a mailbox may hold what came by SMTP as well. The unique fingerprint makes such mails
one.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select

from calendar_store.database.connection import Transaction
from calendar_store.database.keys import in_keys, key_params
from calendar_store.database.notify import Topic
from calendar_store.database.upserts import insert_new_rows
from calendar_store.messages.message_rows import value as message_of
from calendar_store.model.calendar_answers import CalendarAnswer
from calendar_store.model.conversations import ConversationKey
from calendar_store.model.messages import Message
from calendar_store.model.plain import plain
from calendar_store.model.received_mails import MailKind
from calendar_store.model.statuses import Channel, InboundStatus, MessageKind
from calendar_store.schema import appointments, clients, inbound, messages
from calendar_store.schema import received_mails as table

CARRIER = "mail"
"""The carrier of every received mail."""

_INSERT_INBOUND = insert(inbound)
_STORED = select(table.c.id).where(in_keys(table.c.id))
_MESSAGES = select(messages).where(in_keys(messages.c.practice_id, messages.c.id))
_TELLING = (MessageKind.REMINDER.value, MessageKind.BOOKED.value, MessageKind.CHANGED.value)
_TOLD_BY = (
    select(func.max(messages.c.id))
    .where(messages.c.practice_id == appointments.c.practice_id)
    .where(messages.c.appointment_id == appointments.c.id)
    .where(messages.c.channel == Channel.EMAIL.value, messages.c.kind.in_(_TELLING))
    .scalar_subquery()
)
_OWNERS = (
    select(
        *(appointments.c.practice_id, appointments.c.id, appointments.c.client_id),
        *(clients.c.email, _TOLD_BY.label("told_by")),
    )
    .join(
        clients,
        (clients.c.practice_id == appointments.c.practice_id)
        & (clients.c.id == appointments.c.client_id),
    )
    .where(in_keys(appointments.c.practice_id, appointments.c.id))
)


@dataclass(frozen=True, slots=True)
class InboxEntry:
    """What a mail adds to the inbox.

    Attributes:
        key: the conversation: our bare address, and the address that our message was sent to.
        text: what was written, without quoted text.
        raw: the first octets of the mail as received.
        handled: why the mail is not read by the dialogs, a person reads it; "" for the dialogs.
        calendar: the answer to an invitation, in place of words.
        client_id: the client of our message; stored only where the mail is handled.
    """

    key: ConversationKey
    text: str
    raw: bytes
    handled: str = ""
    calendar: CalendarAnswer | None = None
    client_id: int | None = None


@plain
class VisitOwner:
    """The client of an appointment.

    Attributes:
        email: the client's address in lower case, "" for none.
        told_by: the newest mail that told the appointment; None for none.
    """

    appointment_id: int
    client_id: int
    email: str
    told_by: int | None = None


@dataclass(frozen=True, slots=True)
class StoredMail:
    """A mail as it is stored.

    Attributes:
        fingerprint: equal for the same mail, in whichever way it came.
        way: "smtp" or "imap".
        received_at: UTC.
        kind: what the mail is, and `reason` why, in words.
        message_id: its Message-ID, "" for none.
        attachments: name, content type and octets of each.
        size: octets of the mail.
        practice_id: the practice of our message that the mail belongs to; None for none.
        answers_id: that message; the newest that told an appointment, for an invitation's address.
        entry: what the mail adds to the inbox; None for a report or an automatic answer.
    """

    fingerprint: bytes
    way: str
    received_at: datetime
    kind: MailKind
    reason: str
    message_id: str
    subject: str
    from_address: str
    attachments: tuple[dict[str, Any], ...]
    size: int
    practice_id: int | None = None
    answers_id: int | None = None
    entry: InboxEntry | None = None


async def store(tx: Transaction, mails: Sequence[StoredMail]) -> dict[bytes, int]:
    """Store mails that are not stored yet.

    Args:
        tx: the transaction; commit it before acknowledging the mails.
        mails: in the order in which they came.

    Returns:
        The new mails by fingerprint, each with its id in the inbox, 0 for a mail that is not there.
    """
    first: dict[bytes, StoredMail] = {}
    for mail in mails:
        first.setdefault(mail.fingerprint, mail)
    # ids follow the order of arrival, which is the order of handling
    ids = {key: tx.ids.new() if mail.entry else 0 for key, mail in first.items()}
    # in one order, so that two processes that take the same mails do not wait for each other
    rows_of = {key: _row(tx, first[key], ids[key]) for key in sorted(first)}
    stored = await _insert_new(tx, list(rows_of.values()))
    new = {key: ids[key] for key, row in rows_of.items() if row["id"] in stored}
    rows = [
        _inbound_row(first[key], written, ids[key])
        for key in first
        if key in new and (written := first[key].entry)
    ]
    await tx.executemany(_INSERT_INBOUND, rows)
    if rows:
        tx.acknowledged = max(row["id"] for row in rows)
        tx.notify(Topic.INBOUND)
    return new


async def _insert_new(tx: Transaction, rows: Sequence[dict[str, Any]]) -> set[int]:
    """Insert those rows whose fingerprints are not stored; return their ids."""
    await insert_new_rows(tx, table, rows)
    found = await tx.execute(_STORED, key_params([(row["id"],) for row in rows]))
    return set(found.scalars())


async def messages_of(
    tx: Transaction, keys: Collection[tuple[int, int]]
) -> dict[tuple[int, int], Message]:
    """Return our messages by (practice id, message id); those that are gone are absent."""
    if not keys:
        return {}
    rows = await tx.execute(_MESSAGES, key_params(keys))
    return {(row.practice_id, row.id): message_of(row) for row in rows}


async def owners_of(
    tx: Transaction, keys: Collection[tuple[int, int]]
) -> dict[tuple[int, int], VisitOwner]:
    """Return the clients of appointments by (practice id, appointment id)."""
    if not keys:
        return {}
    rows = await tx.execute(_OWNERS, key_params(keys))
    return {
        (row.practice_id, row.id): VisitOwner(row.id, row.client_id, row.email.lower(), row.told_by)
        for row in rows
    }


def _row(tx: Transaction, mail: StoredMail, inbound_id: int) -> dict[str, Any]:
    return {
        "id": tx.ids.new(),
        "fingerprint": mail.fingerprint,
        "way": mail.way,
        "received_at": mail.received_at,
        "kind": mail.kind.value,
        "reason": mail.reason,
        "message_id": mail.message_id,
        "subject": mail.subject,
        "from_address": mail.from_address,
        "attachments": list(mail.attachments),
        "size": mail.size,
        "practice_id": mail.practice_id,
        "answers_id": mail.answers_id,
        "inbound_id": inbound_id or None,
    }


def _inbound_row(mail: StoredMail, written: InboxEntry, inbound_id: int) -> dict[str, Any]:
    handled = bool(written.handled)
    return {
        "id": inbound_id,
        "carrier": CARRIER,
        **written.key._asdict(),
        "text": written.text,
        "raw": written.raw,
        "partial": False,
        "received_at": mail.received_at,
        "status": InboundStatus.DONE if handled else InboundStatus.NEW,
        "practice_id": mail.practice_id,
        "client_id": written.client_id if handled else None,
        "intent": "",
        "understood": {"did": [written.handled]} if handled else None,
        "handled_at": mail.received_at if handled else None,
        "fingerprint": mail.fingerprint,
        "session": mail.way,
        "calendar": written.calendar.to_json() if written.calendar else None,
    }
