"""Reads the one number taken after refused numbers of a list: "neither 1 nor 2, the third".

Every word before the last part must refuse or be one of the numbers; the last part must be only a
number. Nothing is taken where a "not" may also negate the last number: "not 1, 2".
"""

from collections.abc import Iterator

from dialogs.intents import Frame
from dialogs.languages.lexicon import Cue
from dialogs.understand.answers.numerals import written
from dialogs.understand.hearing.phrases import POLITE
from dialogs.understand.hearing.signals import Heard

_NUMBERS = (Cue.NUMBERED, Cue.ORDINAL)
_BESIDE = frozenset({Cue.FILLER, Cue.YES, Cue.ACK, Cue.BUT}) | POLITE
"""Cues that may stand beside refused numbers and change nothing."""
_LONGEST = 4
"""Most words of "the second one"."""
_MOST = 16
"""Most words of a text that is read."""


def left_aside(heard: Heard, frame: Frame) -> int | None:
    """Return the number of a list that a text takes after the numbers that it refuses, or None.

    Args:
        heard: the text.
        frame: the number of offered times.
    """
    words = heard.words
    if not words or len(words) > _MOST or "?" in heard.marks or not _denies(heard, words[:2]):
        return None
    if not heard.lexicon.maybe.isdisjoint(words):
        return None
    cut = _last_part(heard)
    if not _each_denies(heard, cut) or _bare(heard, cut):
        return None
    refused = _numbers(heard, 0, cut)
    taken = _number(heard, cut, len(words))
    if refused is None or not refused or taken is None:
        return None
    number = frame.choices if taken == -1 else taken
    others = {frame.choices if each == -1 else each for each in refused}
    fits = 1 <= number <= frame.choices and number not in others
    return number if fits else None


def _denies(heard: Heard, words: tuple[str, ...]) -> bool:
    return not heard.lexicon.neither.isdisjoint(words)


def _each_denies(heard: Heard, cut: int) -> bool:
    """Return whether each part before the last begins with a refusal: "not 1, not 2"."""
    begins = (0, *(at + 1 for at in range(cut - 1) if heard.marks[at]))
    return all(_denies(heard, heard.words[at : at + 2]) for at in begins)


def _bare(heard: Heard, cut: int) -> bool:
    """Return whether the last part is one word, and may belong to a list with the part before."""
    return cut == len(heard.words) - 1 and sum(w.isdigit() for w in heard.words[:cut]) == 1


def _last_part(heard: Heard) -> int:
    """Return the position of the last part: after the last punctuation mark or the last "but"."""
    stops = [at + 1 for at, mark in enumerate(heard.marks[:-1]) if mark]
    buts = [each.last + 1 for each in heard.found(Cue.BUT) if each.last + 1 < len(heard.words)]
    return max((*stops, *buts), default=len(heard.words))


def _number(heard: Heard, first: int, end: int) -> int | None:
    """Return the number of a part of a text that is only a number, else None."""
    maybe = any(e.cue is Cue.DOUBT and e.last >= first for e in heard.phrases)
    if maybe or _denies(heard, heard.words[first:end]):
        return None
    numbers = _numbers(heard, first, end)
    return numbers[0] if numbers and len(numbers) == 1 else None


def _numbers(heard: Heard, first: int, end: int) -> tuple[int, ...] | None:
    """Return the numbers of a part of a text that is only numbers, else None."""
    beside = {
        at
        for each in heard.phrases
        if each.cue in _BESIDE or (each.cue is Cue.DOUBT and each.first == each.last)
        for at in range(each.first, each.last + 1)
    }
    known = heard.lexicon.neither | heard.lexicon.determiners | heard.lexicon.choosing
    found: list[int] = []
    at = first
    while at < end:
        number, size = next(_read(heard, at, end), (0, 1))
        if number:
            found.append(number)
        elif at not in beside and heard.words[at] not in known:
            return None
        at += size
    return tuple(found)


def _read(heard: Heard, at: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the numbers that begin at a position, the longest first, each with its word count."""
    for size in range(min(_LONGEST, end - at), 0, -1):
        number = written(heard, " ".join(heard.words[at : at + size]), _NUMBERS)
        if number is not None:
            yield number, size
