"""Items of time: words with the roles that each may have, and numbers read by their form.

Reads the forms of numbers: "15:30", "15h30", "3pm", "3rd", "3/12", "3-5pm". The grammar reads
items together.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from types import MappingProxyType

from calendar_store.model.plain import plain
from dialogs.times.terms import CALENDAR, MOMENT, TermRole, bits

_NOTHING: Mapping[TermRole, int] = MappingProxyType({})
_DURATION, _NUMBER, _ISH = bits(TermRole.DURATION), bits(TermRole.NUMBER), bits(TermRole.ISH)
_ROUGH: Mapping[TermRole, int] = MappingProxyType({TermRole.ISH: 0})


@plain
class Moment:
    """An hour, as the client said it.

    Attributes:
        hour: 0 to 24.
        minute: 0 to 59.
        fixed: whether the half of the day is known.
        named: whether it was said as "noon" or "midnight".
    """

    hour: int
    minute: int = 0
    fixed: bool = False
    named: bool = False


@plain
class TimeItem:
    """A word or phrase of time.

    Attributes:
        first: position of its first word in the text.
        last: position of its last word.
        roles: the roles that the phrase may have, with their values.
        moments: the clock times written in a numeral: one; two for a span.
        calendar: day, month and year written in a numeral (0 where not written).
        ordinal: whether a number was written as "3rd".
        counts: whether an ordinal may be one of several things, alone no date: "2a", "2o", "2e".
        digits: whether the number was written in digits.
        stop: whether a punctuation mark follows.
        ends: whether a punctuation mark or the end of the text follows.
        bits: the roles and forms as bits.
    """

    first: int
    last: int
    roles: Mapping[TermRole, int] = field(default_factory=lambda: _NOTHING)
    moments: tuple[Moment, ...] = ()
    calendar: tuple[int, int, int] | None = None
    ordinal: bool = False
    digits: bool = False
    stop: bool = False
    ends: bool = False
    bits: int = 0
    counts: bool = False


_CLOCK = r"(\d{1,2})(?:[:.h]([0-5]\d))?\s*(am|pm|a|p|h|hs|hrs|u|uhr)?"
_ONE = re.compile(_CLOCK)
_ROUGHLY = re.compile(rf"{_CLOCK}ish")
_LENGTH = re.compile(r"(\d{1,3})(?:min|mins|mn|minutes|minuti|minutos|minuten)")
_TWO = re.compile(rf"{_CLOCK}-{_CLOCK}")
_MILITARY = re.compile(r"([01]\d|2[0-3])([0-5]\d)(?:h|hrs)?")
_ORDINAL = re.compile(r"(\d{1,2})(st|nd|rd|th|ten|te|ter|o|a|er|e)")
_COUNTING = frozenset({"o", "a", "e"})
_DATE = re.compile(r"(\d{1,2})([/.-])(\d{1,2})(?:\2(\d{4}|\d{2}))?\.?")
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")


def item_at(
    marks: Sequence[str],
    first: int,
    last: int,
    *,
    roles: Mapping[TermRole, int] = _NOTHING,
    moments: tuple[Moment, ...] = (),
    calendar: tuple[int, int, int] | None = None,
    ordinal: bool = False,
    digits: bool = False,
    said: int = 0,
) -> TimeItem:
    """Make an item of the words from one position to another.

    Args:
        marks: the punctuation mark after each word of the text, or "".
        first: position of its first word.
        last: position of its last word.
        roles: the roles that the words may have, with their values.
        moments: the clock times written in the words.
        calendar: the date written in the words.
        ordinal: whether the number was written as "3rd".
        digits: whether the number was written in digits.
        said: the roles as bits.

    Returns:
        The item; its bits include its forms.
    """
    mark = marks[last]
    ends = bool(mark) or last + 1 == len(marks)
    said |= (MOMENT if moments else 0) | (CALENDAR if calendar else 0)
    return TimeItem(
        first, last, roles, moments, calendar, ordinal, digits, mark in {",", ":"}, ends, said
    )


def numeral(word: str, at: int, month_first: bool, marks: Sequence[str]) -> TimeItem | None:
    """Read a written number by the first form that fits.

    Args:
        word: a word that begins with a digit.
        at: the position of the word.
        month_first: whether 3/12 is the 12th of March, as in the United States.
        marks: the punctuation mark after each word of the text, or "".

    Returns:
        The item, or None where the word is not a time.
    """
    if word.isdigit():
        return _digits(word, at, marks)
    if found := _ORDINAL.fullmatch(word):
        value = int(found[1])
        fits = 1 <= value <= 31
        roles = {TermRole.NUMBER: value}
        item = item_at(marks, at, at, roles=roles, ordinal=True, digits=True, said=_NUMBER)
        return replace(item, counts=found[2] in _COUNTING) if fits else None
    if found := _LENGTH.fullmatch(word):
        return item_at(marks, at, at, roles={TermRole.DURATION: int(found[1])}, said=_DURATION)
    if found := _ROUGHLY.fullmatch(word):
        moment = _moment(found[1], found[2], found[3])
        return (
            item_at(marks, at, at, roles=_ROUGH, moments=(moment,), said=_ISH) if moment else None
        )
    one, two = _ONE.fullmatch(word), _TWO.fullmatch(word)
    calendar = _calendar(word, month_first)
    moments: tuple[Moment, ...] = ()
    if one and (moment := _moment(one[1], one[2], one[3])):
        moments = (moment,)
    elif two:
        moments = _span(two) or ()
    return (
        item_at(marks, at, at, moments=moments, calendar=calendar) if moments or calendar else None
    )


def _digits(word: str, at: int, marks: Sequence[str]) -> TimeItem | None:
    """Read bare digits: a small number, a year, or an hour as in "1530"."""
    moments = _military(word)
    if moments or (len(word) <= 2 and int(word) <= 59) or 2000 <= int(word[:5]) < 2100:
        roles = {TermRole.NUMBER: int(word[:5])}
        return item_at(marks, at, at, roles=roles, moments=moments, digits=True, said=_NUMBER)
    return None


def _military(word: str) -> tuple[Moment, ...]:
    found = _MILITARY.fullmatch(word)
    return (Moment(int(found[1]), int(found[2]), fixed=int(found[1]) > 12),) if found else ()


def _moment(hour: str, minute: str | None, suffix: str | None) -> Moment | None:
    """Read an hour, with its half of the day where it is written."""
    value, half = int(hour), (suffix or "")[:1]
    if value > 24 or (half in {"a", "p"} and value == 0):
        return None
    if half == "p" and value < 12:
        value += 12
    elif half == "a" and value == 12:
        value = 0
    return Moment(value, int(minute or 0), fixed=half in {"a", "p"} or value > 12 or value == 0)


def _span(found: re.Match[str]) -> tuple[Moment, ...] | None:
    """Read "3-5pm": the half of the day counts for both hours, where they stay in order."""
    ends = _moment(found[4], found[5], found[6])
    begins = _moment(found[1], found[2], found[3])
    if ends is None or begins is None:
        return None
    if not found[3] and found[6] and found[6][:1] == "p":
        later = _moment(found[1], found[2], "p")
        if later and later.hour <= ends.hour:
            begins = later
    return (begins, ends)


def _calendar(word: str, month_first: bool) -> tuple[int, int, int] | None:
    """Read 3/12, 3.12., 3-12-2026 and 2026-12-03."""
    if found := _ISO.fullmatch(word):
        return int(found[3]), int(found[2]), int(found[1])
    if not (found := _DATE.fullmatch(word)):
        return None
    day, month, year = int(found[1]), int(found[3]), int(found[4] or 0)
    if found[2] == "." and month > 12 >= day and not (year or month_first):
        return None  # "the 3.30" is a time of day
    if (month_first and month <= 31 and day <= 12) or (month > 12 >= day):
        day, month = month, day
    if not (1 <= day <= 31 and 1 <= month <= 12):
        return None
    return day, month, year + 2000 if 0 < year < 100 else year
