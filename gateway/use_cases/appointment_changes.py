"""Changes of existing appointments by staff: move, cancel.

Each function runs in one writing transaction and checks the permission before it reads anything. A
change is refused if the appointment has changed since the actor saw it. Marks and arrivals are in
`appointment_marks`, what is undone in `undoing`.
"""

from datetime import datetime

from calendar_store.appointments import appointments, double_bookings
from calendar_store.database.connection import Transaction
from calendar_store.model.actors import Actor, Permission, require
from calendar_store.model.appointments import Appointment, Slot
from calendar_store.model.errors import InvalidInput
from calendar_store.model.practices import Practice
from calendar_store.model.statuses import AppointmentStatus, MessageKind
from calendar_store.model.transitions import Transition, cancelled, moved
from calendar_store.practices import practitioners
from gateway.messaging.channel import Channels
from gateway.use_cases import changed_visits, who_does_what
from gateway.use_cases.changed_visits import ChangedVisit
from gateway.use_cases.unusual_times import away_on_purpose, require_meant, require_permission


async def move(
    tx: Transaction,
    actor: Actor,
    practice: Practice,
    appointment_id: int,
    starts_at: datetime,
    *,
    version: int,
    channels: Channels,
    now: datetime,
    practitioner_id: int | None = None,
    override: bool = False,
    overbook: bool = False,
    tell: bool = True,
    together: bool = False,
) -> ChangedVisit:
    """Move an appointment; the client is asked again, and the length stays the same.

    Args:
        tx: a writing transaction.
        actor: who moves it.
        practice: the practice.
        appointment_id: the appointment.
        starts_at: the new start, aware.
        version: of the appointment as the actor saw it.
        channels: the configured channels.
        now: UTC.
        practitioner_id: the new practitioner; None keeps the practitioner.
        override: outside the hours, in an absence or a block, or years ahead; this needs a
            permission of its own.
        overbook: although another appointment has the time; this needs a permission of its own. It
            is marked as overbooked if the time is taken.
        tell: whether the client is told, by the channel that they prefer; if not, nothing at all is
            sent about the move, and later reminders name the new time.
        together: the caller tells of it by one message about several appointments.

    Returns:
        The appointment after the move, and what the client is told.

    Raises:
        NotPermitted: if the actor may not move appointments, or not with `override` or `overbook`.
        NotFound: if the practice has no such appointment or practitioner.
        NeedsOverride: if the time is unusual, and `override` is not set.
        InvalidInput: if the appointment is cancelled or over, or has begun, or the practitioner is
            retired or does not do its service.
        Stale: if the appointment has changed since the actor saw it; `lost_races.who_changed` says
            who changed it.
        SlotTaken: if another appointment has the time; `lost_races.lost_move` says who has it, and
            finds other times.
    """
    require_permission(actor, Permission.MOVE, practice.id, override=override)
    if overbook:
        require(actor, Permission.OVERBOOK, practice)
    was = await changed_visits.seen(tx, practice, appointment_id, version)
    change = await planned_move(
        tx,
        practice,
        was,
        starts_at,
        now=now,
        practitioner_id=practitioner_id,
        override=override,
        overbook=overbook,
    )
    kind = MessageKind.CHANGED if tell else None
    return await changed_visits.write_and_tell(
        tx, actor, practice, change, tell=kind, channels=channels, now=now, together=together
    )


async def planned_move(
    tx: Transaction,
    practice: Practice,
    was: Appointment,
    starts_at: datetime,
    *,
    now: datetime,
    practitioner_id: int | None,
    override: bool,
    overbook: bool,
) -> Transition:
    """Return a move, checked but not written; see `move` for arguments and errors."""
    if was.starts_at <= now:
        raise InvalidInput("an appointment that has begun is not moved; book another one")
    appointments.require_possible(practice, starts_at, was.duration, now, now)
    who = await practitioners.get(tx, practice.id, practitioner_id or was.practitioner_id)
    await who_does_what.require(tx, practice, who.id, was.service_id, booked=True)
    slot = Slot(who.id, who.name, starts_at, starts_at + was.duration)
    await require_meant(tx, practice, slot, now, override=override)
    kept_in = await away_on_purpose(tx, practice, slot) if override else None
    change = moved(was, slot, AppointmentStatus.BOOKED, kept_in=kept_in)
    if overbook and await double_bookings.overlapping(tx, change.becomes):
        return moved(was, slot, AppointmentStatus.BOOKED, kept_in=kept_in, overbooked=True)
    return change


async def cancel(
    tx: Transaction,
    actor: Actor,
    practice: Practice,
    appointment_id: int,
    *,
    version: int,
    channels: Channels,
    now: datetime,
    tell: bool = True,
    together: bool = False,
) -> ChangedVisit:
    """Cancel an appointment that has not begun; its time is free again.

    Args:
        tx: a writing transaction.
        actor: who cancels it.
        practice: the practice.
        appointment_id: the appointment.
        version: of the appointment as the actor saw it.
        channels: the configured channels.
        now: UTC.
        tell: whether the client is told, by the channel that they prefer; if not, nothing at all is
            sent about it.
        together: the caller tells of it by one message about several appointments.

    Returns:
        The cancelled appointment, and what the client is told.

    Raises:
        NotPermitted: if the actor may not cancel appointments.
        NotFound: if the practice has no such appointment.
        InvalidInput: if the appointment is cancelled or over, or has begun.
        Stale: if the appointment has changed since the actor saw it.
    """
    require(actor, Permission.CANCEL, practice)
    was = await changed_visits.seen(tx, practice, appointment_id, version)
    if was.starts_at <= now:
        raise InvalidInput("an appointment that has begun is not cancelled; mark it instead")
    kind = MessageKind.CHANGED if tell else None
    return await changed_visits.write_and_tell(
        *(tx, actor, practice, cancelled(was, now)),
        tell=kind,
        channels=channels,
        now=now,
        together=together,
    )
