"""The one table of signs: each state has a glyph, a word and a tone (WEB.md, Glyphs).

State is never told by colour alone: wherever a tone colours something, its glyph and word stand
beside it.
"""

from dataclasses import dataclass
from enum import StrEnum

from calendar_store.model.statuses import AlertKind, AppointmentStatus, Channel, MessageStatus
from calendar_store.views.day_view import DayEntry


class Tone(StrEnum):
    """How much a state wants to be seen; a class of the style sheet."""

    GOOD = "good"
    PLAIN = "plain"
    OPEN = "open"
    BAD = "bad"
    QUIET = "quiet"


@dataclass(frozen=True, slots=True)
class Sign:
    """A glyph with its word and tone."""

    glyph: str
    word: str
    tone: Tone


APPOINTMENT: dict[AppointmentStatus, Sign] = {
    AppointmentStatus.BOOKED: Sign("○", "booked", Tone.PLAIN),
    AppointmentStatus.CONFIRMED: Sign("✓", "confirmed", Tone.GOOD),
    AppointmentStatus.ATTENDED: Sign("■", "attended", Tone.QUIET),
    AppointmentStatus.NO_SHOW: Sign("▢", "no-show", Tone.BAD),
    AppointmentStatus.CANCELLED: Sign("✕", "cancelled", Tone.QUIET),
}

ASKED = Sign("…", "no answer yet", Tone.OPEN)

MESSAGE: dict[MessageStatus, Sign] = {
    MessageStatus.PLANNED: Sign("◌", "planned", Tone.QUIET),
    MessageStatus.QUEUED: Sign("◔", "queued", Tone.PLAIN),
    MessageStatus.SENDING: Sign("→", "sending", Tone.PLAIN),
    MessageStatus.ACCEPTED: Sign("→", "sent", Tone.PLAIN),
    MessageStatus.DELIVERED: Sign("✓", "delivered", Tone.GOOD),
    MessageStatus.FAILED: Sign("✕", "not delivered", Tone.BAD),
    MessageStatus.EXPIRED: Sign("✕", "not delivered in time", Tone.BAD),
    MessageStatus.UNKNOWN: Sign("?", "fate unknown", Tone.OPEN),
    MessageStatus.SKIPPED: Sign("⊘", "not sent", Tone.OPEN),
    MessageStatus.CANCELLED: Sign("✕", "called off", Tone.QUIET),
}

CHANNEL: dict[Channel, Sign] = {
    Channel.SMS: Sign("✉", "text", Tone.PLAIN),
    Channel.EMAIL: Sign("@", "email", Tone.PLAIN),
}

ALERT: dict[AlertKind, Sign] = {
    AlertKind.UNCLEAR: Sign("●", "a text to read", Tone.BAD),
    AlertKind.EMERGENCY: Sign("▲", "emergency", Tone.BAD),
    AlertKind.CALL_ME: Sign("●", "wants a call", Tone.BAD),
    # not ⧖, which common Linux fonts lack
    AlertKind.LATE: Sign("◷", "running late", Tone.OPEN),
    AlertKind.TOO_LATE: Sign("●", "too late to change by text", Tone.BAD),
    AlertKind.WRONG_NUMBER: Sign("▲", "wrong number", Tone.BAD),
    AlertKind.DECEASED: Sign("●", "said to have died", Tone.BAD),
    AlertKind.NOT_DELIVERED: Sign("▲", "not delivered", Tone.BAD),
    AlertKind.NO_TIMES: Sign("●", "no free time found", Tone.BAD),
    AlertKind.CAP_NEAR: Sign("◷", "bound for texts is near", Tone.OPEN),
    AlertKind.CAP_REACHED: Sign("▲", "bound for texts is reached", Tone.BAD),
    AlertKind.BAD_NUMBER: Sign("▲", "number does not work", Tone.BAD),
    AlertKind.OUTAGE: Sign("▲", "no carrier", Tone.BAD),
    AlertKind.UNATTRIBUTED: Sign("●", "a text of nobody's", Tone.BAD),
    AlertKind.TEXTS_LOST: Sign("▲", "texts are missing", Tone.BAD),
}


def of_appointment(entry: DayEntry) -> Sign:
    """Return the sign of an appointment: asked and unanswered is told apart from booked."""
    return ASKED if entry.asked else APPOINTMENT[entry.appointment.status]
