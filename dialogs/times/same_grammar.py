"""The grammar of "the same": "same time next week", "the same day, two weeks later".

Defines the order of the day, the hour and the week in a phrase with "the same".
"""

from datetime import timedelta

from dialogs.times import days as calendar
from dialogs.times.clock import DAY, Clock, Shape
from dialogs.times.days import SameTime
from dialogs.times.elements import Joint, Meaning
from dialogs.times.hour_grammar import wall
from dialogs.times.shift_grammar import ShiftReader
from dialogs.times.terms import TermRole, bits

_WEEK = 7 * DAY
_BETWEEN = bits(TermRole.LINK, TermRole.AT, TermRole.AND, TermRole.ASIDE, TermRole.DATE)
_MOST_BETWEEN = 3
_COUNTED = bits(TermRole.NUMBER, TermRole.ARTICLE, TermRole.DURATION)
_LATER = bits(TermRole.LATER, TermRole.AFTER, TermRole.FOLLOWING, TermRole.FROM_VISIT)
SAME = bits(TermRole.WEEK, TermRole.SAME_TIME, TermRole.SAME_DAY) | _COUNTED
"""Roles that begin a phrase with "the same", as bits."""


class SameReader(ShiftReader):
    """Reads "the same day" and "the same time" from a run of items."""

    __slots__ = ()

    def _same(self) -> Meaning | None:
        """Read "same time", and "same time next week" as seven days after the appointment."""
        appointment = self._anchor.appointment
        ahead = self._week_of_it()
        if ahead is not None:
            self._skip_between()
        same_time = self._take(TermRole.SAME_TIME) is not None
        if same_time and not appointment and ahead is None:
            return Joint.AGAIN
        same_day = self._take(TermRole.SAME_DAY) is not None
        if not appointment or not (same_time or same_day):
            return None
        start = self.at
        self._skip_between()
        both = self._take(TermRole.SAME_DAY if same_time else TermRole.SAME_TIME) is not None
        self.at = self.at if both else start
        after = self.at
        self._skip_between()
        ahead = self._week_of_it() if ahead is None else ahead
        if ahead is None:
            self.at = start
            return Clock(Shape.AT, (wall(appointment),), again=True) if same_time else None
        self.at = max(self.at, after)
        same_time |= both
        day = appointment.date() + timedelta(weeks=ahead)
        return (SameTime(calendar.single(day).options),) if same_time else (calendar.single(day),)

    def _week_of_it(self) -> int | None:
        """Read "next week", "the week after" or "two weeks later", and return the weeks."""
        start = self.at
        if (ahead := self._take(TermRole.WEEK)) is not None:
            return ahead
        amount = self._amount()
        if amount and amount % _WEEK == 0 and self._bits() & _LATER:
            self.at += 1
            return amount // _WEEK
        self.at = start
        return None

    def _skip_between(self) -> None:
        """Pass over words between the parts of the phrase: "the same time, but next week"."""
        for _ in range(_MOST_BETWEEN):
            if not self._bits() & _BETWEEN:
                return
            self.at += 1
