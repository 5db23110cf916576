"""Recognises that a named member of a family comes, or cannot: "Leo can't come".

The text has no negation of it, and after it only a time or a courtesy.
"""

from functools import cache

from dialogs.flows.phrases import (
    POINTING,
    POLITE,
    Phrases,
    as_phrases,
    left_over,
    longest,
    phrases_of,
)
from dialogs.languages.lexicon import Cue, lexicons

CANNOT_COME = as_phrases(
    *("can t come", "cannot come", "can t make it", "cannot make it", "won t be coming"),
    *("isn t coming", "won t make it", "is not coming", "non puo venire", "non potra venire"),
    *("non viene", "non verra", "non riesce a venire", "non ce la fa", "no puede ir"),
    *("no puede venir", "no podra ir", "no podra venir", "no va a poder ir", "no va a ir"),
    *("no puede asistir", "ne peut pas venir", "ne pourra pas venir", "peut pas venir"),
    *("pourra pas venir", "ne viendra pas", "viendra pas", "kann nicht kommen", "kommt nicht"),
    *("nicht kommen", "kommt leider nicht", "schafft es nicht", "nao pode ir", "nao vai poder ir"),
    *("nao podera ir", "nao pode vir", "nao consegue ir", "nao vai conseguir ir", "nao vai"),
)
"""Phrases that say that somebody cannot come."""

COMES = as_phrases(
    *("is coming", "comes", "will come", "will be there", "can come", "can make it", "s coming"),
    *("ll be there", "ll come", "viene", "verra", "ci sara", "ci viene", "puo venire", "c e"),
    *("va", "si va", "ira", "puede ir", "si puede", "si puede ir", "ahi estara", "si viene"),
    *("vient", "viendra", "peut venir", "pourra venir", "sera la", "kommt", "kann kommen"),
    *("ist da", "wird da sein", "vai", "vem", "pode ir", "la estara", "consegue ir", "vai sim"),
)
"""Phrases that say that somebody comes."""

_TURNING = frozenset(
    {
        *(Cue.BUT, Cue.CONDITION, Cue.DEFERRAL, Cue.QUOTATION, Cue.EXCEPTION, Cue.DOUBT),
        *(Cue.KEEP, Cue.MOVE, Cue.UNDO, Cue.COMING, Cue.CONFIRM, Cue.DECEASED, Cue.FUNERAL),
    }
)
_ALONE = frozenset({"solo", "sola", "only", "just", "so", "nur", "seul", "seule", "allein"})
"""Words of times that also mean "alone"."""

_ONCE = frozenset({"not", "non", "no", "pas", "nicht", "nao", "t"})


def cannot_come(words: tuple[str, ...]) -> bool:
    """Return whether a part of a text says that somebody cannot come."""
    places = ((at, longest(words, at, CANNOT_COME)) for at in range(len(words)))
    found = next(((at, size) for at, size in places if size), None)
    return found is not None and _nothing_turns(words, *found)


def _nothing_turns(words: tuple[str, ...], at: int, size: int) -> bool:
    before, behind = words[:at], words[at + size :]
    if _ONCE & {*before, *behind}:
        return False
    if any(longest(before, place, _turning()) for place in range(len(before))):
        return False
    return all(word in _times() for word in left_over(behind, POLITE))


@cache
def _turning() -> Phrases:
    """Return the phrases that negate or limit the rest, without pointing words as "o"."""
    return phrases_of(_TURNING) - frozenset((word,) for word in POINTING)


@cache
def _times() -> frozenset[str]:
    """Return the words of times in every language, without those that also mean "alone"."""
    words = frozenset().union(*(read.terms.vocabulary for read in lexicons().values()))
    return words - _ALONE
