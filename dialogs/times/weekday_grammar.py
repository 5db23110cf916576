"""The grammar of weekdays: "next Thursday", "Thursday the 3rd", "Friday week", "the Monday after".

Decides by the words beside a weekday which day of that name is meant.
"""

from datetime import timedelta

from dialogs.times import dates
from dialogs.times import days as calendar
from dialogs.times.clock import DAY
from dialogs.times.date_grammar import DATES, DateReader
from dialogs.times.days import VOID, Days, Weekday, WholeWeek, in_week
from dialogs.times.items import TimeItem
from dialogs.times.terms import MOMENT, TermRole, bits

_SUNDAY = 6
_NOON = 12
_LONGEST_SPAN = 4  # hours of a span after a weekday
_WEEK = 7 * DAY
_FEW_WEEKS = {8 * DAY: 1, 15 * DAY: 2}
"""A week and two weeks, as days that count both ends: "in acht Tagen", "dans quinze jours"."""
_MOST_OF_WEEK = timedelta(days=4)
_BESIDE_ANOTHER = bits(TermRole.OR, TermRole.NOT, TermRole.ASIDE)
_IN_MONTH = bits(TermRole.IN_MONTH)
_AFTER, _BEFORE = bits(TermRole.AFTER), bits(TermRole.BEFORE)
_AT, _TO, _HOUR = bits(TermRole.AT), bits(TermRole.TO), MOMENT | bits(TermRole.NUMBER)
_HOURS = _HOUR | bits(TermRole.PAST, TermRole.CLOCK)
_MONTH, _LINK, _DATE = bits(TermRole.MONTH), bits(TermRole.LINK), bits(TermRole.DATE)
_LEADS = bits(TermRole.NEXT, TermRole.THIS, TermRole.COMING)
_AGO, _COMING = bits(TermRole.AGO), bits(TermRole.COMING)
_LEADS_OR_FOLLOWS = bits(TermRole.NEXT, TermRole.COMING)
_AT_ONCE = MOMENT | bits(TermRole.AT, TermRole.PART, TermRole.AROUND, TermRole.AFTER)
_NEAR_AN_HOUR = bits(TermRole.AROUND)
_BEYOND = bits(TermRole.NEXT_BUT_ONE)
_BESIDE_AFTER = bits(TermRole.AT, TermRole.ASIDE, TermRole.SAME_TIME)
WEEKDAYS = bits(
    *(
        TermRole.ANY,
        TermRole.NEXT,
        TermRole.NEXT_BUT_ONE,
        TermRole.FOLLOWING,
        TermRole.COMING,
        TermRole.THIS,
        TermRole.WEEKEND,
    ),
    TermRole.WEEKDAY,
)
"""Roles that begin a weekday, as bits."""


