"""What a change makes of an appointment: confirmed, cancelled, restored, moved.

Pure: `appointments` writes such changes, and whoever only tries a conversation applies the same.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from calendar_store.model.appointments import Appointment, Slot
from calendar_store.model.errors import InvalidInput
from calendar_store.model.statuses import APPOINTMENT_MOVES, STANDING, AppointmentStatus


@dataclass(frozen=True, slots=True)
class Transition:
    """A change decided on: the appointment as it was read, and what it shall be.

    Attributes:
        was: as it stood when this was decided; its version is the precondition.
        becomes: as it shall stand; its version is of no account.
        name: "confirmed", "cancelled", "moved", "restored", …, for the history.
    """

    was: Appointment
    becomes: Appointment
    name: str


def confirmed(appointment: Appointment) -> Transition:
    """Return the change that the client comes."""
    return Transition(appointment, _with(appointment, AppointmentStatus.CONFIRMED), "confirmed")


def cancelled(appointment: Appointment, now: datetime) -> Transition:
    """Return the change that it does not take place; the slot is free again."""
    status = _with(appointment, AppointmentStatus.CANCELLED)
    return Transition(appointment, replace(status, cancelled_at=now), "cancelled")


def restored(appointment: Appointment) -> Transition:
    """Return the change that a cancellation is taken back."""
    status = _with(appointment, AppointmentStatus.CONFIRMED)
    return Transition(appointment, replace(status, cancelled_at=None), "restored")


def marked(appointment: Appointment, status: AppointmentStatus) -> Transition:
    """Return the change that staff mark an appointment as; its history calls it by the status."""
    return Transition(appointment, _with(appointment, status), status.value)


def moved(appointment: Appointment, slot: Slot, status: AppointmentStatus) -> Transition:
    """Return the change to another time or practitioner.

    Args:
        appointment: as it stands.
        slot: where to; the length stays the appointment's own.
        status: CONFIRMED when the client chose the time, BOOKED when staff did.

    Raises:
        InvalidInput: if it does not stand any more; a cancelled one is restored or booked anew.
    """
    if appointment.status not in STANDING:
        raise InvalidInput(f"an appointment that is {appointment.status} cannot be moved")
    becomes = replace(
        appointment,
        practitioner_id=slot.practitioner_id,
        practitioner=slot.practitioner,
        starts_at=slot.starts_at,
        ends_at=slot.starts_at + appointment.duration,
        status=status,
    )
    return Transition(appointment, becomes, "moved")


def _with(appointment: Appointment, status: AppointmentStatus) -> Appointment:
    if status not in APPOINTMENT_MOVES[appointment.status]:
        raise InvalidInput(f"an appointment that is {appointment.status} cannot become {status}")
    return replace(appointment, status=status)
