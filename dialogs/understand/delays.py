"""How late: the minutes that a client says a delay will take.

Owns the reading of "10 min", "half an hour" and "ten minutes" beside a word of being late.
"""

from dialogs.times.terms import Role
from dialogs.understand.signals import Heard

_UNITS = frozenset({1, 60})  # minutes and hours; a delay of days is none


def late_minutes(heard: Heard) -> int | None:
    """Find how late a text says the client will be.

    Args:
        heard: the text.

    Returns:
        Minutes, or None where none are said.
    """
    for at in range(len(heard.words)):
        if (minutes := _duration(heard, at)) is not None:
            return minutes
        if (count := _count(heard, at)) is None:
            continue
        number, written_together = count
        unit = 1 if written_together else _unit(heard, at + 1)
        if unit is not None:
            return number * unit
    return None


def _duration(heard: Heard, at: int) -> int | None:
    """Read a named duration: "half an hour"."""
    for term in heard.lexicon.terms.opening.get(heard.words[at], ()):
        if term.role is Role.DURATION and heard.words[at : at + len(term.words)] == term.words:
            return term.value
    return None


def _count(heard: Heard, at: int) -> tuple[int, bool] | None:
    """Read a number, and whether its minutes are written with it: "10min"."""
    word = heard.words[at]
    digits = word.rstrip("mins")
    if digits.isdigit() and len(digits) <= 3:
        return int(digits), digits != word
    for term in heard.lexicon.terms.opening.get(word, ()):
        if term.words == (word,) and term.role is Role.NUMBER:
            return term.value, False
        if term.words == (word,) and term.role is Role.ARTICLE:
            return 1, False
    return None


def _unit(heard: Heard, at: int) -> int | None:
    if at >= len(heard.words):
        return None
    units = {
        term.value
        for term in heard.lexicon.terms.opening.get(heard.words[at], ())
        if term.role is Role.UNIT and len(term.words) == 1
    }
    return next(iter(units & _UNITS), None)
