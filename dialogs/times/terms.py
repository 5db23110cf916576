"""The words a language has for times, as its lexicon gives them.

Owns the form of a lexicon's `[times]`: lists of phrases by the role that they play in the grammar
of `dialogs.times`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from dialogs.normalise import spell


class Role(StrEnum):
    """What a word of time does in a sentence; the comment gives the value it carries."""

    __hash__ = str.__hash__  # looked up for every word, and Enum's hash is Python

    WEEKDAY = "weekday"  # 0 for Monday
    MONTH = "month"  # 1 for January
    DAY = "day"  # days from today
    WEEKEND = "weekend"
    WEEK = "week"  # weeks from this one
    PART = "part"  # index into Terms.parts
    CLOCK = "clock"  # minutes after midnight
    NUMBER = "number"
    ARTICLE = "article"  # one, before a unit
    UNIT = "unit"  # minutes in it
    DURATION = "duration"  # minutes
    NEXT = "next"
    THIS = "this"
    AT = "at"
    AFTER = "after"
    BEFORE = "before"
    BETWEEN = "between"
    FROM = "from"
    TO = "to"
    ONWARDS = "onwards"
    AND = "and"
    OR = "or"
    NOT = "not"
    AROUND = "around"
    ANY = "any"
    LINK = "link"  # may stand between words of time, and says nothing
    DATE = "date"  # a number after it is a day of the month
    IN_MONTH = "in_month"
    WITHIN = "within"  # "in" three days
    MERIDIEM = "meridiem"  # 0 before noon, 12 after
    OCLOCK = "oclock"
    PAST = "past"  # minutes added to the hour that follows: "half past" 3, "halb" 4
    AND_A = "and_a"  # minutes added to the hour before: 3 "e mezza"
    SAME_TIME = "same_time"
    SAME_DAY = "same_day"
    LATER = "later"
    EARLIER = "earlier"


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the day, in minutes after midnight."""

    begins: int
    ends: int


@dataclass(frozen=True, slots=True)
class Term:
    """A phrase of time: its words, its role and the value that it carries."""

    words: tuple[str, ...]
    role: Role
    value: int = 0


@dataclass(frozen=True, slots=True)
class Terms:
    """A language's words of time.

    Attributes:
        opening: terms by their first word, the longest first; one word may have several roles.
        parts: the parts of the day.
        vocabulary: every word used.
        telling: last words of what may speak of a time; without any, a text speaks of none.
    """

    opening: Mapping[str, tuple[Term, ...]]
    parts: tuple[Part, ...]
    vocabulary: frozenset[str]
    telling: frozenset[str]


SILENT = frozenset(
    {Role.LINK, Role.AT, Role.TO, Role.FROM, Role.AND, Role.OR, Role.NOT, Role.ARTICLE, Role.ANY}
    | {Role.DATE, Role.IN_MONTH, Role.WITHIN, Role.NEXT, Role.THIS, Role.UNIT}
    | {Role.AFTER, Role.BEFORE, Role.AROUND, Role.BETWEEN, Role.ONWARDS, Role.OCLOCK, Role.PAST}
    | {Role.MERIDIEM, Role.AND_A}
)
"""Roles that by themselves speak of no time."""
_LISTS = {"weekdays": (Role.WEEKDAY, 0), "months": (Role.MONTH, 1)}
_TABLES = {
    "days": Role.DAY,
    "weeks": Role.WEEK,
    "clocks": Role.CLOCK,
    "numbers": Role.NUMBER,
    "units": Role.UNIT,
    "durations": Role.DURATION,
    "meridiem": Role.MERIDIEM,
    "past": Role.PAST,
    "and_a": Role.AND_A,
}


def read_terms(times: Mapping[str, Any]) -> Terms:
    """Read a lexicon's words of time.

    Args:
        times: its `[times]` table.

    Returns:
        The terms, ready to be looked up.

    Raises:
        ValueError: if a key is none of the grammar's.
    """
    parts = tuple(Part(part["from"] * 60, part["until"] * 60) for part in times["parts"])
    terms = tuple(_terms(times))
    opening: dict[str, list[Term]] = {}
    for term in sorted(terms, key=lambda term: -len(term.words)):
        opening.setdefault(term.words[0], []).append(term)
    return Terms(
        opening=MappingProxyType({word: tuple(same) for word, same in opening.items()}),
        parts=parts,
        vocabulary=frozenset(word for term in terms for word in term.words),
        telling=frozenset(term.words[-1] for term in terms if term.role not in SILENT),
    )


def _terms(times: Mapping[str, Any]) -> Iterator[Term]:
    for key, value in times.items():
        if key == "parts":
            for at, part in enumerate(value):
                yield from _each(part["words"], Role.PART, at)
        elif key in _LISTS:
            role, first = _LISTS[key]
            for at, phrases in enumerate(value, start=first):
                yield from _each(phrases, role, at)
        elif key in _TABLES:
            for number, phrases in value.items():
                yield from _each(phrases, _TABLES[key], int(number))
        else:
            yield from _each(value, Role(key), 0)


def _each(phrases: list[str], role: Role, value: int) -> Iterator[Term]:
    return (Term(spell(phrase), role, value) for phrase in phrases)
