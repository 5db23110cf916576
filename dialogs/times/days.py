"""Days: the forms in which days are said, and the dates that a weekday or a week means.

A weekday that has passed rolls on by a week; "next Thursday" may mean two Thursdays. Dates and
months are in `dialogs.times.dates`.
"""

from datetime import date, timedelta

from calendar_store.model.plain import plain


@plain
class Days:
    """Days, as the client said them.

    Attributes:
        options: spans of dates (first, last) in the order to try: a later span is used where
            an earlier span has passed.
    """

    options: tuple[tuple[date, date], ...]

    @property
    def first(self) -> date:
        """Return the first day of the span tried first."""
        return self.options[0][0]

    @property
    def last(self) -> date:
        """Return the last day of the span tried first."""
        return self.options[0][1]


@plain
class SameTime(Days):
    """Days at the appointment's time of day."""


@plain
class SameDay(Days):
    """The day of the appointment."""


@plain
class WholeWeek(Days):
    """The remaining days of a week."""


@plain
class Weekday(Days):
    """A weekday said without its week; `number` is 0 for Monday."""

    number: int


@plain
class InWeek(Days):
    """A weekday of a week that was said; the week counts for the weekdays beside it too."""

    week: Days


@plain
class InMonth(Days):
    """A weekday of a month that was said; the month counts for the weekdays beside it too."""

    month: int
    today: date


@plain
class UpTo(Days):
    """Days from today up to a day; a clock time may end the span: "by Friday noon"."""


@plain
class Onwards(Days):
    """Days from one day on; an hour said with them is on the first: "from Thursday, at 3"."""


@plain
class OfMonth(Days):
    """A day said by its number; `month` is 0 where no month was said."""

    day: int
    month: int
    today: date


VOID = Days(())
"""A day that does not exist, such as the 31st of April."""


def single(*days: date) -> Days:
    """Make days of one date, or of several dates to try in turn."""
    return Days(tuple((day, day) for day in days))


def span(first: date, last: date) -> Days:
    """Make days of a span of dates."""
    return Days(((first, last),))


def days_from(first: date) -> Days:
    """Return the week of days that begins with a day: "from Thursday on"."""
    return Onwards(((first, first + timedelta(days=6)),))


def week(today: date, ahead: int) -> WholeWeek:
    """Return a week from Monday to Sunday (ISO 8601), `ahead` weeks after this week."""
    monday = today - timedelta(days=today.weekday()) + timedelta(weeks=ahead)
    return WholeWeek(((max(monday, today), monday + timedelta(days=6)),))


def stretch_of_week(today: date, ahead: int, third: int) -> Days:
    """Return the beginning (-1), the middle (0) or the end (1) of a working week."""
    monday = today - timedelta(days=today.weekday()) + timedelta(weeks=ahead)
    first, last = {-1: (0, 1), 0: (1, 3), 1: (3, 4)}.get(third, (0, 6))
    return span(max(monday + timedelta(days=first), today), monday + timedelta(days=last))


def through(first: Days, last: Days) -> Days:
    """Return the days from one day to another; the second is after the first where possible."""
    if not first.options or not last.options:
        return VOID
    ends = next((ends for _, ends in last.options if ends >= first.first), None)
    return span(first.first, ends) if ends else last


def workweek(today: date, ahead: int) -> Days:
    """Return the working days of a week, `ahead` weeks after this week."""
    monday = today - timedelta(days=today.weekday()) + timedelta(weeks=ahead)
    friday = monday + timedelta(days=4)
    return span(max(monday, today), friday) if friday >= today else VOID


def workdays(today: date) -> tuple[Days, ...]:
    """Return the working days of this week and of the next two weeks."""
    return tuple(
        span(max(monday, today), monday + timedelta(days=4))
        for ahead in range(3)
        if (monday := today - timedelta(days=today.weekday()) + timedelta(weeks=ahead))
        and monday + timedelta(days=4) >= today
    )


def weekday_in(today: date, number: int, weeks: int) -> Days:
    """Return the coming weekday plus a number of weeks: "a week on Thursday"."""
    ahead = (number - today.weekday()) % 7 or 7
    return single(today + timedelta(days=ahead, weeks=weeks))


def weekend(today: date, ahead: int) -> Days:
    """Return this weekend, or the weekend `ahead` weeks later."""
    saturday = today + timedelta(days=5 - today.weekday(), weeks=ahead)
    return span(max(saturday, today), saturday + timedelta(days=1))


def weekday(today: date, number: int, *, after: bool, appointment: date | None) -> tuple[Days, ...]:
    """Return the next day of a weekday.

    Args:
        today: the day of reading.
        number: the weekday; 0 for Monday.
        after: whether "next" was said with it.
        appointment: the day of the appointment: on that day, its own weekday ("Thursday") means
            today; on any other day it means a week later.

    Returns:
        One day, or two where "next" is unclear because the coming day is in this same week.
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
    """Narrow a span to the days of one weekday in it: "Thursday next week"."""
    first = days.first + timedelta(days=(number - days.first.weekday()) % 7)
    return single(first) if first <= days.last else days


def in_week(week: Days, number: int) -> InWeek:
    """Return the day of one weekday in a week."""
    return InWeek(in_span(week, number).options, week)
