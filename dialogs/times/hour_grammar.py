"""The grammar of an hour: "half past 3", "20 to 2", "halb vier", "3 e mezza", "16 Uhr 30".

Defines the words that make a number an hour with minutes, and the parts of the day.
"""

from datetime import datetime

from dialogs.times.clock import DAY
from dialogs.times.items import Moment
from dialogs.times.span_grammar import SpanReader
from dialogs.times.terms import MOMENT, DayPart, TermRole, bits

_BARE_MINUTES = frozenset({15, 30, 45})
_SPELLED_MINUTES = _BARE_MINUTES | {10, 20, 25, 35, 40, 50, 55}
_AFTER_ONE = bits(TermRole.MERIDIEM, TermRole.AND_A, TermRole.ISH)
_AFTER_AN_HOUR = _AFTER_ONE | bits(TermRole.PART)  # "una mattina" is not an hour
_DAY = bits(TermRole.DAY, TermRole.WEEKDAY)
_AT = bits(TermRole.AT)
_AT_OR_LINK = bits(TermRole.AT, TermRole.LINK)
_TEN = 10
_MONTH, _AND = bits(TermRole.MONTH), bits(TermRole.AND)
_OFFSET, _TO = bits(TermRole.OFFSET), bits(TermRole.TO)
_OCLOCK, _UNIT = bits(TermRole.OCLOCK), bits(TermRole.UNIT)
_COUNTED_DOWN = frozenset({-5, -10, -20})  # after "from", "ten to two" begins a span
_LENGTH, _EITHER_SIDE = bits(TermRole.DURATION), bits(TermRole.AFTER, TermRole.BEFORE)
_MIDNIGHT = 24
_MIDNIGHTS = frozenset({0, _MIDNIGHT})
_LONGEST_STEP = 120  # minutes between the hour that is said and the hour that is meant
_NOON = 12  # a higher number before "to" counts minutes: "20 to 2"
_FEWEST = 5  # fewest minutes in "5 to 9"


HOURS = MOMENT | bits(TermRole.NUMBER, TermRole.PAST, TermRole.CLOCK, TermRole.DURATION)
"""Roles and forms that begin an hour, as bits."""
_BEFORE_A_PART = bits(TermRole.PART, TermRole.LINK, TermRole.ANY, TermRole.THIS)
_PAST, _NUMBER = bits(TermRole.PAST), bits(TermRole.NUMBER)


