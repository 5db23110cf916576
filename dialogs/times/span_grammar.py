"""The grammar of spans of days: "after Thursday", "by Friday", "from the 3rd to the 7th of May".

Defines the words that bound days on one side or on both. The days themselves are read in
`dialogs.times.day_grammar`.
"""

from datetime import date, timedelta

from dialogs.times import dates
from dialogs.times import days as calendar
from dialogs.times.day_grammar import PLAIN_DAYS, DayReader
from dialogs.times.days import VOID, Days, UpTo
from dialogs.times.items import TimeItem
from dialogs.times.terms import MOMENT, TermRole, bits

_BOUND = bits(TermRole.AFTER, TermRole.BEFORE, TermRole.NOT_BEFORE, TermRole.FROM, TermRole.BETWEEN)
_CLOSING = bits(TermRole.ONWARDS, TermRole.LIMIT)
_AN_HOUR = MOMENT | bits(TermRole.AT, TermRole.NUMBER, TermRole.CLOCK, TermRole.PAST)
_COUNTS = bits(*(TermRole.OCLOCK, TermRole.MERIDIEM, TermRole.ISH, TermRole.AND_A, TermRole.UNIT))
_MAY_SPAN = MOMENT | bits(TermRole.FROM, TermRole.BETWEEN, TermRole.DATE, TermRole.NUMBER)
_OR, _BEFORE = bits(TermRole.OR), bits(TermRole.BEFORE)
_JOINS = bits(TermRole.TO, TermRole.AND)
_FEWEST = 3  # a number, a joining word and another number
_SPAN_REACH = 5  # items from the beginning of a span of dates to its joint: "between the 3rd and"
DAYS = _BOUND | PLAIN_DAYS
"""Roles and forms that begin days, as bits."""


