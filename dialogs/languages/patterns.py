"""Patterns: phrases with alternatives, looked up word by word.

Defines the meaning of `(a|b)` and `(a|)`. The few thousand patterns of a language stand for up to
eighty thousand phrases, most of them never used: a phrase is built only when a text leads to it.
"""

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from calendar_store.model.plain import plain
from dialogs.languages.cue_kinds import Cue, Entry
from dialogs.normalise import spell

_ALTERNATIVES = re.compile(r"\(([^()]*)\)")

Words = tuple[str, ...]
Slots = tuple[tuple[Words, ...], ...]
"""A pattern: the words that may stand at each place; () in an optional place."""


@plain
class Pattern:
    """A pattern and its cue.

    Attributes:
        slots: the words of the pattern.
        cue: the cue of its phrases.
        value: the number of an ordinal, or the code of a language.
        firm: whether no other pattern wins over it.
    """

    slots: Slots
    cue: Cue
    value: str
    firm: bool


def expand(phrase: str) -> Iterator[str]:
    """Expand the alternatives of a phrase.

    Args:
        phrase: words with alternatives, such as "(stop|quit) texting (me|)".

    Yields:
        Each phrase of the pattern.
    """
    for chosen in itertools.product(*_pieces(phrase)):
        yield "".join(chosen)


def read_pattern(phrase: str) -> Slots:
    """Read a phrase with alternatives into words.

    Args:
        phrase: in the form that `expand` takes.

    Returns:
        The words that may stand at each place, folded.
    """
    pieces: list[list[str]] = []
    for piece in _pieces(phrase):
        pieces.append(piece)
        while _unfinished(pieces[:-1]) and any(each[:1].strip() for each in pieces[-1]):
            behind = pieces.pop()  # "confirmad(o|a)" is one place
            pieces[-1] = [first + last for first in pieces[-1] for last in behind]
    slots = (tuple(_spelled(each) for each in piece) for piece in pieces)
    return tuple(slot for slot in slots if any(slot))


def phrases_of(pattern: Slots) -> Iterator[Words]:
    """Build every phrase of a pattern."""
    chosen = map(tuple, map(itertools.chain.from_iterable, itertools.product(*pattern)))
    return filter(None, chosen)


def words_of(pattern: Slots) -> Iterator[str]:
    """Yield the words of a pattern."""
    return (word for slot in pattern for words in slot for word in words)


def single_words(pattern: Slots) -> Iterator[str]:
    """Yield the phrases of a pattern that are a single word."""
    return (word for word, rest in _next_words(pattern) if _may_end(rest))


class Phrases:
    """All phrases of some patterns with their meanings; of equal phrases the first counts."""

    def __init__(self, patterns: Iterable[Pattern]) -> None:
        """Keep the patterns, those that win over others first."""
        self._patterns = tuple(patterns)
        self._start = _Place((), [(each.slots, each) for each in self._patterns])
        self._openings: dict[frozenset[Cue], frozenset[str]] = {}
        self._tellings: dict[frozenset[Cue], frozenset[str]] = {}
        self._alone: dict[tuple[Cue, ...], frozenset[str]] = {}

    def get(self, words: Words) -> Entry | None:
        """Return the entry of a phrase, or None if the words are no phrase."""
        place: _Place | None = self._start
        for word in words:
            if place is not None:
                place = place.follow().get(word)
        return place.entry if place is not None else None

    def begun(self, words: Sequence[str], at: int, end: int) -> list[Entry]:
        """Return the phrases that begin at a word of a text, the shortest first.

        Args:
            words: the text.
            at: position of their first word.
            end: position after the last word allowed.
        """
        found: list[Entry] = []
        place = (self._start.onward or self._start.follow()).get(words[at])
        while place is not None:
            if place.entry is not None:
                found.append(place.entry)
            at += 1
            if at == end:
                break
            onward = place.onward
            if onward is None:
                onward = place.follow()
            place = onward.get(words[at])
        return found

    def size(self, words: Sequence[str], at: int, end: int) -> int:
        """Return the number of words of the longest phrase that begins at a word; 0 for none."""
        if words[at] not in (self._start.onward or self._start.follow()):
            return 0  # as at most words
        begun = self.begun(words, at, end)
        return len(begun[-1].words) if begun else 0

    def lacking(self, words: Sequence[str]) -> bool:
        """Say whether no word of a text opens a phrase, as in most texts."""
        return (self._start.onward or self._start.follow()).keys().isdisjoint(words)

    def opening(self, cues: frozenset[Cue]) -> frozenset[str]:
        """Return the first words of all phrases with one of some cues."""
        if cues not in self._openings:
            self._openings[cues] = frozenset(
                word
                for pattern in self._patterns
                if pattern.cue in cues
                for word, _ in _next_words(pattern.slots)
            )
        return self._openings[cues]

    def telling(self, cues: frozenset[Cue]) -> frozenset[str]:
        """Return words such that each longer phrase with one of some cues contains one."""
        if cues not in self._tellings:
            self._tellings[cues] = frozenset(
                word
                for pattern in self._patterns
                if pattern.cue in cues
                for word in _telling_words(pattern.slots)
            )
        return self._tellings[cues]

    def longest(self, words: Sequence[str], at: int, end: int, cues: frozenset[Cue]) -> Words:
        """Return the longest phrase with one of some cues at a position; () for none.

        Args:
            words: the text.
            at: position of its first word.
            end: position after the last word allowed.
            cues: the cues to look for.
        """
        begun = reversed(self.begun(words, at, end))
        return next((entry.words for entry in begun if entry.cue in cues), ())

    def alone(self, *cues: Cue) -> frozenset[str]:
        """Return the single words that are a phrase with one of some cues."""
        if cues not in self._alone:
            patterns = (each for each in self._patterns if each.cue in cues)
            words = (word for each in patterns for word in single_words(each.slots))
            self._alone[cues] = frozenset(
                w for w in words if (e := self.get((w,))) and e.cue in cues
            )
        return self._alone[cues]

    def inside(self, *cues: Cue) -> frozenset[str]:
        """Return the words of all phrases with one of some cues."""
        patterns = (each for each in self._patterns if each.cue in cues)
        return frozenset(word for each in patterns for word in words_of(each.slots))

    def of(self, *cues: Cue) -> frozenset[Words]:
        """Build all phrases with one of some cues; some cues have millions."""
        return frozenset(
            words
            for pattern in self._patterns
            if pattern.cue in cues
            for words in phrases_of(pattern.slots)
            if pattern.firm or ((entry := self.get(words)) and entry.cue is pattern.cue)
        )


