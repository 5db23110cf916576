"""Glyphs: the sign, word and colour class of every state that pages and commands show.

A state is never shown by colour alone: its glyph and word stand beside everything that is coloured.
"""

from dataclasses import dataclass
from enum import StrEnum

from calendar_store.model.statuses import AlertKind, AppointmentStatus, Channel, MessageStatus
from calendar_store.views.day_view import DayEntry


class Tone(StrEnum):
    """How much a state is emphasised; each tone is a class in the style sheet."""

    GOOD = "good"
    PLAIN = "plain"
    OPEN = "open"
    BAD = "bad"
    QUIET = "quiet"


@dataclass(frozen=True, slots=True)
class Glyph:
    """A glyph with its word and tone."""

    glyph: str
    word: str
    tone: Tone


APPOINTMENT: dict[AppointmentStatus, Glyph] = {
    AppointmentStatus.BOOKED: Glyph("○", "booked", Tone.PLAIN),
    AppointmentStatus.CONFIRMED: Glyph("✓", "confirmed", Tone.GOOD),
    AppointmentStatus.ATTENDED: Glyph("■", "attended", Tone.QUIET),
    AppointmentStatus.NO_SHOW: Glyph("▢", "no-show", Tone.BAD),
    AppointmentStatus.CANCELLED: Glyph("✕", "cancelled", Tone.QUIET),
}

ASKED = Glyph("…", "no answer yet", Tone.OPEN)

MESSAGE: dict[MessageStatus, Glyph] = {
    MessageStatus.PLANNED: Glyph("◌", "planned", Tone.QUIET),
    MessageStatus.QUEUED: Glyph("◔", "queued", Tone.PLAIN),
    MessageStatus.SENDING: Glyph("→", "sending", Tone.PLAIN),
    MessageStatus.ACCEPTED: Glyph("→", "sent", Tone.PLAIN),
    MessageStatus.DELIVERED: Glyph("✓", "delivered", Tone.GOOD),
    MessageStatus.FAILED: Glyph("✕", "not delivered", Tone.BAD),
    MessageStatus.EXPIRED: Glyph("✕", "not delivered in time", Tone.BAD),
    MessageStatus.UNKNOWN: Glyph("?", "delivery unknown", Tone.OPEN),
    MessageStatus.SKIPPED: Glyph("⊘", "not sent", Tone.OPEN),
    MessageStatus.CANCELLED: Glyph("✕", "cancelled", Tone.QUIET),
}

CHANNEL: dict[Channel, Glyph] = {
    Channel.SMS: Glyph("✉", "text", Tone.PLAIN),
    Channel.EMAIL: Glyph("@", "email", Tone.PLAIN),
    Channel.FAX: Glyph("▤", "fax", Tone.PLAIN),
}

ALERT: dict[AlertKind, Glyph] = {
    AlertKind.UNCLEAR: Glyph("●", "a text to read", Tone.BAD),
    AlertKind.EMERGENCY: Glyph("▲", "emergency", Tone.BAD),
    AlertKind.CALL_ME: Glyph("●", "wants a call", Tone.BAD),
    # not ⧖, which common Linux fonts lack
    AlertKind.LATE: Glyph("◷", "running late", Tone.OPEN),
    AlertKind.TOO_LATE: Glyph("●", "too late to change by text", Tone.BAD),
    AlertKind.WRONG_NUMBER: Glyph("▲", "wrong number", Tone.BAD),
    AlertKind.DECEASED: Glyph("●", "reported deceased", Tone.BAD),
    AlertKind.NOT_DELIVERED: Glyph("▲", "not delivered", Tone.BAD),
    AlertKind.NO_TIMES: Glyph("●", "no free time found", Tone.BAD),
    AlertKind.CAP_NEAR: Glyph("◷", "text limit nearly reached", Tone.OPEN),
    AlertKind.CAP_REACHED: Glyph("▲", "text limit reached", Tone.BAD),
    AlertKind.BAD_NUMBER: Glyph("▲", "number or email address does not work", Tone.BAD),
    AlertKind.OUTAGE: Glyph("▲", "no carrier", Tone.BAD),
    AlertKind.UNATTRIBUTED: Glyph("●", "unassigned text", Tone.BAD),
    AlertKind.TEXTS_LOST: Glyph("▲", "texts are missing", Tone.BAD),
    AlertKind.CALENDAR_NOT_FOLLOWED: Glyph("▲", "another calendar is not followed", Tone.BAD),
    AlertKind.LINE_LOST: Glyph("▲", "line lost", Tone.BAD),
    AlertKind.NO_PAPER: Glyph("▲", "no paper of the evening", Tone.BAD),
    AlertKind.BACKUPS: Glyph("▲", "backups", Tone.BAD),
    AlertKind.SUPPORT_UNASKED: Glyph("▲", "support came without being asked", Tone.BAD),
    AlertKind.SUSPENSION: Glyph("▲", "the practice is being suspended", Tone.BAD),
}


def of_appointment(entry: DayEntry) -> Glyph:
    """Return the sign of an appointment; an unanswered reminder has a sign of its own."""
    return ASKED if entry.asked else APPOINTMENT[entry.appointment.status]
