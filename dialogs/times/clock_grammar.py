"""The grammar of clock times: hours, spans of hours, parts of the day.

Owns which orders of words name a time of day. A bare number is an hour only where something
beside it says so.
"""

from datetime import datetime

from dialogs.times.clock import DAY, Clock, Shape
from dialogs.times.cursor import Cursor
from dialogs.times.items import Moment
from dialogs.times.terms import Part, Role

_BARE_MINUTES = frozenset({15, 30, 45})
_AFTER_AN_HOUR = (Role.MERIDIEM, Role.AND_A, Role.PART)


class ClockReader(Cursor):
    """Reads clock times."""

    __slots__ = ()

    def _clock(self, *, loose: bool) -> Clock | None:
        start = self.at
        for read in (self._after_or_before, self._around):
            if (found := read()) is not None:
                return found
            self.at = start
        for read_loosely in (self._between, self._exact):
            if (found := read_loosely(loose)) is not None:
                return found
            self.at = start
        return self._in_part()

    def _after_or_before(self) -> Clock | None:
        if self._take(Role.AFTER) is not None:
            return self._bounded(Shape.AFTER)
        return self._bounded(Shape.BEFORE) if self._take(Role.BEFORE) is not None else None

    def _around(self) -> Clock | None:
        if self._take(Role.AROUND) is not None and (near := self._moment(loose=True)):
            return Clock(Shape.AROUND, (near,), self._part())
        return None

    def _in_part(self) -> Clock | None:
        """Read a part of the day, and an hour in it: "afternoon at 3"."""
        part = self._part()
        if part is None:
            return None
        start = self.at
        if self._take(Role.AT) is None:
            self._skip_links()
        bounded = None if self._has(Role.PART, self.at) else self._clock(loose=True)
        if bounded is not None and bounded.moments and bounded.part is None:
            return Clock(bounded.shape, bounded.moments, part)
        self.at = start
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
        if value is None or not 0 <= value <= 24 or not self._is_hour(loose):
            return None
        self._take(Role.OCLOCK)
        return Moment(value, self._bare_minute(), fixed=value > 12 or value == 0)

    def _is_hour(self, loose: bool) -> bool:
        """Whether what follows a number lets it be an hour: no "10 minutes", but "10 o'clock"."""
        if self._has(Role.OCLOCK, self.at):
            return True
        if self._has(Role.UNIT, self.at):
            return False
        return loose or any(self._has(role, self.at) for role in _AFTER_AN_HOUR)

    def _bare_minute(self) -> int:
        """Read the second number of "3 30", as voices are written down."""
        item = self._item()
        if item and not item.ordinal and item.roles.get(Role.NUMBER) in _BARE_MINUTES:
            self.at += 1
            return item.roles[Role.NUMBER]
        return 0

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


def wall(appointment: datetime) -> Moment:
    """Give an appointment's time of day.

    Args:
        appointment: when it is, in the practice's zone.

    Returns:
        Its hour, fixed.
    """
    return Moment(appointment.hour, appointment.minute, fixed=True)


def _moved(hour: Moment, minutes: int) -> Moment:
    """Add minutes to an hour: "quarter to 4", "halb vier", "3 e mezza"."""
    at = (hour.hour * 60 + hour.minute + minutes) % DAY
    if not hour.fixed and at < 60:
        at += DAY // 2
    return Moment(at // 60, at % 60, fixed=hour.fixed)
