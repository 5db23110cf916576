"""The grammar of clock times: hours, spans of hours, parts of the day.

Defines the word orders that name a time of day. A bare number is an hour only where a word
beside it says so. The forms of an hour itself are in `dialogs.times.hour_grammar`.
"""

from dialogs.times.clock import Clock, Shape, lies_in, settled
from dialogs.times.hour_grammar import HOURS, HourReader
from dialogs.times.items import Moment
from dialogs.times.terms import TermRole, bits

_BOUND, _AROUND = bits(TermRole.AFTER, TermRole.BEFORE), bits(TermRole.AROUND)
_SPAN = HOURS | bits(TermRole.BETWEEN, TermRole.FROM, TermRole.AT)
_EXACT = HOURS | bits(TermRole.AT, TermRole.TO)
_PART = bits(TermRole.PART, TermRole.LINK, TermRole.ANY, TermRole.THIS)
CLOCKS = _BOUND | _AROUND | _SPAN | _EXACT | _PART
"""Roles and forms that begin a clock time, as bits."""
_OPENS = bits(TermRole.BETWEEN, TermRole.FROM)
_UNIT = bits(TermRole.UNIT)
_COUNTED_IN = _UNIT | bits(TermRole.OCLOCK, TermRole.AT)
_SPANNING = bits(TermRole.TO, TermRole.ONWARDS)
_LIMIT, _ISH, _ROUGHLY = (
    bits(TermRole.LIMIT),
    bits(TermRole.ISH),
    bits(TermRole.ISH, TermRole.AROUND),
)
_BOUNDING = bits(TermRole.ONWARDS, TermRole.RELEASED) | _LIMIT
_NUMBER = bits(TermRole.NUMBER)
_DAYS = bits(TermRole.DAY, TermRole.WEEKDAY)
_MOST_LISTED = 3
_OR = bits(TermRole.OR)
_LAST_HOUR, _NOON = 24, 12
_LATEST_LUNCH = 4  # the latest end of a span that begins at noon
_AT, _TO = bits(TermRole.AT), bits(TermRole.TO)
_SPAN_REACH = 6  # items from the beginning of a span to "to": "alle 3 e mezza di sera a"


