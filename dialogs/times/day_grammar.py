"""The grammar of days: weeks, months and days relative to today or to the appointment.

Defines the word orders that name a day. Weekdays are read in `dialogs.times.weekday_grammar`, dates
in `dialogs.times.date_grammar`; `dialogs.times.days` and `.dates` compute the days of both.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from dialogs.times import dates
from dialogs.times import days as calendar
from dialogs.times.clock import DAY
from dialogs.times.date_grammar import DATES, HOLIDAYS
from dialogs.times.days import VOID, Days, SameDay, in_week
from dialogs.times.terms import TermRole, bits
from dialogs.times.weekday_grammar import WEEKDAYS, WeekdayReader

_WEEK = 7 * DAY
_SAME_DAY = bits(TermRole.SAME_DAY)
_MOST_COUNTS = 3
_MONTH = 30 * DAY  # the length of a month in the lexicons, in minutes
_COUNTED = bits(TermRole.NTH, TermRole.ORDINAL, TermRole.WEEK_OF, TermRole.CALENDAR_WEEK)
_NUMBER = bits(TermRole.NUMBER)
_NAMED = bits(
    *(
        TermRole.DAY,
        TermRole.WEEK,
        TermRole.ITS_WEEK,
        TermRole.STRETCH,
        TermRole.WITHIN,
        TermRole.NEXT_DAY,
        TermRole.SAME_DAY,
    ),
    *(TermRole.COMING_DAYS, TermRole.WORKDAYS),
)
_RELATIVE = _NAMED | bits(TermRole.DURATION, TermRole.NUMBER, TermRole.ARTICLE)
_OR, _DIRECTION = bits(TermRole.OR), bits(TermRole.LATER, TermRole.EARLIER)
_NEXT = bits(TermRole.NEXT, TermRole.COMING)
_AROUND, _STRETCH = bits(TermRole.AROUND), bits(TermRole.STRETCH)
_LINK, _SIDES = bits(TermRole.LINK), bits(TermRole.AFTER, TermRole.BEFORE)
PLAIN_DAYS = _RELATIVE | WEEKDAYS | DATES | _LINK | _COUNTED | _AROUND
"""Roles and forms that begin days without a bound, as bits."""


class DayReader(WeekdayReader):
    """Reads days from a run of items."""

    __slots__ = ()

    def _plain_days(self) -> tuple[Days, ...] | None:
        """Read days without a bound such as "after"."""
        start = self.at
        near = self._items[start : start + 2]
        if len(near) > 1 and near[0].bits & _AROUND and near[1].bits & _STRETCH:
            self.at += 1  # "towards the end of the week"
        if (found := self._unlinked_days()) is None and self._bits() & _LINK:
            self._skip_links()
            found = self._unlinked_days()
        if found is None:
            self.at = start
        return found

    def _unlinked_days(self) -> tuple[Days, ...] | None:
        begins, said = self.at, self._bits()
        ordinal = said & _NUMBER and self._items[begins].ordinal  # "the 2nd week"
        for opening, read in (
            (_NUMBER if ordinal else _COUNTED, self._counted_day),
            (_RELATIVE, self._relative_day),
            (WEEKDAYS, self._weekday),
            (DATES, self._date),
        ):
            if said & opening:
                if found := read():
                    return found
                self.at = begins
        return None

    def _counted_day(self) -> tuple[Days, ...] | None:
        """Read "the first Monday of December", "the 2nd week of May", "the week of the 7th"."""
        if self._take(TermRole.WEEK_OF) is not None:
            self._skip_links()
            found = self._weekday() or self._date(loose=True)
            if not found or not found[0].options:
                return found
            monday = found[0].first - timedelta(days=found[0].first.weekday())
            return (calendar.span(max(monday, self._anchor.today), monday + timedelta(days=6)),)
        if self._take(TermRole.CALENDAR_WEEK) is not None:
            week = self._take(TermRole.NUMBER)
            return None if week is None else dates.calendar_week(self._anchor.today, week)
        counts = [*self._counts()]
        self._take(TermRole.NTH)
        number = self._take(TermRole.WEEKDAY)
        week = number is None and (
            self._take(TermRole.UNIT) == _WEEK or self._take(TermRole.WEEK_OF) is not None
        )
        if not counts or (number is None and not week):
            return None
        self._skip_links()
        today = self._anchor.today
        month, ahead = self._take(TermRole.MONTH), self._take(TermRole.MONTHS_ON)
        if month is None and ahead is not None:
            month = dates.months_on(today, ahead).month
        if month is None:
            return None
        return tuple(dates.nth_in_month(today, month, count, number) for count in counts)

    def _counts(self) -> Iterator[int]:
        """Read "first", "2nd", and both counts of "second or third"."""
        for _ in range(_MOST_COUNTS):
            item = self._item()
            if item is None:
                return
            count = item.roles.get(TermRole.NTH, item.roles.get(TermRole.ORDINAL))
            if count is None and item.ordinal:
                count = item.roles[TermRole.NUMBER]
            if count is None:
                return
            yield count
            following = self._items[self.at + 1].bits if self.at + 1 < len(self._items) else 0
            if not following & _OR:
                self.at += TermRole.NTH not in item.roles
                return
            self.at += 2
            self._skip_links()

    def _relative_day(self) -> tuple[Days, ...] | None:
        today = self._anchor.today
        if not self._bits() & _NAMED:
            return self._weeks_from()
        if (ahead := self._take(TermRole.DAY)) is not None:
            weeks = self._weeks_on() or 0
            return (calendar.single(today + timedelta(days=ahead, weeks=weeks)),)
        after = TermRole.WEEK_AFTER in self._items[self.at].roles
        if (ahead := self._take(TermRole.WEEK)) is not None:
            base = self._anchor.appointment
            from_day = self._said.last if self._said else base.date() if base else today
            return self._narrowed(calendar.week(from_day if after else today, ahead))
        if (third := self._take(TermRole.STRETCH)) is not None:
            return self._stretch(third)
        if self._take(TermRole.WITHIN) is not None:
            return self._within()
        return self._beside_the_appointment() or self._span_ahead()

    def _beside_the_appointment(self) -> tuple[Days, ...] | None:
        """Read "the same day" or "the day after" a day just said, the appointment or today."""
        appointment = self._anchor.appointment
        base = appointment.date() if appointment else self._anchor.today
        if (ahead := self._take(TermRole.NEXT_DAY)) is not None:  # "not tomorrow but the day after"
            if holiday := self._beside_a_holiday():
                return (calendar.single(holiday.last + timedelta(days=ahead)),)
            day = self._said.last if self._said else base
            return (calendar.single(day + timedelta(days=ahead)),)
        if appointment and self._take(TermRole.SAME_DAY) is not None:
            return (SameDay(calendar.single(base).options),)
        if (side := self._take(TermRole.ITS_WEEK)) is not None:
            monday = base - timedelta(days=base.weekday())
            first = max(base + timedelta(days=1) if side > 0 else monday, self._anchor.today)
            last = base - timedelta(days=1) if side < 0 else monday + timedelta(days=6)
            return (calendar.span(first, last),) if first <= last else (VOID,)
        return None

    def _beside_a_holiday(self) -> Days | None:
        """Read the holiday of "the day after Christmas"."""
        start = self.at
        self._skip_links()
        if self._bits() & HOLIDAYS and (found := self._holiday()):
            return found[0] if found[0].options else None
        self.at = start
        return None

    def _span_ahead(self) -> tuple[Days, ...] | None:
        """Read several coming days: "the next few days", "on weekdays"."""
        today = self._anchor.today
        if (count := self._take(TermRole.COMING_DAYS)) is not None:
            return (calendar.span(today + timedelta(days=1), today + timedelta(days=count)),)
        return self._workdays() if self._take(TermRole.WORKDAYS) is not None else None

    def _workdays(self) -> tuple[Days, ...]:
        """Read the week of "any weekday next week"."""
        today, start = self._anchor.today, self.at
        self._skip_links()
        if (ahead := self._take(TermRole.WEEK)) is not None:
            return (calendar.workweek(today, ahead),)
        self.at = start
        return calendar.workdays(today)

    def _within(self) -> tuple[Days, ...] | None:
        """Read "in three days", "in two weeks on Tuesday", "in a month"."""
        self._take(TermRole.AROUND)
        amount = self._amount()
        if amount is None or amount % DAY or self._bits() & _DIRECTION:
            return None  # "put me in two days sooner"
        today = self._anchor.today
        if amount % _MONTH == 0:
            return (_ahead_of(today, amount),)
        ahead, start = amount // DAY, self.at
        visit = self._anchor.appointment
        if visit and (self._take(TermRole.FROM_VISIT) is not None or self._on_its_day(amount)):
            return (calendar.single(visit.date() + timedelta(days=ahead)),)
        self._skip_links()
        self._take(TermRole.DATE)
        if ahead % 7 == 0 and (number := self._take(TermRole.WEEKDAY)) is not None:
            return (calendar.in_span(calendar.week(today, ahead // 7), number),)
        self.at = start
        return (calendar.single(today + timedelta(days=ahead)),)

    def _on_its_day(self, amount: int) -> bool:
        """Say whether "the same day" follows weeks: "in a fortnight, same day same time"."""
        if amount % _WEEK:
            return False
        behind = self._items[self.at : self.at + 2]
        linked = behind[:1] and not behind[0].bits & _SAME_DAY
        return any(item.bits & _SAME_DAY for item in behind[: 1 + bool(linked)])

    def _weeks_from(self) -> tuple[Days, ...] | None:
        """Read "a week on Thursday", "a fortnight today", "3 days from today"."""
        amount = self._amount()
        if amount is None or amount % DAY:
            return None
        visit = self._anchor.appointment
        if visit and self._take(TermRole.FROM_VISIT) is not None:
            return (calendar.single(visit.date() + timedelta(days=amount // DAY)),)
        if self._bits() & _SIDES:
            return self._away_from_a_day(amount // DAY)
        today, counted = self._anchor.today, self._take(TermRole.FROM) is not None
        if counted and amount % _WEEK and (ahead := self._take(TermRole.DAY)) is not None:
            return (_ahead_of(today + timedelta(days=ahead), amount),)
        if amount % _WEEK:
            return None
        if not counted:
            self._skip_links()
        return self._in_weeks(today, amount // _WEEK)

    def _away_from_a_day(self, days: int) -> tuple[Days, ...] | None:
        """Read the day of "a week before Christmas", "two days after the 3rd"."""
        later = self._take(TermRole.AFTER) is not None
        if not later:
            self._take(TermRole.BEFORE)
        self._skip_links()
        found = self._date() if self._bits() & DATES else None
        if not found or not found[0].options:
            return found
        return (calendar.single(found[0].last + timedelta(days=days if later else -days)),)

    def _in_weeks(self, today: date, weeks: int) -> tuple[Days, ...] | None:
        """Read the day from which weeks are counted: "on Thursday", "today"."""
        if (ahead := self._take(TermRole.DAY)) is not None:
            return (calendar.single(today + timedelta(days=ahead, weeks=weeks)),)
        if (number := self._take(TermRole.WEEKDAY)) is not None:
            return (calendar.weekday_in(today, number, weeks),)
        return None

    def _stretch(self, third: int) -> tuple[Days, ...] | None:
        """Read "early next week", "the end of November"."""
        self._skip_links()
        today = self._anchor.today
        ahead = self._take(TermRole.WEEK)
        if ahead is None and self._has(TermRole.UNIT, self.at):
            ahead = self._bare_week(third)
        elif ahead == 0 and self._bits() & _NEXT:
            self.at += 1
            ahead = 1  # "metà settimana prossima"
        if ahead is not None:
            found = calendar.stretch_of_week(today, ahead, third)
            # "the end of the week" is next week's on a Sunday
            return (
                found if found.last >= today else calendar.stretch_of_week(today, ahead + 1, third),
            )
        if (ahead := self._take(TermRole.MONTHS_ON)) is not None:
            return (dates.stretch_of_month(today, dates.months_on(today, ahead).month, third),)
        if (month := self._take(TermRole.MONTH)) is not None:
            return (dates.stretch_of_month(today, month, third),)
        return None

    def _bare_week(self, third: int) -> int | None:
        """Read "the week" after "the end of": this week, whose beginning is the next one's."""
        if self._items[self.at].roles[TermRole.UNIT] != _WEEK:
            return None
        self.at += 1
        following = bool(self._bits() & _NEXT)
        self.at += following
        return int(third < 0 or following)

    def _narrowed(self, week: Days) -> tuple[Days, ...]:
        """Read "next week Thursday" as one day."""
        start = self.at
        self._skip_links()
        if self._take(TermRole.ASIDE) is not None:  # "in a fortnight, ideally the Tuesday"
            self._skip_links()
        if (third := self._take(TermRole.STRETCH)) is not None:
            ahead = (week.last - self._anchor.today).days // 7
            return (calendar.stretch_of_week(self._anchor.today, ahead, third),)
        if (number := self._take(TermRole.WEEKDAY)) is not None:
            return (in_week(week, number),)
        self._take(TermRole.AROUND)
        if self._take(TermRole.WEEKEND) is not None:
            return (calendar.span(week.last - timedelta(days=1), week.last),)
        self.at = start
        return (week,)


def _ahead_of(day: date, minutes: int) -> Days:
    """Return the day that is a number of days or months, given in minutes, after a day."""
    if minutes % _MONTH == 0:
        return calendar.single(dates.months_on(day, minutes // _MONTH))
    return calendar.single(day + timedelta(minutes=minutes))
