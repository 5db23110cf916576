"""Days: which dates a weekday, a date or a week means, seen from today.

Owns the reading of days that have passed (a weekday rolls on by a week, a day of the month by a
month, a date by a year) and of the two Thursdays that "next Thursday" may mean.
"""

from dataclasses import dataclass
from datetime import date, timedelta

_YEARS_TRIED = 5  # enough to meet a 29th of February
_MONTHS_TRIED = 14


@dataclass(frozen=True, slots=True)
class Days:
    """Days as they were said.

    Attributes:
        options: spans of dates, first and last, in the order to try them: a later one is taken
            where an earlier one has passed.
    """

    options: tuple[tuple[date, date], ...]

    @property
    def first(self) -> date:
        """The first day of the span tried first."""
        return self.options[0][0]

    @property
    def last(self) -> date:
        """The last day of the span tried first."""
        return self.options[0][1]


@dataclass(frozen=True, slots=True)
class SameTime(Days):
    """Days at the appointment's own time of day."""


@dataclass(frozen=True, slots=True)
class SameDay(Days):
    """The appointment's day."""


@dataclass(frozen=True, slots=True)
class Weekday(Days):
    """A weekday, said without its week: `number` is 0 for Monday."""

    number: int


@dataclass(frozen=True, slots=True)
class InWeek(Days):
    """A weekday of a week that was said, which serves the weekdays beside it too."""

    week: Days


@dataclass(frozen=True, slots=True)
class UpTo(Days):
    """Days from today up to one, which an hour may end: "by Friday noon"."""


@dataclass(frozen=True, slots=True)
class OfMonth(Days):
    """A day said by its number: `month` is 0 where it was said without one."""

    day: int
    month: int
    today: date


VOID = Days(())
"""A day that no calendar has, such as the 31st of April."""


def single(*days: date) -> Days:
    """Make days of one date, or of several to try in turn."""
    return Days(tuple((day, day) for day in days))


def span(first: date, last: date) -> Days:
    """Make days of a span of dates."""
    return Days(((first, last),))


def days_from(first: date) -> Days:
    """Give a week of days, the first of them said: "from Thursday on"."""
    return span(first, first + timedelta(days=6))


def week(today: date, ahead: int) -> Days:
    """Give a week from Monday to Sunday (ISO 8601), `ahead` weeks after this one."""
    monday = today - timedelta(days=today.weekday()) + timedelta(weeks=ahead)
    return span(max(monday, today), monday + timedelta(days=6))


def stretch_of_week(today: date, ahead: int, third: int) -> Days:
    """Give the beginning (-1), the middle (0) or the end (1) of a working week."""
    monday = today - timedelta(days=today.weekday()) + timedelta(weeks=ahead)
    first, last = {-1: (0, 1), 0: (1, 3), 1: (3, 4)}.get(third, (0, 6))
    return span(max(monday + timedelta(days=first), today), monday + timedelta(days=last))


def stretch_of_month(today: date, number: int, third: int) -> Days:
    """Give the first (-1), the second (0) or the last (1) ten days of the next such month.

    Two (2, -2) is a week at that end.
    """
    whole = month(today, number)
    begins = whole.first.replace(day=1)
    tenth, twentieth = begins.replace(day=10), begins.replace(day=20)
    day = timedelta(days=1)
    firsts = {-1: begins, 0: tenth + day, 1: twentieth + day, -2: begins, 2: whole.last - 6 * day}
    lasts = {-1: tenth, 0: twentieth, 1: whole.last, -2: begins + 6 * day, 2: whole.last}
    return span(max(firsts[third], whole.first), lasts[third])


def nth_in_month(today: date, month: int, count: int, number: int | None) -> Days:
    """Give the first, the second … or the last (-1) weekday, or week, of the next such month.

    Args:
        today: the day of reading.
        month: 1 for January.
        count: which of them.
        number: the weekday, 0 for Monday; None for a week.

    Returns:
        One day, or seven; none where the month has no fifth.
    """
    for year in (today.year, today.year + 1):
        begins = date(year, month, 1)
        ends = date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)
        ahead = 0 if number is None else (number - begins.weekday()) % 7
        first = begins + timedelta(days=ahead, weeks=count - 1)
        if count < 0:
            behind = 6 if number is None else (ends.weekday() - number) % 7
            first = ends - timedelta(days=behind)
        last = first if number is not None else min(first + timedelta(days=6), ends)
        if last >= today:
            return span(max(first, today), last) if last.month == month else VOID
    return VOID


