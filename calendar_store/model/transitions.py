"""Compute changes of an appointment: confirmed, cancelled, restored, marked, moved, arrived. Pure.

`appointments.appointments` writes these changes to the store; the simulator of conversations
applies the same changes in memory. A move, a cancellation and a restoration raise the sequence of
the appointment's calendar invitation (RFC 5546, section 2.1.4).
"""

from dataclasses import dataclass, replace
from datetime import datetime

from calendar_store.model.appointments import Appointment, Slot
from calendar_store.model.errors import InvalidInput
from calendar_store.model.statuses import (
    APPOINTMENT_MOVES,
    APPOINTMENT_TAKEN_BACK,
    STANDING,
    AppointmentStatus,
)


@dataclass(frozen=True, slots=True)
class Transition:
    """A change of an appointment, decided but not yet written.

    Attributes:
        was: the appointment as read; `was.version` must still be current when the change is
            written.
        becomes: the appointment after the change; `becomes.version` is ignored.
        name: name of the change for the history: "confirmed", "cancelled", "moved", "restored", …
    """

    was: Appointment
    becomes: Appointment
    name: str


def confirmed(appointment: Appointment) -> Transition:
    """Return the change to CONFIRMED: the client is going to come."""
    return Transition(appointment, _with(appointment, AppointmentStatus.CONFIRMED), "confirmed")


def unconfirmed(appointment: Appointment) -> Transition:
    """Return the change that takes a confirmation back: the client may be asked again."""
    return Transition(appointment, _with(appointment, AppointmentStatus.BOOKED), "unconfirmed")


def cancelled(appointment: Appointment, now: datetime) -> Transition:
    """Return the change to CANCELLED: the time is free again."""
    status = _with(appointment, AppointmentStatus.CANCELLED)
    gone = replace(status, cancelled_at=now, sequence=appointment.sequence + 1)
    return Transition(appointment, gone, "cancelled")


def restored(
    appointment: Appointment, status: AppointmentStatus = AppointmentStatus.CONFIRMED
) -> Transition:
    """Return the change that undoes a cancellation.

    Args:
        appointment: the cancelled appointment.
        status: CONFIRMED if the client wants it back; what it was before if staff undo.
    """
    standing = _with(appointment, status)
    back = replace(standing, cancelled_at=None, sequence=appointment.sequence + 1)
    return Transition(appointment, back, "restored")


def marked(appointment: Appointment, status: AppointmentStatus) -> Transition:
    """Return the change to a status set by staff; the change is named after the status."""
    return Transition(appointment, _with(appointment, status), status.value)


def unmarked(appointment: Appointment, status: AppointmentStatus) -> Transition:
    """Return the change that takes back "attended" or "no-show".

    Args:
        appointment: the appointment as it was marked.
        status: its status before.

    Raises:
        InvalidInput: if it is not marked.
    """
    if status not in APPOINTMENT_TAKEN_BACK.get(appointment.status, ()):
        raise InvalidInput(
            f"an appointment that is {appointment.status.said} has no mark to take back"
        )
    return Transition(appointment, replace(appointment, status=status), "unmarked")


def arrived(appointment: Appointment, at: datetime) -> Transition:
    """Return the change that records that the client came; the status stays.

    Raises:
        InvalidInput: if the appointment is cancelled or was missed.
    """
    if appointment.status in {AppointmentStatus.CANCELLED, AppointmentStatus.NO_SHOW}:
        raise InvalidInput(f"nobody arrives for an appointment that is {appointment.status.said}")
    return Transition(appointment, replace(appointment, arrived_at=at), "arrived")


def not_arrived(appointment: Appointment) -> Transition:
    """Return the change that takes an arrival back."""
    return Transition(appointment, replace(appointment, arrived_at=None), "not_arrived")


def kept(appointment: Appointment, absence_id: int) -> Transition:
    """Return the change that keeps an appointment in an absence or a block on purpose."""
    return Transition(appointment, replace(appointment, kept_in=absence_id), "kept")


def not_kept(appointment: Appointment) -> Transition:
    """Return the change after which an appointment in an absence has to be dealt with again."""
    return Transition(appointment, replace(appointment, kept_in=None), "not_kept")


def moved(
    appointment: Appointment,
    slot: Slot,
    status: AppointmentStatus,
    *,
    overbooked: bool = False,
    kept_in: int | None = None,
) -> Transition:
    """Return the change to another time or practitioner.

    Args:
        appointment: the appointment as it is now.
        slot: the new time and practitioner; the appointment keeps its length.
        status: CONFIRMED if the client chose the time, BOOKED if staff did.
        overbooked: whether another appointment has the time, and that is meant.
        kept_in: the absence or block in which the time lies on purpose; None for none.

    Raises:
        InvalidInput: if the appointment is no longer standing; a cancelled appointment has to be
            restored or booked again.
    """
    if appointment.status not in STANDING:
        raise InvalidInput(f"an appointment that is {appointment.status.said} cannot be moved")
    becomes = replace(
        appointment,
        practitioner_id=slot.practitioner_id,
        practitioner=slot.practitioner,
        starts_at=slot.starts_at,
        ends_at=slot.starts_at + appointment.duration,
        status=status,
        sequence=appointment.sequence + 1,
        overbooked=overbooked,
        kept_in=kept_in,
        arrived_at=None,
    )
    return Transition(appointment, becomes, "moved")


def _with(appointment: Appointment, status: AppointmentStatus) -> Appointment:
    if status not in APPOINTMENT_MOVES[appointment.status]:
        raise InvalidInput(
            f"an appointment that is {appointment.status.said} cannot become {status.said}"
        )
    return replace(appointment, status=status)
