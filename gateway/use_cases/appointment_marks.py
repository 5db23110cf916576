"""Marks of appointments by staff: confirmed, attended, missed; the arrival of the client.

Each function runs in one writing transaction. A practitioner marks the appointments of their own
calendar. A client is told of none of this.
"""

from datetime import datetime, timedelta

from calendar_store.database.connection import Transaction
from calendar_store.model.actors import Actor, Permission, require_for, require_some
from calendar_store.model.appointments import Appointment
from calendar_store.model.errors import InvalidInput
from calendar_store.model.practices import Practice
from calendar_store.model.statuses import AppointmentStatus
from calendar_store.model.transitions import arrived, marked, not_arrived
from gateway.use_cases import changed_visits

_MARKS = frozenset(
    {AppointmentStatus.CONFIRMED, AppointmentStatus.ATTENDED, AppointmentStatus.NO_SHOW}
)
EARLIEST_ARRIVAL = timedelta(hours=12)
"""How long before the start a client may arrive; somebody who comes earlier has the day wrong."""


async def mark(
    tx: Transaction,
    actor: Actor,
    practice: Practice,
    appointment_id: int,
    status: AppointmentStatus,
    *,
    version: int,
    now: datetime,
) -> Appointment:
    """Mark an appointment as confirmed, attended or missed.

    Args:
        tx: a writing transaction.
        actor: who marks it.
        practice: the practice.
        appointment_id: the appointment.
        status: CONFIRMED before the start; ATTENDED or NO_SHOW from the start on.
        version: of the appointment as the actor saw it.
        now: UTC.

    Raises:
        NotPermitted: if the actor may not mark the appointment.
        NotFound: if the practice has no such appointment.
        InvalidInput: if the appointment cannot take this status, or not at this time.
        Stale: if the appointment has changed since the actor saw it.
    """
    require_some(actor, Permission.MARK, practice)
    if status not in _MARKS:
        raise InvalidInput(f"an appointment is not marked as {status.said}")
    was = await _own(tx, actor, practice, appointment_id, version)
    if (status is AppointmentStatus.CONFIRMED) == (was.starts_at <= now):
        when = "has begun" if was.starts_at <= now else "has not begun yet"
        raise InvalidInput(f"an appointment that {when} is not marked as {status.said}")
    if status is AppointmentStatus.NO_SHOW and was.arrived_at is not None:
        raise InvalidInput("the client has arrived; take the arrival back first")
    return await changed_visits.write(tx, actor, practice, marked(was, status), now)


async def arrive(
    tx: Transaction,
    actor: Actor,
    practice: Practice,
    appointment_id: int,
    *,
    version: int,
    now: datetime,
) -> Appointment:
    """Record that a client came; the status of the appointment stays.

    Args:
        tx: a writing transaction.
        actor: who records it.
        practice: the practice.
        appointment_id: the appointment.
        version: of the appointment as the actor saw it.
        now: UTC.

    Raises:
        NotPermitted: if the actor may not mark the appointment.
        NotFound: if the practice has no such appointment.
        InvalidInput: if the appointment is cancelled or was missed, the client has arrived already,
            or comes much too early.
        Stale: if the appointment has changed since the actor saw it.
    """
    require_some(actor, Permission.MARK, practice)
    was = await _own(tx, actor, practice, appointment_id, version)
    if was.arrived_at is not None:
        raise InvalidInput("the client has arrived already")
    if now < was.starts_at - EARLIEST_ARRIVAL:
        raise InvalidInput("the appointment is on another day; move it first")
    return await changed_visits.write(tx, actor, practice, arrived(was, now), now)


async def take_arrival_back(
    tx: Transaction,
    actor: Actor,
    practice: Practice,
    appointment_id: int,
    *,
    version: int,
    now: datetime,
) -> Appointment:
    """Take an arrival back, as after a wrong click.

    Raises:
        NotPermitted: if the actor may not mark the appointment.
        NotFound: if the practice has no such appointment.
        InvalidInput: if the client has not arrived.
        Stale: if the appointment has changed since the actor saw it.
    """
    require_some(actor, Permission.MARK, practice)
    was = await _own(tx, actor, practice, appointment_id, version)
    if was.arrived_at is None:
        raise InvalidInput("the client has not arrived")
    return await changed_visits.write(tx, actor, practice, not_arrived(was), now)


async def _own(
    tx: Transaction, actor: Actor, practice: Practice, appointment_id: int, version: int
) -> Appointment:
    """Return an appointment that the actor may mark, as they saw it."""
    was = await changed_visits.seen(tx, practice, appointment_id, version)
    require_for(actor, Permission.MARK, practice.id, was.practitioner_id)
    return was
