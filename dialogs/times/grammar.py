"""The grammar of times: reads a run of items as days, clock times, shifts and joints.

Defines the word orders that have a meaning. An item that fits nowhere is left out, so the caller
sees that it was not understood; half a phrase is never guessed at.
"""

from collections.abc import Iterator

from dialogs.times.clock import Clock, Shape
from dialogs.times.clock_grammar import CLOCKS
from dialogs.times.days import Days, OfMonth
from dialogs.times.elements import Element, Joint, Meaning
from dialogs.times.same_grammar import SAME, SameReader
from dialogs.times.shift_grammar import SHIFTS
from dialogs.times.span_grammar import DAYS
from dialogs.times.terms import MOMENT, TermRole, bits


class Reader(SameReader):
    """Reads all times in a run of items."""

    __slots__ = ()

    def elements(self, named: list[Days]) -> Iterator[Element]:
        """Read the run to its end.

        Args:
            named: the days that were said last in the text; replaced by those of this run.

        Yields:
            The elements of the run, in order.
        """
        after_time = was_time = any_said = False
        bars = any(item.bits & _ALL_BUT for item in self._items)
        self._said = named[0] if named else None
        self._listing = False
        while self.at < len(self._items):
            start = self.at
            said = self._bits()
            any_said |= bool(said & _ANY)
            if said & _ASIDE:
                self.at += 1
                if any_said and said & _ALL_BUT:  # "every morning but Tuesday"
                    item = self._items[start]
                    yield Element(Joint.EXCEPT, item.first, item.last, ends=item.ends)
                    after_time = was_time = any_said = False
                continue
            if (
                (said & _SINCE and self._past_time())
                or (said & _COUNTED and self._counted())
                or (said & (_LASTING | _ELAPSED | _NUMERAL) and self._lasted())
                or (said & _LENGTH and self._either_length())
            ):
                after_time = was_time = False
                continue
            if was_time and said & _OR:  # "e il giovedì": OR takes precedence over LINK
                self.at += 1
                meaning: Meaning | None = Joint.OR
            else:
                meaning = self._meaning(after_time)
            alone = self.at == start + 1 and self._items[start].first == self._items[start].last
            self._listing = _lists_dates(meaning, listing=self._listing and alone)
            if meaning is None:
                self.at = start + 1
                after_time = after_time and self._has(TermRole.LINK, start)
                continue
            if bars:
                any_said |= any(item.bits & _ANY for item in self._items[start + 1 : self.at])
            if isinstance(meaning, tuple):
                named[:] = [meaning[-1]] if meaning[-1].options else []
                self._said = named[0] if named else None
            timed = isinstance(meaning, (tuple, Clock))
            after_time = isinstance(meaning, tuple) or (
                was_time and isinstance(meaning, Joint) and meaning in _KEEPING
            )
            was_time = timed or (was_time and meaning is Joint.OR)
            first, last = self._items[start], self._items[self.at - 1]
            if isinstance(meaning, Clock) and first.bits & _ANY and meaning.shape is Shape.PART:
                yield Element(Joint.ANY, first.first, first.last)  # "any morning"
            parted = start > 0 and self._items[start - 1].ends
            aside = start > 0 and bool(self._items[start - 1].bits & _ASIDE)
            release = bool((first.bits | last.bits) & _RELEASE)
            whenever = bool(first.bits & _ANY) and isinstance(meaning, tuple)
            yield Element(
                meaning, first.first, last.last, parted, aside, last.ends, release, whenever
            )

    def _past_time(self) -> bool:
        """Pass over a time in the past: "since Monday"."""
        start = self.at
        if self._bits() & _NTH and self._counted_day():
            self.at = start  # "the last Friday in November"
            return False
        self.at = start + 1
        found = self._days() is not None
        found |= self._clock(loose=True) is not None
        if not found:
            self.at = start
        return found

    def _lasted(self) -> bool:
        """Pass over a length of time that has lasted: "waited two hours", "dos horas esperando"."""
        start = self.at
        led = self._bits() & (_LASTING | _ELAPSED)
        worded = bool(led & _ELAPSED)
        self.at += bool(led)
        self._take(TermRole.AROUND)
        if not (self._length(worded=worded) and (led or self._bits() & _LASTING)):
            self.at = start
            return False
        return True

    def _length(self, *, worded: bool) -> bool:
        """Take a length in hours: "two hours"; "2h" only where `worded` is false."""
        number, behind = self._items[self.at : self.at + 1], self._bits_at(self.at + 1)
        if not number:
            return False
        if number[0].bits & _NUMBER and behind & _OCLOCK:
            self.at += 2
            return number[0].roles[TermRole.NUMBER] <= _LONGEST_WAIT
        if self._amount() is not None:
            return True
        hours = number[0].moments
        self.at += 1
        return not worded and len(hours) == 1 and hours[0].hour <= _LONGEST_WAIT

    def _counted(self) -> bool:
        """Pass over numbers that count things: "none of the three", "all but 2"."""
        start = self.at
        self.at += 1
        self._skip_links()
        if self._number() is None:
            self.at = start  # "all but Tuesday"
            return False
        return True

    def _either_length(self) -> bool:
        """Pass over "30 min ou 1h", two lengths of which the second looks like an hour."""
        size = 1 if self._bits() & _DURATION else 2
        near = self._items[self.at : self.at + size + 2]
        if len(near) < size + 2 or not near[size - 1].bits & _AMOUNT or not near[size].bits & _OR:
            return False
        hours = near[-1].moments
        if len(hours) != 1 or near[-1].bits & _NUMBER or hours[0].hour > _LONGEST_VISIT:
            return False
        self.at += size + 2
        return True

    def _meaning(self, after_time: bool) -> Meaning | None:
        start, said = self.at, self._bits()
        if after_time and said & _TO and self._through():
            return Joint.TO
        is_part = after_time and said & _DAY and said & _PART and not self._after_or()
        if is_part and (clock := self._clock(loose=False)):
            return clock  # "Montag morgen" is no tomorrow
        listed = _NUMBER if self._listing else 0
        for opening, read in (
            (listed, self._listed_day),
            (SAME, self._same),
            (DAYS, self._days),
            (SHIFTS, self._shift),
        ):
            if said & opening and (found := read()) is not None:
                return found
            self.at = start
        if said & CLOCKS and (clock := self._clock(loose=self._loosely(after_time))) is not None:
            return clock
        self.at = start
        for role, joint in _JOINTS if said & _JOINING else ():
            if self._take(role) is not None:
                return joint
        return None

    def _after_or(self) -> bool:
        return self.at > 0 and bool(self._items[self.at - 1].bits & _OR)

    def _loosely(self, after_time: bool) -> bool:
        """Say whether a bare number here is an hour: after a day or request, counting nothing.

        "Thursday two" is an hour; "Thursday two visits", "can we book 2 visits" and "can we do
        one" are not.
        """
        item = self._items[self.at]
        if not after_time and item.first not in self._asked:
            return False
        if TermRole.NUMBER not in item.roles or (item.digits and after_time):
            return True
        following = self.at + 1 < len(self._items)
        return TermRole.ARTICLE not in item.roles and (item.ends or following)

    def _through(self) -> bool:
        """Say whether a day and then a second day follow: "Thursday to Friday"."""
        if self._take(TermRole.TO) is None:
            return False
        start = self.at
        found = self._days() is not None
        self.at = start if found else start - 1
        return found


