"""Finds phrases of the lexicons of all languages in a text: "ja" is a yes from anybody."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property, lru_cache

from dialogs.flows.family.owners import without_genitives
from dialogs.flows.turn_context import TurnContext, once
from dialogs.languages import patterns
from dialogs.languages.lexicon import Cue, lexicons
from dialogs.normalise import Said, fold, normalise

_LONGEST = 9
"""Most words of a phrase."""
_JOINED = 1024
"""Cached sets of phrases; the flows have a few hundred sets."""

Written = frozenset[tuple[str, ...]]
"""Phrases held in memory, each as a tuple of its words."""


@dataclass(frozen=True)  # what is looked up is kept in it
class LexiconPhrases:
    """The phrases of some languages with one of some cues; looked up, since there are millions.

    Attributes:
        locales: the languages.
        cues: the cues of the phrases.
        also: further phrases.
        apart: phrases to exclude.
        least: fewest words of a phrase from a lexicon.
    """

    locales: tuple[str, ...]
    cues: frozenset[Cue]
    also: Written = frozenset()
    apart: Written = frozenset()
    least: int = 1

    @cached_property
    def _by_opening(self) -> Mapping[str, tuple[patterns.Phrases, ...]]:
        """Return the lexicons' phrases by first word; most words begin no phrase."""
        found: dict[str, tuple[patterns.Phrases, ...]] = {}
        for locale in self.locales:
            read = lexicons()[locale].phrases
            for word in read.opening(self.cues):
                found[word] = (*found.get(word, ()), read)
        return found

    def __contains__(self, words: object) -> bool:
        """Return whether words are exactly one of the phrases."""
        return isinstance(words, tuple) and bool(words) and self.longest(words, 0) == len(words)

    def __or__(self, other: "Phrases") -> "LexiconPhrases":
        """Return the union with other phrases of the same languages and the same exclusions.

        Raises:
            ValueError: if languages or exclusions differ.
        """
        return _joined(self, other)

    __ror__ = __or__

    def __sub__(self, other: Written) -> "LexiconPhrases":
        """Return these phrases without some."""
        return _less(self, other)

    def longest(self, words: Sequence[str], at: int) -> int:
        """Return how many words the longest phrase has that begins there, 0 where none does."""
        size, end = 0, min(at + _LONGEST, len(words))
        if self.also:
            size = longest(words, at, self.also)
        for read in self._by_opening.get(words[at], ()):
            found = read.longest(words, at, end, self.cues)
            if len(found) > size and len(found) >= self.least and found not in self.apart:
                size = len(found)
        return size


Phrases = Written | LexiconPhrases


@lru_cache(maxsize=_JOINED)
def _joined(one: LexiconPhrases, other: Phrases) -> LexiconPhrases:
    if not isinstance(other, LexiconPhrases):
        return replace(one, also=one.also | other)
    if (one.locales, one.apart, one.least) != (other.locales, other.apart, other.least):
        raise ValueError("phrases of other languages, or others left out")
    return replace(one, cues=one.cues | other.cues, also=one.also | other.also)


@lru_cache(maxsize=_JOINED)
def _less(one: LexiconPhrases, other: Written) -> LexiconPhrases:
    return replace(one, also=one.also - other, apart=one.apart | other)


@lru_cache(maxsize=_JOINED)
def _sizes_by_opening(written: Written) -> Mapping[str, tuple[int, ...]]:
    """Return the lengths of the phrases by first word, longest first."""
    found: dict[str, set[int]] = {}
    for words in written:
        if words:
            found.setdefault(words[0], set()).add(len(words))
    return {word: tuple(sorted(sizes, reverse=True)) for word, sizes in found.items()}


AGREEING = frozenset({Cue.YES, Cue.ACK, Cue.THANKS, Cue.COURTESY})
"""A yes, an "ok", thanks and courtesies."""

READING = frozenset({Cue.ACK, Cue.THANKS, Cue.COURTESY})
"""Cues that only acknowledge that a text was read."""

POLITE = frozenset({Cue.THANKS, Cue.COURTESY})
APPROVING = frozenset({Cue.YES, Cue.ACK})
WISHING = frozenset({Cue.CANCEL, Cue.CANCEL_ASK, Cue.MOVE, Cue.ASK, Cue.COURTESY})
YES = frozenset({Cue.YES})
NOES = frozenset({Cue.NO, Cue.KEEP})

