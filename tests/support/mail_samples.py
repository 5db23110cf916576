"""Sample facts of mails, for the tests of composing and for looking at mails."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from calendar_store.model.appointments import Appointment, Offer
from calendar_store.model.clients import Client
from calendar_store.model.messages import Message
from calendar_store.model.practices import Practice
from calendar_store.model.statuses import (
    AppointmentStatus,
    Channel,
    MessageKind,
    MessageStatus,
    OfferStatus,
)
from gateway.channels.mail.composing.mail_facts import MailAddresses, MailFacts, MailLinks

SENT_AT = datetime(2026, 11, 22, 9, tzinfo=UTC)
"""A Sunday, 10:00 in Rome."""
STARTS_AT = datetime(2026, 11, 24, 14, tzinfo=UTC)
"""A Tuesday, 15:00 in Rome."""
PRACTICE = Practice(
    id=7,
    name="Studio Aurora",
    timezone="Europe/Rome",
    locale="en",
    sender="+390699000111",
    phone="+390699000100",
    region="IT",
    address="Via Roma 1, 00184 Roma",
)
CLIENT = Client(7, 3, "Ada", "Byron", "+393331110001", email="ada@example.net", locale="en")
APPOINTMENT = Appointment(
    practice_id=7,
    id=21,
    client_id=3,
    practitioner_id=1,
    starts_at=STARTS_AT,
    ends_at=STARTS_AT + timedelta(minutes=30),
    status=AppointmentStatus.BOOKED,
    version=1,
    practitioner="Aurora Neri",
    service="Oncology",
)
TOKEN = "AAAAAAAAAAcAAAAAAAAAFQABAag2Yg.T3wJ0c9uV5kQxYzR"
CODED = "gaaaaaaaaaaaoaaaaaaaaaauqaaaguwmbcdtqf24nkpybq5a"
ADDRESSES = MailAddresses(
    sender="calendar@example.org",
    reply_to=f"calendar+r{CODED}@example.org",
    envelope_sender=f"calendar+b{CODED}@example.org",
    unsubscribe=f"calendar+u{CODED}@example.org",
)
LINKS = MailLinks(
    appointment=f"https://book.example.org/a/{TOKEN}",
    preferences=f"https://book.example.org/p/{TOKEN}",
    unsubscribe=f"https://book.example.org/u/{TOKEN}",
)
OFFER = Offer(
    practice_id=7,
    id=5,
    entry_id=2,
    client_id=3,
    practitioner_id=1,
    starts_at=STARTS_AT - timedelta(days=1, hours=2),
    ends_at=STARTS_AT - timedelta(days=1, hours=1),
    status=OfferStatus.OFFERED,
    offered_at=SENT_AT,
    expires_at=SENT_AT + timedelta(hours=4),
)
REMINDER_TEXT = (
    "Studio Aurora: Ada, your appointment is Tue 24 Nov at 15:00 with Aurora Neri. Reply 1 to"
    " confirm, 2 to cancel, 3 for another time. STOP to stop texts."
)


def mail_message(kind: MessageKind, text: str = REMINDER_TEXT, **changes: Any) -> Message:
    """Return a message of the outbox by email."""
    message = Message(
        practice_id=7,
        id=11,
        kind=kind,
        channel=Channel.EMAIL,
        sender=ADDRESSES.sender,
        recipient=CLIENT.email,
        text=text,
        status=MessageStatus.SENDING,
        created_at=SENT_AT,
        not_before=SENT_AT,
        expires_at=STARTS_AT,
        priority=3,
        client_id=3,
        appointment_id=21,
        carrier="mail",
    )
    return replace(message, **changes)


def mail_facts(
    kind: MessageKind = MessageKind.REMINDER, text: str = REMINDER_TEXT, **changes: Any
) -> MailFacts:
    """Return the facts of a mail to Ada about her appointment, with changes."""
    facts = MailFacts(
        message=mail_message(kind, text),
        practice=PRACTICE,
        client=CLIENT,
        appointment=APPOINTMENT,
        service="",
        sent_at=SENT_AT,
        addresses=ADDRESSES,
        links=LINKS,
    )
    return replace(facts, **changes)
