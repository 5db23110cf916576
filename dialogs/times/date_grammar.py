"""The grammar of dates: "3 December", "the 3rd", "3/12", "the first of May", "December".

Defines the word orders that name a date. A date that does not exist is read as no day, never as
another day.
"""

from dialogs.times import dates
from dialogs.times.cursor import Cursor
from dialogs.times.days import VOID, Days
from dialogs.times.items import TimeItem
from dialogs.times.terms import CALENDAR, MOMENT, TermRole, bits

HOLIDAYS = bits(TermRole.HOLIDAY, TermRole.FEAST)
"""Roles that begin a holiday, as bits."""
DATES = (
    CALENDAR
    | HOLIDAYS
    | bits(
        *(
            TermRole.MONTH,
            TermRole.MONTHS_ON,
            TermRole.IN_MONTH,
            TermRole.DATE,
            TermRole.NUMBER,
            TermRole.ORDINAL,
        )
    )
)
"""Roles and forms that begin a date, as bits."""
_MONTHS = bits(TermRole.MONTHS_ON, TermRole.IN_MONTH)
_MARKS, _DATE = bits(TermRole.MARKS), bits(TermRole.DATE)
_IN_ORDER_OR_ONE = bits(TermRole.ORDINAL, TermRole.ARTICLE)
_MOST_LISTED = 3  # most dates listed before the date that names their month
_PART, _NUMBER = bits(TermRole.PART), bits(TermRole.NUMBER)
_ORDINAL, _ARTICLE = bits(TermRole.ORDINAL), bits(TermRole.ARTICLE)
_TIMED = MOMENT | bits(
    *(TermRole.AT, TermRole.CLOCK, TermRole.PART, TermRole.AROUND, TermRole.PAST, TermRole.ANY),
    *(TermRole.AFTER, TermRole.BEFORE, TermRole.FROM, TermRole.BETWEEN, TermRole.SAME_TIME),
)
_AT, _HOURS = bits(TermRole.AT), MOMENT | bits(TermRole.NUMBER)
_AN_HOUR = bits(TermRole.OCLOCK, TermRole.MERIDIEM, TermRole.ISH, TermRole.AND_A)


