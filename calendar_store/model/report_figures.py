"""The figures that reports are made of: counts over a span of time, as the store answers them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from calendar_store.model.practices import RuleKey
from calendar_store.model.statuses import AppointmentStatus, Channel, MessageStatus, OfferStatus


class ReminderOutcome(StrEnum):
    """What a client did after a reminder; MISSED: nothing, and was not there either."""

    CONFIRMED = "confirmed"
    MOVED = "moved"
    CANCELLED = "cancelled"
    MISSED = "no_show"


@dataclass(frozen=True, slots=True)
class ToldMany:
    """Stands among the rules of reminders for what many clients were told at once, by its channel.

    Attributes:
        channel: the channel.
    """

    channel: Channel


StepKey = RuleKey | ToldMany
"""What a client read last: a reminder of a rule, or what many were told."""


@dataclass(frozen=True, slots=True)
class VisitCount:
    """How many visits are alike.

    Attributes:
        practitioner_id: with whom.
        service_id: for what; None where nobody said.
        status: the status now.
        by_client: whether the client cancelled it.
        confirmed: whether it was confirmed at some time, by whomever.
        moved: whether it was moved at some time, by whomever.
        count: how many.
    """

    practitioner_id: int
    service_id: int | None
    status: AppointmentStatus
    by_client: bool
    confirmed: bool
    moved: bool
    count: int


@dataclass(frozen=True, slots=True)
class StepOutcome:
    """The first answer to the reminders of one visit, or that it was missed.

    Attributes:
        outcome: what became of it.
        at: when the client answered, or the visit began, UTC.
        rule: the rule of the last reminder that had gone out by then, or what many were told;
            None: there was neither.
        reminded_at: when that went out, UTC.
    """

    outcome: ReminderOutcome
    at: datetime
    rule: StepKey | None = None
    reminded_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class MessageCount:
    """Messages of one channel and status.

    Attributes:
        parts: number of parts that carriers bill: of the messages that they took, or that cost
            something all the same; 0 of a mail.
        cost: of all attempts.
    """

    channel: Channel
    status: MessageStatus
    messages: int
    parts: int
    cost: Decimal


@dataclass(frozen=True, slots=True)
class StaffAnswer:
    """Something that a client wrote and that reached a person.

    Attributes:
        at: when it came, UTC.
        resolved_at: when somebody had seen to it, UTC; None: nobody has yet.
    """

    at: datetime
    resolved_at: datetime | None


@dataclass(frozen=True, slots=True)
class WaitingFigures:
    """The waiting list over a span.

    Attributes:
        joined: entries made.
        offers: offers made, by their status now.
        freed: the times that were offered, as (practitioner id, start).
        filled: those that somebody took.
    """

    joined: int = 0
    offers: Mapping[OfferStatus, int] = field(default_factory=dict)
    freed: frozenset[tuple[int, datetime]] = frozenset()
    filled: frozenset[tuple[int, datetime]] = frozenset()


@dataclass(frozen=True, slots=True)
class ReportFigures:
    """All figures of a practice over one span.

    Attributes:
        visits: visits that begin in the span.
        reminded: visits of the span to which a reminder went out, by its rule, and of which many
            clients were told.
        reminded_visits: visits of the span that count in any of `reminded`.
        outcomes: of the visits of the span.
        messages: messages written in the span, but those to staff.
        staff_answers: what came in the span.
        waiting: what was offered in the span.
    """

    visits: Sequence[VisitCount] = ()
    reminded: Mapping[StepKey, int] = field(default_factory=dict)
    reminded_visits: int = 0
    outcomes: Sequence[StepOutcome] = ()
    messages: Sequence[MessageCount] = ()
    staff_answers: Sequence[StaffAnswer] = ()
    waiting: WaitingFigures = field(default_factory=WaitingFigures)
