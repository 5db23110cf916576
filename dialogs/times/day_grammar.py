"""The grammar of days: weekdays, dates, weeks and days relative to today.

Owns which orders of words name a day. Dates are worked out in `dialogs.times.days`.
"""

from dataclasses import dataclass
from datetime import timedelta

from dialogs.times import days as calendar
from dialogs.times.clock import DAY
from dialogs.times.cursor import Cursor
from dialogs.times.days import Days
from dialogs.times.items import Item
from dialogs.times.terms import Role


class DayReader(Cursor):
    """Reads days."""

    __slots__ = ()

    def _days(self) -> tuple[Days, ...] | None:
        start = self.at
        for read in (self._bounded_days, self._relative_day, self._weekday, self._date):
            if found := read():
                return found
            self.at = start
            self._skip_links()
            if self.at > start and (found := read()):
                return found
            self.at = start
        return None

    def _bounded_days(self) -> tuple[Days, ...] | None:
        """Read "after Thursday" and "before Friday", the day itself left out."""
        later = self._take(Role.AFTER) is not None
        if not later and self._take(Role.BEFORE) is None:
            return None
        found = self._days()
        if not found:
            return None
        if later:
            first = found[0].last + timedelta(days=1)
            return (calendar.span(first, first + timedelta(days=6)),)
        last, today = found[0].first - timedelta(days=1), self._anchor.today
        return (calendar.span(today, last),) if last >= today else None

    def _relative_day(self) -> tuple[Days, ...] | None:
        today = self._anchor.today
        if (ahead := self._take(Role.DAY)) is not None:
            return (calendar.single(today + timedelta(days=ahead)),)
        if (ahead := self._take(Role.WEEK)) is not None:
            return self._narrowed(calendar.week(today, ahead))
        if self._take(Role.SAME_DAY) is not None and self._anchor.appointment:
            return (calendar.single(self._anchor.appointment.date()),)
        return self._within() if self._take(Role.WITHIN) is not None else None

    def _within(self) -> tuple[Days, ...] | None:
        """Read "in three days"."""
        count = self._number()
        unit = self._take(Role.UNIT)
        if count is None or unit is None or unit < DAY:
            return None
        return (calendar.single(self._anchor.today + timedelta(days=count * unit // DAY)),)

    def _narrowed(self, week: Days) -> tuple[Days, ...]:
        """Read "next week Thursday" as one day."""
        start = self.at
        self._skip_links()
        if (number := self._take(Role.WEEKDAY)) is not None:
            return (calendar.in_span(week, number),)
        self.at = start
        return (week,)

    def _weekday(self) -> tuple[Days, ...] | None:
        today, appointment = self._anchor.today, self._anchor.appointment
        self._take(Role.ANY)
        after = self._take(Role.NEXT) is not None
        if not after:
            self._take(Role.THIS)
        if self._take(Role.WEEKEND) is not None:
            after = after or self._take(Role.NEXT) is not None
            return (calendar.weekend(today, int(after and today.weekday() < 5)),)
        if (number := self._take(Role.WEEKDAY)) is None:
            return None
        after = after or self._take(Role.NEXT) is not None
        start = self.at
        if dated := calendar.agreeing(next(iter(self._date(loose=True) or ()), None), number):
            return (dated,)
        self.at = start
        self._skip_links()
        if (ahead := self._take(Role.WEEK)) is not None:
            return (calendar.in_span(calendar.week(today, ahead), number),)
        self.at = start
        day = appointment.date() if appointment else None
        return calendar.weekday(today, number, after=after, appointment=day)

    def _date(self, *, loose: bool = False) -> tuple[Days, ...] | None:
        """Read a date; `loose` lets a bare number be a day, as after a weekday."""
        if (month := self._take(Role.MONTH)) is not None:
            self._skip_links()
            day = self._day_number()
            return self._dated(day, month) if day else None
        if self._take(Role.IN_MONTH) is not None:
            month = self._take(Role.MONTH)
            return (calendar.month(self._anchor.today, month),) if month else None
        marked = self._take(Role.DATE) is not None
        item = self._item()
        if item and item.calendar and (marked or not item.moments or _rather_date(item)):
            self.at += 1
            return _only(calendar.calendar_date(self._anchor.today, *item.calendar))
        return self._numbered_day(loose=loose or marked or bool(item and item.ordinal))

    def _numbered_day(self, *, loose: bool) -> tuple[Days, ...] | None:
        """Read "3 December", and "the 3rd" where nothing else can be meant."""
        if (day := self._day_number()) is None or self._has(Role.OCLOCK, self.at):
            return None  # "Donnerstag 10 Uhr" is no tenth
        start = self.at
        self._skip_links()
        if (month := self._take(Role.MONTH)) is not None:
            return self._dated(day, month)
        self.at = start
        return _only(calendar.day_of_month(self._anchor.today, day)) if loose else None

    def _dated(self, day: int, month: int) -> tuple[Days, ...] | None:
        start = self.at
        year = self._number() or 0
        if not 2000 <= year < 2100:
            self.at, year = start, 0
        found = calendar.calendar_date(self._anchor.today, day, month, year)
        return (found,) if found else None

    def _day_number(self) -> int | None:
        value = self._take(Role.NUMBER)
        return value if value is not None and 1 <= value <= 31 else None


@dataclass(frozen=True, slots=True)
class SameTime(Days):
    """Days at the appointment's own time of day."""


def _only(days: Days | None) -> tuple[Days, ...] | None:
    return (days,) if days else None


def _rather_date(item: Item) -> bool:
    """Whether "3.12" is the 3rd of December: a clock that ends so is rarely said."""
    return len(item.moments) == 1 and item.moments[0].minute % 5 != 0
