"""The grammar of times: runs of items read as days, clock times and the joints between them.

Owns which orders of words make sense. An item that fits nowhere is left alone, so that the caller
sees that it was not accounted for; nothing is guessed from half a phrase.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import Enum, auto

from dialogs.times import days as calendar
from dialogs.times.clock import DAY, Clock, Shape
from dialogs.times.days import Days
from dialogs.times.items import Item, Moment
from dialogs.times.terms import Part, Role, Terms

_BARE_MINUTES = frozenset({15, 30, 45})


class Joint(Enum):
    """A word between times."""

    OR = auto()
    NOT = auto()
    ANY = auto()
    TO = auto()


@dataclass(frozen=True, slots=True)
class Shift:
    """A time relative to the appointment.

    Attributes:
        minutes: how much later (earlier where negative); 0 where nobody said how much.
        later: the direction.
    """

    minutes: int
    later: bool


@dataclass(frozen=True, slots=True)
class Element:
    """A piece of a run that makes sense: its meaning and the words it took."""

    meaning: tuple[Days, ...] | Clock | Shift | Joint
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Anchor:
    """What times are relative to: the practice's today, and the appointment on its wall clock."""

    today: date
    appointment: datetime | None


class Reader:
    """A cursor over the items of one run."""

    __slots__ = ("_anchor", "_asked", "_items", "_terms", "at")

    def __init__(
        self, items: Sequence[Item], terms: Terms, anchor: Anchor, asked: frozenset[int]
    ) -> None:
        self._items = items
        self._terms = terms
        self._anchor = anchor
        self._asked = asked
        self.at = 0

    def elements(self) -> Iterator[Element]:
        """Read the run to its end.

        Yields:
            What makes sense in it, in order.
        """
        after_time = was_time = False
        while self.at < len(self._items):
            start = self.at
            meaning = self._meaning(after_time)
            if meaning is None:
                self.at = start + 1
                after_time = after_time and self._has(Role.LINK, start)
                continue
            timed = isinstance(meaning, (tuple, Clock))
            after_time = isinstance(meaning, tuple) or (meaning is Joint.OR and was_time)
            was_time = timed or (was_time and meaning is Joint.OR)
            yield Element(meaning, self._items[start].first, self._items[self.at - 1].last)

    def _meaning(self, after_time: bool) -> tuple[Days, ...] | Clock | Shift | Joint | None:
        start = self.at
        if after_time and self._through():
            return Joint.TO
        for read in (self._same, self._days, self._shift):
            if (found := read()) is not None:
                return found
            self.at = start
        if (
            clock := self._clock(loose=after_time or self._items[start].first in self._asked)
        ) is not None:
            return clock
        self.at = start
        for role, joint in _JOINTS:
            if self._take(role) is not None:
                return joint
        return None

    def _through(self) -> bool:
        """Whether a day and then a second one follow: "Thursday to Friday"."""
        if self._take(Role.TO) is None:
            return False
        start = self.at
        found = self._days() is not None
        self.at = start if found else start - 1
        return found

    # days

    def _days(self) -> tuple[Days, ...] | None:
        start = self.at
        for read in (self._relative_day, self._weekday, self._date):
            if found := read():
                return found
            self.at = start
            self._skip_links()
            if self.at > start and (found := read()):
                return found
            self.at = start
        return None

    def _relative_day(self) -> tuple[Days, ...] | None:
        today = self._anchor.today
        if (ahead := self._take(Role.DAY)) is not None:
            return (calendar.single(today + timedelta(days=ahead)),)
        if (ahead := self._take(Role.WEEK)) is not None:
            return self._narrowed(calendar.week(today, ahead))
        if self._take(Role.SAME_DAY) is not None and self._anchor.appointment:
            return (calendar.single(self._anchor.appointment.date()),)
        if self._take(Role.WITHIN) is not None:
            count = self._number()
            unit = self._take(Role.UNIT)
            if count is None or unit is None or unit < DAY:
                return None
            return (calendar.single(today + timedelta(days=count * unit // DAY)),)
        return None

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
        today = self._anchor.today
        if (month := self._take(Role.MONTH)) is not None:
            self._skip_links()
            day = self._day_number()
            return self._dated(day, month) if day else None
        if self._take(Role.IN_MONTH) is not None:
            month = self._take(Role.MONTH)
            return (calendar.month(today, month),) if month else None
        marked = self._take(Role.DATE) is not None
        item = self._item()
        if item and item.calendar and (marked or not item.moments or _rather_date(item)):
            self.at += 1
            day, month, year = item.calendar
            found = calendar.calendar_date(today, day, month, year)
            return (found,) if found else None
        day = self._day_number()
        if day is None or item is None:
            return None
        start = self.at
        self._skip_links()
        if (month := self._take(Role.MONTH)) is not None:
            return self._dated(day, month)
        self.at = start
        if not (item.ordinal or marked or loose):
            return None
        found = calendar.day_of_month(today, day)
        return (found,) if found else None

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

    # relative to the appointment

    def _same(self) -> tuple[Days, ...] | Clock | None:
        """Read "same time", and "same time next week" as seven days after the appointment."""
        appointment = self._anchor.appointment
        ahead = self._take(Role.WEEK)
        if ahead is not None:
            self._skip_links()
        same_time = self._take(Role.SAME_TIME) is not None
        if not appointment or not (same_time or self._take(Role.SAME_DAY) is not None):
            return None
        start = self.at
        self._skip_links()
        ahead = self._take(Role.WEEK) if ahead is None else ahead
        if ahead is None:
            self.at = start
            return Clock(Shape.AT, (wall(appointment),)) if same_time else None
        day = appointment.date() + timedelta(weeks=ahead)
        return (SameTime(calendar.single(day).options),) if same_time else (calendar.single(day),)

    def _shift(self) -> Shift | None:
        """Read "an hour later", "2 hours earlier", "earlier"."""
        amount = self._take(Role.DURATION)
        if amount is None:
            count = self._number()
            unit = self._take(Role.UNIT) if count is not None else None
            if count is not None and unit is None:
                return None
            amount = (count or 0) * (unit or 0)
        for role, other, later in _DIRECTIONS:
            if self._take(role) is not None or (amount and self._take(other) is not None):
                start = self.at
                shape = Shape.AFTER if later else Shape.BEFORE
                bound = self._bounded(shape) is not None  # "after 5" is no shift
                self.at = start
                return None if bound else Shift(amount, later)
        return None

    # clock times

    def _clock(self, *, loose: bool) -> Clock | None:
        start = self.at
        for shape, bounds in ((Shape.AFTER, Role.AFTER), (Shape.BEFORE, Role.BEFORE)):
            if self._take(bounds) is not None:
                if (found := self._bounded(shape)) is not None:
                    return found
                self.at = start
        if self._take(Role.AROUND) is not None and (near := self._moment(loose=True)):
            return Clock(Shape.AROUND, (near,), self._part())
        self.at = start
        if (between := self._between(loose)) is not None:
            return between
        self.at = start
        if (exact := self._exact(loose)) is not None:
            return exact
        self.at = start
        part = self._part()
        if part is None:
            return None
        begin = self.at
        if self._take(Role.AT) is None:
            self._skip_links()
        bounded = None if self._has(Role.PART, self.at) else self._clock(loose=True)
        if bounded is not None and bounded.moments and bounded.part is None:
            return Clock(bounded.shape, bounded.moments, part)
        self.at = begin
        return Clock(Shape.PART, (), part)

    def _bounded(self, shape: Shape) -> Clock | None:
        """Read what follows "after" or "before": an hour, or a part of the day."""
        self._take(Role.AT)
        self._skip_links()
        if (moment := self._moment(loose=True)) is not None:
            self._take(Role.ONWARDS)
            return Clock(shape, (moment,), self._part())
        if (part := self._part()) is not None:
            edge = part.ends if shape is Shape.AFTER else part.begins
            return Clock(shape, (Moment(edge // 60, edge % 60, fixed=True),))
        return None

    def _between(self, loose: bool) -> Clock | None:
        opened = self._take(Role.BETWEEN) is not None
        starting = not opened and self._take(Role.FROM) is not None
        self._take(Role.AT)
        item = self._item()
        if item and len(item.moments) == 2:
            self.at += 1
            return Clock(Shape.BETWEEN, item.moments, self._part())
        begins = self._moment(loose=loose or opened or starting)
        if begins is None:
            return None
        if self._take(Role.ONWARDS) is not None:
            return Clock(Shape.AFTER, (begins,), self._part())
        joint = self._take(Role.AND) if opened else self._take(Role.TO)
        if joint is None and opened:
            joint = self._take(Role.TO)
        if joint is not None:
            self._take(Role.AT)
            if (ends := self._moment(loose=True)) is not None:
                return Clock(Shape.BETWEEN, (begins, ends), self._part())
        return Clock(Shape.AFTER, (begins,), self._part()) if starting else None

    def _exact(self, loose: bool) -> Clock | None:
        first = self.at
        said_at = self._take(Role.AT) is not None
        if not said_at and self._has(Role.TO, first):
            self.at += 1
            said_at = True
        if (moment := self._moment(loose=loose or said_at)) is None:
            return None
        if self._take(Role.ONWARDS) is not None:
            return Clock(Shape.AFTER, (moment,), self._part())
        if self._has(Role.AROUND, self.at) and self._take(Role.AROUND) is not None:
            return Clock(Shape.AROUND, (moment,), self._part())
        return Clock(Shape.AT, (moment,), self._part())

    def _moment(self, *, loose: bool) -> Moment | None:
        """Read an hour; a bare number is one only where `loose`, or with a word that says so."""
        start = self.at
        if (said := self._take(Role.PAST)) is not None and (hour := self._hour(loose=True)):
            return _moved(hour, said)
        self.at = start
        if (minutes := self._take(Role.CLOCK)) is not None:
            return Moment(minutes // 60, minutes % 60, fixed=True)
        hour = self._hour(loose=loose)
        if hour is None:
            self.at = start
            return None
        before = self.at
        if (added := self._take(Role.AND_A)) is not None and not hour.minute:
            hour = _moved(hour, added)
        else:
            self.at = before
        if (half := self._take(Role.MERIDIEM)) is not None:
            return Moment(hour.hour % 12 + half, hour.minute, fixed=True)
        return hour

    def _hour(self, *, loose: bool) -> Moment | None:
        item = self._item()
        if item is None or item.ordinal:
            return None
        if len(item.moments) == 1 and (loose or Role.NUMBER not in item.roles):
            self.at += 1
            self._take(Role.OCLOCK)
            return item.moments[0]
        value = self._take(Role.NUMBER)
        if value is None or not 0 <= value <= 24:
            return None
        told = self._take(Role.OCLOCK) is not None
        if not told and self._has(Role.UNIT, self.at):
            return None
        minute = self._item()
        named = self._has(Role.MERIDIEM, self.at) or self._has(Role.AND_A, self.at)
        if not (loose or told or named or self._has(Role.PART, self.at)):
            return None
        if minute and minute.roles.get(Role.NUMBER) in _BARE_MINUTES and not minute.ordinal:
            self.at += 1
            return Moment(value, minute.roles[Role.NUMBER], fixed=value > 12)
        return Moment(value, 0, fixed=value > 12 or value == 0)

    def _part(self) -> Part | None:
        start = self.at
        if not self._has(Role.PART, self.at):
            self._skip_links()
            self._take(Role.ANY)
            self._take(Role.THIS)
        if (index := self._take(Role.PART)) is not None:
            return self._terms.parts[index]
        self.at = start
        return None

    # the cursor

    def _item(self) -> Item | None:
        return self._items[self.at] if self.at < len(self._items) else None

    def _has(self, role: Role, at: int) -> bool:
        return at < len(self._items) and role in self._items[at].roles

    def _take(self, role: Role) -> int | None:
        if not self._has(role, self.at):
            return None
        self.at += 1
        return self._items[self.at - 1].roles[role]

    def _number(self) -> int | None:
        value = self._take(Role.NUMBER)
        if value is None and self._take(Role.ARTICLE) is not None:
            return 1
        return value

    def _skip_links(self) -> None:
        while self._take(Role.LINK) is not None:
            pass


@dataclass(frozen=True, slots=True)
class SameTime(Days):
    """Days at the appointment's own time of day."""


_JOINTS = ((Role.OR, Joint.OR), (Role.NOT, Joint.NOT), (Role.TO, Joint.TO), (Role.ANY, Joint.ANY))
_DIRECTIONS = ((Role.LATER, Role.AFTER, True), (Role.EARLIER, Role.BEFORE, False))


def wall(appointment: datetime) -> Moment:
    return Moment(appointment.hour, appointment.minute, fixed=True)


def _moved(hour: Moment, minutes: int) -> Moment:
    """Add minutes to an hour: "quarter to 4", "halb vier", "3 e mezza"."""
    at = (hour.hour * 60 + hour.minute + minutes) % DAY
    if not hour.fixed and at < 60:
        at += DAY // 2
    return Moment(at // 60, at % 60, fixed=hour.fixed)


def _rather_date(item: Item) -> bool:
    """Whether "3.12" is the 3rd of December: a clock that ends so is rarely said."""
    return len(item.moments) == 1 and item.moments[0].minute % 5 != 0
