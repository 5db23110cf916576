"""The waiting list as a client keeps it on their own page: wait for an earlier time, or leave."""

from datetime import datetime

from calendar_store.appointments import agenda, waiting_list
from calendar_store.database.connection import Transaction
from calendar_store.model.actors import Actor, require_own
from calendar_store.model.appointments import Appointment, WaitingEntry
from calendar_store.model.clients import Client
from calendar_store.model.errors import NotFound
from calendar_store.model.statuses import STANDING


async def entries(tx: Transaction, client: Client, now: datetime) -> list[WaitingEntry]:
    """Return a client's entries that still wait, oldest first."""
    return await waiting_list.of_clients(tx, [(client.practice_id, client.id)], now)


async def ahead(tx: Transaction, client: Client, now: datetime) -> list[Appointment]:
    """Return a client's appointments that stand and have not begun, by start."""
    found = await agenda.of_clients(tx, [(client.practice_id, client.id)], now, now)
    return [one for one in found if one.status in STANDING and one.starts_at > now]


async def wait(
    tx: Transaction, actor: Actor, client: Client, appointment_id: int, now: datetime
) -> None:
    """Let a client wait for an earlier time of an appointment; who waits already keeps the place.

    Args:
        tx: a writing transaction.
        actor: the client.
        client: the client.
        appointment_id: the appointment.
        now: UTC.

    Raises:
        NotPermitted: if the actor is another client.
        NotFound: if the client has no such appointment ahead.
    """
    require_own(actor, client.practice_id, client.id)
    mine = {one.id: one for one in await ahead(tx, client, now)}
    one = mine.get(appointment_id)
    if one is None:
        raise NotFound(f"the client has no appointment {appointment_id} ahead")
    if any(entry.appointment_id == one.id for entry in await entries(tx, client, now)):
        return
    await waiting_list.wait_for(
        tx,
        client.practice_id,
        client.id,
        [(now, one.starts_at)],
        by=actor,
        now=now,
        practitioner_id=one.practitioner_id,
        service_id=one.service_id,
        appointment_id=one.id,
    )


async def leave(
    tx: Transaction, actor: Actor, client: Client, entry_id: int, now: datetime
) -> None:
    """Take a client's entry off the list; an entry that is off it already stays so.

    Raises:
        NotPermitted: if the actor is another client.
    """
    require_own(actor, client.practice_id, client.id)
    if any(entry.id == entry_id for entry in await entries(tx, client, now)):
        await waiting_list.withdraw(tx, client.practice_id, entry_id, by=actor, now=now)