TURNING = frozenset({Cue.NEGATION, Cue.NO, Cue.CANNOT, Cue.CANT, Cue.BUT})
"""Cues that negate or limit the rest of a text."""

JOINING = frozenset({"and", "e", "ed", "y", "et", "und", "s"})
"""Words that join two names."""

POINTING = frozenset(
    {
        *("for", "the", "one", "of", "s", "that", "it", "its", "is", "and"),
        *("per", "il", "la", "lo", "l", "di", "del", "della", "quello", "quella"),
        *("para", "por", "el", "de", "esa", "ese", "pour", "le", "celui", "celle", "d", "c", "est"),
        *("fur", "fuer", "von", "vom", "der", "die", "das", "den", "dem", "es", "ist"),
        *("o", "a", "do", "da", "e"),
    }
)
"""Words that point at somebody's appointment: "the one for Leo", "celui de Leo", "der von Leo"."""

CANCELLING = (
    "cancel",
    "annul",
    "disdi",
    "canc",
    "anul",
    "absag",
    "sag",
    "stornier",
    "desmar",
)
"""Beginnings of the words for "cancel" in our languages."""

_APOSTROPHE = re.compile(r"['’]")


@once
def said_apart(turn: TurnContext) -> Said:
    """Return a text's words, split at apostrophes: "Leo's" and "d'Ada" are two words each."""
    return _said_apart(without_genitives(turn.text, turn.context.clients))


@lru_cache(maxsize=32)
def _said_apart(text: str) -> Said:
    """Split a text once in a turn, since many rooms ask for its words."""
    return normalise(_APOSTROPHE.sub(" ", fold(text)))


@lru_cache(maxsize=256)  # the parts of a text and its clients' names
def _said(text: str) -> Said:
    return normalise(text)


def said_whole(turn: TurnContext) -> Said:
    """Return a text's words, not split at apostrophes."""
    return _said(turn.text)


def said_of(part: str) -> Said:
    """Return the words of a part of a text, not split at apostrophes."""
    return _said(part)


def said_apart_of(part: str) -> Said:
    """Return the words of a part of a text, split at apostrophes."""
    return _said_apart(part)


def apart(turn: TurnContext) -> tuple[str, ...]:
    """Return the words of a text as a tuple, split at apostrophes."""
    return said_apart(turn).words


def left_over(words: Sequence[str], cues: frozenset[Cue]) -> list[str]:
    """Return the words that are in no phrase of some cues; longest phrases are matched first."""
    return without(words, phrases_of(cues))


def without(words: Sequence[str], phrases: Phrases) -> list[str]:
    """Return the words that are in none of some phrases; longest phrases are matched first."""
    return list(_without(tuple(words), phrases))


@lru_cache(maxsize=256)
def _without(words: tuple[str, ...], phrases: Phrases) -> tuple[str, ...]:
    """Search the words once in a turn, since many rooms ask for the rest of a text."""
    left, at = [], 0
    while at < len(words):
        size = longest(words, at, phrases)
        if not size:
            left.append(words[at])
        at += size or 1
    return tuple(left)


def longest(words: Sequence[str], at: int, phrases: Phrases) -> int:
    """Return how many words the longest phrase has that begins there, 0 where none does."""
    if isinstance(phrases, LexiconPhrases):
        return phrases.longest(words, at)
    left = len(words) - at
    sizes = _sizes_by_opening(phrases).get(words[at], ()) if left > 0 else ()
    for size in sizes:
        if size <= left and tuple(words[at : at + size]) in phrases:
            return size
    return 0


def as_phrases(*written: str) -> Written:
    """Return phrases from strings, one string for each phrase."""
    return frozenset(tuple(phrase.split()) for phrase in written)


@cache
def phrases_of(cues: frozenset[Cue]) -> LexiconPhrases:
    """Return the phrases of all languages with one of some cues: "ja" always means yes."""
    return LexiconPhrases(tuple(lexicons()), cues)


@cache
def phrases_in(locale: str, cues: frozenset[Cue]) -> LexiconPhrases:
    """Return the phrases of one language: "ha" is "has" in one and "is there" in another."""
    return LexiconPhrases((locale,), cues)