def through(first: Days, last: Days) -> Days:
    """Give the days from one to another, which comes after it where it may: "Friday to Tuesday"."""
    if not first.options or not last.options:
        return VOID
    ends = next((ends for _, ends in last.options if ends >= first.first), None)
    return span(first.first, ends) if ends else last


def months_on(today: date, count: int) -> date:
    """Give the day a number of months after one, or the last of its month where that is shorter."""
    at = today.month - 1 + count
    year, number = today.year + at // 12, at % 12 + 1
    days = (today.day, 30, 29, 28)
    return next(made for day in days if (made := _date(year, number, day)))


def workdays(today: date) -> tuple[Days, ...]:
    """Give the working days of this week and of the next two."""
    return tuple(
        span(max(monday, today), monday + timedelta(days=4))
        for ahead in range(3)
        if (monday := today - timedelta(days=today.weekday()) + timedelta(weeks=ahead))
        and monday + timedelta(days=4) >= today
    )


def weekday_in(today: date, number: int, weeks: int) -> Days:
    """Give the coming weekday, and weeks more: "a week on Thursday"."""
    ahead = (number - today.weekday()) % 7 or 7
    return single(today + timedelta(days=ahead, weeks=weeks))


def weekend(today: date, ahead: int) -> Days:
    """Give this weekend, or the one `ahead` weeks later."""
    saturday = today + timedelta(days=5 - today.weekday(), weeks=ahead)
    return span(max(saturday, today), saturday + timedelta(days=1))


def month(today: date, number: int) -> Days:
    """Give the whole of the next month of this number (1 for January)."""
    year = today.year + (number < today.month)
    following = date(year + number // 12, number % 12 + 1, 1)
    return span(max(date(year, number, 1), today), following - timedelta(days=1))


def weekday(today: date, number: int, *, after: bool, appointment: date | None) -> tuple[Days, ...]:
    """Give the next such weekday.

    Args:
        today: the day of reading.
        number: 0 for Monday.
        after: whether "next" was said with it.
        appointment: the appointment's day: "Thursday" said on the Thursday of the appointment is
            today, on any other it is in a week.

    Returns:
        One day, or the two that "next" leaves open when the coming one is in this same week.
    """
    ahead = (number - today.weekday()) % 7
    if ahead == 0 and appointment != today:
        ahead = 7
    coming = today + timedelta(days=ahead)
    later = coming + timedelta(days=7)
    if after and (coming.isocalendar()[:2] == today.isocalendar()[:2] or coming == appointment):
        return single(coming), single(later)
    return (single(coming, later),)


def in_span(days: Days, number: int) -> Days:
    """Narrow a span to the weekdays of this number in it: "Thursday next week"."""
    first = days.first + timedelta(days=(number - days.first.weekday()) % 7)
    return single(first) if first <= days.last else days


def in_week(week: Days, number: int) -> InWeek:
    """Give the weekday of this number in a week."""
    return InWeek(in_span(week, number).options, week)


def share_month(days: list[Days]) -> None:
    """Let the month said with one date serve the others: "the 4th or 5th of January".

    Args:
        days: what was said together; days without a month are changed.
    """
    month = next((each.month for each in days if isinstance(each, OfMonth) and each.month), 0)
    if not month:
        return
    for at, each in enumerate(days):
        if isinstance(each, OfMonth) and not each.month:
            days[at] = calendar_date(each.today, each.day, month, 0) or VOID


def day_of_month(today: date, day: int) -> Days | None:
    """Give the next months' days of this number, the nearest first."""
    found: list[date] = []
    for ahead in range(_MONTHS_TRIED):
        at = today.month - 1 + ahead
        made = _date(today.year + at // 12, at % 12 + 1, day)
        if made is not None and made >= today:
            found.append(made)
    return OfMonth(single(*found[:3]).options, day, 0, today) if found else None


def calendar_date(today: date, day: int, number: int, year: int) -> Days | None:
    """Give a date; without a year (0) the next one that comes."""
    if year:
        made = _date(year, number, day)
        return single(made) if made else None
    years = range(today.year, today.year + _YEARS_TRIED)
    found = [made for each in years if (made := _date(each, number, day)) and made >= today]
    return OfMonth(single(*found[:2]).options, day, number, today) if found else None


def agreeing(days: Days | None, number: int) -> Days | None:
    """Keep the dates that fall on a weekday: "Thursday the 3rd"."""
    kept = tuple(option for option in days.options if option[0].weekday() == number) if days else ()
    return Days(kept) if kept else None


def _date(year: int, number: int, day: int) -> date | None:
    try:
        return date(year, number, day)
    except ValueError:
        return None