class DateReader(Cursor):
    """Reads dates from a run of items."""

    __slots__ = ()

    def _date(self, *, loose: bool = False) -> tuple[Days, ...] | None:
        """Read a date; with `loose` a bare number may be a day, as after a weekday."""
        start = self.at
        if (month := self._take(TermRole.MONTH)) is not None:
            self._skip_links()
            day = self._day_number() or self._take(TermRole.ORDINAL)
            if day or not self._items[start].bits & _NUMBER:
                return self._dated(day, month) if day else None
            self.at = start  # "lundi sept"
        if self._bits() & HOLIDAYS:
            return self._holiday()
        if self._bits() & _MONTHS:
            found = self._whole_month_said()
            if found or not self._bits() & _DATE:
                return found
        marked = self._take(TermRole.DATE) is not None or self._marked_before()
        item = self._item()
        if item and item.calendar and (marked or not item.moments or _rather_date(item)):
            self.at += 1
            return self._with_weekday(
                dates.calendar_date(self._anchor.today, *item.calendar) or VOID
            )
        return self._numbered_day(loose=loose, marked=marked)

    def _whole_month_said(self) -> tuple[Days, ...] | None:
        """Read "next month" or "in May", but not the "auf den" before a day."""
        today = self._anchor.today
        if (ahead := self._take(TermRole.MONTHS_ON)) is not None:
            return (dates.month(today, dates.months_on(today, ahead).month),)
        self.at += 1
        if (month := self._take(TermRole.MONTH)) is not None:
            return (dates.month(today, month),)
        self.at -= 1
        return None

    def _holiday(self) -> tuple[Days, ...] | None:
        if (holiday := self._take(TermRole.HOLIDAY)) is not None:
            return self._dated(holiday % 100, holiday // 100)
        ahead = self._take(TermRole.FEAST)
        return None if ahead is None else (dates.feast(self._anchor.today, ahead),)

    def _marked_before(self) -> bool:
        """Say whether the word before marks a number as a day: "non il" 26, "nicht am" 26."""
        return self.at > 0 and bool(self._items[self.at - 1].bits & _MARKS)

    def _numbered_day(self, *, loose: bool = False, marked: bool) -> tuple[Days, ...] | None:
        """Read "3 December", and "the 3rd" where it can only be a date."""
        item = self._item()
        day = self._day_number() or self._take(TermRole.ORDINAL)
        one = item is not None and item.bits & _ARTICLE and not marked  # "um em dezembro"
        if item is None or day is None or one or self._bits() & _AN_HOUR:
            return None  # "Donnerstag 10 Uhr" is no tenth
        start = self.at
        second = self._take(TermRole.AND_A) or 0  # "el 4 y 5 de diciembre"
        self._skip_links()
        if (month := self._take(TermRole.MONTH)) is not None:
            return self._dated(day, month) + (self._dated(second, month) if second > 0 else ())
        self.at = start
        if month := self._month_behind():
            self.at = start
            return self._dated(day, month)
        if ahead := self._take(TermRole.MONTHS_ON):  # "the 12th of next month"
            return self._dated(day, dates.months_on(self._anchor.today, ahead).month)
        self.at = start
        if not self._stands_alone(item, loose=loose, marked=marked):
            return None
        found = dates.day_of_month(self._anchor.today, day)
        return self._with_weekday(found) if found else None

    def _listed_day(self) -> tuple[Days, ...] | None:
        """Read the second day of "am 2. oder 3."."""
        return self._numbered_day(marked=True)

    def _month_behind(self) -> int | None:
        """Find the month of a later number in "4, 5 or 6 January" without taking it."""
        for _ in range(_MOST_LISTED):
            joined = self._take(TermRole.OR) is not None or self._items[self.at - 1].stop
            self._skip_links()
            if not joined or self._day_number() is None:
                return None
            self._skip_links()
            if (month := self._take(TermRole.MONTH)) is not None:
                return month
        return None

    def _stands_alone(self, item: TimeItem, *, loose: bool, marked: bool) -> bool:
        """Say whether a number is a day without its month: not "the second", "the three"."""
        if self._has(TermRole.UNIT, self.at) and not self._opens_hour():
            return False
        if (item.ordinal and (marked or not item.counts)) or (
            loose and TermRole.ORDINAL in item.roles
        ):
            return True
        if marked and item.bits & _ORDINAL:
            return self._at_a_time(item)
        in_words = self._terms.spelled_dates and not item.bits & _IN_ORDER_OR_ONE
        return (loose or marked) and (item.digits or in_words)

    def _at_a_time(self, item: TimeItem) -> bool:
        """Say whether a time of day, or a request, makes an ordinal a day: "the fourth at noon".

        Where times are on offer, "the second" is one of them.
        """
        if self._anchor.offered:
            return False
        asked = self._items[self.at - 2].first in self._asked if self.at > 1 else False
        first = item.roles[TermRole.ORDINAL] == 1  # "the first in the morning" is the first hour
        timed = self._bits() & (_TIMED & ~_PART if first else _TIMED)
        return bool(timed) or (asked and item.ends and not first)

    def _opens_hour(self) -> bool:
        """Say whether a word for hours stands before an hour: "giovedì 3 ore 15:30"."""
        near = self._items[self.at : self.at + 2]
        return len(near) > 1 and bool(near[0].bits & _AT and near[1].bits & _HOURS)

    def _dated(self, day: int, month: int) -> tuple[Days, ...]:
        start = self.at
        self._skip_links()  # "4 de diciembre de 2026"
        year = self._number() or 0
        if not 2000 <= year < 2100:
            self.at, year = start, 0
        found = dates.calendar_date(self._anchor.today, day, month, year)
        return self._with_weekday(found or VOID)

    def _with_weekday(self, days: Days) -> tuple[Days, ...]:
        """Read the weekday after a date: "3 December, a Thursday"."""
        start = self.at
        number = self._take(TermRole.WEEKDAY)
        if number is not None and (dated := dates.agreeing(days, number)):
            return (dated,)
        self.at = start
        return (days,)

    def _day_number(self) -> int | None:
        value = self._take(TermRole.NUMBER)
        return value if value is not None and 1 <= value <= 31 else None


def _rather_date(item: TimeItem) -> bool:
    """Say whether "3.12" is the 3rd of December: minutes such as 12 are rarely said."""
    return len(item.moments) == 1 and item.moments[0].minute % 5 != 0
