"""The waiting list as staff keep it: somebody put on it, shown, taken off (F16).

One function each, in one transaction; the permission is checked before anything is read.
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
from calendar_store.model.practices import Practice
from calendar_store.practices import practitioners, services
from gateway.use_cases.errors import FixedByMove, NothingAhead, SeveralAhead


@dataclass(frozen=True, slots=True)
class WaitingRequest:
    """A wish for a time that is not free yet, as it is asked for.

    Attributes:
        client: who waits: a mobile number, or an id.
        new: for a new appointment; else one that stands is to be moved.
        appointment: which is to be moved, by id; None: the only one ahead.
        first: not before, UTC; None: now.
        until: before, UTC; None: the appointment to be moved, or as far ahead as clients may book.
        practitioner: of a new one, by name or id; None: whoever is free.
        service: of a new one, by name or id; None: nothing in particular.
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
    """An entry with the names in it.

    Attributes:
        practitioner: "" for whoever is free.
        service: "" for nothing in particular.
        instead: the appointment that would be moved, None where one would be booked.
    """

    entry: WaitingEntry
    client: Client
    practitioner: str
    service: str
    instead: Appointment | None


async def add(
    tx: Transaction, actor: Actor, practice: Practice, asked: WaitingRequest, *, now: datetime
) -> WaitingView:
    """Put a client on the list.

    Args:
        tx: a writing transaction.
        actor: who puts them there.
        practice: whose list.
        asked: for what they wait.
        now: UTC.

    Raises:
        NotPermitted: if the actor may not.
        NotFound: if something named does not exist.
        NothingAhead: if there is no such appointment to be moved.
        SeveralAhead: if it is not clear which appointment is meant.
        FixedByMove: if a moved appointment is to have another practitioner or service.
        InvalidInput: if the times cannot be.
    """
    require(actor, Permission.KEEP_WAITING_LIST, practice.id)
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
    """Return who waits, the first to come first.

    Raises:
        NotPermitted: if the actor may not keep the list.
    """
    require(actor, Permission.KEEP_WAITING_LIST, practice.id)
    return await _shown(tx, practice, await entries.waiting(tx, practice.id, now))


async def withdraw(
    tx: Transaction, actor: Actor, practice: Practice, entry_id: int, *, now: datetime
) -> None:
    """Take an entry off the list; a time on offer to it goes to the next.

    Raises:
        NotPermitted: if the actor may not.
        NotFound: if the practice has no such entry.
    """
    require(actor, Permission.KEEP_WAITING_LIST, practice.id)
    await entries.withdraw(tx, practice.id, entry_id, by=actor, now=now)


async def _moving(
    tx: Transaction, practice: Practice, who: Client, wanted: int | None, now: datetime
) -> Appointment:
    """Return the appointment to be moved."""
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
