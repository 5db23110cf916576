"""Looks up the words that refer to one of several visits; defines the form of visits.toml."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from types import MappingProxyType
from typing import Any

from dialogs.languages import table
from dialogs.languages.lexicon import lexicons
from dialogs.languages.patterns import expand
from dialogs.normalise import spell
from dialogs.times.terms import TermRole

Listed = Mapping[str, tuple[tuple[str, ...], ...]]
"""Phrases by first word, longest first."""

_LAST_DAY = 31
_NUMBERS = frozenset({TermRole.ORDINAL, TermRole.NUMBER, TermRole.DATE})


@dataclass(frozen=True, slots=True)
class ReferenceWords:
    """The words of one language; comments in en/visits.toml explain each table."""

    visit: Listed
    first: Listed
    last: Listed
    second: Listed
    correcting: Listed
    keeping: Listed
    moving_house: Listed
    calling_off: Listed
    beside: Listed
    link: frozenset[str]
    day: frozenset[str]
    goal: frozenset[str]
    towards: frozenset[str]
    behind: frozenset[str]
    hour: frozenset[str]
    unit: frozenset[str]
    joins: frozenset[str]
    also: frozenset[str]
    next: frozenset[str]
    because: frozenset[str]


@cache
def reference_words(locale: str) -> ReferenceWords:
    """Return the words of a language, read from disk once."""
    document = table(locale, "visits")
    read: dict[str, Any] = {
        each.name: _listed(document[each.name])
        if isinstance(document[each.name], list)
        else frozenset(document[each.name].split())
        for each in fields(ReferenceWords)
    }
    return ReferenceWords(**read)


def size_of(words: Sequence[str], at: int, phrases: Listed) -> int:
    """Return how many words the longest phrase has that begins there, 0 where none does."""
    found = phrases.get(words[at], ()) if at < len(words) else ()
    return next((len(one) for one in found if tuple(words[at : at + len(one)]) == one), 0)


@cache
def months(locale: str) -> Mapping[str, int]:
    """Return the months of a language as numbers; 1 is January."""
    return _values(locale, frozenset({TermRole.MONTH}))


@cache
def day_numbers(locale: str) -> Mapping[str, int]:
    """Return the words of a language for days of the month: "tenth", "dieci"."""
    found = _values(locale, _NUMBERS)
    return MappingProxyType({word: n for word, n in found.items() if 1 < n <= _LAST_DAY})


@cache
def weeks(locale: str) -> Mapping[tuple[str, ...], int]:
    """Return the phrases of a language for a week, with how many weeks ahead it is."""
    return MappingProxyType(
        {
            term.words: term.value
            for terms in lexicons()[locale].terms.opening.values()
            for term in terms
            if term.role is TermRole.WEEK and isinstance(term.value, int)
        }
    )


def _values(locale: str, roles: frozenset[TermRole]) -> Mapping[str, int]:
    return MappingProxyType(
        {
            term.words[0]: term.value
            for terms in lexicons()[locale].terms.opening.values()
            for term in terms
            if term.role in roles and len(term.words) == 1 and isinstance(term.value, int)
        }
    )


def _listed(written: Sequence[str]) -> Listed:
    found: dict[str, set[tuple[str, ...]]] = {}
    for pattern in written:
        for phrase in expand(pattern):
            if words := spell(phrase) if phrase.strip() else ():
                found.setdefault(words[0], set()).add(words)
    return MappingProxyType(
        {first: tuple(sorted(some, key=len, reverse=True)) for first, some in found.items()}
    )
