"""Words that name a time and say nothing else: a day, an hour, a part of the day, and their links.

Words that turn a time, "not on", or tell what happens then, "I finish at", are none of them.
"""

from functools import cache

from dialogs.flows.phrases import Written, without
from dialogs.flows.turn_context import TurnContext
from dialogs.languages.lexicon import lexicons
from dialogs.times.terms import TermRole

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
"""What looks like a time, or stands beside one, and tells something else."""
_ASKED = frozenset(TermRole) - _NO_TIME

_O_CLOCK = frozenset({("o",), ("clock",)})
"""What an apostrophe parts."""


def names_time_only(turn: TurnContext, words: list[str]) -> bool:
    """Return whether each of some words only names a time, in the language that is spoken."""
    return _only(turn, words, _NAMING, _TURNING)


def asks_time_only(turn: TurnContext, words: list[str]) -> bool:
    """Return whether each of some words is of a time asked for: "between ten and noon"."""
    return _only(turn, words, _ASKED, frozenset())


def _only(
    turn: TurnContext, words: list[str], roles: frozenset[TermRole], turning: frozenset[TermRole]
) -> bool:
    spoken = (turn.heard.locale, turn.locale)
    known = _O_CLOCK.union(*(_phrases(each, roles, turning) for each in spoken))
    return all(word[:1].isdigit() for word in without(words, known))


def is_of_time(turn: TurnContext, word: str) -> bool:
    """Return whether a word is of time, whatever it does to one: "not", "after", "Friday"."""
    if word[:1].isdigit():
        return True
    spoken = (turn.heard.locale, turn.locale)
    return any(word in lexicons()[each].terms.vocabulary for each in spoken if each in lexicons())


@cache
def _phrases(locale: str, roles: frozenset[TermRole], apart: frozenset[TermRole]) -> Written:
    """Return the phrases of a language that are of times, without those that may turn one."""
    read = lexicons().get(locale)
    terms = [each for opening in read.terms.opening.values() for each in opening] if read else []
    turning = {each.words for each in terms if each.role in apart}
    named = [each for each in terms if each.role in roles]
    # "when school is out" names a part of the day, and "school" none
    whole = {each.words for each in named}
    words = {(word,) for each in named if each.role is not TermRole.PART for word in each.words}
    return frozenset(whole | words) - turning
