"""Words that name a time and say nothing else: a day, an hour, a part of the day, and their links.

Words that turn a time, "not on", or tell what happens then, "I finish at", are none of them.
"""

from functools import cache

from dialogs.flows.phrases import Written, without
from dialogs.flows.scene import Scene
from dialogs.lexicon import lexicons
from dialogs.times.terms import Role

_NAMING = frozenset(
    {Role.WEEKDAY, Role.MONTH, Role.DAY, Role.PART, Role.CLOCK, Role.NUMBER, Role.AT, Role.OCLOCK}
    | {Role.PAST, Role.AND_A, Role.MERIDIEM, Role.DATE, Role.ORDINAL, Role.THIS, Role.NEXT}
    | {Role.OFFSET, Role.LINK, Role.ARTICLE, Role.JOINED, Role.IN_MONTH, Role.PLURAL}
)
_TURNING = frozenset(
    {Role.NOT, Role.EXCEPT, Role.BUSY, Role.THAN, Role.ALL_BUT, Role.INSTEAD, Role.SINCE, Role.AGO}
    | {Role.RELEASED, Role.RELEASE, Role.OR}
)
_NO_TIME = frozenset(
    {Role.NONE, Role.THING, Role.COUNTED, Role.BUSY, Role.RELEASE, Role.RELEASED, Role.ASIDE}
    | {Role.SINCE, Role.AGO, Role.POSTPONE, Role.ADVANCE}
)
"""What looks like a time, or stands beside one, and tells something else."""
_ASKED = frozenset(Role) - _NO_TIME

_O_CLOCK = frozenset({("o",), ("clock",)})
"""What an apostrophe parts."""


def names_time_only(scene: Scene, words: list[str]) -> bool:
    """Return whether each of some words only names a time, in the language that is spoken."""
    return _only(scene, words, _NAMING, _TURNING)


def asks_time_only(scene: Scene, words: list[str]) -> bool:
    """Return whether each of some words is of a time asked for: "between ten and noon"."""
    return _only(scene, words, _ASKED, frozenset())


def _only(scene: Scene, words: list[str], roles: frozenset[Role], turning: frozenset[Role]) -> bool:
    spoken = (scene.heard.locale, scene.locale)
    known = _O_CLOCK.union(*(_phrases(each, roles, turning) for each in spoken))
    return all(word[:1].isdigit() for word in without(words, known))


def is_of_time(scene: Scene, word: str) -> bool:
    """Return whether a word is of time, whatever it does to one: "not", "after", "Friday"."""
    if word[:1].isdigit():
        return True
    spoken = (scene.heard.locale, scene.locale)
    return any(word in lexicons()[each].terms.vocabulary for each in spoken if each in lexicons())


@cache
def _phrases(locale: str, roles: frozenset[Role], apart: frozenset[Role]) -> Written:
    """Return the phrases of a language that are of times, without those that may turn one."""
    read = lexicons().get(locale)
    terms = [each for opening in read.terms.opening.values() for each in opening] if read else []
    turning = {each.words for each in terms if each.role in apart}
    named = [each for each in terms if each.role in roles]
    # "when school is out" names a part of the day, and "school" none
    whole = {each.words for each in named}
    words = {(word,) for each in named if each.role is not Role.PART for word in each.words}
    return frozenset(whole | words) - turning