class SpanReader(DayReader):
    """Reads days and spans of days from a run of items."""

    __slots__ = ()

    def _days(self) -> tuple[Days, ...] | None:
        start = self.at
        if self._bits() & _MAY_SPAN and self._may_span_dates():
            if found := self._dates_through():
                return found
            self.at = start
        if self._bits() & _BOUND:
            if found := self._bounded_days():
                return found
            self.at = start
        found = self._plain_days()
        return self._closed(found, start) if found and self._bits() & _CLOSING else found

    def _may_span_dates(self) -> bool:
        """Say whether two numbers with a joining word can follow; most days stand alone."""
        near = self._items[self.at : self.at + _SPAN_REACH]
        if len(near) < _FEWEST:
            return len(near) > 1 and len(near[0].moments) > 1
        return len(near[0].moments) > 1 or any(item.bits & _JOINS for item in near[1:])

    def _closed(self, days: tuple[Days, ...], first: int) -> tuple[Days, ...]:
        """Read "Thursday at the earliest", "Friday or later", "Friday at the latest"."""
        start = self.at
        onwards = self._take(TermRole.ONWARDS) is not None
        if not onwards:
            self._take(TermRole.LIMIT)
        if self._bits() & _AN_HOUR or not days[0].options:
            self.at = start
            return days
        if onwards:
            return (calendar.days_from(days[0].first),)
        if self._another(first):
            return days
        return (calendar.span(self._anchor.today, days[0].last),)

    def _bounded_days(self) -> tuple[Days, ...] | None:
        """Read "after Thursday", "not before Thursday", "from Thursday on", "before Friday"."""
        opened, opening = self.at, self._items[self.at]
        self.at += 1
        found = None if opening.ends else self._plain_days() or self._whole_month()
        if not found:  # "so after that, on Wednesday"
            return None
        if TermRole.BETWEEN in opening.roles and (last := self._other_end()):
            return (calendar.through(found[0], last),)
        onwards = self._take(TermRole.ONWARDS) is not None
        if not found[0].options:
            return found
        if onwards or TermRole.NOT_BEFORE in opening.roles:
            left = self._has(TermRole.TO, self.at) or self._moves_from(opening, found[0])
            return None if left else (calendar.days_from(found[0].first),)
        if TermRole.AFTER in opening.roles:
            return (self._days_after(found[0]),)
        return self._days_up_to(found[0], opened)

    def _days_after(self, day: Days) -> Days:
        """Return the days after a day, up to another: "after Christmas but before New Year"."""
        first = day.last + timedelta(days=1)
        last = self._end_before(first)
        return calendar.span(first, last) if last else calendar.days_from(first)

    def _moves_from(self, opening: TimeItem, days: Days) -> bool:
        """Say whether the client moves from the appointment's day: "change it from Thursday"."""
        appointment = self._anchor.appointment
        left = appointment is not None and days.first == appointment.date()
        return left and TermRole.FROM in opening.roles

    def _end_before(self, first: date) -> date | None:
        """Read "but before New Year" and return the day before it."""
        start = self.at
        if self._take(TermRole.ASIDE) is None:
            self._take(TermRole.AND)
        if self._bits() & _BEFORE:
            self.at += 1
            if (found := self._plain_days()) and found[0].options and found[0].first > first:
                return found[0].first - timedelta(days=1)
        self.at = start
        return None

    def _days_up_to(self, end: Days, opened: int) -> tuple[Days, ...] | None:
        """Return the days from today to a day; "before Friday" excludes Friday, "by Friday" not."""
        opening, today = self._items[opened].roles, self._anchor.today
        if TermRole.UNTIL in opening:
            self._take(TermRole.LIMIT)
            if self._another(opened):
                return (end,)
            return (UpTo(((today, end.last),)),) if end.last >= today else None
        last = end.first - timedelta(days=1)
        return (
            (calendar.span(today, last),) if TermRole.BEFORE in opening and last >= today else None
        )

    def _whole_month(self) -> tuple[Days, ...] | None:
        """Read the month of "from January on"."""
        month = self._take(TermRole.MONTH)
        return (dates.month(self._anchor.today, month),) if month else None

    def _another(self, at: int) -> bool:
        """Say whether "or" stands before a day: "Monday or Tuesday at the latest" is two days."""
        return at > 0 and bool(self._items[at - 1].bits & _OR)

    def _other_end(self) -> Days | None:
        """Read the second day of "between Tuesday and Thursday"."""
        if self._take(TermRole.AND) is None and self._take(TermRole.TO) is None:
            return None
        found = self._plain_days()
        return found[0] if found else None

    def _dates_through(self) -> tuple[Days, ...] | None:
        """Read "3 to 7 December", "between the 3rd and the 7th of May", "3-7 dicembre"."""
        opening = self._items[self.at]
        if len(opening.moments) == 2:
            self.at += 1
            self._skip_links()
            month, (begins, ends) = self._take(TermRole.MONTH), opening.moments
            return self._through_days(begins.hour, ends.hour, month) if month else None
        between = self._take(TermRole.BETWEEN) is not None
        if not between:
            self._take(TermRole.FROM)
        marked = self._marked() or TermRole.DATE in opening.roles
        first = self._day_number() or self._take(TermRole.ORDINAL)
        joint = self._item()
        if (
            not first
            or self._take(TermRole.AND if between else TermRole.TO) is None
            or joint is None
        ):
            return None
        marked &= self._marked() or TermRole.DATE in joint.roles
        last = self._day_number() or self._take(TermRole.ORDINAL)
        if not last or self._bits() & _COUNTS:
            return None
        start = self.at
        self._skip_links()
        month = self._take(TermRole.MONTH)
        if month is None:
            self.at = start
        return self._through_days(first, last, month) if marked or month else None

    def _marked(self) -> bool:
        """Pass over the word before a number; say whether it marks the number as a day: "le 3"."""
        marked = self._take(TermRole.DATE) is not None
        self._skip_links()
        return marked

    def _through_days(self, first: int, last: int, month: int | None) -> tuple[Days, ...]:
        today = self._anchor.today
        if month is None:
            ends = [dates.day_of_month(today, day) for day in (first, last)]
        else:
            ends = [dates.calendar_date(today, day, month, 0) for day in (first, last)]
        return (calendar.through(ends[0] or VOID, ends[1] or VOID),)
