"""What is stored about a client, for the client to read and to take along (GDPR, art. 15 and 20).

Only what belongs to this one client: others may have the same number or address.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from calendar_store.appointments import agenda, paper_entries, waiting_list
from calendar_store.clients import consent, further_addresses, kind_consents, muted_kinds
from calendar_store.clients.muted_kinds import MutedKind
from calendar_store.conversations import inbox
from calendar_store.database.connection import Transaction
from calendar_store.messages import message_rows
from calendar_store.model.actors import Actor, require_own
from calendar_store.model.appointments import Appointment, WaitingEntry
from calendar_store.model.clients import Client, ConsentEvent, KindConsentEvent
from calendar_store.model.conversations import Inbound
from calendar_store.model.messages import Message
from calendar_store.model.paper_entries import PaperEntry
from calendar_store.model.practices import Practice
from calendar_store.model.statuses import Channel
from dialogs.wording.privacy import nameable
from gateway.use_cases.client_consents import EVERY, address


@dataclass(frozen=True, slots=True)
class StoredAbout:
    """Everything that is stored about one client, each oldest first.

    Attributes:
        further: numbers and addresses of those who were merged into the client.
        of_kinds: what was said of messages after visits.
        on_paper: what was written of the client on paper, and copied in.
    """

    practice: Practice
    client: Client
    consents: tuple[ConsentEvent, ...]
    muted: frozenset[MutedKind]
    appointments: tuple[Appointment, ...]
    messages: tuple[Message, ...]
    received: tuple[Inbound, ...]
    waiting: tuple[WaitingEntry, ...]
    further: tuple[tuple[Channel, str], ...] = ()
    of_kinds: tuple[KindConsentEvent, ...] = ()
    on_paper: tuple[PaperEntry, ...] = ()


async def load(tx: Transaction, actor: Actor, practice: Practice, client: Client) -> StoredAbout:
    """Return what is stored about a client.

    Args:
        tx: any transaction.
        actor: the client.
        practice: the practice.
        client: the client.

    Raises:
        NotPermitted: if the actor is another client.
    """
    require_own(actor, client.practice_id, client.id)
    return await of_client(tx, practice, client)


async def of_client(tx: Transaction, practice: Practice, client: Client) -> StoredAbout:
    """Return what is stored about a client; the caller has checked who asks."""
    key = (practice.id, client.id)
    addresses = [(each, to) for each in EVERY if (to := address(client, each))]
    further = (await further_addresses.of_clients(tx, [key])).get(key, ())
    addresses += [one for one in further if one not in addresses]
    visits = await agenda.all_of_client(tx, *key)
    about = [one.id for one in visits]
    sent = await message_rows.of_client(tx, *key, addresses, about)
    # an address that somebody else has by now finds nothing of theirs: rows name their client
    if before := _addresses_before(sent, addresses):
        addresses += before
        sent = await message_rows.of_client(tx, *key, addresses, about)
    return StoredAbout(
        practice,
        client,
        await consent.history(tx, *key),
        frozenset(await muted_kinds.load(tx, [key])),
        tuple(visits),
        tuple(sent),
        tuple(await inbox.of_client(tx, *key, addresses)),
        tuple(await waiting_list.all_of_client(tx, *key)),
        further,
        await kind_consents.history(tx, [key]),
        tuple(await paper_entries.of_client(tx, *key)),
    )


def _addresses_before(
    sent: Iterable[Message], now: Collection[tuple[Channel, str]]
) -> list[tuple[Channel, str]]:
    """Return the numbers and addresses to which a client was written, and which they have left."""
    used = {(one.channel, one.recipient) for one in sent}
    # what is received by mail has the address in lower case
    used |= {(channel, to.lower()) for channel, to in used if channel is Channel.EMAIL}
    return sorted(used - set(now))


def as_json(stored: StoredAbout) -> dict[str, Any]:
    """Return what is stored as values of JSON, with names that explain themselves."""
    client, practice = stored.client, stored.practice
    return {
        "practice": {"name": practice.told_as, "phone": practice.phone, "zone": practice.timezone},
        "client": {
            "first": client.first,
            "last": client.last,
            "mobile": client.mobile,
            "email": client.email,
            "language": client.locale,
            "prefers": client.prefers.value,
            "mobile_does_not_work": client.mobile_bad,
            "email_does_not_work": client.email_bad,
            "further": [
                {"channel": channel.value, "address": to} for channel, to in stored.further
            ],
        },
        "consents": [
            {
                "channel": event.channel.value,
                "kind": event.kind.value,
                "how": event.how.value,
                "by": event.by,
                "at": _at(event.at),
                "evidence": event.evidence,
            }
            for event in stored.consents
        ],
        "consents_to_kinds": [
            {
                "messages": event.about.value,
                "kind": event.kind.value,
                "how": event.how.value,
                "by": event.by,
                "at": _at(event.at),
                "evidence": event.evidence,
            }
            for event in stored.of_kinds
        ],
        "not_wanted": [
            {"channel": one[2].value, "kind": one[3].value} for one in sorted(stored.muted)
        ],
        "appointments": [
            {
                "starts_at": _at(one.starts_at),
                "ends_at": _at(one.ends_at),
                "practitioner": one.practitioner,
                "service": nameable(one),
                "status": one.status.value,
            }
            for one in stored.appointments
        ],
        "messages": [
            {
                "kind": one.kind.value,
                "channel": one.channel.value,
                "to": one.recipient,
                "text": one.text,
                "status": one.status.value,
                "created_at": _at(one.created_at),
            }
            for one in stored.messages
        ],
        "received": [
            {
                "channel": one.key.channel.value,
                "from": one.key.their_address,
                "text": one.text,
                "received_at": _at(one.received_at),
            }
            for one in stored.received
        ],
        "waiting_list": [
            {
                "from": _at(one.starts_at),
                "until": _at(one.ends_at),
                "status": one.status.value,
            }
            for one in stored.waiting
        ],
        "written_on_paper": [
            {
                "kind": one.kind.value,
                "written": one.written,
                "name": one.name,
                "number": one.phone,
                "day": one.day.isoformat(),
                "at": _at(one.entered_at),
            }
            for one in stored.on_paper
        ],
    }


def _at(moment: datetime) -> str:
    return moment.isoformat()
