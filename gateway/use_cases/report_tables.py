"""The tables of a report, made of figures. Pure: pages, plots, CSV and commands show the same.

What is counted:

- a visit counts in the span in which it begins, also if it was cancelled;
- confirmed and moved: at some time, by whomever; cancelled: it is so now;
- missed: of the visits that were marked as attended or missed, not of all;
- a reminder step: the last reminder that had gone out before the client's first answer about the
  visit, or before a missed visit began; what many clients were told at once counts like a step;
- a client's answer takes as long as it comes after that reminder; staff's takes until what a client
  wrote was seen to.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import chain
from statistics import median

from calendar_store.model.practices import ReminderStep
from calendar_store.model.report_figures import (
    MessageCount,
    ReminderOutcome,
    ReportFigures,
    StepKey,
    StepOutcome,
    ToldMany,
    VisitCount,
)
from calendar_store.model.statuses import (
    AppointmentStatus,
    Channel,
    MessageStatus,
    OfferStatus,
    StepRule,
)
from gateway.use_cases.report_figures import ReportSource
from gateway.use_cases.report_periods import ReportSpan

_LEFT = frozenset(
    {
        *(MessageStatus.ACCEPTED, MessageStatus.DELIVERED, MessageStatus.UNKNOWN),
        *(MessageStatus.FAILED, MessageStatus.EXPIRED),
    }
)
"""Statuses of messages that were handed to a carrier."""
_LOST = frozenset({MessageStatus.FAILED, MessageStatus.EXPIRED})
_HOUR = timedelta(hours=1)
_TO_BE_MARKED = frozenset({AppointmentStatus.BOOKED, AppointmentStatus.CONFIRMED})


class ReportName(StrEnum):
    """The tables."""

    MESSAGES = "messages"
    VISITS = "visits"
    STEPS = "steps"
    ANSWERS = "answers"
    WAITING = "waiting"
    PRACTITIONERS = "practitioners"
    SERVICES = "services"


BY_NAME = frozenset({ReportName.STEPS, ReportName.PRACTITIONERS, ReportName.SERVICES})
"""The tables whose rows are no days."""


@dataclass(frozen=True, slots=True)
class ReportShare:
    """A part of a whole.

    Attributes:
        part: how many of them.
        whole: how many there are.
    """

    part: int
    whole: int

    @property
    def percent(self) -> float | None:
        """The part in percent; None of nothing."""
        return 100 * self.part / self.whole if self.whole else None


Cell = int | Decimal | timedelta | ReportShare | None
"""A count, an amount of money, a length of time, a share; None: there is nothing to tell."""


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A row.

    Attributes:
        cells: one for each column.
        span: the days of it; None where it stands for something else.
        step: the reminder step; None for what was answered before any reminder.
        told_by: the channel by which many clients were told at once; None for other rows.
        name: of the practitioner or service; "" where nobody said.
    """

    cells: tuple[Cell, ...]
    span: ReportSpan | None = None
    step: ReminderStep | None = None
    name: str = ""
    told_by: Channel | None = None


@dataclass(frozen=True, slots=True)
class ReportTable:
    """A table.

    Attributes:
        columns: names of the columns beside the first, which says what a row is.
        rows: the rows, in order.
        total: the whole period.
        before: the whole period before.
    """

    name: ReportName
    columns: tuple[str, ...]
    rows: Sequence[ReportRow]
    total: ReportRow
    before: ReportRow

    def column(self, name: str) -> list[Cell]:
        """Return the cells of a column, without total."""
        at = self.columns.index(name)
        return [row.cells[at] for row in self.rows]


_Cells = Callable[[Sequence[ReportFigures]], tuple[Cell, ...]]

VISIT_COLUMNS = ("visits", "confirmed", "moved", "cancelled", "by_clients", "missed", "unmarked")
COLUMNS: Mapping[ReportName, tuple[str, ...]] = {
    ReportName.MESSAGES: (
        *("texts", "parts", "cost", "texts_delivered", "texts_failed"),
        *("mails", "mails_failed"),
    ),
    ReportName.VISITS: VISIT_COLUMNS,
    ReportName.STEPS: ("reminded", "answered", "confirmed", "moved", "cancelled", "missed"),
    ReportName.ANSWERS: (
        *("client_answers", "client_median", "client_hour"),
        *("to_staff", "staff_median", "staff_hour", "open"),
    ),
    ReportName.WAITING: ("joined", "offers", "taken", "declined", "expired", "freed", "filled"),
    ReportName.PRACTITIONERS: VISIT_COLUMNS,
    ReportName.SERVICES: VISIT_COLUMNS,
}


