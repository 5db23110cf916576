"""The values `Reminder`, `Message` (outbound) and `MessageEvent` (a message's history)."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal

from calendar_store.model.plain import plain
from calendar_store.model.practices import ReminderStep
from calendar_store.model.reasons import NO_REASON, Reason
from calendar_store.model.statuses import (
    Channel,
    MessageKind,
    MessageStatus,
    StepRule,
)


@plain
class Reminder:
    """A planned reminder for one version of an appointment; becomes a message when due.

    Attributes:
        step: number of the reminder within its version; says nothing about the rule.
        rule: with `before`, `days` and `at`, the rule by which the reminder was planned, as in
            `ReminderStep`; later changes of the practice's policy do not change these fields.
    """

    practice_id: int
    id: int
    appointment_id: int
    version: int
    step: int
    channel: Channel
    due_at: datetime
    expires_at: datetime
    status: MessageStatus
    reason: Reason = NO_REASON
    unless_confirmed: bool = False
    message_id: int | None = None
    rule: StepRule = StepRule.BEFORE
    before: timedelta = timedelta(0)
    days: int = 0
    at: time = time(0)
    min_risk: int = 0

    @property
    def planned_by(self) -> ReminderStep:
        """The step by which the reminder was planned."""
        return ReminderStep(
            *(self.step, self.rule, self.channel, self.before, self.days, self.at),
            unless_confirmed=self.unless_confirmed,
            min_risk=self.min_risk,
        )


@plain
class Message:
    """An outbound message in the outbox.

    Attributes:
        sender: our number or address.
        recipient: the client's number or address.
        priority: lower values are sent first; replies before reminders.
        not_before: earliest time of sending, UTC.
        expires_at: latest time of sending, UTC; also the validity period given to the carrier.
        attempt: number of recorded attempts.
        parts: number of parts billed, counted when the message is queued.
        price: price of one part at `carrier`.
        cost: cost of all attempts together.
        refused_by: names of the carriers that refused the message.
        reason: reason for the status.
        awaits_receipt: whether the carrier was asked for a delivery receipt.
        invites: whether an answer by mail carries the invitation to its appointment; mails of other
            kinds about one appointment carry it always.
        paper_id: the calendar on paper that the message carries.
    """

    practice_id: int
    id: int
    kind: MessageKind
    channel: Channel
    sender: str
    recipient: str
    text: str
    status: MessageStatus
    created_at: datetime
    not_before: datetime
    expires_at: datetime | None
    priority: int
    client_id: int | None = None
    appointment_id: int | None = None
    carrier: str = ""
    attempt: int = 0
    parts: int = 0
    price: Decimal = Decimal(0)
    cost: Decimal = Decimal(0)
    refused_by: tuple[str, ...] = ()
    reason: Reason = NO_REASON
    updated_at: datetime | None = None
    awaits_receipt: bool = True
    invites: bool = False
    paper_id: int | None = None


@dataclass(frozen=True, slots=True)
class MessageEvent:
    """One event in a message's history."""

    at: datetime
    status: MessageStatus
    attempt: int = 0
    carrier: str = ""
    reason: Reason = NO_REASON


@dataclass(frozen=True, slots=True)
class MessageResend:
    """A message that staff sent again.

    Attributes:
        message_id: the new message.
        repeats_id: the message, or the reminder without a message, that it repeats.
        by: label of the actor.
    """

    practice_id: int
    message_id: int
    appointment_id: int
    repeats_id: int
    at: datetime
    by: str
