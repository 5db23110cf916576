"""How a status is shown: a glyph and its word, never one of them alone."""

from collections.abc import Mapping

from calendar_store.statuses import AppointmentStatus, MessageStatus

_APPOINTMENT: Mapping[AppointmentStatus, tuple[str, str]] = {
    AppointmentStatus.BOOKED: ("○", "booked"),
    AppointmentStatus.CONFIRMED: ("✓", "confirmed"),
    AppointmentStatus.ATTENDED: ("■", "attended"),
    AppointmentStatus.NO_SHOW: ("▢", "no-show"),
    AppointmentStatus.CANCELLED: ("✕", "cancelled"),
}
_MESSAGE: Mapping[MessageStatus, tuple[str, str]] = {
    MessageStatus.PLANNED: ("◌", "planned"),
    MessageStatus.QUEUED: ("◔", "queued"),
    MessageStatus.SENDING: ("→", "sending"),
    MessageStatus.ACCEPTED: ("→", "sent"),
    MessageStatus.DELIVERED: ("✓", "delivered"),
    MessageStatus.FAILED: ("✕", "failed"),
    MessageStatus.EXPIRED: ("✕", "expired"),
    MessageStatus.UNKNOWN: ("?", "unknown"),
    MessageStatus.SKIPPED: ("⊘", "skipped"),
    MessageStatus.CANCELLED: ("⊘", "cancelled"),
}


def of_appointment(status: AppointmentStatus) -> str:
    """Return an appointment's status as people read it."""
    return " ".join(_APPOINTMENT[status])


def of_message(status: MessageStatus) -> str:
    """Return a message's, or a planned reminder's, status as people read it."""
    return " ".join(_MESSAGE[status])
