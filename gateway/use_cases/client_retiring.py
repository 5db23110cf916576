"""Retires clients who come no longer, and brings them back.

A former client stands in no list and no search, and waits for no time. What is stored stays, their
number is known as theirs, and consent stands as it was; their next appointment brings them back.
"""

from dataclasses import dataclass
from datetime import datetime

from calendar_store.appointments import waiting_list
from calendar_store.clients import clients, former_clients
from calendar_store.database.connection import Transaction
from calendar_store.messages import after_visits
from calendar_store.model.actors import Actor, Permission, require
from calendar_store.model.clients import Client
from calendar_store.model.errors import InvalidInput
from calendar_store.model.practices import Practice
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import Reason
from gateway.messaging.channel import Channels
from gateway.use_cases import appointment_changes, stored_about, visits_ahead
from gateway.use_cases.changed_visits import ChangedVisit


@dataclass(frozen=True, slots=True)
class RetiredClient:
    """A client after they were retired.

    Attributes:
        client: the client.
        cancelled: the appointments that were cancelled.
        withdrawn: how many times they wait no longer.
    """

    client: Client
    cancelled: tuple[ChangedVisit, ...] = ()
    withdrawn: int = 0

    @property
    def is_more(self) -> bool:
        """Whether more was done than `restore` takes back."""
        return bool(self.cancelled or self.withdrawn)


async def retire(
    tx: Transaction,
    actor: Actor,
    practice: Practice,
    client_id: int,
    *,
    channels: Channels,
    now: datetime,
    cancel_visits: bool = False,
    tell: bool = True,
) -> RetiredClient:
    """Let a client be a former one, or do nothing.

    Args:
        tx: a writing transaction.
        actor: who retires them.
        practice: the client's practice.
        client_id: the client.
        channels: the configured channels.
        now: UTC.
        cancel_visits: cancel the appointments ahead.
        tell: whether the client is told of these.

    Raises:
        NotPermitted: if the actor may not enter clients, or not cancel appointments.
        NotFound: if the practice has no such client.
        VisitsAhead: if appointments are ahead, and `cancel_visits` is not set, or one has begun.
        InvalidInput: if the client is a former one already, or erased.
    """
    require(actor, Permission.EDIT_CLIENTS, practice)
    client = await clients.get(tx, practice.id, client_id)
    if client.is_erased:
        raise InvalidInput("this client is erased")
    if client.retired_at is not None:
        raise InvalidInput(f"{client.name} is a former client already")
    stored = await stored_about.of_client(tx, practice, client)
    ahead = visits_ahead.of(stored.appointments, now)
    visits_ahead.require_none(ahead, practice, now, cancelled=cancel_visits)
    cancelled = [
        await appointment_changes.cancel(
            *(tx, actor, practice, one.id),
            version=one.version,
            channels=channels,
            now=now,
            tell=tell,
        )
        for one in ahead
    ]
    waits = await waiting_list.of_clients(tx, [(practice.id, client.id)], now)
    for entry in waits:
        await waiting_list.withdraw(tx, practice.id, entry.id, by=actor, now=now)
    gone = Reason(ReasonCode.NO_SUCH_CLIENT)
    await after_visits.hold_back_of(tx, [(practice.id, client.id)], gone, now)
    retired = await former_clients.set_retired(tx, client, now, by=actor, now=now)
    return RetiredClient(retired, tuple(cancelled), len(waits))


async def restore(
    tx: Transaction, actor: Actor, practice: Practice, client_id: int, *, now: datetime
) -> Client:
    """Bring a former client back; what was cancelled or withdrawn stays so.

    Raises:
        NotPermitted: if the actor may not enter clients.
        NotFound: if the practice has no such client.
        InvalidInput: if they are no former client.
    """
    require(actor, Permission.EDIT_CLIENTS, practice)
    client = await clients.get(tx, practice.id, client_id)
    if client.retired_at is None:
        raise InvalidInput(f"{client.name} is no former client")
    return await former_clients.set_retired(tx, client, None, by=actor, now=now)


async def listed(
    tx: Transaction, actor: Actor, practice: Practice, *, limit: int = 200
) -> tuple[Client, ...]:
    """Return the practice's former clients, by last name.

    Raises:
        NotPermitted: if the actor may not read clients.
    """
    require(actor, Permission.READ_CLIENTS, practice.id)
    return await former_clients.listed(tx, practice.id, limit=limit)
