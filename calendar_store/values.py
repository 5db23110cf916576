"""The values of the store: frozen, aware of their zone, free of any database.

`dialogs` decides on these; queries turn rows into them at the store's edge.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from calendar_store.errors import InvalidInput
from calendar_store.plain import plain
from calendar_store.statuses import (
    AlertKind,
    AppointmentStatus,
    Channel,
    ConsentHow,
    ConsentKind,
    InboundStatus,
    MessageKind,
    MessageStatus,
    OfferStatus,
    Role,
    StepRule,
    WaitingStatus,
)

MAX_APPOINTMENT = timedelta(hours=24)
"""The longest an appointment may block a practitioner; the overlap check leans on it."""


def require_aware(moment: datetime, what: str) -> datetime:
    """Return `moment` in UTC.

    Args:
        moment: any aware time.
        what: its name, for the message.

    Raises:
        InvalidInput: if it has no time zone.
    """
    if moment.tzinfo is None:
        raise InvalidInput(f"{what} has no time zone; write it with an offset, as 09:30+01:00")
    return moment.astimezone(UTC)


@dataclass(frozen=True, slots=True)
class Practice:
    """A practice and its policies.

    Attributes:
        sender: the number its texts come from and clients answer to, E.164.
        phone: the number people call, E.164.
        region: ISO country, of the sender number unless set.
        quiet_from: local time from which no reminder is sent, or None.
        quiet_until: local time at which reminders go out again, or None.
        minimum_notice: how long before its start a client may still cancel or move by text.
        booking_window: how far ahead a client may book or move by text.
        undo_window: how long UNDO restores a cancelled appointment.
        slot_step: the raster on which free times are offered.
        texts_per_hour: most automatic texts to one number in an hour.
        monthly_cap: what texts may cost in a calendar month, in the currency of the carriers'
            prices, before reminders wait; None for no bound.
        reminder_gap: how long after a text or an answer that said the same no reminder rings.
        message_name: what messages call it where its own name would tell why clients come (F11);
            "" for its own name.
        answers_to_strangers: most automatic answers in an hour to numbers of no client, all
            such numbers together.
        daily_cap: most parts of texts in a day, but for answers to clients; None for no bound.
        countries: ISO countries whose strangers are answered besides `region`, as "CH FR".
    """

    id: int
    name: str
    timezone: str
    locale: str
    sender: str
    phone: str
    region: str
    address: str = ""
    directions: str = ""
    quiet_from: time | None = time(21)
    quiet_until: time | None = time(8)
    minimum_notice: timedelta = timedelta(hours=2)
    booking_window: timedelta = timedelta(days=60)
    undo_window: timedelta = timedelta(hours=1)
    slot_step: timedelta = timedelta(minutes=15)
    texts_per_hour: int = 20
    monthly_cap: Decimal | None = None
    reminder_gap: timedelta = timedelta(hours=12)
    message_name: str = ""
    answers_to_strangers: int = 30
    daily_cap: int | None = 20_000
    countries: str = ""

    @property
    def told_as(self) -> str:
        """What messages call it."""
        return self.message_name or self.name


@dataclass(frozen=True, slots=True)
class ReminderStep:
    """One step of a practice's reminder policy.

    Attributes:
        step: its number, 1 for the first; the reminder's identity together with the version.
        rule: when it falls due.
        before: with BEFORE, how long before the start.
        days: with DAYS_BEFORE_AT, how many days before the day of the appointment.
        at: with DAYS_BEFORE_AT, the local time.
        channel: how it travels.
        unless_confirmed: not sent to a client who has confirmed.
    """

    step: int
    rule: StepRule
    channel: Channel = Channel.SMS
    before: timedelta = timedelta(0)
    days: int = 0
    at: time = time(10)
    unless_confirmed: bool = False

    @property
    def rule_key(self) -> "RuleKey":
        """What makes it the same rule, whatever its number: channel, rule, and when."""
        before = self.before if self.rule is StepRule.BEFORE else timedelta(0)
        on_a_day = self.rule is StepRule.DAYS_BEFORE_AT
        return (
            *(self.channel, self.rule, before),
            *((self.days, self.at) if on_a_day else (0, time(0))),
        )

    @property
    def explained(self) -> str:
        """When it falls due, for staff to read: "2 days before", "1 day before at 10:00"."""
        if self.rule is StepRule.BOOKED:
            return "booked"
        if self.rule is StepRule.DAYS_BEFORE_AT:
            return f"{_counted(self.days, 'day')} before at {self.at:%H:%M}"
        unit, length = next((one for one in _UNITS if not self.before % one[1]), _UNITS[-1])
        return f"{_counted(self.before // length, unit)} before"


RuleKey = tuple[Channel, StepRule, timedelta, int, time]

_UNITS = (
    ("day", timedelta(days=1)),
    ("hour", timedelta(hours=1)),
    ("minute", timedelta(minutes=1)),
)


def _counted(count: int, unit: str) -> str:
    return f"{count} {unit}{'' if count == 1 else 's'}"


DEFAULT_STEPS: tuple[ReminderStep, ...] = (
    ReminderStep(1, StepRule.BOOKED),
    ReminderStep(2, StepRule.BEFORE, before=timedelta(days=2)),
    ReminderStep(3, StepRule.BEFORE, before=timedelta(hours=2), unless_confirmed=True),
)


@dataclass(frozen=True, slots=True)
class StaffMember:
    """Somebody who may log in."""

    practice_id: int
    id: int
    email: str
    name: str
    role: Role
    password_hash: str = field(repr=False, default="")


@dataclass(frozen=True, slots=True)
class Practitioner:
    """Somebody who can be booked.

    Attributes:
        mobile: their own phone, E.164, from which AGENDA is answered; "" for none.
    """

    practice_id: int
    id: int
    name: str
    mobile: str = ""


@dataclass(frozen=True, slots=True)
class Service:
    """What somebody can be booked for.

    Attributes:
        duration: how long the client is there.
        buffer_before: blocked before it.
        buffer_after: blocked after it.
        safe_to_name: whether its name may stand in a message (F11).
        by_text: whether clients may book it by text.
        by_web: whether clients may book it on the web page.
    """

    practice_id: int
    id: int
    name: str
    duration: timedelta
    buffer_before: timedelta = timedelta(0)
    buffer_after: timedelta = timedelta(0)
    safe_to_name: bool = False
    by_text: bool = True
    by_web: bool = True


@dataclass(frozen=True, slots=True)
class WeeklyHours:
    """One span of a practitioner's week; weekday 0 is Monday, times are local."""

    practitioner_id: int
    weekday: int
    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class UsualHours:
    """When a practice opens first and closes last over the week, and on which days (0 Monday)."""

    opens: time
    closes: time
    weekdays: frozenset[int]