class WeekdayReader(DateReader):
    """Reads weekdays from a run of items."""

    __slots__ = ()

    def _weekday(self) -> tuple[Days, ...] | None:
        today, appointment = self._anchor.today, self._anchor.appointment
        bounded = self.at > 0 and bool(self._items[self.at - 1].bits & _AFTER)
        self._take(TermRole.ANY)
        following = self._follows()
        said, after, said_this, coming = self._bits(), False, False, False
        beyond = bool(said & _BEYOND) and self._has(TermRole.WEEKDAY, self.at + 1)
        self.at += beyond
        if said & _LEADS and not beyond:
            after = self._take(TermRole.NEXT) is not None
            said_this = not after and self._take(TermRole.THIS) is not None
            coming = self._take(TermRole.COMING) is not None
        if self._take(TermRole.WEEKEND) is not None:
            after = after or self._take(TermRole.NEXT) is not None
            coming |= self._take(TermRole.COMING) is not None
            said_this &= not coming
            late = today.weekday() == _SUNDAY and not (said_this or bounded)  # the week nearly over
            return (calendar.weekend(today, int((after and today.weekday() < 5) or late)),)
        if (number := self._take(TermRole.WEEKDAY)) is None:
            return self._next_one() if after or following else None
        stopped = self._items[self.at - 1].ends  # "this Thursday, the next"
        if not stopped and self._bits() & _AGO:
            self.at += 1
            return (VOID,)
        day = appointment.date() if appointment else None
        if (following or (not stopped and self._follows())) and day:
            return (calendar.weekday_in(day, number, 0),)
        if not stopped and (behind := self._bits() & _LEADS_OR_FOLLOWS):
            coming |= said_this or bool(behind & _COMING)  # "nesta quarta que vem" is this one
            after |= bool(behind & ~_COMING)
            self.at += 1
        if (
            found := (calendar.weekday_in(today, number, 1),)
            if beyond
            else self._weekday_on(number)
        ):
            return found
        after &= not coming  # "the coming Friday" is the first one, where "next" may skip one
        found = calendar.weekday(today, number, after=after, appointment=None if coming else day)
        if len(found) > 1 and self._said and self._said.first == found[0].first:
            found = found[1:]  # "not this Thursday, next Thursday"
        said_this |= after or coming
        tried = 1 if said_this else None  # "not this Friday" leaves the one after it
        return tuple(Weekday(each.options[:tried], number) for each in found)

    def _next_one(self) -> tuple[Days, ...] | None:
        """Read "not this Thursday, the next" or "I can't this week, the next?" as a week later."""
        before, item = self._items[self.at - 2] if self.at > 1 else None, self._items[self.at - 1]
        apart = before is None or before.ends or before.bits & _BESIDE_ANOTHER
        if self._said is None or not apart or not (item.ends or self._bits() & _AT_ONCE):
            return None
        last = self._said.last
        if isinstance(self._said, WholeWeek) or self._said.last - self._said.first >= _MOST_OF_WEEK:
            return (calendar.span(last + timedelta(days=1), last + timedelta(days=7)),)
        if before is None and not isinstance(self._said, Weekday):
            return None
        return (calendar.single(last + timedelta(days=7)),)

    def _follows(self) -> bool:
        """Read "the Monday after" or "am Montag darauf"; "Monday after 3" is not such a day."""
        return self._beside(TermRole.FOLLOWING, TermRole.AFTER)

    def _beside(self, role: TermRole, bound: TermRole) -> bool:
        """Take a word that says whether a weekday is before or after the appointment."""
        item = self._item()
        if item is None or self._anchor.appointment is None or role not in item.roles:
            return False
        behind = self._items[self.at + 1].bits if self.at + 1 < len(self._items) else 0
        if bound in item.roles and not (item.ends or behind & _BESIDE_AFTER or not behind):
            return False
        self.at += 1
        return True

    def _weekday_on(self, number: int) -> tuple[Days, ...] | None:
        """Read what chooses among weekdays of a name: a date, a week, weeks to add, "before"."""
        today, start, day = self._anchor.today, self.at, self._anchor.appointment
        if (
            day
            and not self._items[start - 1].ends
            and self._beside(TermRole.PRECEDING, TermRole.BEFORE)
        ):
            behind = (day.weekday() - number - 1) % 7 + 1
            return (calendar.single(day.date() - timedelta(days=behind)),)
        if self._bits() & _IN_MONTH and self._has(TermRole.MONTH, start + 1):
            self.at += 2
            return dates.weekdays_in_month(
                today, self._items[start + 1].roles[TermRole.MONTH], number
            )
        dated, definite = self._agreeing_date(number)
        after_date = self.at
        self.at = start
        if (weeks := self._weeks_on()) is not None:
            in_weeks = calendar.weekday_in(today, number, weeks)
            near = dated and dated.first - in_weeks.first <= timedelta(days=7)
            return (in_weeks, dated) if dated and near else (in_weeks,)
        if dated or definite:
            self.at = after_date
            return (dated or VOID,)  # "Monday the 3rd" on a Thursday: no day, so it is asked
        self._skip_links()
        after = day is not None and self._has(TermRole.WEEK_AFTER, self.at)
        if (ahead := self._take(TermRole.WEEK)) is not None:
            counted = day.date() if day and after else today  # "Tuesday of the following week"
            return (in_week(calendar.week(counted, ahead), number),)
        self.at = start
        return None

    def _agreeing_date(self, number: int) -> tuple[Days | None, bool]:
        """Read a date after a weekday, and say whether it can only be a date."""
        start = self.at
        found = self._date(loose=True) if self._bits() & DATES else None
        if not found:
            return None, False
        dated = dates.agreeing(found[0], number)
        taken = self._items[start : self.at]
        if dated and len(taken) == 1 and self._rather_an_hour(dated, taken[0]):
            return None, False
        definite = any(
            (item.calendar and not item.moments)
            or item.ordinal
            or TermRole.MONTH in item.roles
            or item.roles.get(TermRole.NUMBER, 0) > 24
            for item in taken
        ) or (
            len(taken) > 1
            and TermRole.DATE in taken[0].roles
            and (taken[-1].digits or TermRole.ORDINAL in taken[-1].roles)
        )
        if len(taken) == 1 and taken[0].digits and not taken[0].moments:
            if self._opens_span():
                return None, False  # "fri 4 to 5pm" on a Friday the 4th
            definite |= self._at_an_hour_of_its_own(taken[0].roles.get(TermRole.NUMBER, 0))
            definite |= dated is not None and self._is_told_again(dated, taken[0])
        return dated, definite

    def _is_told_again(self, dated: Days, item: TimeItem) -> bool:
        """Say whether a number is a date that other words tell too, or beside an hour of its own.

        "In two weeks, Wednesday 16, in the afternoon", "Wednesday 9, around 4".
        """
        said = self._said
        if said is not None and said.options and said.first == said.last == dated.first:
            return True
        return bool(item.ends and self._bits() & _NEAR_AN_HOUR)

    def _opens_span(self) -> bool:
        """Say whether "to" and an hour follow a number after a weekday: "fri" 4 "to 5pm"."""
        near = self._items[self.at : self.at + 3]
        joined = len(near) > 1 and near[0].bits & _TO and not near[0].bits & (_AT | _DATE)
        if not joined or near[1].ordinal or not near[1].bits & _HOURS:
            return False
        if near[0].bits & _BEFORE and not self._short_span(self._items[self.at - 1], near[1]):
            return False  # "viernes 4 hasta las dos"
        return not (len(near) > 2 and near[2].bits & (_MONTH | _LINK))

    def _short_span(self, begins: TimeItem, ends: TimeItem) -> bool:
        """Say whether a number and the hour after "until" may be a span of hours."""
        if not (ends.digits or ends.moments or ends.bits & _HOUR):
            return True
        number = ends.roles.get(TermRole.NUMBER, 0)
        hour = ends.moments[0].hour if ends.moments else number
        return 0 < (hour - begins.roles.get(TermRole.NUMBER, 0)) % _NOON <= _LONGEST_SPAN

    def _at_an_hour_of_its_own(self, day: int) -> bool:
        """Say whether "at" and an hour follow, so that the number before is no hour: "Thu 5 at 10".

        Where "at" may be "to" as well, two hours that make a short span are a span: "jeudi 9 à 11".
        """
        near = self._items[self.at : self.at + 2]
        if len(near) < 2 or not near[0].bits & _AT or not near[1].bits & _HOUR:
            return False
        if not near[0].bits & _TO or not (near[1].digits or near[1].moments):
            return True
        hour = near[1].moments[0].hour if near[1].moments else near[1].roles[TermRole.NUMBER]
        return not 0 < (hour - day) % _NOON <= _LONGEST_SPAN

    def _rather_an_hour(self, dated: Days, item: TimeItem) -> bool:
        """Say whether "Thursday 10" is ten o'clock, in languages whose dates are "the 10th"."""
        number = item.roles.get(TermRole.NUMBER, 0)
        plain = item.digits and not item.ordinal and number <= _NOON
        if plain and self._bits() & _AT and self._at_an_hour_of_its_own(number):
            return False  # "Tue 8 at three"
        near = dated.first <= self._anchor.today + timedelta(days=7)
        return plain and not near and not self._terms.spelled_dates

    def _weeks_on(self) -> int | None:
        """Read the weeks added to a day: Friday "week", Dienstag "in acht Tagen"."""
        if (weeks := self._take(TermRole.WEEKS_ON)) is not None:
            return weeks
        start = self.at
        if self._take(TermRole.WITHIN) is not None:
            amount = self._amount()
            if amount and (weeks := _FEW_WEEKS.get(amount)):
                return weeks
            if amount and amount % _WEEK == 0:
                return amount // _WEEK
        self.at = start
        return None
