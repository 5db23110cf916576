"""Messages out, what became of them, and the reminders that they carry."""

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
    """A planned step for one version of an appointment; becomes a message when due.

    Attributes:
        step: its number among those of its version; says nothing about the rule.
        rule: when it falls due, with `before`, `days` and `at` as of a ReminderStep: what it was
            planned by stays with it, whatever the practice decides later.
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

    @property
    def planned_by(self) -> ReminderStep:
        """The step it was planned by."""
        return ReminderStep(
            *(self.step, self.rule, self.channel, self.before, self.days, self.at),
            unless_confirmed=self.unless_confirmed,
        )


@plain
class Message:
    """An outbound message in the outbox.

    Attributes:
        sender: our number or address.
        recipient: theirs.
        priority: lower goes first; replies before reminders.
        not_before: not sent earlier, UTC.
        expires_at: not sent later, UTC, and the validity given to the carrier.
        attempt: how many attempts were recorded.
        parts: how many parts it is billed as, counted when it is queued.
        price: of one part over `carrier`.
        cost: what all attempts together have cost.
        refused_by: carriers that would not take it.
        reason: why it stands as it does.
        awaits_receipt: whether its carrier was asked to tell that it arrived.
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


@dataclass(frozen=True, slots=True)
class MessageEvent:
    """One line of a message's history."""

    at: datetime
    status: MessageStatus
    attempt: int = 0
    carrier: str = ""
    reason: Reason = NO_REASON
