"""Reads a wish for another number of the list just chosen from: "can I have no. 1 instead?".

Every word has to belong to the wish; parts before it may only explain: "my husband is away that
day". A number that may be an hour, "at 1", is none of the list. The words are in choosing.toml.
"""

from enum import StrEnum
from functools import cache
from itertools import chain

from dialogs.flows.phrases import longest, phrases_in, said_apart_of
from dialogs.flows.reading_parts import cues_of
from dialogs.flows.sentences import TextPart, endings
from dialogs.flows.turn_context import TurnContext
from dialogs.flows.visits.regretting import phrases_of_regret
from dialogs.languages import table
from dialogs.languages.cue_kinds import Cue
from dialogs.languages.patterns import Pattern, Phrases, read_pattern

_KNOWN = frozenset({Cue.COURTESY, Cue.THANKS})
_AGAINST = frozenset(
    {
        *(Cue.CONDITION, Cue.DEFERRAL, Cue.EXCEPTION, Cue.QUESTION, Cue.WHEN, Cue.DOUBT),
        *(Cue.CANCEL, Cue.CANCEL_ASK, Cue.MOVE, Cue.BOOK, Cue.KEEP, Cue.UNDO, Cue.WAITLIST),
        *(Cue.OPT_OUT_PHRASE, Cue.EMERGENCY, Cue.WRONG_NUMBER, Cue.DECEASED, Cue.ANOTHER),
    }
)
"""Cues that a part before such a wish may not have."""
_MISTAKES = frozenset({"mistaking", "mistaken", "confessing"})
_ANY = frozenset({Cue.NEUTRAL})
_MOST = 14
"""Most words of such a wish."""


class _Kind(StrEnum):
    """What a phrase around the number does."""

    ASKS = "asks"  # a polite question
    SWAPS = "swaps"  # wants another instead
    TURNS = "turns"  # takes back what was said before
    BESIDE = "beside"  # nothing


_SWAPPING = frozenset({_Kind.ASKS, _Kind.SWAPS, _Kind.TURNS})
_TABLES = {
    _Kind.ASKS: (("choosing", "requests"), ("choosing", "asks")),
    _Kind.SWAPS: (("choosing", "takes"), ("choosing", "rather"), ("choosing", "swaps")),
    _Kind.TURNS: (("choosing", "corrections"), ("regrets", "turning")),
    _Kind.BESIDE: (("choosing", "numbering"), ("choosing", "verbs")),
}
"""The files and tables of the phrases of each kind."""


def number_wished(turn: TurnContext) -> int | None:
    """Return the number of the list that a text asks for instead of the one chosen, or None."""
    locale = turn.heard.locale
    for before, end in chain((((), turn.text),), endings(turn.text)):
        mistaken = any(_mistaken(part, locale) for part in before)
        number = _wished(end, locale, swaps=mistaken)
        if number is not None:
            return number if all(_explains(turn, part) for part in before) else None
    return None


def _explains(turn: TurnContext, part: TextPart) -> bool:
    """Return whether a part of a text asks for nothing and names no number."""
    words = said_apart_of(part.text).words
    numbered = any(word.isdigit() for word in words)
    against = cues_of(turn, part.text) & _AGAINST
    if against == {Cue.UNDO} and _mistaken(part, turn.heard.locale):
        return not numbered  # "sorry, I got confused, I wanted 2" takes nothing else back
    return not numbered and not against


def _mistaken(part: TextPart, locale: str) -> bool:
    """Return whether a part of a text tells of the writer's own mistake."""
    words = said_apart_of(part.text).words
    return not _MISTAKES.isdisjoint(phrases_of_regret(words, locale))


def _wished(part: str, locale: str, *, swaps: bool) -> int | None:
    said = said_apart_of(part)
    numbers = [word for word in said.words if word.isdigit()]
    if len(numbers) != 1 or len(numbers[0]) > 1 or len(said.words) > _MOST or "à" in part.split():
        return None
    at, asks, polite = 0, False, phrases_in(locale, _KNOWN)
    number = said.words.index(numbers[0])
    while at < len(said.words):
        sizes = {kind: _size(kind, locale, said.words, at) for kind in _Kind}
        if at > number:
            sizes[_Kind.TURNS] = 0  # "la 1 no"
        asks = asks or sizes[_Kind.ASKS] > 0
        swaps = swaps or any(sizes[each] for each in _SWAPPING)
        size = max(sizes.values()) or longest(said.words, at, polite)
        if not size and at != number:
            return None
        at += size or 1
    return int(numbers[0]) if swaps and (asks or "?" not in said.marks) else None


def _size(kind: _Kind, locale: str, words: tuple[str, ...], at: int) -> int:
    return len(_phrases(kind, locale).longest(words, at, len(words), _ANY))


@cache
def _phrases(kind: _Kind, locale: str) -> Phrases:
    written = (each for file, name in _TABLES[kind] for each in table(locale, file)[name])
    return Phrases(Pattern(read_pattern(each), Cue.NEUTRAL, "", firm=True) for each in written)
