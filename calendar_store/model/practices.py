"""The values of a practice: settings, staff, practitioners, services, hours, reminder steps."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from calendar_store.model.statuses import (
    Channel,
    DeclinedPolicy,
    Role,
    SecondFactorPolicy,
    StepRule,
)


@dataclass(frozen=True, slots=True)
class Practice:
    """A practice and its settings.

    Attributes:
        sender: the number from which texts are sent and to which clients answer: E.164 or a short
            code.
        phone: the number that clients call, E.164; "" for none.
        region: ISO country; by default, the country of the sender number.
        quiet_from: local time from which no reminder is sent, or None.
        quiet_until: local time at which reminders are sent again, or None.
        minimum_notice: least time before the start at which a client may cancel or move by text.
        booking_window: how far ahead a client may book or move by text.
        undo_window: time after a cancellation during which UNDO restores the appointment.
        slot_step: distance between the starts offered as free times.
        texts_per_hour: most automatic texts to one number in an hour.
        monthly_cap: most that texts may cost in a calendar month, in the currency of the carriers'
            prices, before reminders wait; None for no limit.
        reminder_gap: time after a text or an answer with the same content during which no reminder
            is sent.
        message_name: the practice's name in messages, if its own name would disclose why clients
            come; "" for its own name.
        answers_to_strangers: most automatic answers in an hour to all numbers of no client
            together.
        daily_cap: most parts of texts in a day, without answers to clients; None for no limit.
        countries: ISO countries besides `region` whose strangers are answered, as "CH FR".
        accent: colour of the practice in mails and on clients' pages, "#rrggbb"; "" for the usual
            one.
        declined: what happens when a client declines a calendar invitation.
        slug: public name of the booking page, as "studio-aurora"; "" where clients cannot book by
            web.
        frames: origins that may show the booking page in a frame, separated by spaces.
        privacy: the practice's privacy notice for clients; "" for none.
        second_factor: who needs a second factor to log in.
        idle_minutes: after how many minutes without use a log-in is locked; None: never.
        suspended_at: since when nothing is sent or changed, UTC; None: the practice is at work.
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
    accent: str = ""
    declined: DeclinedPolicy = DeclinedPolicy.ASK
    slug: str = ""
    frames: str = ""
    privacy: str = ""
    second_factor: SecondFactorPolicy = SecondFactorPolicy.NOBODY
    idle_minutes: int | None = None
    suspended_at: datetime | None = None

    @property
    def told_as(self) -> str:
        """The practice's name in messages."""
        return self.message_name or self.name


@dataclass(frozen=True, slots=True)
class ReminderScope:
    """The visits that a set of reminder steps is for.

    Attributes:
        service_id: the service of the visits; None for every service, and for visits without one.
        practitioner_id: the practitioner of the visits; None for everybody.
    """

    service_id: int | None = None
    practitioner_id: int | None = None

    def within(self) -> tuple["ReminderScope", ...]:
        """Return the scopes that hold for such a visit, the most specific first.

        A set for the service comes before one for the practitioner: what a client has to know in
        time is a matter of what is done.
        """
        both = (
            self,
            ReminderScope(self.service_id),
            ReminderScope(None, self.practitioner_id),
            EVERY_VISIT,
        )
        return tuple(dict.fromkeys(both))


EVERY_VISIT = ReminderScope()
"""The scope of the practice's usual steps."""


