"""Changes of existing appointments by staff: move, cancel, mark.

Each function runs in one writing transaction and checks the permission before it reads anything. A
change is refused if the appointment has changed since the actor saw it.
"""

from datetime import datetime

from calendar_store.appointments import agenda, appointments
from calendar_store.database.connection import Transaction
from calendar_store.model.actors import Actor, Permission, require
from calendar_store.model.appointments import Appointment, Slot
from calendar_store.model.errors import InvalidInput, Stale
from calendar_store.model.practices import Practice
from calendar_store.model.statuses import AppointmentStatus
from calendar_store.model.transitions import Transition, cancelled, marked, moved
from calendar_store.practices import practices, practitioners
from gateway.use_cases.unusual_times import require_meant, require_permission

_MARKS = frozenset(
    {AppointmentStatus.CONFIRMED, AppointmentStatus.ATTENDED, AppointmentStatus.NO_SHOW}
)


async def move(
    tx: Transaction,
    actor: Actor,
    practice: Practice,
    appointment_id: int,
    starts_at: datetime,
    *,
    version: int,
    now: datetime,
    practitioner_id: int | None = None,
    override: bool = False,
) -> Appointment:
    """Move an appointment; the client is asked again, and the length stays the same.

    Args:
        tx: a writing transaction.
        actor: who moves it.
        practice: the practice.
        appointment_id: the appointment.
        starts_at: the new start, aware.
        version: of the appointment as the actor saw it.
        now: UTC.
        practitioner_id: the new practitioner; None keeps the practitioner.
        override: outside the hours, or years ahead; this needs a permission of its own.

    Returns:
        The appointment after the move.

    Raises:
        NotPermitted: if the actor may not move appointments, or not with `override`.
        NotFound: if the practice has no such appointment or practitioner.
        NeedsOverride: if the time is unusual, and `override` is not set.
        InvalidInput: if the appointment is cancelled or over, or has begun.
        Stale: if the appointment has changed since the actor saw it.
        SlotTaken: if another appointment has the time.
    """
    require_permission(actor, Permission.MOVE, practice.id, override=override)
    was = await _seen(tx, practice, appointment_id, version)
    if was.starts_at <= now:
        raise InvalidInput("an appointment that has begun is not moved; book another one")
    appointments.require_possible(practice, starts_at, was.duration, now, now)
    who = await practitioners.get(tx, practice.id, practitioner_id or was.practitioner_id)
    slot = Slot(who.id, who.name, starts_at, starts_at + was.duration)
    await require_meant(tx, practice, slot, now, override=override)
    return await _changed(tx, actor, practice, moved(was, slot, AppointmentStatus.BOOKED), now)


async def cancel(
    tx: Transaction,
    actor: Actor,
    practice: Practice,
    appointment_id: int,
    *,
    version: int,
    now: datetime,
) -> Appointment:
    """Cancel an appointment that has not begun; its time is free again.

    Args:
        tx: a writing transaction.
        actor: who cancels it.
        practice: the practice.
        appointment_id: the appointment.
        version: of the appointment as the actor saw it.
        now: UTC.

    Raises:
        NotPermitted: if the actor may not cancel appointments.
        NotFound: if the practice has no such appointment.
        InvalidInput: if the appointment is cancelled or over, or has begun.
        Stale: if the appointment has changed since the actor saw it.
    """
    require(actor, Permission.CANCEL, practice.id)
    was = await _seen(tx, practice, appointment_id, version)
    if was.starts_at <= now:
        raise InvalidInput("an appointment that has begun is not cancelled; mark it instead")
    return await _changed(tx, actor, practice, cancelled(was, now), now)


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
        NotPermitted: if the actor may not mark appointments.
        NotFound: if the practice has no such appointment.
        InvalidInput: if the appointment cannot take this status, or not at this time.
        Stale: if the appointment has changed since the actor saw it.
    """
    require(actor, Permission.MARK, practice.id)
    if status not in _MARKS:
        raise InvalidInput(f"an appointment is not marked as {status}")
    was = await _seen(tx, practice, appointment_id, version)
    if (status is AppointmentStatus.CONFIRMED) == (was.starts_at <= now):
        when = "has begun" if was.starts_at <= now else "has not begun yet"
        raise InvalidInput(f"an appointment that {when} is not marked as {status}")
    return await _changed(tx, actor, practice, marked(was, status), now)


async def _seen(
    tx: Transaction, practice: Practice, appointment_id: int, version: int
) -> Appointment:
    """Return an appointment, unless it has changed since the actor saw it."""
    was = await agenda.get(tx, practice.id, appointment_id)
    if was.version != version:
        raise Stale("the appointment was changed meanwhile; look at it again")
    return was


async def _changed(
    tx: Transaction, actor: Actor, practice: Practice, change: Transition, now: datetime
) -> Appointment:
    steps = (await practices.steps(tx, [practice.id]))[practice.id]
    await appointments.change(tx, change, (practice, steps), now=now, by=actor)
    return await agenda.get(tx, practice.id, appointment_id=change.was.id)
