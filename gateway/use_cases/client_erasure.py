"""Export and erasure of a person (GDPR, art. 15, 17 and 20), at the wish of a client or by rule.

An export has all that is stored. An erasure leaves visits without a name, and refuses while visits
are to come, unless they are cancelled with it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from calendar_store.appointments import client_erasure, client_merges, notes
from calendar_store.appointments.client_erasure import OfClient
from calendar_store.clients import clients
from calendar_store.database import audit
from calendar_store.database.connection import Transaction
from calendar_store.entry.characters import LONGEST_PARAGRAPH, cleaned_line, folded
from calendar_store.model.actors import Actor, Permission, require
from calendar_store.model.appointments import Appointment, AppointmentNote
from calendar_store.model.clients import Client, ClientMerge
from calendar_store.model.errors import InvalidInput
from calendar_store.model.practices import Practice
from gateway.messaging.channel import Channels
from gateway.use_cases import appointment_changes, papers, stored_about, visits_ahead
from gateway.use_cases.client_consents import EVERY, address
from gateway.use_cases.stored_about import StoredAbout

_WORDS = re.compile(r"[^\W_]+")
_TELLING_DIGITS = 7
"""So many last digits of a number tell whose it is."""


@dataclass(frozen=True, slots=True)
class ClientExport:
    """All that is stored about a client, what staff wrote included.

    Attributes:
        stored: what the client's own page tells, too.
        notes: of staff, about the client's visits.
        merges: the clients that were merged into this one.
        at: when it was exported, UTC.
    """

    stored: StoredAbout
    notes: Sequence[AppointmentNote]
    merges: Sequence[ClientMerge]
    at: datetime

    def as_json(self) -> dict[str, Any]:
        """Return the export as values of JSON, with names that explain themselves."""
        document = stored_about.as_json(self.stored)
        document["client"]["id"] = str(self.stored.client.id)
        document["notes"] = [
            {"appointment_id": str(one.appointment_id), "at": one.at.isoformat(), "text": one.text}
            for one in self.notes
        ]
        document["merged_from"] = [
            {"id": str(one.merged_id), "at": one.at.isoformat()} for one in self.merges
        ]
        document["exported_at"] = self.at.isoformat()
        return document


async def export(
    tx: Transaction, actor: Actor, practice: Practice, client_id: int, *, now: datetime
) -> ClientExport:
    """Return all that is stored about a client; that it was exported is recorded.

    Args:
        tx: a writing transaction.
        actor: who exports it.
        practice: the client's practice.
        client_id: the client.
        now: UTC.

    Raises:
        NotPermitted: if the actor may not export clients.
        NotFound: if the practice has no such client.
    """
    require(actor, Permission.EXPORT_CLIENTS, practice.id)
    client = await clients.get(tx, practice.id, client_id)
    stored = await stored_about.of_client(tx, practice, client)
    about = [one.id for one in stored.appointments]
    noted = await notes.of_appointments(tx, practice.id, about)
    written = [one for each in about for one in noted.get(each, ())]
    merges = await client_merges.standing_of(tx, practice.id, client.id)
    subject = str(client.id)
    await audit.record(
        tx, practice.id, by=actor, action="client.exported", subject=subject, now=now
    )
    return ClientExport(stored, written, merges, now)


async def erase(
    tx: Transaction,
    actor: Actor,
    practice: Practice,
    client_id: int,
    reason: str,
    *,
    channels: Channels,
    now: datetime,
    cancel_visits: bool = False,
) -> tuple[Appointment, ...]:
    """Erase a client: names, addresses and texts are gone for good, visits stay without a name.

    Args:
        tx: a writing transaction.
        actor: who erases them.
        practice: the client's practice.
        client_id: the client.
        reason: why; it is recorded, and must not name the client.
        channels: the configured channels.
        now: UTC.
        cancel_visits: cancel the visits to come, without a message.

    Returns:
        The visits that were cancelled.

    Raises:
        NotPermitted: if the actor may not erase clients.
        NotFound: if the practice has no such client.
        VisitsAhead: if visits are to come, and `cancel_visits` is not set.
        InvalidInput: if there is no reason or it names the client, or the client is erased already.
    """
    require(actor, Permission.ERASE_CLIENTS, practice.id)
    client = await clients.get(tx, practice.id, client_id)
    why = _reason(client, reason)
    stored = await stored_about.of_client(tx, practice, client)
    ahead = visits_ahead.of(stored.appointments, now)
    visits_ahead.require_none(ahead, practice, now, cancelled=cancel_visits)
    for one in ahead:
        await appointment_changes.cancel(
            *(tx, actor, practice, one.id),
            version=one.version,
            channels=channels,
            now=now,
            tell=False,
        )
    theirs = OfClient(
        [one.id for one in stored.appointments],
        [one.id for one in stored.messages],
        [one.id for one in stored.received],
        {
            *((each, to) for each in EVERY if (to := address(client, each))),
            *((one.channel, one.recipient) for one in stored.messages if one.recipient),
        },
    )
    # a visit of a record that was merged was printed under its id
    merged = await client_merges.standing_of(tx, practice.id, client.id)
    await papers.forget_clients(tx, practice.id, {client.id, *(one.merged_id for one in merged)})
    await client_erasure.erase(tx, client, theirs, reason=why, by=actor, now=now)
    return tuple(ahead)


def _reason(client: Client, reason: str) -> str:
    if client.is_erased:
        raise InvalidInput("this client is erased already")
    why = " ".join(cleaned_line(reason).split())
    if not why:
        raise InvalidInput("say why: the reason is recorded")
    if len(why) > LONGEST_PARAGRAPH:
        raise InvalidInput(f"the reason is too long; at most {LONGEST_PARAGRAPH} characters")
    if _names(client, why):
        raise InvalidInput("the reason names the client and would stay; write it without that")
    return why


def _names(client: Client, why: str) -> bool:
    """Tell whether words have a name or an address of the client in them."""
    said, digits = folded(why), "".join(filter(str.isdigit, why))
    names = set(_WORDS.findall(folded(f"{client.first} {client.last}")))
    by_number = bool(client.mobile) and client.mobile[-_TELLING_DIGITS:] in digits
    by_mail = bool(client.email) and folded(client.email) in said
    return by_number or by_mail or not names.isdisjoint(_WORDS.findall(said))
