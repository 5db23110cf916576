"""Whether a text says one thing and nothing else: a plain yes, or a name.

A name or an agreement is an answer only where nothing is against it (REPLIES, "The frame"), so
every other word of the text has to be one that adds nothing.
"""

import re
from collections.abc import Sequence
from functools import cache

from dialogs.flows.scene import Scene
from dialogs.lexicon import Sign, lexicons
from dialogs.normalise import fold, normalise

BARE_NUMBER = re.compile(r"\s*\d{1,2}\W*")
"""A text that is a number and nothing else."""

_APOSTROPHE = re.compile(r"['’]")
_AGREEING = frozenset({Sign.YES, Sign.ACK, Sign.THANKS, Sign.COURTESY})
_POLITE = frozenset({Sign.THANKS, Sign.COURTESY})
_LONGEST = 6
"""Most words of a phrase."""

_WISHING = frozenset({Sign.CANCEL, Sign.CANCEL_ASK, Sign.MOVE, Sign.ASK, Sign.COURTESY})
_NOES = frozenset({Sign.NO, Sign.KEEP})
_TURNING = frozenset({Sign.NEGATION, Sign.NO, Sign.CANNOT, Sign.CANT, Sign.BUT})
_POINTS = 6
"""Most words of a text that points at one of a list by its time."""

_BELONGING = frozenset(
    {"for", "of", "per", "di", "para", "de", "pour", "d", "fur", "von", "do", "da"}
)
"""Words before a name that say whose something is."""

_POINTING = frozenset(
    {
        *("for", "the", "one", "of", "s", "that", "it", "its", "is", "and"),
        *("per", "il", "la", "lo", "l", "di", "del", "della", "quello", "quella"),
        *("para", "por", "el", "de", "esa", "ese", "pour", "le", "celui", "celle", "d", "c", "est"),
        *("fur", "fuer", "von", "vom", "der", "die", "das", "den", "dem", "es", "ist"),
        *("o", "a", "do", "da", "e"),
    }
)
"""Words that point at somebody's appointment: "the one for Leo", "celui de Leo", "der von Leo"."""

_BOTH = frozenset(
    (*words,)
    for words in (
        *(("both",), ("both", "of", "them"), ("the", "two"), ("all", "two")),
        *(("entrambi",), ("entrambe",), ("tutti", "e", "due"), ("tutte", "e", "due")),
        *(("ambos",), ("ambas",), ("los", "dos"), ("las", "dos")),
        *(("les", "deux"), ("tous", "les", "deux"), ("toutes", "les", "deux")),
        *(("beide",), ("alle", "beide"), ("alle", "beiden"), ("beides",), ("die", "beiden")),
        *(("os", "dois"), ("as", "duas"), ("todos", "os", "dois"), ("ambos", "os", "dois")),
    )
)
"""How two are named together."""


def plain_yes(scene: Scene) -> bool:
    """Return whether a text is a yes in some words and nothing else: no digit, no act named."""
    words = normalise(scene.text).words
    return bool(words) and not _left(words, _AGREEING)


def only_courtesies(scene: Scene) -> bool:
    """Return whether a text is polite words and nothing else."""
    words = normalise(scene.text).words
    return bool(words) and not _left(words, _POLITE)


def only_names(scene: Scene, name: str) -> bool:
    """Return whether a text is a name, with what points at it, courtesies and a yes."""
    called = set(normalise(name).words)
    # "Leo's" and "d'Ada" are a name with something before or behind it
    said = normalise(_APOSTROPHE.sub(" ", fold(scene.text)))
    if not called or not called <= set(said.words) or "?" in said.marks:
        return False
    rest = [word for word in said.words if word not in called and word not in _POINTING]
    return not _left(rest, _AGREEING)


def only_points(scene: Scene) -> bool:
    """Return whether a short text may point at one of a list by its time: nothing turns it."""
    said = normalise(scene.text)
    if "?" in said.marks or len(said.words) > _POINTS:
        return False
    return not any((word,) in _phrases(_TURNING) for word in said.words)


def says_no(scene: Scene) -> bool:
    """Return whether a no stands in a text that asks nothing."""
    said = normalise(scene.text)
    return "?" not in said.marks and any((word,) in _phrases(_NOES) for word in said.words)


def wished(scene: Scene, name: str) -> bool:
    """Return whether a wish names whose appointment it is about.

    Args:
        scene: the turn.
        name: a client's first name.
    """
    called = normalise(name).words
    plain = _APOSTROPHE.sub(" ", fold(scene.text))
    words = normalise(plain).words
    at = next((n for n in range(len(words)) if words[n : n + len(called)] == called), None)
    if not called or at is None:
        return False
    if _ordinary(called) and name not in scene.text[1:]:
        return False
    after = words[at + len(called) :]
    if after:
        return True
    before = words[:at]
    pointed = bool(before) and before[-1] in _BELONGING
    return pointed or not _left(before, _WISHING)


def says_both(scene: Scene) -> bool:
    """Return whether a text names two together and says nothing else: "both please"."""
    words = normalise(scene.text).words
    for size in range(min(4, len(words)), 0, -1):
        for at in range(len(words) - size + 1):
            if words[at : at + size] in _BOTH:
                rest = [word for word in (*words[:at], *words[at + size :]) if word != "1"]
                return not _left(rest, _AGREEING)
    return False


def _left(words: Sequence[str], signs: frozenset[Sign]) -> list[str]:
    """Return the words that are in no phrase of those signs, the longest phrases first."""
    phrases = _phrases(signs)
    left, at = [], 0
    while at < len(words):
        sizes = range(min(_LONGEST, len(words) - at), 0, -1)
        size = next((n for n in sizes if tuple(words[at : at + n]) in phrases), 0)
        if not size:
            left.append(words[at])
        at += size or 1
    return left


def _ordinary(name: Sequence[str]) -> bool:
    """Return whether a name is a word of one of our languages: "mia" is Italian for "my"."""
    return any(word in read.vocabulary for read in lexicons().values() for word in name)


@cache
def _phrases(signs: frozenset[Sign]) -> frozenset[tuple[str, ...]]:
    """Return the phrases of all languages with one of some signs: who says "ja" means yes."""
    return frozenset(
        words
        for lexicon in lexicons().values()
        for words, entry in lexicon.phrases.items()
        if entry.sign in signs
    )
