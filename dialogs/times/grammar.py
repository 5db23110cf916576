"""The grammar of times: runs of items read as days, clock times and the joints between them.

Owns which orders of words make sense. An item that fits nowhere is left alone, so that the caller
sees that it was not accounted for; nothing is guessed from half a phrase.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum, auto

from dialogs.times import days as calendar
from dialogs.times.clock import Clock, Shape
from dialogs.times.clock_grammar import ClockReader, wall
from dialogs.times.day_grammar import DayReader, SameTime
from dialogs.times.days import Days
from dialogs.times.terms import Role


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


class Reader(DayReader, ClockReader):
    """Reads everything that a run says of times."""

    __slots__ = ()

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


_JOINTS = ((Role.OR, Joint.OR), (Role.NOT, Joint.NOT), (Role.TO, Joint.TO), (Role.ANY, Joint.ANY))
_DIRECTIONS = ((Role.LATER, Role.AFTER, True), (Role.EARLIER, Role.BEFORE, False))
