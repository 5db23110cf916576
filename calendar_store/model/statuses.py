"""The statuses and kinds of the store as enums, and tables of the allowed status changes.

A status changes only as its table allows; a status without allowed changes is final. Schema,
command line and pages use the same names.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import TypeVar


class MessageStatus(StrEnum):
    """The status of an outbound message or of a planned reminder."""

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
    """The status of one copy of a part that a carrier accepted, or may have accepted.

    DOUBT: the session ended before a response came. UNKNOWN: the carrier reported that it does not
    know the status.
    """

    DOUBT = "doubt"
    ACCEPTED = "accepted"
    DELIVERED = "delivered"
    FAILED = "failed"
    EXPIRED = "expired"
    UNKNOWN = "unknown"


class AppointmentStatus(StrEnum):
    """The status of an appointment."""

    BOOKED = "booked"
    CONFIRMED = "confirmed"
    ATTENDED = "attended"
    NO_SHOW = "no_show"
    CANCELLED = "cancelled"

    @property
    def said(self) -> str:
        """The status as people say it: "no-show"."""
        return self.value.replace("_", "-")


class Channel(StrEnum):
    """The channels of messages."""

    SMS = "sms"
    EMAIL = "email"
    FAX = "fax"


TO_CLIENTS = (Channel.SMS, Channel.EMAIL)
"""The channels by which clients are reached; a fax goes to the practice itself."""


class ConsentKind(StrEnum):
    """The kinds of consent events."""

    GRANTED = "granted"
    WITHDRAWN = "withdrawn"


class ConsentHow(StrEnum):
    """How consent was granted or withdrawn."""

    SPOKEN = "spoken"
    FORM = "form"
    SMS = "sms"
    WEB = "web"
    EMAIL = "email"
    STAFF = "staff"


class Role(StrEnum):
    """The roles of staff; see `actors.OF_ROLE` for their permissions."""

    ADMIN = "admin"
    RECEPTION = "reception"
    PRACTITIONER = "practitioner"
    SUPPORT = "support"
    OPERATOR = "operator"


class SecondFactorPolicy(StrEnum):
    """Who of a practice's staff needs a second factor to log in.

    ADMINISTRATORS are administrators, support, and the operator.
    """

    NOBODY = "nobody"
    ADMINISTRATORS = "administrators"
    EVERYBODY = "everybody"


class TokenKind(StrEnum):
    """The kinds of tokens of members of staff: what the bearer of one may do, once."""

    INVITATION = "invitation"
    RESET = "reset"
    SECOND_STEP = "second_step"


class InboundStatus(StrEnum):
    """The status of a received text."""

    NEW = "new"
    DONE = "done"
    UNATTRIBUTED = "unattributed"


class MessageKind(StrEnum):
    """The kinds of messages; also the name of the message's template.

    ACCOUNT is a mail to a member of staff with a link to their own account. ANNOUNCEMENT is what
    staff tell many clients at once, as that the practice is closed. TEST is a message that staff
    send to themselves, to see that it arrives. PAPER is the calendar on paper, for the practice.
    """

    REMINDER = "reminder"
    BOOKED = "booked"
    REPLY = "reply"
    STAFF = "staff"
    OFFER = "offer"
    CHANGED = "changed"
    CODE = "code"
    ACCOUNT = "account"
    ANNOUNCEMENT = "announcement"
    FOLLOW_UP = "follow_up"
    RECALL = "recall"
    TEST = "test"
    PAPER = "paper"


class StepRule(StrEnum):
    """The kinds of rules for the due time of a reminder step."""

    BOOKED = "booked"
    BEFORE = "before"
    DAYS_BEFORE_AT = "days_before_at"
    CHANGED = "changed"
    NOTHING = "nothing"
    """No message: the only step of visits that are to get none, unlike the practice's others."""


class DeclinedPolicy(StrEnum):
    """What happens when a client declines a calendar invitation."""

    ASK = "ask"
    CANCEL = "cancel"


class AlertKind(StrEnum):
    """The kinds of alerts."""

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
    CALENDAR_NOT_FOLLOWED = "calendar_not_followed"
    LINE_LOST = "line_lost"
    NO_PAPER = "no_paper"
    BACKUPS = "backups"
    SUPPORT_UNASKED = "support_unasked"
    SUSPENSION = "suspension"


