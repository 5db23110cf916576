"""A practice and what belongs to it: staff, practitioners, services, hours, reminder steps."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from calendar_store.model.statuses import (
    Channel,
    Role,
    StepRule,
)


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
