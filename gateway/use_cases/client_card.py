"""A client's card: who they are, their visits, what was said both ways, and what they agreed to.

Who reads it is recorded, see `client_readings`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from calendar_store.appointments import client_merges
from calendar_store.clients import clients
from calendar_store.database.connection import Transaction
from calendar_store.model.actors import Actor, Permission, require
from calendar_store.model.appointments import Appointment
from calendar_store.model.clients import Client, ClientMerge
from calendar_store.model.practices import Practice
from calendar_store.model.reasons import Reason
from calendar_store.model.statuses import AppointmentStatus, Channel, MessageKind
from gateway.use_cases import consent_changes, consent_of_kinds, stored_about, visits_ahead
from gateway.use_cases.stored_about import StoredAbout


@dataclass(frozen=True, slots=True)
class ClientCard:
    """What staff see of a client.

    Attributes:
        stored: all that is stored.
        refused: by channel, why nothing may be sent; a false reason if something may be.
        now: the moment of reading, UTC.
        merges: the clients that were merged into this one, each with the merge, the newest first.
        agrees: by kind of messages after visits, whether the client agrees to it; kinds that the
            practice does not send, and of which nothing was said, are absent.
    """

    stored: StoredAbout
    refused: Mapping[Channel, Reason]
    now: datetime
    merges: tuple[tuple[Client, ClientMerge], ...] = ()
    agrees: Mapping[MessageKind, bool] = field(default_factory=dict)

    @property
    def client(self) -> Client:
        """The client."""
        return self.stored.client

    @property
    def ahead(self) -> list[Appointment]:
        """The visits to come, the next one first."""
        return visits_ahead.of(self.stored.appointments, self.now)

    @property
    def before(self) -> list[Appointment]:
        """All other visits, the newest first."""
        ahead = {one.id for one in self.ahead}
        return [one for one in self.stored.appointments[::-1] if one.id not in ahead]

    def count(self, status: AppointmentStatus) -> int:
        """Return how many visits have a status."""
        return sum(one.status is status for one in self.stored.appointments)


async def load(
    tx: Transaction, actor: Actor, practice: Practice, client_id: int, *, now: datetime
) -> ClientCard:
    """Return a client's card.

    Args:
        tx: any transaction.
        actor: who reads it.
        practice: the client's practice.
        client_id: the client.
        now: UTC.

    Raises:
        NotPermitted: if the actor may not read clients.
        NotFound: if the practice has no such client.
    """
    require(actor, Permission.READ_CLIENTS, practice.id)
    client = await clients.get(tx, practice.id, client_id)
    stored = await stored_about.of_client(tx, practice, client)
    refused = await consent_changes.standing(tx, client)
    agrees = await consent_of_kinds.standing(tx, client)
    shown = {*await consent_of_kinds.sent_by(tx, practice.id)}
    shown |= {event.about for event in stored.of_kinds}
    agrees = {kind: agrees[kind] for kind in agrees if kind in shown}
    return ClientCard(stored, refused, now, await _merges(tx, client), agrees)


async def _merges(tx: Transaction, client: Client) -> tuple[tuple[Client, ClientMerge], ...]:
    merges = await client_merges.standing_of(tx, client.practice_id, client.id)
    keys = [(client.practice_id, one.merged_id) for one in merges]
    gone = await clients.get_many(tx, keys)
    return tuple((gone[key], one) for key, one in zip(keys, merges, strict=True) if key in gone)


async def listed(
    tx: Transaction,
    actor: Actor,
    practice: Practice,
    *,
    after: int | None = None,
    limit: int = 50,
) -> tuple[Client, ...]:
    """Return a page of the practice's clients, by last name.

    Args:
        tx: any transaction.
        actor: who asks.
        practice: the practice.
        after: the last client of the page before; None for the first page.
        limit: most clients to return.

    Raises:
        NotPermitted: if the actor may not read clients.
        NotFound: if the practice has no client `after`.
    """
    require(actor, Permission.READ_CLIENTS, practice.id)
    last = None if after is None else await clients.get(tx, practice.id, after)
    return await clients.page(tx, practice.id, after=last, limit=limit)