def _lists_dates(meaning: Meaning | None, *, listing: bool) -> bool:
    """Say whether a number continues a list of days: "am 2. oder 3.", but not "o alle" 10."""
    if isinstance(meaning, Joint):
        return listing and meaning is Joint.OR
    return isinstance(meaning, tuple) and isinstance(meaning[-1], OfMonth)


_KEEPING = frozenset({Joint.OR, Joint.NOT, Joint.EXCEPT})
"""Joints after which a number is an hour, where a time stands before them."""
_JOINTS = (
    (TermRole.OR, Joint.OR),
    (TermRole.EXCEPT, Joint.EXCEPT),
    (TermRole.THAN, Joint.EXCEPT),
    (TermRole.BUSY, Joint.BUSY),
    (TermRole.NOT, Joint.NOT),
    (TermRole.TO, Joint.TO),
    (TermRole.ANY, Joint.ANY),
)
_ANY, _ALL_BUT = bits(TermRole.ANY), bits(TermRole.ALL_BUT)
_NTH, _RELEASE = bits(TermRole.NTH), bits(TermRole.RELEASE, TermRole.RELEASED)
_ASIDE, _COUNTED, _SINCE = bits(TermRole.ASIDE), bits(TermRole.COUNTED), bits(TermRole.SINCE)
_NUMBER, _DURATION = bits(TermRole.NUMBER), bits(TermRole.DURATION)
_LENGTH, _AMOUNT = _NUMBER | _DURATION, bits(TermRole.UNIT) | _DURATION
_LASTING, _ELAPSED, _OCLOCK = bits(TermRole.LASTING), bits(TermRole.ELAPSED), bits(TermRole.OCLOCK)
_NUMERAL = bits(TermRole.NUMBER, TermRole.DURATION) | MOMENT
_LONGEST_VISIT = 3  # hours
_LONGEST_WAIT = 12  # hours; a higher number is a time of day
_OR, _TO, _DAY, _PART = (
    bits(TermRole.OR),
    bits(TermRole.TO),
    bits(TermRole.DAY),
    bits(TermRole.PART),
)
_JOINING = bits(*(role for role, _ in _JOINTS))