class HourReader(SpanReader):
    """Reads hours from a run of items, beside days and spans."""

    __slots__ = ()

    def _moment(
        self, *, loose: bool, added: bool = True, whole: bool = False, said_at: bool = False
    ) -> Moment | None:
        """Read an hour.

        Args:
            loose: whether a bare number is an hour; else a word beside the number must say so.
            added: whether minutes may follow the hour: "3 e mezza".
            whole: whether the hour begins a span, so that "10 to 2" is not ten minutes before 2.
            said_at: whether "at" came before the hour.
        """
        start, said = self.at, self._bits()
        if not said & HOURS:
            return None
        for opening, read in (
            (_PAST, self._past),
            (_NUMBER, self._minutes_from),
            (_LENGTH, self._length_from),
        ):
            if said & opening:
                if (moment := read(whole=whole, free=said_at or not loose)) is not None:
                    return moment
                self.at = start
        if (minutes := self._take(TermRole.CLOCK)) is not None:
            moment = Moment(minutes // 60, minutes % 60, fixed=True, named=True)
            return self._after_noon(moment) if added else moment
        hour = self._hour(loose=loose)
        if hour is None:
            self.at = start
            return None
        before = self.at
        if added and (more := self._take(TermRole.AND_A)) is not None and not hour.minute:
            hour = moved(hour, more)
        else:
            self.at = before
            behind = self._items[before : before + 1]
            if added and behind and behind[0].bits & _AND:
                hour = self._and_ten(hour)
        if (half := self._take(TermRole.MERIDIEM)) is not None:
            return Moment(hour.hour % 12 + half, hour.minute, fixed=True)
        return hour

    def _and_ten(self, hour: Moment) -> Moment:
        """Read "alle 16 e 10": after an hour after noon, "and 10" is no other hour."""
        near = self._items[self.at : self.at + 2]
        ten = len(near) > 1 and near[1].digits and near[1].roles.get(TermRole.NUMBER) == _TEN
        if not ten or hour.hour <= _NOON or hour.minute or not self._terms.spelled_dates:
            return hour
        self.at += 2
        return moved(hour, _TEN)

    def _after_noon(self, noon: Moment) -> Moment:
        """Read the minutes after noon: "midi et demi", "midi trente"."""
        dated = self._bits_at(self.at + 1) & _MONTH  # "vendredi midi 25 décembre"
        more = self._take(TermRole.AND_A) or (0 if dated else self._bare_minute(said_oclock=True))
        return moved(noon, more) if more else noon

    def _past(self, *, whole: bool, free: bool) -> Moment | None:  # noqa: ARG002 (one form)
        """Read "half past 3", "ten to 2", "halb vier"."""
        said = self._take(TermRole.PAST)
        if said is None or (whole and said in _COUNTED_DOWN):
            return None
        return self._counted_from(said)

    def _minutes_from(self, *, whole: bool, free: bool) -> Moment | None:
        """Read "20 minutes to 2pm", "20 to 2", "cinque minuti alle quattro", "5 vor halb 4"."""
        minutes = self._take(TermRole.NUMBER)
        if minutes is None or not 0 < minutes < 60:
            return None
        named = self._take(TermRole.UNIT)
        if named not in {None, 1}:
            return None
        if whole and self._bits() & _OFFSET and self._bits() & _TO:
            return None  # "das 3 para as 5" moves from three to five
        cue = self._take(TermRole.OFFSET)
        if cue is None and self._is_to(minutes, named=bool(named), free=free, whole=whole):
            self.at += 1
            cue = -1
        return None if cue is None else self._counted_from(cue * minutes)

    def _length_from(self, *, whole: bool, free: bool) -> Moment | None:  # noqa: ARG002 (one form)
        """Read "a quarter of an hour before noon", "half an hour after 3"."""
        minutes = self._amount()
        if minutes is None or minutes > _LONGEST_STEP or not self._bits() & _EITHER_SIDE:
            return None
        later = self._take(TermRole.AFTER) is not None
        if not later:
            self._take(TermRole.BEFORE)
        self._take(TermRole.AT)
        self._skip_links()
        return self._counted_from(minutes if later else -minutes)

    def _is_to(self, minutes: int, *, named: bool, free: bool, whole: bool) -> bool:
        """Say whether "to" counts minutes down and is not a span: "20 to 2", but not "10 to 2"."""
        if not self._has(TermRole.TO, self.at) or whole:
            return False
        if named:
            return True
        if (
            self._has(TermRole.AT, self.at)
            or minutes % 5
            or not self._has(TermRole.NUMBER, self.at + 1)
        ):
            return False
        hour = self._items[self.at + 1].roles[TermRole.NUMBER]
        if minutes == _FEWEST and free:
            return hour <= _NOON
        return hour < minutes and (minutes > _NOON or free)

    def _counted_from(self, minutes: int) -> Moment | None:
        """Read the hour from which minutes are counted; the hour may itself be "half past"."""
        said = self._take(TermRole.PAST) or 0
        if (fixed := self._take(TermRole.CLOCK)) is not None:
            return moved(Moment(fixed // 60, fixed % 60, fixed=True), minutes + said)
        hour = self._hour(loose=True)
        if hour is None:
            return None
        counted = moved(hour, minutes + said)
        if (half := self._take(TermRole.MERIDIEM)) is not None:
            at = moved(Moment(hour.hour % 12 + half, hour.minute, fixed=True), minutes + said)
            return Moment(at.hour, at.minute, fixed=True)
        return counted

    def _hour(self, *, loose: bool) -> Moment | None:
        item = self._item()
        if item is None or (item.ordinal and not self._after_at()):
            return None
        if len(item.moments) == 1 and (
            loose or TermRole.NUMBER not in item.roles or self._at_a_day()
        ):
            self.at += 1
            moment = item.moments[0]
            said = self._take(TermRole.OCLOCK) is not None or TermRole.NUMBER not in item.roles
            minute = 0 if moment.minute else self._bare_minute(said_oclock=said)
            return Moment(moment.hour, minute, moment.fixed) if minute else moment
        value = self._take(TermRole.NUMBER)
        if value is None or value > _MIDNIGHT:
            return None
        if value == 1 and not item.digits and (later := self._in_figures()) is not None:
            return later
        if not self._is_hour(loose, midnight=value in _MIDNIGHTS):
            return None
        said = self._take(TermRole.OCLOCK) is not None
        minute = self._bare_minute(said_oclock=said)
        return Moment(value, minute, fixed=value > 12 or value == 0)

    def _in_figures(self) -> Moment | None:
        """Read the rest of "one five thirty": 15:30 dictated digit by digit."""
        near = self._items[self.at : self.at + 2]
        if len(near) < 2 or any(not item.bits & _NUMBER or item.digits for item in near):
            return None
        unit, minute = (item.roles[TermRole.NUMBER] for item in near)
        if unit > 9 or minute not in _SPELLED_MINUTES:
            return None
        self.at += 2
        return Moment(10 + unit, minute, fixed=unit > 2)

    def _after_at(self) -> bool:
        """Say whether "at" stands before a number; then "10e" is an hour in Austria: "um 10e"."""
        return self.at > 0 and self._items[self.at - 1].bits & _AT_OR_LINK == _AT

    def _at_a_day(self) -> bool:
        """Say whether a day follows four digits, which are then not a year: "1730 Friday"."""
        year = 2000 <= self._items[self.at].roles.get(TermRole.NUMBER, 0) < 2100
        following = self._items[self.at + 1 : self.at + 3]
        return not year and any(item.bits & _DAY for item in following)

    def _is_hour(self, loose: bool, *, midnight: bool) -> bool:
        """Say whether the next word lets a number be an hour: not "10 minutes", but "10 o'clock".

        A bare 24 is not midnight, when no visit begins: "we live at 24".
        """
        said, article = self._bits(), TermRole.ARTICLE in self._items[self.at - 1].roles
        if said & _OCLOCK:
            # "une heure" is rather a length of time, but "une heure moins le quart" is not
            return loose or not (article and said & _UNIT) or self._counts_down()
        if said & _UNIT or midnight:
            return False
        bare = loose and (not article or self._terms.bare_one)
        return bare or bool(said & (_AFTER_ONE if article else _AFTER_AN_HOUR))

    def _counts_down(self) -> bool:
        """Say whether minutes are taken from the hour: "une heure moins le quart"."""
        behind = self._items[self.at + 1 : self.at + 2]
        return bool(behind) and behind[0].roles.get(TermRole.AND_A, 0) < 0

    def _bare_minute(self, *, said_oclock: bool) -> int:
        """Read the second number of "3 30" and "16 Uhr 20", as dictation software writes them."""
        item = self._item()
        value = item.roles.get(TermRole.NUMBER) if item and not item.ordinal else None
        if item is None or value is None or self._has(TermRole.OCLOCK, self.at + 1):
            return 0
        if value in (_BARE_MINUTES if item.digits else _SPELLED_MINUTES) or (
            said_oclock and 0 < value < 60 and not value % 5
        ):
            self.at += 1
            return value
        return 0

    def _part(self) -> DayPart | None:
        if not self._bits() & _BEFORE_A_PART:
            return None
        start = self.at
        if not self._has(TermRole.PART, self.at):
            self._skip_links()
            self._take(TermRole.ANY)
            self._take(TermRole.THIS)
        if (index := self._take(TermRole.PART)) is not None:
            return self._terms.parts[index]
        self.at = start
        return None


def wall(appointment: datetime) -> Moment:
    """Return an appointment's time of day.

    Args:
        appointment: the appointment's start, in the practice's time zone.

    Returns:
        Its hour and minute, fixed.
    """
    return Moment(appointment.hour, appointment.minute, fixed=True)


def moved(hour: Moment, minutes: int) -> Moment:
    """Add minutes to an hour: "quarter to 4", "halb vier", "3 e mezza".

    Args:
        hour: the hour as it was said.
        minutes: the minutes to add; negative to subtract.

    Returns:
        The new hour, fixed where `hour` was fixed.
    """
    at = (hour.hour * 60 + hour.minute + minutes) % DAY
    if not hour.fixed and at < 60:
        at += DAY // 2
    return Moment(at // 60, at % 60, fixed=hour.fixed)
