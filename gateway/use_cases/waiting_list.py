"""The waiting list for staff: adds clients, lists the entries, takes entries off.

Each function runs in one transaction and checks the permission before it reads anything.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from calendar_store.appointments import agenda
from calendar_store.appointments import waiting_list as entries
from calendar_store.clients import clients
from calendar_store.database.connection import Transaction
from calendar_store.model.actors import Actor, Permission, require
from calendar_store.model.appointments import Appointment, WaitingEntry
from calendar_store.model.clients import Client
from calendar_store.model.local_time import staff_time
from calendar_store.model.practices import Practice, Practitioner, Service
from calendar_store.practices import practitioners, services
from gateway.use_cases import who_does_what
from gateway.use_cases.errors import FixedByMove, NothingAhead, SeveralAhead


@dataclass(frozen=True, slots=True)
class WaitingRequest:
    """A request for a time that is not free yet.

    Attributes:
        client: the client's mobile number or id.
        new: whether a new appointment is wanted; if not, an existing one is to be moved.
        appointment: id of the appointment to move; None: the only one ahead.
        first: the earliest start, UTC; None: now.
        until: the start is before this, UTC; None: before the appointment to move, or as far
            ahead as clients may book.
        practitioner: for a new appointment, name or id; None: any practitioner.
        service: for a new appointment, name or id; None: no particular service.
    """

    client: str
    new: bool = False
    appointment: int | None = None
    first: datetime | None = None
    until: datetime | None = None
    practitioner: str | None = None
    service: str | None = None


@dataclass(frozen=True, slots=True)
class WaitingView:
    """An entry of the waiting list with the names to show.

    Attributes:
        practitioner: name; "" for any practitioner.
        service: name; "" for no particular service.
        instead: the appointment to move; None where a new one would be booked.
    """

    entry: WaitingEntry
    client: Client
    practitioner: str
    service: str
    instead: Appointment | None


async def add(
    tx: Transaction, actor: Actor, practice: Practice, asked: WaitingRequest, *, now: datetime
) -> WaitingView:
    """Add a client to the waiting list.

    Args:
        tx: a writing transaction.
        actor: who adds the client.
        practice: the practice.
        asked: the request.
        now: UTC.

    Raises:
        NotPermitted: if the actor may not keep the list.
        NotFound: if the client, practitioner or service does not exist.
        NothingAhead: if there is no appointment to move.
        SeveralAhead: if it is not clear which appointment is to be moved.
        FixedByMove: if a practitioner or service is named for an appointment to move.
        InvalidInput: if the times are impossible.
    """
    require(actor, Permission.KEEP_WAITING_LIST, practice)
    who = await clients.find(tx, practice, asked.client)
    moving = None if asked.new else await _moving(tx, practice, who, asked.appointment, now)
    if moving and (asked.practitioner or asked.service):
        raise FixedByMove("a moved appointment keeps its practitioner and service")
    practitioner_id = moving.practitioner_id if moving else None
    service_id = moving.service_id if moving else None
    if asked.practitioner:
        practitioner_id = (await practitioners.find(tx, practice.id, asked.practitioner)).id
    if asked.service:
        service_id = (await services.find(tx, practice.id, asked.service)).id
    if moving is None:
        await who_does_what.require(tx, practice, practitioner_id, service_id)
    last = moving.starts_at if moving else now + practice.booking_window
    added = await entries.wait_for(
        tx,
        practice.id,
        who.id,
        [(asked.first or now, asked.until or last)],
        by=actor,
        now=now,
        practitioner_id=practitioner_id,
        service_id=service_id,
        appointment_id=moving.id if moving else None,
    )
    (shown,) = await _shown(tx, practice, added)
    return shown


async def listed(
    tx: Transaction, actor: Actor, practice: Practice, *, now: datetime
) -> list[WaitingView]:
    """Return the waiting entries, in the order in which they are served.

    Raises:
        NotPermitted: if the actor may not read clients.
    """
    require(actor, Permission.READ_CLIENTS, practice.id)
    return await _shown(tx, practice, await entries.waiting(tx, practice.id, now))


async def choices(
    tx: Transaction, actor: Actor, practice: Practice
) -> tuple[Sequence[Practitioner], Sequence[Service]]:
    """Return with whom and for what a client may wait.

    Raises:
        NotPermitted: if the actor may not keep the list.
    """
    require(actor, Permission.KEEP_WAITING_LIST, practice.id)
    working = await practitioners.working(tx, practice.id)
    return working, await services.offered(tx, practice.id)


async def withdraw(
    tx: Transaction, actor: Actor, practice: Practice, entry_id: int, *, now: datetime
) -> None:
    """Take an entry off the list; a time on offer to it goes to the next entry.

    Raises:
        NotPermitted: if the actor may not keep the list.
        NotFound: if the practice has no such entry.
    """
    require(actor, Permission.KEEP_WAITING_LIST, practice)
    await entries.withdraw(tx, practice.id, entry_id, by=actor, now=now)


async def restore(
    tx: Transaction, actor: Actor, practice: Practice, entry_id: int, *, now: datetime
) -> WaitingView:
    """Put an entry back on the list that was taken off it, and return it.

    Raises:
        NotPermitted: if the actor may not keep the list.
        NotFound: if the practice has no such entry, or its time has passed.
    """
    require(actor, Permission.KEEP_WAITING_LIST, practice)
    await entries.restore(tx, practice.id, entry_id, by=actor, now=now)
    return await find(tx, actor, practice, entry_id)


async def find(tx: Transaction, actor: Actor, practice: Practice, entry_id: int) -> WaitingView:
    """Return one entry, whether it still waits or not.

    Raises:
        NotPermitted: if the actor may not keep the list.
        NotFound: if the practice has no such entry.
    """
    require(actor, Permission.KEEP_WAITING_LIST, practice.id)
    (shown,) = await _shown(tx, practice, [await entries.get(tx, practice.id, entry_id)])
    return shown


async def _moving(
    tx: Transaction, practice: Practice, who: Client, wanted: int | None, now: datetime
) -> Appointment:
    """Return the appointment to move."""
    coming = await agenda.of_clients(tx, [(practice.id, who.id)], now, now)
    ahead = [one for one in coming if one.starts_at > now and one.cancelled_at is None]
    found = [one for one in ahead if wanted in {None, one.id}]
    if len(found) == 1:
        return found[0]
    if wanted is not None or not ahead:
        what = f"no appointment {wanted} ahead" if wanted is not None else "no appointment ahead"
        raise NothingAhead(f"{who.name} has {what}")
    choices = ", ".join(
        f"{staff_time(one.starts_at, practice.timezone)} ({one.id})" for one in ahead
    )
    raise SeveralAhead(f"{who.name} has several appointments: {choices}")


async def _shown(
    tx: Transaction, practice: Practice, some: Sequence[WaitingEntry]
) -> list[WaitingView]:
    people = await clients.get_many(tx, {(practice.id, entry.client_id) for entry in some})
    working = {one.id: one.name for one in await practitioners.all_practitioners(tx, practice.id)}
    kinds = {one.id: one.name for one in await services.all_services(tx, practice.id)}
    moving = {(practice.id, entry.appointment_id) for entry in some if entry.appointment_id}
    standing = await agenda.by_ids(tx, moving)
    return [
        WaitingView(
            entry,
            people[practice.id, entry.client_id],
            working.get(entry.practitioner_id or 0, ""),
            kinds.get(entry.service_id or 0, ""),
            standing.get((practice.id, entry.appointment_id or 0)),
        )
        for entry in some
    ]
