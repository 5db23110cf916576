"""Finds the choice in a text with other words around it: "could you give me the second, love?".

What is taken back does not count: "the third. No wait, the first". Requests, verbs and praise are
peeled off; a choice is found only where nothing else is left than one that is plain by itself.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from dialogs.flows.phrases import POLITE, longest, phrases_in, phrases_of, said_of
from dialogs.languages import table
from dialogs.languages.cue_kinds import Cue
from dialogs.languages.lexicon import lexicons
from dialogs.languages.patterns import Pattern, Phrases, read_pattern
from dialogs.normalise import Said

Chooses = Callable[[str], bool]

_MOST = 24
"""Most words of a text that is looked at."""
_LONGEST = 9
"""Most words of a phrase."""
_PAST = re.compile(r"\w{3}[éó]\b")
"""A Spanish verb of the past, which is an imperative without its accent: "la reservé"."""
_ANY = frozenset({Cue.NEUTRAL})
_NO = frozenset({Cue.NO})
_KNOWN = POLITE | {Cue.YES, Cue.ACK}
"""Cues that may stand around a choice."""


@dataclass(frozen=True, slots=True)
class _Around:
    """The words around a choice in a language: those of choosing.toml, and courtesies."""

    locale: str
    corrections: Phrases
    rather: Phrases
    requests: Phrases
    takes: Phrases
    verbs: Phrases
    praise: Phrases
    settled: Phrases


def plain_choice(text: str, locale: str, chooses: Chooses, *, chosen: bool) -> str | None:
    """Return the words of a text that choose one of the offered times, or None.

    Args:
        text: the text as it was received.
        locale: the language in which it was read.
        chooses: says whether other words, by themselves, take one of the offered times.
        chosen: whether the whole text takes one already; then only a correction counts.

    Returns:
        The choice without what stands around it; None where nothing does, or more is said.
    """
    said, around = said_of(text), _around(locale)
    if not 1 < len(said.words) <= _MOST or (locale == "es" and _PAST.search(text.casefold())):
        return None
    cut = _corrected(said, around)
    if cut is None:
        return None if chosen else _peeled(said, around, chooses)
    first, last = _part(said, 0, cut[0]), _part(said, cut[1], len(said.words))
    if "?" in first.marks or not _taken(first, around, chooses):
        return None
    return _taken(last, around, chooses)


def _taken(said: Said, around: _Around, chooses: Chooses) -> str | None:
    """Return the choice of a part of a text, with or without words around it."""
    if "?" not in said.marks and said.words and chooses(said.whole):
        return said.whole
    return _peeled(said, around, chooses)


def _peeled(said: Said, around: _Around, chooses: Chooses) -> str | None:
    """Return the choice within requests, verbs and praise, None where nothing is peeled off."""
    first, asked = _led(said, around)
    end = _closed(said, first, around)
    if (first, end) == (0, len(said.words)) or first >= end:
        return None
    if "?" in said.marks and not asked:
        return None
    within = _part(said, first, end)
    if any(within.marks[:-1]):
        return None
    return within.whole if chooses(within.whole) else None


def _led(said: Said, around: _Around) -> tuple[int, bool]:
    """Return where the words before a choice end, and whether they ask for it."""
    at, asked, led = 0, False, False
    polite = phrases_in(around.locale, _KNOWN)
    while at < len(said.words):
        size = 0 if led else _size(around.requests, said.words, at)
        asked = asked or size > 0
        size = size or (0 if led else _size(around.takes, said.words, at))
        led = led or size > 0
        size = size or longest(said.words, at, polite)
        settled = 0 if size else _size(around.settled, said.words, at)
        if settled and said.marks[at + settled - 1]:
            size = settled  # "sorted, the first one please"
        if not size:
            break
        at += size
    return at, asked


def _closed(said: Said, first: int, around: _Around) -> int:
    """Return where the words behind a choice begin."""
    end, polite = len(said.words), phrases_in(around.locale, _KNOWN)
    while end > first:
        for at in range(max(first, end - _LONGEST), end):
            words = said.words[:end]
            sizes = (longest(words, at, polite), *(_size(e, words, at) for e in _behind(around)))
            if end - at in sizes and not (
                _depends(said, at, end, around) or _cuts(said, at, around)
            ):
                end = at
                break
        else:
            return end
    return end


def _depends(said: Said, at: int, end: int, around: _Around) -> bool:
    """Return whether words behind a choice may be a condition: "si puedo" without its accent."""
    perhaps = said.words[at] in lexicons()[around.locale].yes_or_if and at not in said.accented
    return perhaps and end - at > 1


def _cuts(said: Said, at: int, around: _Around) -> bool:
    """Return whether a known phrase goes on at a position: "prima di tutto" is not "prima"."""
    known = phrases_in(around.locale, _ANY)
    return any(longest(said.words, first, known) > at - first for first in range(at))


def _behind(around: _Around) -> tuple[Phrases, ...]:
    return around.praise, around.verbs


def _corrected(said: Said, around: _Around) -> tuple[int, int] | None:
    """Return where the last correction begins and where it ends, or None."""
    found, at = None, 1
    while at < len(said.words):
        size = _size(around.corrections, said.words, at)
        if not size and (said.marks[at - 1] or (found and found[1] == at)):
            size = _size(around.rather, said.words, at)
        size = size or _no_by_itself(said, at, again=bool(found and found[1] == at))
        if size:
            found = (found[0] if found and found[1] == at else at, at + size)
        at += size or 1
    return found


def _no_by_itself(said: Said, at: int, *, again: bool) -> int:
    """Return the length of a "no" by itself, or behind a correction; else it may negate."""
    size = longest(said.words, at, phrases_of(_NO)) if again or said.marks[at - 1] else 0
    return size if size and (again or said.marks[at + size - 1]) else 0


def _part(said: Said, first: int, end: int) -> Said:
    return Said(said.words[first:end], said.marks[first:end], numerals=said.numerals)


def _size(phrases: Phrases, words: tuple[str, ...], at: int) -> int:
    return len(phrases.longest(words, at, min(at + _LONGEST, len(words)), _ANY))


@cache
def _around(locale: str) -> _Around:
    """Return a language's words around a choice."""
    written = table(locale, "choosing")
    kinds = ("corrections", "rather", "requests", "takes", "verbs", "praise", "settled")
    read = (
        Phrases(Pattern(read_pattern(each), Cue.NEUTRAL, "", firm=True) for each in written[kind])
        for kind in kinds
    )
    return _Around(locale, *read)
