"""Finds agreements put off by an order of events: "first I'll ask Marco, then I confirm"."""

from dialogs.languages.lexicon import Cue
from dialogs.understand.hearing.clauses import AGREEMENTS
from dialogs.understand.hearing.signals import Heard

_TOLD = frozenset({Cue.CONFIRM, Cue.COMING, Cue.COME, Cue.YES, Cue.TAKE})
_NEAR = 4  # most words between "then" and the agreement
_TO_DO = 2  # least words of what happens before


def comes_after_something(heard: Heard) -> bool:
    """Return whether something else has to happen before what a text agrees to.

    Args:
        heard: the text.
    """
    lexicon, words = heard.lexicon, heard.words
    if lexicon.thereafter.isdisjoint(words):
        return False
    told = [e.first for e in heard.phrases if e.cue in _TOLD]
    told += [e.first for e in heard.signals if e.cue in AGREEMENTS]
    return any(
        word in lexicon.thereafter
        and any(-1 <= each - at <= _NEAR for each in told)
        and _something_before(heard, at, told)
        for at, word in enumerate(words)
    )


def _something_before(heard: Heard, at: int, told: list[int]) -> bool:
    """Return whether "first" or an act of the writer's, and no agreement, stands before "then"."""
    lexicon, words = heard.lexicon, heard.words
    before = words[:at]
    if any(each < at - 1 for each in told):
        return False
    first = not lexicon.firstly.isdisjoint(before) and at > _TO_DO
    joined = bool(before) and before[-1] in lexicon.adding and at - 1 > _TO_DO
    return first or joined