class _Place:
    """A place in a text up to which some patterns have been followed.

    Attributes:
        entry: the phrase that ends here, or None.
        onward: the next places by their word; None until they are computed.
    """

    __slots__ = ("_followed", "_words", "entry", "onward")

    def __init__(self, words: Words, followed: list[tuple[Slots, Pattern]]) -> None:
        """Keep the rest of each pattern; of the patterns that end here the first counts."""
        ended = next((each for rest, each in followed if _may_end(rest)), None)
        self.entry = Entry(words, ended.cue, ended.value) if ended else None
        self._words = words
        self._followed = followed
        self.onward: dict[str, _Place] | None = None

    def follow(self) -> "dict[str, _Place]":
        """Return the next places, by the next word of the patterns."""
        if self.onward is None:
            behind: dict[str, list[tuple[Slots, Pattern]]] = {}
            for rest, pattern in self._followed:
                for word, then in _next_words(rest):
                    behind.setdefault(word, []).append((then, pattern))
            self.onward = {w: _Place((*self._words, w), left) for w, left in behind.items()}
            self._followed = []
        return self.onward


def _next_words(rest: Slots) -> Iterator[tuple[str, Slots]]:
    """Yield each possible next word of a pattern, and the rest after it."""
    for at, slot in enumerate(rest, start=1):
        for words in slot:
            if len(words) == 1:
                yield words[0], rest[at:]
            elif words:
                yield words[0], ((words[1:],), *rest[at:])
        if () not in slot:
            return


def _telling_words(pattern: Slots) -> frozenset[str]:
    """Return the longest word of each alternative at the place with the longest words."""
    if len(pattern) == 1 and all(len(words) < 2 for words in pattern[0]):
        return frozenset()
    needed = [slot for slot in pattern if () not in slot]
    if not needed:
        return frozenset(words_of(pattern))
    places = (frozenset(max(words, key=len) for words in slot) for slot in needed)
    return max(places, key=lambda words: min(map(len, words)))


def _may_end(rest: Slots) -> bool:
    return all(() in slot for slot in rest)


def _pieces(phrase: str) -> Iterator[list[str]]:
    for at, piece in enumerate(_ALTERNATIVES.split(phrase)):
        yield piece.split("|") if at % 2 else [piece]


def _unfinished(pieces: list[list[str]]) -> bool:
    """Say whether the text so far may end within a word."""
    for piece in reversed(pieces):
        if any(each and not each[-1].isspace() for each in piece):
            return True
        if "" not in piece:
            return False
    return False


@cache
def _spelled(words: str) -> Words:
    return tuple(part for word in words.split() for part in spell(word))
