"""The grammar of days: weekdays, weeks and days relative to today or to the appointment.

Owns which orders of words name a day. Dates are read in `dialogs.times.date_grammar` and worked
out in `dialogs.times.days`.
"""

from datetime import date, timedelta

from dialogs.times import days as calendar
from dialogs.times.clock import DAY
from dialogs.times.date_grammar import DATES, DateReader
from dialogs.times.days import VOID, Days, SameDay, Weekday, in_week
from dialogs.times.items import Item
from dialogs.times.terms import Role, bits

_SUNDAY = 6
_NOON = 12
_WEEK = 7 * DAY
_MONTH = 30 * DAY  # what a lexicon gives for a month
_COUNTED = bits(Role.NTH, Role.WEEK_OF)
_NTH = bits(Role.NTH, Role.ORDINAL)
_NAMED = bits(
    *(Role.DAY, Role.WEEK, Role.ITS_WEEK, Role.STRETCH, Role.WITHIN, Role.NEXT_DAY, Role.SAME_DAY),
    *(Role.COMING_DAYS, Role.WORKDAYS),
)
_RELATIVE = _NAMED | bits(Role.DURATION, Role.NUMBER, Role.ARTICLE)
_WEEKDAY = bits(Role.ANY, Role.NEXT, Role.FOLLOWING, Role.THIS, Role.WEEKEND, Role.WEEKDAY)
_BESIDE_ANOTHER = bits(Role.OR, Role.NOT, Role.ASIDE)
_LINK, _AT, _FOLLOWING = bits(Role.LINK), bits(Role.AT), bits(Role.FOLLOWING)
PLAIN_DAYS = _RELATIVE | _WEEKDAY | DATES | _LINK | _COUNTED
"""What days without a bound begin with, as bits."""