class ClockReader(HourReader):
    """Reads clock times from a run of items."""

    __slots__ = ()

    def _clock(self, *, loose: bool) -> Clock | None:
        said = self._bits()
        found = self._by_the_hour(loose=loose) if said & (CLOCKS ^ _PART) else None
        return found or (self._in_part() if said & _PART else None)

    def _by_the_hour(self, *, loose: bool) -> Clock | None:
        start, said = self.at, self._bits()
        if said & _BOUND and (found := self._after_or_before()) is not None:
            return found
        self.at = start
        if said & _AROUND and (found := self._around()) is not None:
            return found
        self.at = start
        if said & _SPAN and self._may_span() and (found := self._between(loose)) is not None:
            return found
        self.at = start
        if said & _EXACT and (found := self._exact(loose)) is not None:
            return found
        self.at = start
        return None

    def _may_span(self) -> bool:
        """Say whether two hours or a joining word can follow; most hours stand alone."""
        if self._bits() & _OPENS:
            return True
        near = self._items[self.at : self.at + _SPAN_REACH]
        return len(near[0].moments) > 1 or any(
            item.bits & _SPANNING or len(item.moments) > 1 for item in near[1:]
        )

    def _after_or_before(self) -> Clock | None:
        if self._items[self.at].ends:
            return None  # "the Wednesday before, at four"
        if self._take(TermRole.AFTER) is not None:
            return self._bounded(Shape.AFTER)
        return self._bounded(Shape.BEFORE) if self._take(TermRole.BEFORE) is not None else None

    def _around(self) -> Clock | None:
        if self._take(TermRole.AROUND) is None:
            return None
        self._take(TermRole.AT)
        if near := self._moment(loose=True):
            return Clock(Shape.AROUND, (near,), self._part())
        part = self._part()
        return Clock(Shape.PART, (), part) if part else None

    def _in_part(self) -> Clock | None:
        """Read a part of the day, and an hour in the part: "afternoon at 3"."""
        part = self._part()
        if part is None:
            return None
        start = self.at
        if self._take(TermRole.AT) is None:
            self._skip_links()
        bounded = None if self._has(TermRole.PART, self.at) else self._by_the_hour(loose=True)
        within = bounded is not None and bounded.part is None and lies_in(bounded, part)
        if bounded is not None and bounded.moments and within:
            return Clock(bounded.shape, bounded.moments, part)
        self.at = start
        return Clock(Shape.PART, (), part)

    def _bounded(self, shape: Shape) -> Clock | None:
        """Read the hour or the part of the day after "after" or "before"."""
        self._take(TermRole.AT)
        self._skip_links()
        if (moment := self._moment(loose=True)) is not None:
            self._take(TermRole.ONWARDS)
            part = self._part()  # "after 3 in the afternoon" has no end but the end of the day
            return Clock(shape, (settled(moment, part),))
        if (part := self._part()) is not None:
            edge = part.ends if shape is Shape.AFTER else part.begins
            return Clock(shape, (Moment(edge // 60, edge % 60, fixed=True),))
        return None

    def _between(self, loose: bool) -> Clock | None:
        opened = self._take(TermRole.BETWEEN) is not None
        starting = not opened and self._take(TermRole.FROM) is not None
        if starting and self._counts_things():
            return None  # "de uma revisão"
        if starting:
            self._take(TermRole.AROUND)  # "from about 4"
        self._take(TermRole.AT)
        item = self._item()
        if item and len(item.moments) == 2:
            self.at += 1
            if self._bits() & _COUNTED_IN == _UNIT:
                return None  # "2-3 days"
            begins, ends = item.moments
            if not ends.minute and (minute := self._bare_minute(said_oclock=False)):
                ends = Moment(ends.hour, minute, ends.fixed)  # "14h30-16h30"
            return Clock(Shape.BETWEEN, (begins, ends), self._part())
        start = self.at
        for added in (True, False) if opened else (True,):  # "tra le nove e le dieci", "e dieci"
            self.at = start
            if found := self._span(loose=loose, opened=opened, starting=starting, added=added):
                return found
        return None

    def _span(self, *, loose: bool, opened: bool, starting: bool, added: bool) -> Clock | None:
        """Read the two ends of a span, or a span with one end: "from 3", "3 onwards"."""
        opens = opened or starting or self._from_hour_to_hour()
        begins = self._moment(loose=loose or opens, added=added, whole=opens)
        if begins is None:
            return None
        if self._take(TermRole.ONWARDS) is not None:
            return Clock(Shape.AFTER, (settled(begins, self._part()),))
        begins = settled(begins, self._part()) if self._has(TermRole.PART, self.at) else begins
        if not (opened or starting) and self._at_an_hour(begins):
            return None
        if (found := self._to_the_end(begins, opened, starting, added)) is not None:
            return found
        return Clock(Shape.AFTER, (settled(begins, self._part()),)) if starting else None

    def _to_the_end(
        self, begins: Moment, opened: bool, starting: bool, added: bool
    ) -> Clock | None:
        """Read "to" and the other end of a span; "das 3 para as 5" moves from three to five."""
        moves = starting and self._bits() & _TO and self._has(TermRole.MOVES_TO, self.at)
        joint = self._take(TermRole.AND) if opened else self._take(TermRole.TO)
        if joint is None and opened:
            joint = self._take(TermRole.TO)
            if joint is None and self._bits() & _NUMBER:
                joint = 0  # "between 9 & 11"
            hour = 0 if joint is not None or added else self._take(TermRole.AND_A) or 0
            if 0 < hour <= _NOON:
                return Clock(Shape.BETWEEN, (begins, Moment(hour)), self._part())  # "entre 4 y 5"
        if joint is None:
            return None
        self._take(TermRole.AT)
        if opened:
            self._skip_links()  # "entre las 10 y la 1"
        ends = self._moment(loose=True)
        if ends is None:
            return None
        if moves or (begins.hour, begins.minute) == (ends.hour, ends.minute):
            return Clock(Shape.AT, (ends,), self._part())
        return Clock(Shape.BETWEEN, (begins, ends), self._part())

    def _at_an_hour(self, begins: Moment) -> bool:
        """Say whether "a las" is "at" and not "to": "al mediodía, a las 12", "midi à 13h"."""
        near = self._items[self.at : self.at + 2]
        if len(near) < 2 or not near[0].bits & _AT or not near[0].bits & _TO:
            return False
        if self._items[self.at - 1].stop:
            return True
        hour = near[1].moments[0].hour if near[1].moments else near[1].roles.get(TermRole.NUMBER, 0)
        return begins.named and hour in {1, 12, 13}

    def _counts_things(self) -> bool:
        """Say whether a number in words stands before a word that is not a word of time."""
        item = self._item()
        if item is None or item.digits or self.at + 1 < len(self._items):
            return False
        return TermRole.NUMBER in item.roles and not item.ends

    def _either_hour(self) -> bool:
        """Say whether other hours and then a day follow: "9, 10 or 11 on Friday"."""
        at = self.at
        for _ in range(_MOST_LISTED):
            if at + 2 >= len(self._items):
                return False
            item, joined = self._items[at], bool(self._items[at + 1].bits & _OR)
            hour = item.digits or len(item.moments) == 1
            if not hour or item.ordinal or not (joined or item.stop):
                return False
            at += 1 + joined
            near = self._items[at : at + _SPAN_REACH]
            if joined:
                hours = near and near[0].bits & HOURS and not near[0].ordinal
                return bool(hours) and any(item.bits & _DAYS for item in near[1:])
        return False

    def _from_hour_to_hour(self) -> bool:
        """Say whether two hours and another word of time follow: "10 to 12 tomorrow"."""
        at = self.at
        if at + 2 >= len(self._items) or not self._has(TermRole.TO, at + 1):
            return False
        first, last = self._items[at], self._items[at + 2]
        if first.digits and len(last.moments) == 1 and last.moments[0].fixed:  # "8 to 9am Friday"
            return first.roles.get(TermRole.NUMBER, _LAST_HOUR) < (last.moments[0].hour % 12 or 12)
        if not (first.digits and last.digits) or last.ordinal or last.ends:
            return False
        begins, ends = first.roles.get(TermRole.NUMBER, 0), last.roles.get(TermRole.NUMBER, 0)
        if begins == _NOON and 0 < ends <= _LATEST_LUNCH:
            return True  # "12 to 2" is no twelve minutes to two
        if at + 3 >= len(self._items):
            return False
        minutes = begins == 5 and ends >= 8  # "5 to 9" is 8:55
        return begins < ends <= _LAST_HOUR and not minutes

    def _exact(self, loose: bool) -> Clock | None:
        first = self.at
        said_at = self._take(TermRole.AT) is not None
        if said_at and self._has(TermRole.PLURAL, first) and self._counts_things():
            return None  # "le tre persone"
        if not said_at and self._has(TermRole.TO, first):
            self.at += 1
            said_at = True
        loose = loose or said_at or self._either_hour()
        if (moment := self._moment(loose=loose, said_at=said_at)) is None:
            return None
        said = self._bits()
        if said & _BOUNDING:
            self.at += 1
            if said & _LIMIT:
                return Clock(Shape.BEFORE, (settled(moment, self._part()),))
            return Clock(Shape.AFTER, (moment,), self._part())
        roughly = self._has(TermRole.ISH, self.at - 1)
        if said & _ROUGHLY and (said & _ISH or not self._bits_at(self.at + 1) & HOURS):
            self.at += 1  # "a mediodía, tipo 1" is about one
            roughly = True
        if roughly:
            return Clock(Shape.AROUND, (moment,), self._part())
        return Clock(Shape.AT, (moment,), self._part())