@dataclass(frozen=True, slots=True)
class ReminderStep:
    """One step of a practice's reminder policy.

    Attributes:
        step: number of the step, 1 for the first; together with the appointment's version it
            identifies a reminder.
        rule: kind of rule for the due time.
        before: with BEFORE, time before the start.
        days: with DAYS_BEFORE_AT, number of days before the day of the appointment.
        at: with DAYS_BEFORE_AT, the local time.
        channel: channel of the message.
        unless_confirmed: whether the reminder is skipped for a client who has confirmed.
        min_risk: from which chance to be missed on the reminder is sent, percent; 0: always.
        scope: the visits that it is for.
    """

    step: int
    rule: StepRule
    channel: Channel = Channel.SMS
    before: timedelta = timedelta(0)
    days: int = 0
    at: time = time(10)
    unless_confirmed: bool = False
    min_risk: int = 0
    scope: ReminderScope = EVERY_VISIT

    @property
    def rule_key(self) -> "RuleKey":
        """The rule without the step's number: channel, kind of rule, and due time."""
        before = self.before if self.rule is StepRule.BEFORE else timedelta(0)
        on_a_day = self.rule is StepRule.DAYS_BEFORE_AT
        return (
            *(self.channel, self.rule, before),
            *((self.days, self.at) if on_a_day else (0, time(0))),
        )

    @property
    def explained(self) -> str:
        """The due time in words for staff: "2 days before", "1 day before at 10:00"."""
        if self.rule in (StepRule.BOOKED, StepRule.CHANGED):
            return self.rule.value
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
class SupportAccess:
    """A grant by which support is in a practice that is not its own.

    Attributes:
        grant_id: the grant.
        until: when it ends, UTC.
        writes: whether support may also change things.
        shows_contacts: whether clients' numbers and addresses are shown.
    """

    grant_id: int
    until: datetime
    writes: bool = False
    shows_contacts: bool = False


@dataclass(frozen=True, slots=True)
class StaffMember:
    """A member of staff, who may log in.

    Attributes:
        practitioner_id: the practitioner that the member is; None for none.
        locale: the language of the pages and mails of the member; "" for that of the practice.
        support: the grant by which support is in this practice; None for the practice's own staff.
        runs_service: whether the member also runs the service itself: its carriers and store.
    """

    practice_id: int
    id: int
    email: str
    name: str
    role: Role
    password_hash: str = field(repr=False, default="")
    practitioner_id: int | None = None
    locale: str = ""
    support: SupportAccess | None = None
    runs_service: bool = False


@dataclass(frozen=True, slots=True)
class Practitioner:
    """A practitioner, who can be booked.

    Attributes:
        mobile: the practitioner's own phone, E.164, from which AGENDA is answered; "" for none.
        retired_at: since when they cannot be booked any more, UTC; None: they can.
    """

    practice_id: int
    id: int
    name: str
    mobile: str = ""
    retired_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Service:
    """A service that clients can book.

    Attributes:
        duration: length of the visit, without buffers.
        buffer_before: time blocked before the visit.
        buffer_after: time blocked after the visit.
        safe_to_name: whether messages may contain the service's name.
        by_text: whether clients may book the service by text.
        by_web: whether clients may book the service on the web page.
        retired_at: since when it cannot be booked any more, UTC; None: it can.
        done_by: ids of the practitioners who do it; () where everybody does.
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
    retired_at: datetime | None = None
    done_by: tuple[int, ...] = ()

    def is_done_by(self, practitioner_id: int) -> bool:
        """Tell whether a practitioner does the service."""
        return not self.done_by or practitioner_id in self.done_by


@dataclass(frozen=True, slots=True)
class WeeklyHours:
    """One span of a practitioner's weekly hours; weekday 0 is Monday, times are local."""

    practitioner_id: int
    weekday: int
    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class UsualHours:
    """The earliest opening and latest closing of a practice, and its weekdays (0 is Monday)."""

    opens: time
    closes: time
    weekdays: frozenset[int]


@dataclass(frozen=True, slots=True)
class HoursException:
    """An exception to the weekly hours: days with other hours, or closed days.

    Attributes:
        practitioner_id: the practitioner; None: the whole practice (a holiday).
        first: first local day.
        last: last local day, included.
        opens: with `closes`, the hours on these days; None: closed all day.
        closes: see `opens`.
        reason: reason for staff to read.
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
    """An entry of the audit log: who changed what, and when."""

    practice_id: int
    id: int
    at: datetime
    by: str
    action: str
    subject: str
    detail: dict[str, Any]
