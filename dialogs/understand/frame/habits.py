"""Finds habits, which answer nothing: "I always confirm by phone".

Distinguishes a habit from "as always" beside an answer, which is a courtesy.
"""

from collections.abc import Collection

from dialogs.languages.lexicon import Cue
from dialogs.understand.hearing.signals import Heard

_VERBS = frozenset({Cue.CONFIRM, Cue.COMING, Cue.COME, Cue.CANCEL, Cue.CANCEL_ASK, Cue.CANNOT})
"""Cues that tell a habit; "yes, always" is none."""


def habitual(heard: Heard, cues: Collection[Cue]) -> bool:
    """Say whether a verb with one of some cues tells a habit: a habit word stands in its clause.

    A time in the clause says which visit is meant: "je viens toujours jeudi" is about Thursday.

    Args:
        heard: the text.
        cues: the cues of the verbs to check.
    """
    habits = heard.lexicon.habits
    if habits.isdisjoint(heard.words):
        return False
    told = {at for at, word in enumerate(heard.words) if word in habits}
    told -= {
        at
        for each in heard.phrases
        if each.last > each.first
        for at in range(each.first, each.last + 1)
    }
    return any(_in_clause(heard, each.first, told) for each in heard.found(*_VERBS & {*cues}))


def _in_clause(heard: Heard, at: int, told: Collection[int]) -> bool:
    """Say whether a habit word, and no time, stands in the clause of a word."""
    first, behind = heard.clauses.bounds(at)
    timed = any(first <= each.first < behind and each.firm for each in heard.times)
    return not timed and any(first <= each < behind for each in told)
