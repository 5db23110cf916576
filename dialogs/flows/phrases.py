"""The words of a text against phrases of the lexicons of all languages: "ja" is anybody's yes."""

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from dialogs.flows.scene import Scene
from dialogs.lexicon import Sign, lexicons
from dialogs.normalise import Said, fold, normalise

Phrases = frozenset[tuple[str, ...]]

AGREEING = frozenset({Sign.YES, Sign.ACK, Sign.THANKS, Sign.COURTESY})
"""A yes, an "ok", thanks and courtesies."""

READING = frozenset({Sign.ACK, Sign.THANKS, Sign.COURTESY})
"""What says that something was read."""

POLITE = frozenset({Sign.THANKS, Sign.COURTESY})
APPROVING = frozenset({Sign.YES, Sign.ACK})
WISHING = frozenset({Sign.CANCEL, Sign.CANCEL_ASK, Sign.MOVE, Sign.ASK, Sign.COURTESY})
YES = frozenset({Sign.YES})
NOES = frozenset({Sign.NO, Sign.KEEP})

TURNING = frozenset({Sign.NEGATION, Sign.NO, Sign.CANNOT, Sign.CANT, Sign.BUT})
"""What turns the rest of a text."""

JOINING = frozenset({"and", "e", "ed", "y", "et", "und", "s"})
"""Words between two names that are meant together."""

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

CANCELLING = ("cancel", "annul", "disdi", "canc", "anul", "absag", "sag", "stornier", "desmarc")
"""How the words begin that say, in our languages, that something is to be cancelled."""

_APOSTROPHE = re.compile(r"['’]")
_LONGEST = 7
"""Most words of a phrase."""


def said_apart(scene: Scene) -> Said:
    """Return what a text says, with what an apostrophe joins apart: "Leo's" and "d'Ada"."""
    return _said_apart(scene.text)


@lru_cache(maxsize=32)
def _said_apart(text: str) -> Said:
    """Read a text once a turn, though many rooms ask for its words."""
    return normalise(_APOSTROPHE.sub(" ", fold(text)))


@lru_cache(maxsize=32)
def _said(text: str) -> Said:
    return normalise(text)


def said_whole(scene: Scene) -> Said:
    """Return what a text says, with what an apostrophe joins left together."""
    return _said(scene.text)


def apart(scene: Scene) -> tuple[str, ...]:
    """Return the words of a text, what an apostrophe joins apart."""
    return said_apart(scene).words


def left_over(words: Sequence[str], signs: frozenset[Sign]) -> list[str]:
    """Return the words that are in no phrase of those signs, the longest phrases first."""
    return without(words, phrases_of(signs))


def without(words: Sequence[str], phrases: Container[tuple[str, ...]]) -> list[str]:
    """Return the words that are in none of some phrases, the longest phrases first."""
    left, at = [], 0
    while at < len(words):
        size = longest(words, at, phrases)
        if not size:
            left.append(words[at])
        at += size or 1
    return left


def longest(words: Sequence[str], at: int, phrases: Container[tuple[str, ...]]) -> int:
    """Return how many words the longest phrase has that begins there, 0 where none does."""
    sizes = range(min(_LONGEST, len(words) - at), 0, -1)
    return next((size for size in sizes if tuple(words[at : at + size]) in phrases), 0)


def as_phrases(*written: str) -> Phrases:
    """Return phrases that are written as a text each."""
    return frozenset(tuple(phrase.split()) for phrase in written)


_LARGEST = (Sign.DOUBT, Sign.COURTESY, Sign.DEFERRAL, Sign.QUESTION, Sign.CONDITION, Sign.QUOTATION)


@cache
def phrases_of(signs: frozenset[Sign]) -> Phrases:
    """Return the phrases of all languages with one of some signs: who says "ja" means yes."""
    return frozenset().union(*map(_of, signs))


def put_together() -> None:
    """Put the largest sets of phrases together, so that no client waits for it."""
    for sign in _LARGEST:
        _of(sign)


@cache
def phrases_in(locale: str, signs: frozenset[Sign]) -> Phrases:
    """Return the phrases of one language: "ha" is "has" in one and "is there" in another."""
    return frozenset().union(*(lexicons()[locale].phrases.of(sign) for sign in signs))


@cache
def _of(sign: Sign) -> Phrases:
    return frozenset().union(*(read.phrases.of(sign) for read in lexicons().values()))


@dataclass(frozen=True, slots=True)
class LongPhrases:
    """The phrases of several words with one of some signs: too many to be held, and looked up."""

    signs: frozenset[Sign]

    def __contains__(self, words: object) -> bool:
        """Return whether words are such a phrase in some language."""
        if not isinstance(words, tuple) or len(words) == 1:
            return False
        found = (read.phrases.get(words) for read in lexicons().values())
        return any(entry is not None and entry.sign in self.signs for entry in found)