@dataclass(frozen=True, slots=True)
class HoursException:
    """Days on which the weekly hours do not hold.

    Attributes:
        practitioner_id: whose, or None for the whole practice (a holiday).
        first: first local day.
        last: last local day, included.
        opens: with `closes`, the hours that hold instead; None when away all day.
        closes: see `opens`.
        reason: for staff to read.
    """

    id: int
    practitioner_id: int | None
    first: date
    last: date
    opens: time | None = None
    closes: time | None = None
    reason: str = ""


@plain
class Client:
    """Somebody who comes; several may share a number (F17)."""

    practice_id: int
    id: int
    first: str
    last: str
    mobile: str
    email: str = ""
    locale: str = ""
    prefers: Channel = Channel.SMS
    mobile_bad: bool = False

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first} {self.last}"


@dataclass(frozen=True, slots=True)
class ConsentEvent:
    """One thing said or signed about receiving messages (F19)."""

    practice_id: int
    id: int
    client_id: int
    channel: Channel
    kind: ConsentKind
    how: ConsentHow
    by: str
    at: datetime
    evidence: str = ""


@plain
class Appointment:
    """An appointment; moved, it keeps its identity and its version rises.

    Attributes:
        starts_at: UTC.
        ends_at: UTC.
        version: raised with every change, the precondition of the next one.
        practitioner: the practitioner's name.
        service: the service's name, "" when none; never in a message unless `safe_to_name`.
        cancelled_at: when it was cancelled, UTC, for UNDO.
    """

    practice_id: int
    id: int
    client_id: int
    practitioner_id: int
    starts_at: datetime
    ends_at: datetime
    status: AppointmentStatus
    version: int
    service_id: int | None = None
    practitioner: str = ""
    service: str = ""
    safe_to_name: bool = False
    buffer_before: timedelta = timedelta(0)
    buffer_after: timedelta = timedelta(0)
    cancelled_at: datetime | None = None

    @property
    def duration(self) -> timedelta:
        """How long the client is there."""
        return self.ends_at - self.starts_at


