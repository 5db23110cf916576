"""How much a text is like those that regret the act that was just done by text.

People say in countless ways that they want back what they gave up: "jury duty got dropped", "oh no,
give it me back". `visits/regretting.py` reads those whose every word it knows.
"""

from datetime import timedelta

from dialogs.flows.likeness.settings import UNDONE, After, after, before_act, listed, stands_now
from dialogs.flows.likeness.shares import Wants, shares
from dialogs.flows.numbers import says_which
from dialogs.flows.phrases import longest, said_of
from dialogs.flows.reading_parts import cues_of
from dialogs.flows.turn_context import TurnContext
from dialogs.flows.visits.regretting import phrases_of_regret
from dialogs.flows.visits.visit_days import covers
from dialogs.flows.visits.visit_words import BOTH
from dialogs.intents import Hint, Intent
from dialogs.languages.cue_kinds import Cue
from dialogs.languages.lexicon import lexicons

_SURE = 0.9
"""Least share with which an act is taken back."""
_SURE_UNKNOWN = 0.97
"""The same for a text without any word of a regret that a rule knows."""
_PERHAPS = 0.6
"""Least share with which the client is asked whether to take it back."""
_RATHER = 0.5
"""Least share with which such a question is answered with yes."""
_SHORT = 3
"""Most words of a text in which likeness weighs no negation."""
_DAY = timedelta(hours=20)
"""Shortest span that is a whole day, and not a part of one."""
_MAY_REGRET = frozenset(
    {
        *(Intent.UNCLEAR, Intent.RESCHEDULE, Intent.CONFIRM, Intent.CHOICE, Intent.AGENDA),
        *(Intent.WHERE, Intent.LATE, Intent.MORE, Intent.BOOK),
    }
)
"""What a regret may be understood as that was not known for one."""


def surely_regrets(turn: TurnContext, intent: Intent) -> bool:
    """Return whether a text is so much like regrets that the act is taken back.

    Args:
        turn: the turn.
        intent: what the text was understood as.
    """
    if intent not in _MAY_REGRET or turn.heard.hint is Hint.REFUSAL or _short_and_negated(turn):
        return False  # after a bare "no" we ask
    known = phrases_of_regret(said_of(turn.text).words, turn.heard.locale)
    return _share(turn) >= (_SURE if known else _SURE_UNKNOWN) and not _open(turn)


def _short_and_negated(turn: TurnContext) -> bool:
    """Return whether a text is as short as "não reponha", in which a "not" weighs too little."""
    words = said_of(turn.text).words
    negating = lexicons()[turn.heard.locale].negating
    return len(words) <= _SHORT and not negating.isdisjoint(words)


def perhaps_regrets(turn: TurnContext) -> bool:
    """Return whether a text may be a regret: the client is asked whether to take the act back."""
    return _share(turn) >= _PERHAPS


def rather_regrets(turn: TurnContext) -> bool:
    """Return whether a text is more like a regret than not, once the client was asked."""
    return _share(turn) >= _RATHER and not _open(turn)


def _share(turn: TurnContext) -> float:
    """Return the probability that a text regrets what was just done."""
    return shares(turn)[Wants.BACK] if after(turn) in UNDONE else 0.0


def _open(turn: TurnContext) -> bool:
    """Return whether a text leaves open what it regrets, as likeness cannot see.

    It asks ("is Wednesday still free?") and requests nothing, names another time than the one
    before the act and the one since, or both visits, or wishes for another change.
    """
    said, slots = said_of(turn.text), len(listed(turn))
    if _asks_or_moves(turn):
        return True
    if slots and says_which(turn, slots):
        return True  # "I wanted the 2"
    both = any(longest(said.words, at, BOTH) for at in range(len(said.words)))
    several = len(turn.undoable()) > 1
    return both != several or _names_another(turn)  # of several, only "both" says which


def _asks_or_moves(turn: TurnContext) -> bool:
    """Return whether a text asks without a request, or has words of moving."""
    said = said_of(turn.text)
    if "?" in said.marks and "asked" not in phrases_of_regret(said.words, turn.heard.locale):
        return True
    return after(turn) is After.CANCELLED and Cue.MOVE in cues_of(turn, turn.text)


def _names_another(turn: TurnContext) -> bool:
    """Return whether a text names a time that is neither the one before the act nor since."""
    times = turn.heard.times
    if any(timedelta(0) < each.end - each.start < _DAY for each in times):
        return True  # "that Wednesday but in the afternoon"
    before, stands = before_act(turn), stands_now(turn)
    if after(turn) is After.BOOKED or before is None or not times:
        return False
    # "Friday is Leo's nativity, keep the old one" names only what stands
    named = (before, stands) if stands else (before,)
    return not any(covers(times, each.starts_at) for each in named)
