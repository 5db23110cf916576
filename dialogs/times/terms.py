"""The words a language has for times, as its lexicon gives them.

Owns the form of a lexicon's `[times]`: lists of phrases by the role that they play in the grammar
of `dialogs.times`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any, TypeVar

from dialogs.normalise import spell


class Role(StrEnum):
    """What a word of time does in a sentence; the comment gives the value it carries."""

    __hash__ = str.__hash__  # looked up for every word, and Enum's hash is Python

    WEEKDAY = "weekday"  # 0 for Monday
    MONTH = "month"  # 1 for January
    DAY = "day"  # days from today
    WEEKEND = "weekend"
    WEEK = "week"  # weeks from this one
    WEEK_AFTER = "week_after"  # beside WEEK: rather after the week just said, or the appointment's
    ITS_WEEK = "its_week"  # the appointment's week; -1 before its day, 1 after it
    PART = "part"  # index into Terms.parts
    CLOCK = "clock"  # minutes after midnight
    NUMBER = "number"
    ARTICLE = "article"  # one, before a unit
    UNIT = "unit"  # minutes in it
    DURATION = "duration"  # minutes
    NEXT = "next"
    FOLLOWING = "following"  # beside a weekday, the next one after the appointment
    THIS = "this"
    AT = "at"
    PLURAL = "plural"  # an article before hours and before things: "le tre", "le tre persone"
    AFTER = "after"
    BEFORE = "before"
    UNTIL = "until"  # beside BEFORE: the day that follows is the last
    LIMIT = "limit"  # after an hour or a day, the last: "at the latest"
    NOT_BEFORE = "not_before"  # the day that follows is the first
    SINCE = "since"  # what follows is past
    AGO = "ago"  # the weekday before it is past
    HOLIDAY = "holiday"  # month and day, 1224 for the 24th of December
    BETWEEN = "between"
    FROM = "from"
    TO = "to"
    ONWARDS = "onwards"
    AND = "and"
    OR = "or"
    NOT = "not"
    EXCEPT = "except"  # a NOT that leaves all the rest
    ALL_BUT = "all_but"  # an EXCEPT where "any" or "every" came before: "but"
    AROUND = "around"
    ANY = "any"
    LINK = "link"  # may stand between words of time, and says nothing
    ASIDE = "aside"  # may stand between times, and speaks of something else too: "but", "maybe"
    DATE = "date"  # a number after it is a day of the month
    IN_MONTH = "in_month"
    WITHIN = "within"  # "in" three days
    MERIDIEM = "meridiem"  # 0 before noon, 12 after
    OCLOCK = "oclock"
    PAST = "past"  # minutes added to the hour that follows: "half past" 3, "halb" 4
    AND_A = "and_a"  # minutes added to the hour before: 3 "e mezza"
    OFFSET = "offset"  # after minutes, before an hour: 20 "minutes to" 2; -1 or 1
    ISH = "ish"  # after an hour: 10 "ish"
    ORDINAL = "ordinal"  # a day of the month where a month or a weekday stands beside it
    WEEKS_ON = "weeks_on"  # after a day, weeks added to it: Friday "week", mardi "en huit"
    NEXT_DAY = "next_day"  # days from the appointment, or from today
    NTH = "nth"  # before a weekday or a week of a month; -1 is the last
    WEEK_OF = "week_of"  # before a day, the week that it is in
    STRETCH = "stretch"  # of a week or a month: -1 its beginning, 0 its middle, 1 its end
    MONTHS_ON = "months_on"  # months from this one: "next month"
    COMING_DAYS = "coming_days"  # days from tomorrow on: "the next few days"
    WORKDAYS = "workdays"
    COUNTED = "counted"  # before a number that counts things: "none of the" three
    THING = "thing"  # what a number before it counts: floors, years; 1 where it is a dose
    NONE = "none"  # looks like a time and is none
    JOINED = "joined"  # index into Terms.joined: one word for two, "tonight"
    SAME_TIME = "same_time"
    SAME_DAY = "same_day"
    LATER = "later"
    EARLIER = "earlier"
    POSTPONE = "postpone"  # before how much later
    ADVANCE = "advance"  # before how much earlier


_BITS = {role: 1 << at for at, role in enumerate(Role)}
MOMENT = 1 << len(_BITS)
"""The bit of a clock time in a numeral."""
CALENDAR = MOMENT << 1
"""The bit of a date in a numeral."""


def bits(*roles: Role) -> int:
    """Give roles as bits, by which the grammar leaves out readings that cannot succeed."""
    return sum(_BITS[role] for role in {*roles})


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
class Phrase:
    """A phrase with all its roles and their values, and the roles as bits."""

    words: tuple[str, ...]
    roles: Mapping[Role, int]
    bits: int


@dataclass(frozen=True, slots=True)
class Terms:
    """A language's words of time.

    Attributes:
        opening: terms by their first word, the longest first; one word may have several roles.
        phrases: the same by their first word, the longest first, the roles of a phrase together.
        parts: the parts of the day.
        vocabulary: every word used, numerals left out: they belong to no language.
        telling: a word of each phrase that may speak of a time; without any, a text speaks of none.
        joined: what stands in one word for several ("tonight"), as roles with their values.
        weak: words that speak of a time only beside another one ("mar", "set").
        spelled_dates: whether a number in words is a day after an article ("il tre").
    """

    opening: Mapping[str, tuple[Term, ...]]
    phrases: Mapping[str, tuple[Phrase, ...]]
    parts: tuple[Part, ...]
    vocabulary: frozenset[str]
    telling: frozenset[str]
    joined: tuple[tuple[Phrase, ...], ...]
    weak: frozenset[str]
    spelled_dates: bool


_Spelled = TypeVar("_Spelled", Term, Phrase)

SILENT = frozenset(
    {Role.LINK, Role.AT, Role.TO, Role.FROM, Role.AND, Role.OR, Role.NOT, Role.ARTICLE, Role.ANY}
    | {Role.DATE, Role.IN_MONTH, Role.WITHIN, Role.NEXT, Role.THIS, Role.UNIT}
    | {Role.AFTER, Role.BEFORE, Role.AROUND, Role.BETWEEN, Role.ONWARDS, Role.OCLOCK, Role.PAST}
    | {Role.MERIDIEM, Role.AND_A, Role.ISH, Role.STRETCH, Role.COUNTED, Role.NONE, Role.ORDINAL}
    | {Role.OFFSET, Role.WEEKS_ON, Role.ASIDE, Role.PLURAL, Role.EXCEPT, Role.ALL_BUT}
    | {Role.UNTIL, Role.LIMIT, Role.NTH, Role.WEEK_OF, Role.THING, Role.FOLLOWING, Role.WEEK_AFTER}
    | {Role.AGO, Role.SINCE, Role.NOT_BEFORE}
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
    "offsets": Role.OFFSET,
    "ordinals": Role.ORDINAL,
    "weeks_on": Role.WEEKS_ON,
    "next_days": Role.NEXT_DAY,
    "stretches": Role.STRETCH,
    "months_on": Role.MONTHS_ON,
    "coming_days": Role.COMING_DAYS,
    "holidays": Role.HOLIDAY,
    "nths": Role.NTH,
    "things": Role.THING,
    "its_week": Role.ITS_WEEK,
}
_TELLING = 4  # letters of a word that few other texts have
_APART = frozenset({"parts", "joined", "joined_weekdays", "weak", "spelled_dates"})


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
    terms = [*_terms(times)]
    simple = {phrase.words: phrase for phrase in _phrases(terms)}
    joined: list[tuple[Phrase, ...]] = []
    for phrase, pieces in _joined_phrases(times):
        terms.append(Term(spell(phrase), Role.JOINED, len(joined)))
        joined.append(tuple(_piece(spell(piece), simple) for piece in pieces))
    return Terms(
        opening=_by_first_word(terms),
        phrases=_by_first_word(_phrases(terms)),
        parts=parts,
        vocabulary=frozenset(
            word for term in terms for word in term.words if not word[0].isdigit()
        ),
        telling=frozenset(_telling(term) for term in terms if _tells(term, joined)),
        joined=tuple(joined),
        weak=frozenset(times.get("weak", ())),
        spelled_dates=bool(times.get("spelled_dates", True)),
    )


def _tells(term: Term, joined: Sequence[Sequence[Phrase]]) -> bool:
    """Whether a term speaks of a time by itself."""
    if term.role is Role.JOINED:
        return not all(piece.roles.keys() <= SILENT for piece in joined[term.value])
    return term.role not in SILENT


def _telling(term: Term) -> str:
    """Choose the word of a term by which a text is looked through: the last, unless it is short."""
    last = term.words[-1]
    moves = term.role in {Role.POSTPONE, Role.ADVANCE}  # "retrasar la cita"
    if len(last) >= _TELLING and not moves:
        return last
    return max(reversed(term.words), key=len)


def _phrases(terms: Iterable[Term]) -> Iterable[Phrase]:
    """Put the roles of each phrase together."""
    roles: dict[tuple[str, ...], dict[Role, int]] = {}
    for term in terms:
        roles.setdefault(term.words, {})[term.role] = term.value
    return [Phrase(words, MappingProxyType(each), bits(*each)) for words, each in roles.items()]


def _by_first_word(phrases: Iterable[_Spelled]) -> Mapping[str, tuple[_Spelled, ...]]:
    """Order phrases by their first word, the longest first."""
    opening: dict[str, list[_Spelled]] = {}
    for each in sorted(phrases, key=lambda each: -len(each.words)):
        opening.setdefault(each.words[0], []).append(each)
    return MappingProxyType({word: tuple(same) for word, same in opening.items()})


def _piece(words: tuple[str, ...], simple: Mapping[tuple[str, ...], Phrase]) -> Phrase:
    """Find a phrase that a joined word stands for.

    Raises:
        ValueError: if the lexicon has no such phrase.
    """
    if words not in simple:
        raise ValueError(f"[times.joined]: no phrase of time is {' '.join(words)!r}")
    return simple[words]


def _joined_phrases(times: Mapping[str, Any]) -> Iterator[tuple[str, list[str]]]:
    """Give the words that stand for several, those made of a weekday and a part of it too."""
    yield from times.get("joined", {}).items()
    for part in times.get("joined_weekdays", ()):
        for names in times["weekdays"]:
            yield names[0] + part, [names[0], part]


def _terms(times: Mapping[str, Any]) -> Iterator[Term]:
    for at, part in enumerate(times["parts"]):
        yield from _each(part["words"], Role.PART, at)
    for key, value in times.items():
        if key in _APART:
            continue
        if key in _LISTS:
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