@dataclass(frozen=True, slots=True)
class Slot:
    """A free time with a practitioner, UTC."""

    practitioner_id: int
    practitioner: str
    starts_at: datetime
    ends_at: datetime


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
    reason: str = ""
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
        words: what staff read about its present state.
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
    words: str = ""
    updated_at: datetime | None = None
    awaits_receipt: bool = True


@dataclass(frozen=True, slots=True)
class MessageEvent:
    """One line of a message's history."""

    at: datetime
    status: MessageStatus
    attempt: int = 0
    carrier: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True)
class Inbound:
    """A text that came in, whole.

    Attributes:
        our_number: where it was sent to.
        their_number: who sent it.
        text: as decoded, "" where it could not be.
        raw: the bytes as they came.
        partial: parts of it are missing for ever.
    """

    id: int
    carrier: str
    our_number: str
    their_number: str
    text: str
    raw: bytes
    received_at: datetime
    status: InboundStatus = InboundStatus.NEW
    partial: bool = False
    practice_id: int | None = None
    client_id: int | None = None
    intent: str = ""
    understood: dict[str, Any] | None = None


@plain
class Conversation:
    """What was said last between one of our numbers and one of theirs, for one practice."""

    practice_id: int
    our_number: str
    their_number: str
    state: dict[str, Any]
    version: int
    last_outbound_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Alert:
    """Something a person of the practice has to see to (F8, F14)."""

    practice_id: int
    id: int
    kind: AlertKind
    words: str
    at: datetime
    client_id: int | None = None
    appointment_id: int | None = None
    inbound_id: int | None = None
    message_id: int | None = None
    resolved_at: datetime | None = None
    resolved_by: str = ""


@dataclass(frozen=True, slots=True)
class WaitingEntry:
    """Somebody who would like an earlier or another time (F16).

    Attributes:
        starts_at: the earliest start that suits, UTC.
        ends_at: until when it suits, UTC.
        practitioner_id: with whom; None for anybody.
        service_id: for what; None for any.
        appointment_id: the one that is moved when a time is taken; None where one is booked.
    """

    practice_id: int
    id: int
    client_id: int
    starts_at: datetime
    ends_at: datetime
    status: WaitingStatus
    practitioner_id: int | None = None
    service_id: int | None = None
    appointment_id: int | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """A freed time offered to one of those who wait; the first to accept gets it (F16).

    Attributes:
        entry_id: whose place on the list it is offered to.
        starts_at: of the free time, UTC.
        ends_at: of the free time, UTC.
        expires_at: when it is offered to the next, UTC.
    """

    practice_id: int
    id: int
    entry_id: int
    client_id: int
    practitioner_id: int
    starts_at: datetime
    ends_at: datetime
    status: OfferStatus
    offered_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """Who changed what (F24)."""

    practice_id: int
    id: int
    at: datetime
    by: str
    action: str
    subject: str
    detail: dict[str, Any]