class DayReader(DateReader):
    """Reads days."""

    __slots__ = ()

    def _plain_days(self) -> tuple[Days, ...] | None:
        """Read days without a bound."""
        start = self.at
        if (found := self._unlinked_days()) is None and self._bits() & _LINK:
            self._skip_links()
            found = self._unlinked_days()
        if found is None:
            self.at = start
        return found

    def _unlinked_days(self) -> tuple[Days, ...] | None:
        begins, said = self.at, self._bits()
        for opening, read in (
            (_NTH | _COUNTED, self._counted_day),
            (_RELATIVE, self._relative_day),
            (_WEEKDAY, self._weekday),
            (DATES, self._date),
        ):
            if said & opening:
                if found := read():
                    return found
                self.at = begins
        return None

    def _counted_day(self) -> tuple[Days, ...] | None:
        """Read "the first Monday of December", "the 2nd week of May", "the week of the 7th"."""
        if self._take(Role.WEEK_OF) is not None:
            self._skip_links()
            found = self._weekday() or self._date(loose=True)
            if not found or not found[0].options:
                return found
            monday = found[0].first - timedelta(days=found[0].first.weekday())
            return (calendar.span(max(monday, self._anchor.today), monday + timedelta(days=6)),)
        count = self._items[self.at].roles.get(Role.NTH) or self._take(Role.ORDINAL)
        self._take(Role.NTH)
        number = self._take(Role.WEEKDAY)
        week = number is None and (
            self._take(Role.UNIT) == _WEEK or self._take(Role.WEEK_OF) is not None
        )
        if count is None or (number is None and not week):
            return None
        self._skip_links()
        today = self._anchor.today
        month, ahead = self._take(Role.MONTH), self._take(Role.MONTHS_ON)
        if month is None and ahead is not None:
            month = calendar.months_on(today, ahead).month
        return (calendar.nth_in_month(today, month, count, number),) if month else None

    def _relative_day(self) -> tuple[Days, ...] | None:
        today = self._anchor.today
        if not self._bits() & _NAMED:
            return self._weeks_from()
        if (ahead := self._take(Role.DAY)) is not None:
            weeks = self._weeks_on() or 0
            return (calendar.single(today + timedelta(days=ahead, weeks=weeks)),)
        after = Role.WEEK_AFTER in self._items[self.at].roles
        if (ahead := self._take(Role.WEEK)) is not None:
            base = self._anchor.appointment
            from_day = self._said or (base.date() if base else today)
            return self._narrowed(calendar.week(from_day if after else today, ahead))
        if (third := self._take(Role.STRETCH)) is not None:
            return self._stretch(third)
        if self._take(Role.WITHIN) is not None:
            return self._within()
        return self._beside_the_appointment() or self._span_ahead()

    def _beside_the_appointment(self) -> tuple[Days, ...] | None:
        """Read "the same day", "the day after": of a day just said, the appointment, or today."""
        appointment = self._anchor.appointment
        base = appointment.date() if appointment else self._anchor.today
        if (ahead := self._take(Role.NEXT_DAY)) is not None:  # "not tomorrow but the day after"
            if holiday := self._holiday():
                return (calendar.single(holiday.last + timedelta(days=ahead)),)
            return (calendar.single((self._said or base) + timedelta(days=ahead)),)
        if appointment and self._take(Role.SAME_DAY) is not None:
            return (SameDay(calendar.single(base).options),)
        if (side := self._take(Role.ITS_WEEK)) is not None:
            monday = base - timedelta(days=base.weekday())
            first = max(base + timedelta(days=1) if side > 0 else monday, self._anchor.today)
            last = base - timedelta(days=1) if side < 0 else monday + timedelta(days=6)
            return (calendar.span(first, last),) if first <= last else (VOID,)
        return None

    def _holiday(self) -> Days | None:
        """Read the holiday of "the day after Christmas"."""
        start = self.at
        self._skip_links()
        if self._has(Role.HOLIDAY, self.at) and (found := self._date()):
            return found[0] if found[0].options else None
        self.at = start
        return None

    def _span_ahead(self) -> tuple[Days, ...] | None:
        """Read "the next few days", "on weekdays"."""
        today = self._anchor.today
        if (count := self._take(Role.COMING_DAYS)) is not None:
            return (calendar.span(today + timedelta(days=1), today + timedelta(days=count)),)
        return calendar.workdays(today) if self._take(Role.WORKDAYS) is not None else None

    def _within(self) -> tuple[Days, ...] | None:
        """Read "in three days", "in two weeks on Tuesday", "in a month"."""
        self._take(Role.AROUND)
        amount = self._amount()
        if amount is None or amount % DAY:
            return None
        today = self._anchor.today
        if amount % _MONTH == 0:
            return (_ahead_of(today, amount),)
        ahead, start = amount // DAY, self.at
        self._skip_links()
        self._take(Role.DATE)
        if ahead % 7 == 0 and (number := self._take(Role.WEEKDAY)) is not None:
            return (calendar.in_span(calendar.week(today, ahead // 7), number),)
        self.at = start
        return (calendar.single(today + timedelta(days=ahead)),)

    def _weeks_from(self) -> tuple[Days, ...] | None:
        """Read "a week on Thursday", "a fortnight today", "3 days from today"."""
        amount = self._amount()
        if amount is None or amount % DAY:
            return None
        today, counted = self._anchor.today, self._take(Role.FROM) is not None
        if counted and amount % _WEEK and (ahead := self._take(Role.DAY)) is not None:
            return (_ahead_of(today + timedelta(days=ahead), amount),)
        if amount % _WEEK:
            return None
        if not counted:
            self._skip_links()
        return self._in_weeks(today, amount // _WEEK)

    def _in_weeks(self, today: date, weeks: int) -> tuple[Days, ...] | None:
        """Read the day that weeks are counted from: "on Thursday", "today"."""
        if (ahead := self._take(Role.DAY)) is not None:
            return (calendar.single(today + timedelta(days=ahead, weeks=weeks)),)
        if (number := self._take(Role.WEEKDAY)) is not None:
            return (calendar.weekday_in(today, number, weeks),)
        return None

    def _weeks_on(self) -> int | None:
        """Read the weeks added to a day: Friday "week", Dienstag "in acht Tagen"."""
        if (weeks := self._take(Role.WEEKS_ON)) is not None:
            return weeks
        start = self.at
        if self._take(Role.WITHIN) is not None:
            amount = self._amount()
            if amount and amount % _WEEK == 0:
                return amount // _WEEK
        self.at = start
        return None

    def _stretch(self, third: int) -> tuple[Days, ...] | None:
        """Read "early next week", "the end of November"."""
        self._skip_links()
        today = self._anchor.today
        if (ahead := self._take(Role.WEEK)) is not None:
            return (calendar.stretch_of_week(today, ahead, third),)
        if (ahead := self._take(Role.MONTHS_ON)) is not None:
            return (
                calendar.stretch_of_month(today, calendar.months_on(today, ahead).month, third),
            )
        if (month := self._take(Role.MONTH)) is not None:
            return (calendar.stretch_of_month(today, month, third),)
        return None

    def _narrowed(self, week: Days) -> tuple[Days, ...]:
        """Read "next week Thursday" as one day."""
        start = self.at
        self._skip_links()
        if self._take(Role.ASIDE) is not None:  # "in a fortnight, ideally the Tuesday"
            self._skip_links()
        if (third := self._take(Role.STRETCH)) is not None:
            ahead = (week.last - self._anchor.today).days // 7
            return (calendar.stretch_of_week(self._anchor.today, ahead, third),)
        if (number := self._take(Role.WEEKDAY)) is not None:
            return (in_week(week, number),)
        self._take(Role.AROUND)
        if self._take(Role.WEEKEND) is not None:
            return (calendar.span(week.last - timedelta(days=1), week.last),)
        self.at = start
        return (week,)

    def _weekday(self) -> tuple[Days, ...] | None:
        today, appointment = self._anchor.today, self._anchor.appointment
        self._take(Role.ANY)
        following = self._follows()
        after = self._take(Role.NEXT) is not None
        said_this = not after and self._take(Role.THIS) is not None
        if self._take(Role.WEEKEND) is not None:
            after = after or self._take(Role.NEXT) is not None
            late = today.weekday() == _SUNDAY and not said_this  # it is nearly over
            return (calendar.weekend(today, int((after and today.weekday() < 5) or late)),)
        if (number := self._take(Role.WEEKDAY)) is None:
            return self._next_one() if after or following else None
        stopped = self._items[self.at - 1].ends  # "this Thursday, the next"
        if not stopped and self._take(Role.AGO) is not None:
            return (VOID,)
        day = appointment.date() if appointment else None
        if (following or (not stopped and self._follows())) and day:
            return (calendar.weekday_in(day, number, 0),)
        after = after or (not stopped and self._take(Role.NEXT) is not None)
        if found := self._weekday_on(number):
            return found
        found = calendar.weekday(today, number, after=after, appointment=day)
        tried = 1 if said_this or after else None  # "not this Friday" leaves the one after it
        return tuple(Weekday(each.options[:tried], number) for each in found)

    def _next_one(self) -> tuple[Days, ...] | None:
        """Read "not this Thursday, the next": the day just said, a week later."""
        before = self._items[self.at - 2] if self.at > 1 else None
        apart = before is not None and (before.ends or before.bits & _BESIDE_ANOTHER)
        if self._said is None or not apart or not self._items[self.at - 1].ends:
            return None
        return (calendar.single(self._said + timedelta(days=7)),)

    def _follows(self) -> bool:
        """Read "the Monday after", "am Montag darauf"; "Monday after 3" is no such day."""
        if not self._bits() & _FOLLOWING or self._anchor.appointment is None:
            return False
        item = self._items[self.at]
        behind = self._items[self.at + 1].bits if self.at + 1 < len(self._items) else 0
        if Role.AFTER in item.roles and not (item.ends or behind & _AT or not behind):
            return False
        self.at += 1
        return True

    def _weekday_on(self, number: int) -> tuple[Days, ...] | None:
        """Read what says which weekday of this name: a date, a week, weeks to add."""
        today, start = self._anchor.today, self.at
        dated, definite = self._agreeing_date(number)
        after_date = self.at
        self.at = start
        if (weeks := self._weeks_on()) is not None:
            in_weeks = calendar.weekday_in(today, number, weeks)
            near = dated and dated.first - in_weeks.first <= timedelta(days=7)
            return (in_weeks, dated) if dated and near else (in_weeks,)
        if dated or definite:
            self.at = after_date
            return (dated or VOID,)  # "Monday the 3rd", which is a Thursday, is asked about
        self._skip_links()
        if (ahead := self._take(Role.WEEK)) is not None:
            return (in_week(calendar.week(today, ahead), number),)
        self.at = start
        return None

    def _agreeing_date(self, number: int) -> tuple[Days | None, bool]:
        """Read a date after a weekday; say too whether it can be nothing but a date."""
        start = self.at
        found = self._date(loose=True) if self._bits() & DATES else None
        if not found:
            return None, False
        dated = calendar.agreeing(found[0], number)
        taken = self._items[start : self.at]
        if dated and len(taken) == 1 and self._rather_an_hour(dated, taken[0]):
            return None, False
        definite = any(
            (item.calendar and not item.moments)
            or item.ordinal
            or Role.MONTH in item.roles
            or item.roles.get(Role.NUMBER, 0) > 24
            for item in taken
        ) or (len(taken) > 1 and Role.DATE in taken[0].roles and taken[-1].digits)
        return dated, definite

    def _rather_an_hour(self, dated: Days, item: Item) -> bool:
        """Whether "Thursday 10" is ten o'clock, in languages whose dates are said "the 10th"."""
        plain = item.digits and not item.ordinal and item.roles.get(Role.NUMBER, 0) <= _NOON
        near = dated.first <= self._anchor.today + timedelta(days=7)
        return plain and not near and not self._terms.spelled_dates


def _ahead_of(day: date, minutes: int) -> Days:
    """Give the day that is so many days or months after one."""
    if minutes % _MONTH == 0:
        return calendar.single(calendar.months_on(day, minutes // _MONTH))
    return calendar.single(day + timedelta(minutes=minutes))
