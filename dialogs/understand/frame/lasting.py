"""Says whether a text tells how long somebody has waited, which does not defer an answer.

Distinguishes "I'm waiting for my boss" from "I've been waiting for two hours".
"""

from collections.abc import Mapping, Sequence

from dialogs.languages.lexicon import Cue, Lexicon
from dialogs.times.terms import Phrase, TermRole
from dialogs.understand.hearing.phrases import Signal
from dialogs.understand.hearing.signals import Heard

_UNITS = frozenset({TermRole.UNIT, TermRole.OCLOCK})
_COUNTS = frozenset({TermRole.NUMBER, TermRole.ARTICLE})


def has_lasted(heard: Heard) -> bool:
    """Say whether every deferral in a text only tells how long a wait has lasted.

    Args:
        heard: the text.
    """
    deferring = heard.found(Cue.DEFERRAL)
    return bool(deferring) and all(_waits(heard, each) for each in deferring)


def tells_wait(words: Sequence[str], lexicon: Lexicon) -> bool:
    """Say whether a clause tells how long somebody has waited.

    Args:
        words: the folded words of the clause.
        lexicon: the language of the clause.
    """
    places = range(len(words))
    waits = any(_waiting(words, at, lexicon) for at in places)
    return waits and any(_is_length(words, at, lexicon) for at in places)


def _waits(heard: Heard, signal: Signal) -> bool:
    """Say whether a signal is a word of waiting, in a clause that tells how long."""
    first, behind = heard.clauses.bounds(signal.first)
    within = range(signal.first, signal.last + 1)
    waits = any(_waiting(heard.words, at, heard.lexicon) for at in within)
    return waits and tells_wait(heard.words[first:behind], heard.lexicon)


def _waiting(words: Sequence[str], at: int, lexicon: Lexicon) -> bool:
    return any(
        term.role is TermRole.LASTING and tuple(words[at : at + len(term.words)]) == term.words
        for term in lexicon.terms.opening.get(words[at], ())
    )


def _is_length(words: Sequence[str], at: int, lexicon: Lexicon) -> bool:
    """Say whether a word is a unit of time after a number, or both in one word: "2h"."""
    word, before, alone = words[at], words[at - 1] if at else "", lexicon.terms.alone
    if word[0].isdigit() and word.endswith("h"):
        return True
    return (before.isdigit() or _plays(alone, before, _COUNTS)) and _plays(alone, word, _UNITS)


def _plays(alone: Mapping[str, tuple[Phrase, ...]], word: str, roles: frozenset[TermRole]) -> bool:
    return any(not roles.isdisjoint(phrase.roles) for phrase in alone.get(word, ()))
