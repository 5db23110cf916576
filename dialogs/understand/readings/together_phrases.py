"""The tables of together.toml: where their phrases stand in a text."""

from collections.abc import Iterator, Mapping
from functools import cache

from dialogs.languages import table
from dialogs.languages.cue_kinds import Cue
from dialogs.languages.patterns import Pattern, Phrases, read_pattern
from dialogs.understand.hearing.signals import Heard

_KINDS = (
    *("reason", "dropping", "abandoning", "relaying", "relayed", "declined", "clients"),
    *("feared", "overcome", "tags", "deals"),
)


def places(spans: list[range]) -> set[int]:
    """Return the positions of words in some spans."""
    return {at for each in spans for at in each}


def found_phrases(heard: Heard) -> Mapping[str, list[range]]:
    """Return where the phrases of each table stand, the longest at each word."""
    opens = opening(heard.lexicon.locale, _KINDS)
    places_of: dict[str, list[range]] = {kind: [] for kind in _KINDS}
    for at, word in enumerate(heard.words):
        if word in opens:
            for kind, place in _begun(heard, at):
                places_of[kind].append(place)
    return places_of


def _begun(heard: Heard, at: int) -> Iterator[tuple[str, range]]:
    """Yield the tables with a phrase at a word, and where the phrase stands."""
    for kind, phrases in tables(heard.lexicon.locale).items():
        for entry in reversed(phrases.begun(heard.words, at, len(heard.words))):
            behind = at + len(entry.words)
            if not any(heard.marks[at : behind - 1]):
                yield kind, range(at, behind)
                break


@cache
def tables(locale: str) -> Mapping[str, Phrases]:
    """Return the tables of a language, by name."""
    document = table(locale, "together")
    return {
        kind: Phrases(
            Pattern(read_pattern(each), Cue.NEUTRAL, "", firm=True) for each in document[kind]
        )
        for kind in _KINDS
    }


@cache
def opening(locale: str, kinds: tuple[str, ...]) -> frozenset[str]:
    """Return the words with which a phrase of some tables begins."""
    neutral = frozenset({Cue.NEUTRAL})
    return frozenset().union(*(tables(locale)[kind].opening(neutral) for kind in kinds))
