"""Every status there is, and one table of allowed moves for each.

A status only moves along its table; a status without moves is final and stays as it is.
The names are the ones in the schema, on the command line and on the pages.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar


class MessageStatus(StrEnum):
    """The fate of an outbound message, of one of its parts, or of a planned reminder."""

    PLANNED = "planned"
    QUEUED = "queued"
    SENDING = "sending"
    ACCEPTED = "accepted"
    DELIVERED = "delivered"
    FAILED = "failed"
    EXPIRED = "expired"
    UNKNOWN = "unknown"
    SKIPPED = "skipped"
    CANCELLED = "cancelled"


class PartStatus(StrEnum):
    """Where one copy of one part stands that a carrier took, or may have taken.

    DOUBT is a copy without a response whose session has ended; UNKNOWN one of which the carrier
    said that it does not know.
    """

    DOUBT = "doubt"
    ACCEPTED = "accepted"
    DELIVERED = "delivered"
    FAILED = "failed"
    EXPIRED = "expired"
    UNKNOWN = "unknown"


class AppointmentStatus(StrEnum):
    """Where an appointment stands."""

    BOOKED = "booked"
    CONFIRMED = "confirmed"
    ATTENDED = "attended"
    NO_SHOW = "no_show"
    CANCELLED = "cancelled"


class Channel(StrEnum):
    """How a message travels."""

    SMS = "sms"
    EMAIL = "email"


class ConsentKind(StrEnum):
    """What a consent event says."""

    GRANTED = "granted"
    WITHDRAWN = "withdrawn"


class ConsentHow(StrEnum):
    """How consent was given or taken back."""

    SPOKEN = "spoken"
    FORM = "form"
    SMS = "sms"
    WEB = "web"
    EMAIL = "email"
    STAFF = "staff"


class Role(StrEnum):
    """What a member of staff may do."""

    ADMIN = "admin"
    RECEPTION = "reception"
    PRACTITIONER = "practitioner"
    SUPPORT = "support"


class InboundStatus(StrEnum):
    """Where a text that came in stands."""

    NEW = "new"
    DONE = "done"
    UNATTRIBUTED = "unattributed"


class MessageKind(StrEnum):
    """Why a message is sent; also the name of its template."""

    REMINDER = "reminder"
    BOOKED = "booked"
    REPLY = "reply"
    STAFF = "staff"
    OFFER = "offer"


class StepRule(StrEnum):
    """When a step of the reminder policy falls due."""

    BOOKED = "booked"
    BEFORE = "before"
    DAYS_BEFORE_AT = "days_before_at"


class AlertKind(StrEnum):
    """Why a person of the practice is needed."""

    UNCLEAR = "unclear"
    EMERGENCY = "emergency"
    CALL_ME = "call_me"
    LATE = "late"
    TOO_LATE = "too_late"
    WRONG_NUMBER = "wrong_number"
    DECEASED = "deceased"
    NOT_DELIVERED = "not_delivered"
    NO_TIMES = "no_times"
    CAP_NEAR = "cap_near"
    CAP_REACHED = "cap_reached"
    BAD_NUMBER = "bad_number"
    OUTAGE = "outage"
    UNATTRIBUTED = "unattributed"
    TEXTS_LOST = "texts_lost"


UNDELIVERED: frozenset[AlertKind] = frozenset({AlertKind.NOT_DELIVERED, AlertKind.OUTAGE})
"""Alerts about texts that did not get through, which are listed apart from what people said."""


class WaitingStatus(StrEnum):
    """Where an entry of the waiting list stands."""

    WAITING = "waiting"
    OFFERED = "offered"
    SERVED = "served"
    WITHDRAWN = "withdrawn"


class OfferStatus(StrEnum):
    """Where an offer of a freed time to somebody on the waiting list stands."""

    OFFERED = "offered"
    TAKEN = "taken"
    DECLINED = "declined"
    EXPIRED = "expired"
    LOST = "lost"


_M = MessageStatus
MESSAGE_MOVES: Mapping[MessageStatus, frozenset[MessageStatus]] = {
    _M.PLANNED: frozenset({_M.QUEUED, _M.SKIPPED, _M.CANCELLED, _M.EXPIRED}),
    # queued again, the response or the receipt of the attempt before may still come
    _M.QUEUED: frozenset(
        {_M.SENDING, _M.ACCEPTED, _M.DELIVERED, _M.FAILED, _M.EXPIRED, _M.UNKNOWN}
        | {_M.SKIPPED, _M.CANCELLED}
    ),
    # a receipt may come before its response; a temporary refusal queues the message again
    _M.SENDING: frozenset(
        {_M.ACCEPTED, _M.DELIVERED, _M.FAILED, _M.EXPIRED, _M.UNKNOWN, _M.QUEUED}
    ),
    _M.ACCEPTED: frozenset({_M.DELIVERED, _M.FAILED, _M.EXPIRED, _M.UNKNOWN}),
    # unknown is ignorance and not an end: knowledge may replace it, and policy may send again
    _M.UNKNOWN: frozenset({_M.QUEUED, _M.ACCEPTED, _M.DELIVERED, _M.FAILED, _M.EXPIRED}),
    _M.DELIVERED: frozenset(),
    # carriers take a failure back: the phone was found after all
    _M.FAILED: frozenset({_M.DELIVERED}),
    _M.EXPIRED: frozenset({_M.DELIVERED}),
    _M.SKIPPED: frozenset(),
    _M.CANCELLED: frozenset(),
}

MESSAGE_TAKEN_BACK: Mapping[MessageStatus, frozenset[MessageStatus]] = {
    _M.DELIVERED: frozenset({_M.FAILED, _M.EXPIRED})
}
"""What `outbox.take_back` does beside: all parts have one id, and one of them is lost after all."""

_P = PartStatus
PART_MOVES: Mapping[PartStatus, frozenset[PartStatus]] = {
    _P.DOUBT: frozenset({_P.ACCEPTED, _P.DELIVERED, _P.FAILED, _P.EXPIRED, _P.UNKNOWN}),
    _P.ACCEPTED: frozenset({_P.DELIVERED, _P.FAILED, _P.EXPIRED, _P.UNKNOWN}),
    _P.UNKNOWN: frozenset({_P.DELIVERED, _P.FAILED, _P.EXPIRED}),
    _P.FAILED: frozenset({_P.DELIVERED}),
    _P.EXPIRED: frozenset({_P.DELIVERED}),
    _P.DELIVERED: frozenset(),
}

_A = AppointmentStatus
APPOINTMENT_MOVES: Mapping[AppointmentStatus, frozenset[AppointmentStatus]] = {
    _A.BOOKED: frozenset({_A.CONFIRMED, _A.CANCELLED, _A.ATTENDED, _A.NO_SHOW}),
    # a move by staff asks the client anew
    _A.CONFIRMED: frozenset({_A.BOOKED, _A.CANCELLED, _A.ATTENDED, _A.NO_SHOW}),
    # undo, while the slot is still free
    _A.CANCELLED: frozenset({_A.BOOKED, _A.CONFIRMED}),
    _A.ATTENDED: frozenset(),
    _A.NO_SHOW: frozenset(),
}

STANDING: frozenset[AppointmentStatus] = frozenset({_A.BOOKED, _A.CONFIRMED})
"""Statuses of an appointment that is still to come about."""

FINAL_MESSAGE: frozenset[MessageStatus] = frozenset(
    {_M.DELIVERED, _M.FAILED, _M.EXPIRED, _M.SKIPPED, _M.CANCELLED}
)
"""Statuses of a message for which nothing is done any more."""

S = TypeVar("S", bound=StrEnum)


def sources(moves: Mapping[S, frozenset[S]], target: S) -> tuple[S, ...]:
    """Return the statuses from which `target` may be reached.

    Args:
        moves: a table of allowed moves.
        target: the status wanted.

    Returns:
        The statuses that allow it, in the table's order; the condition of an UPDATE.
    """
    return tuple(status for status, allowed in moves.items() if target in allowed)
