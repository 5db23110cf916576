"""Looks up the words of families about their members, in one language at a time.

This module defines the format of families.toml. "So" is "only" in one language and "therefore" in
another, so a text is never read in two languages at once.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from functools import cache

from dialogs.languages import codes, table
from dialogs.languages.lexicon import lexicons
from dialogs.languages.patterns import expand
from dialogs.normalise import spell
from dialogs.times.terms import TermRole


class Says(StrEnum):
    """The meaning of a word or phrase; comments in en/families.toml explain each."""

    WAIT = "wait"
    NEVER = "never"
    OVER = "over"
    LATER = "later"
    KEPT = "kept"
    ME = "me"
    MINE = "mine"
    MYSELF = "myself"
    OWN_AWAY = "own_away"
    MYSELF_AWAY = "myself_away"
    ALSO = "also"
    SAME = "same"
    NEITHER = "neither"
    TROUBLE = "trouble"
    SURE = "sure"
    NOTICED = "noticed"
    AWAY = "away"
    CANNOT = "cannot"
    CANCEL_ASK = "cancel_ask"
    CANCEL = "cancel"
    YES_FOR = "yes_for"
    NO_FOR = "no_for"
    EXCEPT = "except"
    WISH = "wish"
    IS = "is"
    THERE = "there"
    ASKS = "asks"
    BEGINS = "begins"
    ENDS = "ends"
    MOVE = "move"
    COMES = "comes"
    FITS = "fits"
    OFFERING = "offering"
    OTHER_TWO = "other_two"
    OTHERS = "others"
    BOTH = "both"
    THREE = "three"
    ALL = "all"
    NONE = "none"
    MISTAKEN = "mistaken"
    WE = "we"
    THEIRS = "theirs"
    THEIR_ALL = "their_all"
    ONLY = "only"
    TURNS = "turns"
    NO = "no"
    NOT = "not"
    BECAUSE = "because"
    SO = "so"
    BUT = "but"
    AND = "and"
    PEOPLE = "people"
    WRITER = "writer"
    PRONOUN = "pronouns"
    IDLE = "idle"

    NAME = "name"
    TIME = "time"
    UNKNOWN = "unknown"


_LONGEST = 8
_OF_TIMES = frozenset(
    {
        TermRole.WEEKDAY,
        TermRole.DAY,
        TermRole.PART,
        TermRole.CLOCK,
        TermRole.NUMBER,
        TermRole.AT,
        TermRole.LINK,
        TermRole.THIS,
    }
    | {
        TermRole.DATE,
        TermRole.OCLOCK,
        TermRole.MERIDIEM,
        TermRole.PAST,
        TermRole.AND_A,
        TermRole.MONTH,
        TermRole.SAME_DAY,
    }
    | {
        TermRole.SAME_TIME,
        TermRole.JOINED,
        TermRole.ARTICLE,
        TermRole.NEXT,
        TermRole.WEEK,
        TermRole.ORDINAL,
    }
)
"""Roles of words that name a time and do not negate or shift one."""

_NO_TIMES = frozenset(
    {
        TermRole.LATER,
        TermRole.EARLIER,
        TermRole.NOT,
        TermRole.EXCEPT,
        TermRole.AFTER,
        TermRole.BEFORE,
    }
)

Found = Mapping[tuple[str, ...], tuple[Says, ...]]


def said_at(locale: str, words: Sequence[str], at: int) -> tuple[int, tuple[Says, ...]]:
    """Return the length of the longest phrase at a place in words, and its possible meanings.

    Args:
        locale: the language.
        words: the words of a text.
        at: the index at which the phrase begins.
    """
    known = _phrases(locale)
    for size in range(min(_LONGEST, len(words) - at), 0, -1):
        if found := known.get(tuple(words[at : at + size])):
            return size, found
    word = words[at]
    timely = word[:1].isdigit() or word in _times(locale)
    return 1, (Says.TIME if timely else Says.UNKNOWN,)


@cache
def inverting(locale: str) -> frozenset[str]:
    """Return the verbs that make a question before a name: "is Leo coming"."""
    return frozenset(word for each in _read()[locale]["inverts"] for word in expand(each))


@cache
def read_in() -> frozenset[str]:
    """Return the codes of the languages with a families.toml."""
    return frozenset(_read())


@cache
def _read() -> Mapping[str, Mapping[str, list[str]]]:
    return {code: table(code, "families") for code in codes()}


@cache
def _phrases(locale: str) -> Found:
    found: dict[tuple[str, ...], list[Says]] = {}
    of_locale = _read()[locale]
    for says in Says:
        for written in of_locale.get(says.value, ()):
            for phrase in expand(written):
                words = spell(phrase) if phrase.strip() else ()
                if words and says not in found.setdefault(words, []):
                    found[words].append(says)
                    # a problem is about a person, and does not cancel the visit
                    found[words] += [Says.UNKNOWN] if says is Says.TROUBLE else []
    return {words: tuple(says) for words, says in found.items()}


@cache
def _times(locale: str) -> frozenset[str]:
    """Return the words that only name a time."""
    roles: dict[str, set[TermRole]] = {}
    for terms in lexicons()[locale].terms.opening.values():
        for term in terms:
            if len(term.words) == 1:
                roles.setdefault(term.words[0], set()).add(term.role)
    return frozenset(w for w, of in roles.items() if of & _OF_TIMES and not of & _NO_TIMES)