def table(name: ReportName, source: ReportSource) -> ReportTable:
    """Return a table of a report."""
    if name is ReportName.STEPS:
        return _steps(source)
    if name is ReportName.PRACTITIONERS:
        return _by(name, source, lambda one: one.practitioner_id, source.names.practitioners)
    if name is ReportName.SERVICES:
        return _by(name, source, lambda one: one.service_id, source.names.services)
    cells: _Cells = {
        ReportName.MESSAGES: _messages,
        ReportName.VISITS: _all_visits,
        ReportName.ANSWERS: _answers,
        ReportName.WAITING: _waiting,
    }[name]
    return ReportTable(
        name,
        COLUMNS[name],
        [ReportRow(cells([counted]), span) for span, counted in source.rows],
        ReportRow(cells(_whole(source)), source.period.span),
        ReportRow(cells(source.before), source.period.before()),
    )


def tables(source: ReportSource) -> list[ReportTable]:
    """Return all tables of a report."""
    return [table(name, source) for name in ReportName]


def _whole(source: ReportSource) -> list[ReportFigures]:
    return [counted for _, counted in source.rows]


def _messages(some: Sequence[ReportFigures]) -> tuple[Cell, ...]:
    counts = [one for each in some for one in each.messages]
    texts = [one for one in counts if one.channel is Channel.SMS]
    mails = [one for one in counts if one.channel is Channel.EMAIL]
    sent, mailed = _messages_of(texts, _LEFT), _messages_of(mails, _LEFT)
    return (
        sent,
        sum(one.parts for one in texts),
        sum((one.cost for one in counts), Decimal(0)),
        ReportShare(_messages_of(texts, {MessageStatus.DELIVERED}), sent),
        ReportShare(_messages_of(texts, _LOST), sent),
        mailed,
        ReportShare(_messages_of(mails, _LOST), mailed),
    )


def _messages_of(some: Iterable[MessageCount], statuses: Iterable[MessageStatus]) -> int:
    wanted = frozenset(statuses)
    return sum(one.messages for one in some if one.status in wanted)


def _all_visits(some: Sequence[ReportFigures]) -> tuple[Cell, ...]:
    return _visits([one for each in some for one in each.visits])


def _visits(some: Sequence[VisitCount]) -> tuple[Cell, ...]:
    count = sum(one.count for one in some)

    def of(statuses: Iterable[AppointmentStatus]) -> int:
        wanted = frozenset(statuses)
        return sum(one.count for one in some if one.status in wanted)

    missed, cancelled = of([AppointmentStatus.NO_SHOW]), of([AppointmentStatus.CANCELLED])
    return (
        count,
        ReportShare(sum(one.count for one in some if one.confirmed), count),
        ReportShare(sum(one.count for one in some if one.moved), count),
        ReportShare(cancelled, count),
        ReportShare(sum(one.count for one in some if one.by_client), cancelled),
        ReportShare(missed, missed + of([AppointmentStatus.ATTENDED])),
        of(_TO_BE_MARKED),
    )


def _by(
    name: ReportName,
    source: ReportSource,
    key: Callable[[VisitCount], int | None],
    names: Mapping[int, str],
) -> ReportTable:
    every = [one for each in _whole(source) for one in each.visits]
    kinds: dict[int | None, list[VisitCount]] = {}
    for one in every:
        kinds.setdefault(key(one), []).append(one)
    rows = [
        ReportRow(_visits(some), name=names.get(kind, "") if kind is not None else "")
        for kind, some in kinds.items()
    ]
    return ReportTable(
        name,
        COLUMNS[name],
        sorted(rows, key=lambda row: (not row.name, row.name.casefold())),
        ReportRow(_visits(every), source.period.span),
        ReportRow(_all_visits(source.before), source.period.before()),
    )


