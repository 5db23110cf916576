"""The grammar of shifts: "an hour later", "push it back a day", "in half an hour".

Defines the word orders that name a time relative to the appointment, or to now.
"""

from dialogs.times.clock import DAY, Shape
from dialogs.times.clock_grammar import ClockReader
from dialogs.times.elements import Shift
from dialogs.times.terms import MOMENT, TermRole, bits

_DIRECTIONS = ((TermRole.LATER, TermRole.AFTER, True), (TermRole.EARLIER, TermRole.BEFORE, False))
_VERBS = ((TermRole.POSTPONE, True), (TermRole.ADVANCE, False))
_HOUR = 60
_UNIT, _ONE_OR_MORE = bits(TermRole.UNIT), bits(TermRole.NUMBER, TermRole.ARTICLE)
_NUMBER, _TOWARDS = bits(TermRole.NUMBER), bits(TermRole.AT, TermRole.TO)  # "avancer à neuf heures"
_OR = bits(TermRole.OR)
_LATER = bits(TermRole.LATER)
_DIRECTION = bits(TermRole.LATER, TermRole.EARLIER)
_SIDES = bits(TermRole.AFTER, TermRole.BEFORE)
SHIFTS = MOMENT | bits(
    *(
        TermRole.WITHIN,
        TermRole.POSTPONE,
        TermRole.ADVANCE,
        TermRole.DURATION,
        TermRole.NUMBER,
        TermRole.ARTICLE,
    ),
    *(TermRole.LATER, TermRole.EARLIER),
)
"""Roles and forms that begin a shift, as bits."""


class ShiftReader(ClockReader):
    """Reads shifts from a run of items."""

    __slots__ = ()

    def _shift(self) -> Shift | None:
        """Read "an hour later", "2 hours earlier", "earlier", "in half an hour"."""
        if self._take(TermRole.WITHIN) is not None:
            return self._from_now()
        for role, later in _VERBS:
            if self._take(role) is not None:
                self._take(TermRole.WITHIN)
                if not (amount := self._amount()) and not self._bits() & _TOWARDS:
                    self._skip_links()
                    amount = self._amount()
                return Shift(amount, later) if amount else None
        first = self._first_of_two()
        amount = self._amount() or self._hours_away() or 0
        other = (first or self._second_of_two(amount)) if amount else 0
        if not amount and (
            self._has(TermRole.NUMBER, self.at) or self._has(TermRole.ARTICLE, self.at)
        ):
            return None
        for role, later in _VERBS if amount else ():
            if self._take(role) is not None:  # "um eine Woche verschieben"
                return Shift(amount, later)
        for role, bound_by, later in _DIRECTIONS:
            if self._take(role) is not None or (amount and self._take(bound_by) is not None):
                start = self.at
                shape = Shape.AFTER if later else Shape.BEFORE
                bound = self._bounded(shape) is not None  # "after 5" is not a shift
                self.at = start
                return None if bound else Shift(amount, later, other=other)
        return None

    def _from_now(self) -> Shift | None:
        """Read "half an hour" after "in"; "put me in two days sooner" is beside the appointment."""
        self._take(TermRole.AROUND)
        first = self._first_of_two()
        amount = self._amount() or self._hours()
        if not amount:
            return None
        other = first or self._second_of_two(amount)
        said = self._bits() & _DIRECTION
        if not said or said & _SIDES:
            return Shift(amount, later=True, from_now=True, other=other)
        self.at += 1
        return Shift(amount, later=bool(said & _LATER), other=other)

    def _hours_away(self) -> int:
        """Read the minutes of "2h" in "2h plus tôt"."""
        direction = self._bits_at(self.at + 1)
        if not direction & _DIRECTION or direction & _SIDES:
            return 0
        return self._hours() or 0

    def _first_of_two(self) -> int:
        """Pass over the first of "1 or 2 hours" and return its minutes; 0 for other phrases."""
        near = self._items[self.at : self.at + 4]
        if len(near) < 4 or not near[1].bits & _OR or not near[3].bits & _UNIT:
            return 0
        if not (near[0].bits & _ONE_OR_MORE and near[2].bits & _NUMBER):
            return 0
        self.at += 2
        return near[0].roles.get(TermRole.NUMBER, 1) * near[3].roles[TermRole.UNIT]

    def _second_of_two(self, amount: int) -> int:
        """Read the second of "an hour or two" and return its minutes; 0 where there is none."""
        near = self._items[self.at : self.at + 3]
        if amount % _HOUR or amount >= DAY or len(near) < 2 or not near[0].bits & _OR:
            return 0
        if not near[1].bits & _NUMBER or (len(near) > 2 and near[2].bits & _UNIT):
            return 0
        self.at += 2
        return near[1].roles[TermRole.NUMBER] * _HOUR
