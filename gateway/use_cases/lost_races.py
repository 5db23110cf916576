"""Says who was faster where a time was taken or an appointment was changed, and what else is free.

Each function reads, in a transaction of its own, after the one that was refused.
"""

from dataclasses import dataclass
from datetime import datetime

from calendar_store.appointments import agenda, double_bookings
from calendar_store.appointments.agenda import AppointmentEvent
from calendar_store.clients import clients
from calendar_store.database.connection import Transaction
from calendar_store.model.actors import Actor, Permission, require
from calendar_store.model.appointments import Appointment, Slot
from calendar_store.model.clients import Client
from calendar_store.model.practices import Practice, Practitioner
from calendar_store.model.statuses import AppointmentStatus
from calendar_store.model.transitions import moved, restored
from calendar_store.practices import practitioners
from gateway.use_cases import booking, nearest_times
from gateway.use_cases.booking import BookingRequest

_OFFERED = 3
_GIVES_UP = frozenset({"cancelled", "moved"})
_TAKES = frozenset({"booked", "moved", "restored"})


@dataclass(frozen=True, slots=True)
class Faster:
    """An appointment that has the time which somebody wanted.

    Attributes:
        appointment: the appointment.
        client: who comes to it.
        event: the change by which it got the time: who made it, and when.
    """

    appointment: Appointment
    client: Client
    event: AppointmentEvent | None


@dataclass(frozen=True, slots=True)
class LostRace:
    """A time that somebody else has, and other times.

    Attributes:
        practitioner: the practitioner that was wanted.
        faster: the appointments that have the time; () if it is free again, or held for somebody
            who is booking on the web page.
        nearest: the nearest free times, by start.
    """

    practitioner: Practitioner
    faster: tuple[Faster, ...]
    nearest: tuple[Slot, ...]


async def lost_booking(
    tx: Transaction, actor: Actor, practice: Practice, asked: BookingRequest, *, now: datetime
) -> LostRace:
    """Say who has the time of a booking that was refused, and which times are free nearest to it.

    Args:
        tx: any transaction.
        actor: who wanted to book.
        practice: the practice.
        asked: the request.
        now: UTC.

    Raises:
        NotPermitted: if the actor may not book.
        NotFound: if the client, practitioner or service does not exist.
    """
    require(actor, Permission.BOOK, practice)
    found = await booking.find(tx, practice, asked)
    wanted = found.visit(practice.id)
    return await _lost(tx, practice, found.practitioner, wanted, now, moving=None)


async def lost_move(
    tx: Transaction,
    actor: Actor,
    practice: Practice,
    appointment_id: int,
    starts_at: datetime,
    *,
    now: datetime,
    practitioner_id: int | None = None,
) -> LostRace:
    """Say who has the time of a move that was refused, and which times are free nearest to it.

    Args:
        tx: any transaction.
        actor: who wanted to move it.
        practice: the practice.
        appointment_id: the appointment.
        starts_at: the start that was wanted, aware.
        now: UTC.
        practitioner_id: the practitioner that was wanted; None: the appointment's.

    Raises:
        NotPermitted: if the actor may not move appointments.
        NotFound: if the practice has no such appointment or practitioner.
        InvalidInput: if the appointment does not stand any more.
    """
    require(actor, Permission.MOVE, practice)
    one = await agenda.get(tx, practice.id, appointment_id)
    who = await practitioners.get(tx, practice.id, practitioner_id or one.practitioner_id)
    slot = Slot(who.id, who.name, starts_at, starts_at + one.duration)
    wanted = moved(one, slot, one.status).becomes
    return await _lost(tx, practice, who, wanted, now, moving=one.id)


async def lost_undo(
    tx: Transaction, actor: Actor, practice: Practice, appointment_id: int, *, now: datetime
) -> LostRace | None:
    """Say who has the time that an appointment would get back, and which times are free near it.

    Args:
        tx: any transaction.
        actor: who wanted to undo its cancellation or move.
        practice: the practice.
        appointment_id: the appointment.
        now: UTC.

    Returns:
        None if its last change took it no time.

    Raises:
        NotPermitted: if the actor may not move appointments.
        NotFound: if the practice has no such appointment or practitioner.
    """
    require(actor, Permission.MOVE, practice)
    one = await agenda.get(tx, practice.id, appointment_id)
    events = await agenda.history(tx, practice.id, one.id)
    last = events[-1].change if events else ""
    if last not in _GIVES_UP or len(events) < 2:
        return None
    before = events[-2]
    who = await practitioners.get(tx, practice.id, before.practitioner_id)
    slot = Slot(who.id, who.name, before.starts_at, before.starts_at + one.duration)
    stands = restored(one).becomes if last == "cancelled" else one
    wanted = moved(stands, slot, AppointmentStatus.BOOKED).becomes
    moving = one.id if last == "moved" else None
    return await _lost(tx, practice, who, wanted, now, moving=moving)


async def who_changed(
    tx: Transaction, actor: Actor, practice: Practice, appointment_id: int
) -> AppointmentEvent | None:
    """Return the last change of an appointment, for whoever saw an older version of it.

    Raises:
        NotPermitted: if the actor may not read the calendar.
        NotFound: if the practice has no such appointment.
    """
    require(actor, Permission.READ_CALENDAR, practice.id)
    one = await agenda.get(tx, practice.id, appointment_id)
    events = await agenda.history(tx, practice.id, one.id)
    return events[-1] if events else None


async def _lost(
    tx: Transaction,
    practice: Practice,
    who: Practitioner,
    wanted: Appointment,
    now: datetime,
    *,
    moving: int | None,
) -> LostRace:
    over = await double_bookings.overlapping(tx, wanted)
    found = await agenda.by_ids(tx, [(practice.id, one.appointment_id) for one in over])
    people = await clients.get_many(tx, {(practice.id, one.client_id) for one in found.values()})
    faster = []
    for one in over:
        visit = found[practice.id, one.appointment_id]
        events = await agenda.history(tx, practice.id, visit.id)
        took = next((each for each in reversed(events) if each.change in _TAKES), None)
        faster.append(Faster(visit, people[practice.id, visit.client_id], took))
    nearest = await nearest_times.around(
        *(tx, practice, wanted, [wanted.practitioner_id]), now=now, number=_OFFERED, moving=moving
    )
    return LostRace(who, tuple(faster), tuple(nearest))
