"""Tests whether the words beside an answer only explain it: "the one on the 10th, I'm away"."""

from functools import cache

from dialogs.flows.phrases import Phrases, longest, phrases_in, said_apart_of, without
from dialogs.flows.referring.reference_words import reference_words
from dialogs.languages import codes
from dialogs.languages.lexicon import Cue

_TURNING = frozenset(
    {
        *(Cue.KEEP, Cue.STAY, Cue.UNDO, Cue.NO, Cue.CONDITION, Cue.BUT),
        *(Cue.MOVE, Cue.BOOK, Cue.CONFIRM, Cue.COMING, Cue.COME, Cue.DOUBT),
        *(Cue.DEFERRAL, Cue.QUOTATION, Cue.EXCEPTION, Cue.OPT_OUT, Cue.OPT_OUT_PHRASE),
        *(Cue.WAITLIST, Cue.EMERGENCY, Cue.DECEASED, Cue.FUNERAL, Cue.CALL_ME),
    }
)
"""Cues of words that do more than explain."""

_ASKING = frozenset({Cue.QUESTION, Cue.ASK})
_SUITING = frozenset({Cue.CANNOT, Cue.CANT, Cue.UNSUITED, Cue.CANCEL, Cue.CANCEL_ASK})
"""Cues of a reason that says the same again: "I can't make it"."""


def only_explains(text: str, locale: str) -> bool:
    """Return whether words ask for nothing, keep nothing and limit nothing.

    Args:
        text: the words beside an answer.
        locale: the language in which they are read.
    """
    words = said_apart_of(text).words
    if not words or locale not in codes():
        return not words
    left = tuple(without(words, _same(locale)))
    turning, asking = phrases_in(locale, _TURNING), phrases_in(locale, _ASKING)
    sizes = [longest(left, at, asking) for at in range(len(left))]
    return max(sizes, default=0) < 2 and not any(
        longest(left, at, turning) for at in range(len(left))
    )


@cache
def _same(locale: str) -> Phrases:
    """Return phrases that a reason may have: refusals, a move of house, "only", "please"."""
    house = (one for some in reference_words(locale).moving_house.values() for one in some)
    return phrases_in(locale, _SUITING) | frozenset(house)
