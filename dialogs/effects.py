"""What a turn decides to do: values that the gateway performs in one transaction.

Effects that touch an appointment carry the version they were decided on; the store refuses a
stale one and the turn is decided again on fresh facts.
"""

from dataclasses import dataclass
from datetime import datetime

from calendar_store.statuses import AlertKind
from calendar_store.values import Slot


@dataclass(frozen=True, slots=True)
class ConfirmAppointment:
    """The client comes."""

    appointment_id: int
    version: int


@dataclass(frozen=True, slots=True)
class CancelAppointment:
    """The client does not come; the slot is free again."""

    appointment_id: int
    version: int


@dataclass(frozen=True, slots=True)
class RestoreAppointment:
    """A cancellation undone, if the slot is still free."""

    appointment_id: int
    version: int


@dataclass(frozen=True, slots=True)
class MoveAppointment:
    """The client takes another time; the database may refuse it as taken."""

    appointment_id: int
    version: int
    slot: Slot


@dataclass(frozen=True, slots=True)
class OptOut:
    """Nothing more goes to this number from our number, whoever of the family said so."""

    word: str


@dataclass(frozen=True, slots=True)
class OptIn:
    """The number may be written to again."""

    word: str


@dataclass(frozen=True, slots=True)
class MarkWrongNumber:
    """The number does not belong to the client; it is marked bad and nothing more is sent."""


@dataclass(frozen=True, slots=True)
class MarkDeceased:
    """The client has died; nothing more is sent to them."""

    client_id: int


@dataclass(frozen=True, slots=True)
class SetLocale:
    """The client asked for another language."""

    locale: str


@dataclass(frozen=True, slots=True)
class AlertStaff:
    """A person of the practice has to see to it.

    Attributes:
        kind: why.
        words: one line for staff to read.
        appointment_id: which appointment it is about, if any.
    """

    kind: AlertKind
    words: str
    appointment_id: int | None = None


Effect = (
    ConfirmAppointment
    | CancelAppointment
    | RestoreAppointment
    | MoveAppointment
    | OptOut
    | OptIn
    | MarkWrongNumber
    | MarkDeceased
    | SetLocale
    | AlertStaff
)


@dataclass(frozen=True, slots=True)
class SlotSearch:
    """Free times the engine needs before it can decide; the gateway looks them up.

    Attributes:
        appointment_id: the appointment to be moved; its length, practitioner and buffers hold.
        spans: (start, end) in UTC, in order of preference; an exact time has equal ends.
        after: only slots that start later than this (for MORE), UTC.
        limit: how many at most.
    """

    appointment_id: int
    spans: tuple[tuple[datetime, datetime], ...]
    after: datetime | None
    limit: int