def _steps(source: ReportSource) -> ReportTable:
    some = _whole(source)
    reminded = _reminded(some)
    outcomes: dict[StepKey | None, list[StepOutcome]] = {}
    for one in chain.from_iterable(each.outcomes for each in some):
        outcomes.setdefault(one.rule, []).append(one)
    rules = sorted({*reminded, *(rule for rule in outcomes if rule is not None)}, key=_earlier)
    rows = [_step_row(rule, reminded.get(rule, 0), outcomes.get(rule, ())) for rule in rules]
    if None in outcomes:
        rows.append(ReportRow(_step(0, outcomes[None])))
    return ReportTable(
        ReportName.STEPS,
        COLUMNS[ReportName.STEPS],
        rows,
        ReportRow(_all_steps(some), source.period.span),
        ReportRow(_all_steps(source.before), source.period.before()),
    )


def _all_steps(some: Sequence[ReportFigures]) -> tuple[Cell, ...]:
    every = [one for each in some for one in each.outcomes]
    # a visit that was reminded twice is one visit that may be answered
    reminded = sum(each.reminded_visits for each in some)
    return _step(reminded, [one for one in every if one.rule is not None])


def _reminded(some: Sequence[ReportFigures]) -> dict[StepKey, int]:
    found: dict[StepKey, int] = {}
    for each in some:
        for rule, count in each.reminded.items():
            found[rule] = found.get(rule, 0) + count
    return found


def _step(reminded: int, outcomes: Sequence[StepOutcome]) -> tuple[Cell, ...]:
    counts = dict.fromkeys(ReminderOutcome, 0)
    for one in outcomes:
        counts[one.outcome] += 1
    missed = counts[ReminderOutcome.MISSED]
    return (
        reminded,
        ReportShare(len(outcomes) - missed, reminded),
        ReportShare(counts[ReminderOutcome.CONFIRMED], reminded),
        ReportShare(counts[ReminderOutcome.MOVED], reminded),
        ReportShare(counts[ReminderOutcome.CANCELLED], reminded),
        ReportShare(missed, reminded),
    )


_ORDER = (StepRule.BOOKED, StepRule.CHANGED, StepRule.DAYS_BEFORE_AT, StepRule.BEFORE)


def _earlier(rule: StepKey) -> tuple[int, timedelta, str]:
    """Return the place of a rule: what is sent first comes first, what many are told last."""
    if isinstance(rule, ToldMany):
        return (len(_ORDER), timedelta(0), rule.channel.value)
    channel, kind, before, days, _at = rule
    at_once = kind in (StepRule.BOOKED, StepRule.CHANGED)
    ahead = before if kind is StepRule.BEFORE else timedelta(days=days)
    return (_ORDER.index(kind) if at_once else 2, -ahead, channel.value)


def _step_row(rule: StepKey, reminded: int, outcomes: Sequence[StepOutcome]) -> ReportRow:
    cells = _step(reminded, outcomes)
    if isinstance(rule, ToldMany):
        return ReportRow(cells, told_by=rule.channel)
    channel, kind, before, days, at = rule
    return ReportRow(cells, step=ReminderStep(0, kind, channel, before, days, at))


def _answers(some: Sequence[ReportFigures]) -> tuple[Cell, ...]:
    theirs = [
        one.at - one.reminded_at
        for each in some
        for one in each.outcomes
        if one.reminded_at is not None and one.outcome is not ReminderOutcome.MISSED
    ]
    came = [one for each in some for one in each.staff_answers]
    ours = [one.resolved_at - one.at for one in came if one.resolved_at is not None]
    return (
        len(theirs),
        _median(theirs),
        ReportShare(_within(theirs), len(theirs)),
        len(came),
        _median(ours),
        ReportShare(_within(ours), len(came)),
        len(came) - len(ours),
    )


def _within(some: Sequence[timedelta]) -> int:
    return sum(one <= _HOUR for one in some)


def _median(some: Sequence[timedelta]) -> timedelta | None:
    if not some:
        return None
    return timedelta(seconds=round(median(one.total_seconds() for one in some)))


def _waiting(some: Sequence[ReportFigures]) -> tuple[Cell, ...]:
    made = [each.waiting for each in some]
    offers = sum(sum(one.offers.values()) for one in made)

    def of(status: OfferStatus) -> ReportShare:
        return ReportShare(sum(one.offers.get(status, 0) for one in made), offers)

    # a time that was offered on several days was free once
    freed = len(frozenset().union(*(one.freed for one in made)))
    filled = len(frozenset().union(*(one.filled for one in made)))
    return (
        sum(one.joined for one in made),
        offers,
        of(OfferStatus.TAKEN),
        of(OfferStatus.DECLINED),
        of(OfferStatus.EXPIRED),
        freed,
        ReportShare(filled, freed),
    )
