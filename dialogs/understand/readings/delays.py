"""Reads delays: the minutes by which a client says to be late.

Reads "10 min", "half an hour", "an hour and a half" and "ten minutes" beside a word of being
late.
"""

import re

from dialogs.times.terms import Phrase, TermRole
from dialogs.understand.hearing.signals import Heard

_UNITS = frozenset({1, 60})  # minutes and hours; days are no delay
_HOUR = 60
_TOGETHER = re.compile(r"(\d{1,3})(?:m|min|mins|mn|minuti|minutos|minuten|minutes)")
_HOURS = re.compile(r"([1-3])h([0-5]\d)?")  # a higher number is a time of day


def late_minutes(heard: Heard) -> int | None:
    """Return the minutes by which a client says to be late.

    Args:
        heard: the text.

    Returns:
        Minutes, or None where the text says none.
    """
    for at in range(len(heard.words)):
        if (found := _length(heard, at)) is not None:
            minutes, after = found
            return minutes + (_more(heard, after) if minutes % _HOUR == 0 else 0)
    return None


def _length(heard: Heard, at: int) -> tuple[int, int] | None:
    """Read a length of time in minutes, and the position after it."""
    phrase = _phrase(heard, at)
    if phrase is not None and TermRole.DURATION in phrase.roles:
        minutes = phrase.roles[TermRole.DURATION]
        return (minutes, at + len(phrase.words)) if minutes < _HOUR * 24 else None
    if together := _TOGETHER.fullmatch(heard.words[at]):
        return int(together[1]), at + 1
    if together := _HOURS.fullmatch(heard.words[at]):
        return int(together[1]) * _HOUR + int(together[2] or 0), at + 1
    count = _count(heard.words[at], phrase)
    after = at + (len(phrase.words) if phrase is not None else 1)
    unit = _phrase(heard, after) if count is not None else None
    if count is None or unit is None or unit.roles.get(TermRole.UNIT) not in _UNITS:
        return None
    return count * unit.roles[TermRole.UNIT], after + len(unit.words)


def _more(heard: Heard, at: int) -> int:
    """Read the minutes after an hour: "and a half", "e un quarto"."""
    phrase = _phrase(heard, at)
    return phrase.roles.get(TermRole.AND_A, 0) if phrase is not None else 0


def _count(word: str, phrase: Phrase | None) -> int | None:
    if word.isdigit() and len(word) <= 3:
        return int(word)
    if phrase is None:
        return None
    return phrase.roles.get(TermRole.NUMBER, 1 if TermRole.ARTICLE in phrase.roles else None)


def _phrase(heard: Heard, at: int) -> Phrase | None:
    """Find the longest phrase of time at a position."""
    if at >= len(heard.words):
        return None
    for phrase in heard.lexicon.terms.begun(heard.words, at):
        if heard.words[at : at + len(phrase.words)] == phrase.words:
            return phrase
    return None
