"""Fallback emails: plans an email for a text about an appointment that did not arrive.

The email is planned in the transaction that records the text's outcome, once for each text, and
only for a client who consented to email. `planned_mails` queues it where a mail server is
configured; else it stays planned, and expires when the appointment begins.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta

from calendar_store.appointments import agenda
from calendar_store.clients import clients, consent
from calendar_store.database.connection import Transaction
from calendar_store.database.ids import Ids
from calendar_store.messages import attempt_outcomes, delivery_history, outbox
from calendar_store.model.appointments import Appointment
from calendar_store.model.clients import Client
from calendar_store.model.messages import Message
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import Reason
from calendar_store.model.statuses import STANDING, Channel, MessageKind, MessageStatus
from gateway.messaging.compose import Envelope, compose_planned

INSTEAD = Reason(ReasonCode.INSTEAD_OF_TEXT)
RECALLED = Reason(ReasonCode.TEXT_ARRIVED)

_THOUGHT_LOST = (MessageStatus.UNKNOWN, MessageStatus.FAILED, MessageStatus.EXPIRED)
_NOT_SENT = (MessageStatus.PLANNED, MessageStatus.QUEUED)
_OF_AN_APPOINTMENT = (MessageKind.REMINDER, MessageKind.BOOKED)
_GOING = (
    *(MessageStatus.QUEUED, MessageStatus.SENDING, MessageStatus.ACCEPTED),
    MessageStatus.DELIVERED,
)
_JUST_SAID = timedelta(hours=12)
"""A reminder by email so short a time before the text leaves nothing for another email to say."""
_Key = tuple[int, int]


async def plan(tx: Transaction, lost: Iterable[Message], now: datetime) -> set[_Key]:
    """Plan emails in place of texts that failed, expired or stayed unknown.

    Args:
        tx: the transaction that records the outcomes of the texts.
        lost: the texts, as they were when they were sent.
        now: UTC.

    Returns:
        (practice, message) of each text that an email replaces, planned now or before.
    """
    texts = [text for text in lost if _may_be_replaced(text, now)]
    if not texts:
        return set()
    people = await clients.get_many(tx, {(t.practice_id, t.client_id or 0) for t in texts})
    about = await agenda.by_ids(tx, {(t.practice_id, t.appointment_id or 0) for t in texts})
    candidates = {(t.practice_id, t.id): _candidate(t, people) for t in texts}
    refused = await consent.gate(tx, candidates.values())
    texts = [
        text
        for text in texts
        if candidates[text.practice_id, text.id] not in refused and _still_holds(text, about)
    ]
    planned = await delivery_history.emails(
        tx, {(t.practice_id, t.appointment_id or 0) for t in texts}
    )
    instead = await _in_place_of_texts(tx, planned)
    texts = [text for text in texts if not any(_said(mail, text) for mail in planned)]
    wanted = {(t.practice_id, t.id): t for t in texts}
    new = [text for text in wanted.values() if not _replacements(instead, text)]
    emails = [_email(tx.ids, t, candidates[t.practice_id, t.id][3], now) for t in new]
    await outbox.enqueue(tx, emails)
    return set(wanted)


async def recall(tx: Transaction, delivered: Sequence[Message], now: datetime) -> None:
    """Cancel the unsent emails for texts that were thought lost and have arrived.

    Args:
        tx: the transaction that records the delivery.
        delivered: the texts, as they were before the delivery.
        now: UTC.
    """
    texts = [text for text in delivered if text.status in _THOUGHT_LOST]
    if not texts:
        return
    mails = await delivery_history.emails(
        tx, {(t.practice_id, t.appointment_id or 0) for t in texts}
    )
    instead = await _in_place_of_texts(tx, mails)
    needless = {
        mail.id: attempt_outcomes.Outcome(mail, MessageStatus.CANCELLED, RECALLED)
        for text in texts
        for mail in _replacements(instead, text)[:1]
        if mail.status in _NOT_SENT
    }
    await attempt_outcomes.advance(tx, list(needless.values()), now)


def _may_be_replaced(text: Message, now: datetime) -> bool:
    return (
        text.channel is Channel.SMS
        and text.kind in _OF_AN_APPOINTMENT
        and text.client_id is not None
        and text.appointment_id is not None
        # for these kinds `expires_at` is the start of the appointment
        and text.expires_at is not None
        and text.expires_at > now
    )


def _candidate(text: Message, people: Mapping[_Key, Client]) -> consent.Candidate:
    client = people.get((text.practice_id, text.client_id or 0))
    return (text.practice_id, text.client_id or 0, Channel.EMAIL, client.email if client else "")


def _still_holds(text: Message, about: Mapping[_Key, Appointment]) -> bool:
    appointment = about.get((text.practice_id, text.appointment_id or 0))
    return (
        appointment is not None
        and appointment.status in STANDING
        and appointment.starts_at == text.expires_at
    )


def _said(mail: Message, text: Message) -> bool:
    """Tell whether an email has just told the same time, before the text was written."""
    return (
        (mail.practice_id, mail.appointment_id) == (text.practice_id, text.appointment_id)
        and mail.kind in _OF_AN_APPOINTMENT
        and mail.status in _GOING
        and mail.expires_at == text.expires_at
        and timedelta(0) <= text.created_at - mail.created_at < _JUST_SAID
        and mail.id < text.id
    )


async def _in_place_of_texts(tx: Transaction, mails: Sequence[Message]) -> list[Message]:
    """Return those mails that were planned in place of texts, the oldest first."""
    keys = await delivery_history.in_place_of_texts(tx, mails)
    return sorted((one for one in mails if (one.practice_id, one.id) in keys), key=lambda m: m.id)


def _replacements(instead: Sequence[Message], text: Message) -> list[Message]:
    """Return the mails in place of texts that were planned after a text about its visit."""
    return [
        mail
        for mail in instead
        if (mail.practice_id, mail.appointment_id, mail.kind)
        == (text.practice_id, text.appointment_id, text.kind)
        and mail.created_at >= text.created_at
    ]


def _email(ids: Ids, text: Message, address: str, now: datetime) -> Message:
    # the mailbox to send from is chosen when the email is sent
    envelope = Envelope(text.practice_id, "", address, text.client_id, text.appointment_id)
    return compose_planned(
        *(ids, text.kind, text.text, envelope),
        channel=Channel.EMAIL,
        now=now,
        expires_at=text.expires_at,
        reason=INSTEAD,
    )
