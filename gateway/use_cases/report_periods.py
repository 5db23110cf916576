"""The period of a report: its days, how it is divided into rows, and the period before it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from calendar_store.model import local_time
from calendar_store.model.errors import InvalidInput

_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)
_LONGEST = 366 * 5
"""Days of the longest period."""
_MOST_ROWS = 62
_EARLIEST, _LATEST = date(2000, 1, 1), date(2100, 12, 31)


class Each(StrEnum):
    """What a row of a report is."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"


class NamedPeriod(StrEnum):
    """Periods that have a name."""

    LAST_30 = "last-30-days"
    THIS_WEEK = "this-week"
    LAST_WEEK = "last-week"
    THIS_MONTH = "this-month"
    LAST_MONTH = "last-month"
    LAST_12 = "last-12-months"


@dataclass(frozen=True, slots=True)
class ReportSpan:
    """Days that are counted together, the first and the last included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        """Number of days."""
        return (self.last - self.first).days + 1

    def moments(self, zone: ZoneInfo) -> tuple[datetime, datetime]:
        """Return its start and its end, exclusive, UTC; a day of a clock change is one day."""
        return local_time.midnight(self.first, zone), local_time.midnight(self.last + _DAY, zone)


@dataclass(frozen=True, slots=True)
class ReportPeriod:
    """A period and its rows.

    Attributes:
        span: its days.
        each: what a row is.
    """

    span: ReportSpan
    each: Each

    def rows(self) -> list[ReportSpan]:
        """Return the days of each row: weeks from Monday and whole months, cut at both ends."""
        return list(self._rows())

    def _rows(self) -> Iterator[ReportSpan]:
        first = self.span.first
        while first <= self.span.last:
            last = min(_end_of(first, self.each), self.span.last)
            yield ReportSpan(first, last)
            first = last + _DAY

    def before(self) -> ReportSpan:
        """Return the period before: as many months of whole months, else as many days."""
        first, last = self.span.first, self.span.last
        ends = first - _DAY
        if first.day == 1 and (last + _DAY).day == 1:
            months = (last.year - first.year) * 12 + last.month - first.month + 1
            return ReportSpan(_months_on(first, -months), ends)
        return ReportSpan(first - self.span.days * _DAY, ends)


def period(first: date, last: date, each: Each | None = None) -> ReportPeriod:
    """Return a period.

    Args:
        first: its first day.
        last: its last day.
        each: what a row is; None, or what makes too many rows: days of two weeks, weeks of a
            quarter, months of what is longer.

    Raises:
        InvalidInput: if it ends before it begins, or is too long.
    """
    if last < first:
        raise InvalidInput("the last day is before the first day")
    span = ReportSpan(first, last)
    if first < _EARLIEST or last > _LATEST or span.days > _LONGEST:
        raise InvalidInput("a report covers at most five years")
    by_length = Each.DAY if span.days <= 14 else Each.WEEK if span.days <= 92 else Each.MONTH
    wanted = each or by_length
    divided = ReportPeriod(span, wanted)
    if len(divided.rows()) > _MOST_ROWS:
        divided = replace(divided, each=by_length)
    return divided


def named(name: NamedPeriod, today: date) -> ReportSpan:
    """Return the days of a named period.

    Args:
        name: the period.
        today: the local day.
    """
    monday = today - timedelta(days=today.weekday())
    month = today.replace(day=1)
    return {
        NamedPeriod.LAST_30: ReportSpan(today - timedelta(days=29), today),
        NamedPeriod.THIS_WEEK: ReportSpan(monday, monday + 6 * _DAY),
        NamedPeriod.LAST_WEEK: ReportSpan(monday - _WEEK, monday - _DAY),
        NamedPeriod.THIS_MONTH: ReportSpan(month, _months_on(month, 1) - _DAY),
        NamedPeriod.LAST_MONTH: ReportSpan(_months_on(month, -1), month - _DAY),
        NamedPeriod.LAST_12: ReportSpan(_months_on(month, -12), month - _DAY),
    }[name]


def _end_of(first: date, each: Each) -> date:
    if each is Each.DAY:
        return first
    if each is Each.WEEK:
        return first + timedelta(days=6 - first.weekday())
    return _months_on(first.replace(day=1), 1) - _DAY


def _months_on(first: date, months: int) -> date:
    """Return the first day of the month so many months after that of `first`."""
    number = first.year * 12 + first.month - 1 + months
    return date(number // 12, number % 12 + 1, 1)
