"""Tests for words that only name a time: a day, an hour, a part of the day, and links.

Words that negate a time, "not on", or tell of events, "I finish at", are not accepted.
"""

from functools import cache

from dialogs.flows.phrases import Written, without
from dialogs.flows.turn_context import TurnContext
from dialogs.languages.lexicon import lexicons
from dialogs.times.terms import Term, TermRole

_NAMING = frozenset(
    {
        TermRole.WEEKDAY,
        TermRole.MONTH,
        TermRole.DAY,
        TermRole.PART,
        TermRole.CLOCK,
        TermRole.NUMBER,
        TermRole.AT,
        TermRole.OCLOCK,
    }
    | {
        TermRole.PAST,
        TermRole.AND_A,
        TermRole.MERIDIEM,
        TermRole.DATE,
        TermRole.ORDINAL,
        TermRole.THIS,
        TermRole.NEXT,
    }
    | {
        TermRole.OFFSET,
        TermRole.LINK,
        TermRole.ARTICLE,
        TermRole.JOINED,
        TermRole.IN_MONTH,
        TermRole.PLURAL,
    }
)
_TURNING = frozenset(
    {
        TermRole.NOT,
        TermRole.EXCEPT,
        TermRole.BUSY,
        TermRole.THAN,
        TermRole.ALL_BUT,
        TermRole.INSTEAD,
        TermRole.SINCE,
        TermRole.AGO,
    }
    | {TermRole.RELEASED, TermRole.RELEASE, TermRole.OR}
)
_NO_TIME = frozenset(
    {
        TermRole.NONE,
        TermRole.THING,
        TermRole.COUNTED,
        TermRole.BUSY,
        TermRole.RELEASE,
        TermRole.RELEASED,
        TermRole.ASIDE,
    }
    | {TermRole.SINCE, TermRole.AGO, TermRole.POSTPONE, TermRole.ADVANCE}
)
"""Words that look like a time, or are beside one, with another meaning."""
_ASKED = frozenset(TermRole) - _NO_TIME

_LINK = 2
"""Most words of a link without a verb: "for the"."""
_O_CLOCK = frozenset({("o",), ("clock",)})
"""The words of "o'clock", split at the apostrophe."""


def names_time_only(turn: TurnContext, words: list[str]) -> bool:
    """Return whether each of some words only names a time, in the languages of the turn."""
    return _only(turn, words, _NAMING, _TURNING)


def asks_time_only(turn: TurnContext, words: list[str]) -> bool:
    """Return whether each of some words is about a wished time: "between ten and noon"."""
    return _only(turn, words, _ASKED, frozenset())


def _only(
    turn: TurnContext, words: list[str], roles: frozenset[TermRole], turning: frozenset[TermRole]
) -> bool:
    spoken = (turn.heard.locale, turn.locale)
    known = _O_CLOCK.union(*(_phrases(each, roles, turning) for each in spoken))
    return all(word[:1].isdigit() for word in without(words, known))


def is_of_time(turn: TurnContext, word: str) -> bool:
    """Return whether a word is about time, with any role: "not", "after", "Friday"."""
    if word[:1].isdigit():
        return True
    spoken = (turn.heard.locale, turn.locale)
    return any(word in lexicons()[each].terms.vocabulary for each in spoken if each in lexicons())


def _holds_more(term: Term) -> bool:
    """Return whether a term has words that alone are of no time: "hold off until"."""
    if term.role is TermRole.LINK:
        return len(term.words) > _LINK
    return term.role is TermRole.PART


@cache
def _phrases(locale: str, roles: frozenset[TermRole], apart: frozenset[TermRole]) -> Written:
    """Return a language's phrases of times, without those that may negate one."""
    read = lexicons().get(locale)
    terms = [each for opening in read.terms.opening.values() for each in opening] if read else []
    turning = {each.words for each in terms if each.role in apart}
    named = [each for each in terms if each.role in roles]
    # "when school is out" names a part of the day, and "school" none
    whole = {each.words for each in named}
    words = {(word,) for each in named if not _holds_more(each) for word in each.words}
    return frozenset(whole | words) - turning
