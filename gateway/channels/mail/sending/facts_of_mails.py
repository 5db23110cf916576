"""Loads all that mails are composed of, for a batch of messages in few queries.

The facts are those of the moment of sending: a mail that waited tells what stands now.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from calendar_store.appointments import agenda, offers
from calendar_store.clients import clients
from calendar_store.conversations import mail_threads
from calendar_store.database.connection import Transaction
from calendar_store.messages import papers
from calendar_store.model.appointments import Appointment, Offer
from calendar_store.model.clients import Client
from calendar_store.model.messages import Message
from calendar_store.model.practices import Practice
from calendar_store.model.statuses import Channel, MessageKind
from dialogs.wording.rendering import Overrides
from gateway import policies
from gateway.channels.mail.addresses import Purpose, SignedAddresses
from gateway.channels.mail.composing.mail_facts import (
    AttachedPaper,
    MailAddresses,
    MailFacts,
    MailLinks,
    MailThread,
)
from gateway.channels.mail.invitations.attached import invitation_for
from gateway.links.links import Links
from gateway.policies import PracticeSettings

ANSWERABLE = timedelta(days=90)
"""How long a mail may be answered, and may bounce, after its appointment or its sending."""
UNSUBSCRIBABLE = timedelta(days=365)
"""How long the link to stop mails works: people find it in old mails."""
_ANSWERS = frozenset({MessageKind.REPLY, MessageKind.STAFF})
_Key = tuple[int, int]


@dataclass(frozen=True, slots=True)
class MailIdentity:
    """How our mails are answered to: by signed addresses and links.

    Attributes:
        addresses: makes signed addresses of ours.
        links: makes links to clients' pages.
    """

    addresses: SignedAddresses
    links: Links


@dataclass(frozen=True, slots=True)
class LoadedFacts:
    """What the store has about the messages of a batch, by their ids."""

    practices: Mapping[int, Practice]
    clients: Mapping[_Key, Client]
    appointments: Mapping[_Key, Appointment]
    templates: Mapping[int, Overrides]
    threads: Mapping[tuple[int, str], MailThread]
    offers: Mapping[tuple[int, int, datetime], tuple[Offer, str]]
    restored: frozenset[_Key] = frozenset()
    papers: Mapping[_Key, tuple[int, bytes]] = field(default_factory=dict)

    def of(self, some: Sequence[Message]) -> "LoadedFacts":
        """Return the facts of some of the messages, which is less to hand to a process."""
        whose = {(one.practice_id, one.client_id or 0) for one in some}
        about = {(one.practice_id, one.appointment_id or 0) for one in some}
        carried = {(one.practice_id, one.paper_id or 0) for one in some}
        return replace(
            self,
            clients={key: one for key, one in self.clients.items() if key in whose},
            appointments={key: one for key, one in self.appointments.items() if key in about},
            offers={key: one for key, one in self.offers.items() if key[:2] in whose},
            papers={key: one for key, one in self.papers.items() if key in carried},
        )


async def load_facts(tx: Transaction, batch: Sequence[Message]) -> LoadedFacts:
    """Return what mails are made of.

    Args:
        tx: any transaction.
        batch: messages of the email channel.
    """
    if not batch:
        return LoadedFacts({}, {}, {}, {}, {}, {})
    about = await agenda.by_ids(
        tx, {(one.practice_id, one.appointment_id) for one in batch if one.appointment_id}
    )
    people = await clients.get_many(
        tx, {(one.practice_id, one.client_id) for one in batch if one.client_id}
    )
    answered = {(one.practice_id, one.recipient.lower()) for one in batch if one.kind in _ANSWERS}
    known = await policies.load(tx, {one.practice_id for one in batch})
    return LoadedFacts(
        practices={key: one.practice for key, one in known.items()},
        clients=people,
        appointments=about,
        templates={key: one.templates for key, one in known.items()},
        threads={
            key: MailThread(mail.subject, mail.message_id)
            for key, mail in (await mail_threads.newest(tx, answered)).items()
        },
        offers=await _offers(tx, batch, known),
        restored=frozenset(
            await agenda.restored(
                tx,
                {
                    (one.practice_id, one.appointment_id)
                    for one in batch
                    if one.kind is MessageKind.CHANGED and one.appointment_id
                },
            )
        ),
        papers={
            (whose, one): found
            for whose, one in {(m.practice_id, m.paper_id) for m in batch}
            if one is not None
            if (found := await papers.to_send(tx, whose, one)) is not None
        },
    )


async def _offers(
    tx: Transaction, batch: Sequence[Message], known: Mapping[int, PracticeSettings]
) -> dict[tuple[int, int, datetime], tuple[Offer, str]]:
    """Return the offers that mails are about, with the practitioners' names.

    An offer and its mail have the same client and the same end.
    """
    asked = {
        (one.practice_id, one.client_id)
        for one in batch
        if one.kind is MessageKind.OFFER and one.client_id
    }
    if not asked:
        return {}
    names = {(whose, one.id): one.name for whose, own in known.items() for one in own.practitioners}
    return {
        (one.practice_id, one.client_id, one.expires_at): (
            one,
            names.get((one.practice_id, one.practitioner_id), ""),
        )
        for one in await offers.open_to(tx, asked)
    }


def facts_of(
    message: Message, loaded: LoadedFacts, identity: MailIdentity, now: datetime
) -> MailFacts:
    """Return the facts of one mail; takes some time, since addresses and links are signed.

    Args:
        message: the message.
        loaded: the facts of its batch.
        identity: signs addresses and links.
        now: the moment of sending, UTC.
    """
    practice_id = message.practice_id
    practice = loaded.practices[practice_id]
    client = loaded.clients.get((practice_id, message.client_id or 0))
    appointment = loaded.appointments.get((practice_id, message.appointment_id or 0))
    links = _links(message, appointment, identity, now)
    offer, offered_with = _offer_of(message, loaded)
    invitation = None
    if appointment is not None:
        organizer = identity.addresses.organizer(practice_id, appointment.id)
        invitation = invitation_for(
            *(message, appointment, practice, client, organizer), now=now, link=links.appointment
        )
    return MailFacts(
        message=message,
        practice=practice,
        client=client,
        appointment=appointment,
        service=appointment.service if appointment and appointment.safe_to_name else "",
        sent_at=now,
        addresses=_addresses(message, appointment, identity, now),
        links=links,
        thread=loaded.threads.get((practice_id, message.recipient.lower())),
        invitation=invitation,
        templates=loaded.templates.get(practice_id, ()),
        offer=offer,
        offered_with=offered_with,
        restored=(practice_id, message.appointment_id or 0) in loaded.restored,
        attachment=_attachment(message, loaded),
    )


def _attachment(message: Message, loaded: LoadedFacts) -> AttachedPaper | None:
    """Return the paper that a message carries.

    Raises:
        LookupError: if it was removed meanwhile; without it the mail says nothing.
    """
    if message.paper_id is None:
        return None
    version, content = loaded.papers[message.practice_id, message.paper_id]
    return AttachedPaper(f"paper-{version}.pdf", content)


def _offer_of(message: Message, loaded: LoadedFacts) -> tuple[Offer | None, str]:
    if message.kind is not MessageKind.OFFER or message.expires_at is None:
        return None, ""
    whose = (message.practice_id, message.client_id or 0, message.expires_at)
    return loaded.offers.get(whose, (None, ""))


def _addresses(
    message: Message, appointment: Appointment | None, identity: MailIdentity, now: datetime
) -> MailAddresses:
    until = max(now, appointment.ends_at if appointment else now) + ANSWERABLE
    whose = (message.practice_id, message.id)
    signed = identity.addresses
    stops = now + UNSUBSCRIBABLE
    return MailAddresses(
        sender=signed.sender,
        reply_to=signed.make(Purpose.REPLY, *whose, until),
        envelope_sender=signed.make(Purpose.BOUNCE, *whose, until),
        unsubscribe=signed.make(Purpose.STOP, *whose, stops) if message.client_id else "",
    )


def _links(
    message: Message, appointment: Appointment | None, identity: MailIdentity, now: datetime
) -> MailLinks:
    links, practice_id = identity.links, message.practice_id
    until = now + UNSUBSCRIBABLE
    page = preferences = unsubscribe = ""
    if appointment is not None:
        page = links.appointment(
            practice_id, appointment.id, appointment.version, appointment.ends_at
        )
    if message.client_id:
        whose = (practice_id, message.client_id, (Channel.EMAIL, message.recipient), until)
        preferences, unsubscribe = links.preferences(*whose), links.unsubscribe(*whose)
    return MailLinks(page, preferences, unsubscribe)