UNDELIVERED: frozenset[AlertKind] = frozenset({AlertKind.NOT_DELIVERED, AlertKind.OUTAGE})
"""Alerts about undelivered texts; they are listed apart from alerts about received texts."""


class WaitingStatus(StrEnum):
    """The status of an entry of the waiting list."""

    WAITING = "waiting"
    OFFERED = "offered"
    SERVED = "served"
    WITHDRAWN = "withdrawn"


class OfferStatus(StrEnum):
    """The status of an offer of a freed time."""

    OFFERED = "offered"
    TAKEN = "taken"
    DECLINED = "declined"
    EXPIRED = "expired"
    LOST = "lost"


_M = MessageStatus
MESSAGE_MOVES: Mapping[MessageStatus, frozenset[MessageStatus]] = {
    _M.PLANNED: frozenset({_M.QUEUED, _M.SKIPPED, _M.CANCELLED, _M.EXPIRED}),
    # if the message is queued again, response or receipt of the earlier attempt may still come
    _M.QUEUED: frozenset(
        {_M.SENDING, _M.ACCEPTED, _M.DELIVERED, _M.FAILED, _M.EXPIRED, _M.UNKNOWN}
        | {_M.SKIPPED, _M.CANCELLED}
    ),
    # a receipt may come before its response; a temporary refusal queues the message again
    _M.SENDING: frozenset(
        {_M.ACCEPTED, _M.DELIVERED, _M.FAILED, _M.EXPIRED, _M.UNKNOWN, _M.QUEUED}
    ),
    _M.ACCEPTED: frozenset({_M.DELIVERED, _M.FAILED, _M.EXPIRED, _M.UNKNOWN}),
    # unknown is not final: a later report may replace it, and the message may be sent again
    _M.UNKNOWN: frozenset({_M.QUEUED, _M.ACCEPTED, _M.DELIVERED, _M.FAILED, _M.EXPIRED}),
    _M.DELIVERED: frozenset(),
    # carriers may report a delivery after a failure: the phone was reached after all
    _M.FAILED: frozenset({_M.DELIVERED}),
    _M.EXPIRED: frozenset({_M.DELIVERED}),
    _M.SKIPPED: frozenset(),
    _M.CANCELLED: frozenset(),
}

MESSAGE_TAKEN_BACK: Mapping[MessageStatus, frozenset[MessageStatus]] = {
    _M.DELIVERED: frozenset({_M.FAILED, _M.EXPIRED})
}
"""Changes that only `attempt_outcomes.take_back` makes: of parts with one id, one was lost."""

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
    # after a move by staff the client is asked to confirm again
    _A.CONFIRMED: frozenset({_A.BOOKED, _A.CANCELLED, _A.ATTENDED, _A.NO_SHOW}),
    # undo, while the time is still free
    _A.CANCELLED: frozenset({_A.BOOKED, _A.CONFIRMED}),
    _A.ATTENDED: frozenset(),
    _A.NO_SHOW: frozenset(),
}

APPOINTMENT_TAKEN_BACK: Mapping[AppointmentStatus, frozenset[AppointmentStatus]] = {
    _A.ATTENDED: frozenset({_A.BOOKED, _A.CONFIRMED}),
    _A.NO_SHOW: frozenset({_A.BOOKED, _A.CONFIRMED}),
}
"""Changes that only staff make who take a mark back: the wrong button was pressed."""

STANDING: frozenset[AppointmentStatus] = frozenset({_A.BOOKED, _A.CONFIRMED})
"""Statuses of an appointment that is going to take place."""

FINAL_MESSAGE: frozenset[MessageStatus] = frozenset(
    {_M.DELIVERED, _M.FAILED, _M.EXPIRED, _M.SKIPPED, _M.CANCELLED}
)
"""Final statuses of a message: no further step is taken."""

S = TypeVar("S", bound=StrEnum)


def sources(moves: Mapping[S, frozenset[S]], target: S) -> tuple[S, ...]:
    """Return the statuses from which a status may change to `target`.

    Args:
        moves: a table of allowed changes.
        target: the new status.

    Returns:
        The statuses, in the table's order, for the WHERE clause of an UPDATE.
    """
    return tuple(status for status, allowed in moves.items() if target in allowed)
