"""Recognises answers to "which one to cancel?" that name a listed client but choose nothing.

"Leo has school that day, right?" is no wish to move, and "no wait, Leo is coming" cancels nothing:
"which one?" is asked again.
"""

from dialogs.conversation import Asked
from dialogs.flows.phrases import (
    AGREEING,
    POINTING,
    as_phrases,
    left_over,
    longest,
    phrases_in,
    said_apart,
    without,
)
from dialogs.flows.target import chosen_which, names
from dialogs.flows.turn_context import TurnContext
from dialogs.flows.visits.visit_words import CAN_COME
from dialogs.intents import Intent
from dialogs.languages.lexicon import Cue

_WISHING = frozenset({Cue.MOVE, Cue.BOOK, Cue.CANCEL, Cue.CANCEL_ASK, Cue.WAITLIST})
_COMING = frozenset({Cue.COMING, Cue.COME, Cue.CONFIRM, Cue.NO})
_WAIT = as_phrases(
    *("wait", "hold on", "hang on", "actually", "sorry", "oh", "aspetti", "aspetta", "aspettate"),
    *("un attimo", "un momento", "espere", "espera", "esperen", "attendez", "attends", "warte"),
    *("warten sie", "moment", "halt", "momento", "um momento", "espere ai", "doch", "pero", "ma"),
    *("but", "mais", "mas", "aber", "too", "anche", "tambien", "aussi", "auch", "tambem"),
)
"""Phrases of a client who stops before cancelling."""
_COMES = CAN_COME | as_phrases(
    *("is coming", "comes", "does come", "will come", "viene", "kommt", "vient", "vem", "vai"),
    *("ci sara", "c e", "kommt doch", "va", "estara", "sera la", "ist dabei", "is going"),
)
_TAGS = frozenset(
    {"right", "oder", "vero", "non", "no", "certo", "ne", "gell", "verdad", "hein", "eh", "nicht"}
)
"""Words at the end of a text that make it a question."""
_MAY_ASK = frozenset({Intent.UNCLEAR, Intent.RESCHEDULE})
_MAY_COME = frozenset({Intent.UNCLEAR, Intent.CONFIRM, Intent.CHOICE, Intent.CANCEL})


def asks_of_listed(turn: TurnContext, intent: Intent) -> bool:
    """Return whether a text asks about a listed client, or says that the client comes."""
    question = turn.question
    if question is None or question.asked is not Asked.WHICH or chosen_which(turn):
        return False
    owners = [turn.client_of(turn.appointment(each)) for each in question.about]
    named = [each for each in owners if each and names(turn.text, each)]
    if question.then != Intent.CANCEL.value or len(named) != 1:
        return False
    return _comes(turn, named[0].first, intent) or _asks(turn, intent)


def _asks(turn: TurnContext, intent: Intent) -> bool:
    """Return whether a text asks about a day or an hour, without a wish."""
    said = said_apart(turn)
    asks = "?" in said.marks or said.words[-1] in _TAGS
    if not asks or intent not in _MAY_ASK or not turn.heard.times:
        return False
    return not _wishes(turn, said.words)


def _wishes(turn: TurnContext, words: tuple[str, ...]) -> bool:
    wishing = phrases_in(turn.heard.locale, _WISHING)
    return any(longest(words, at, wishing) for at in range(len(words)))


def _comes(turn: TurnContext, first: str, intent: Intent) -> bool:
    """Return whether a text only says that the named client comes."""
    if intent not in _MAY_COME:
        return False
    words = [word for word in said_apart(turn).words if word != first.casefold()]
    rest = without(words, _COMES)
    left = left_over(without(rest, _WAIT), AGREEING | _COMING)
    comes = len(rest) < len(words) or len(left_over(rest, _COMING)) < len(rest)
    return comes and all(word in POINTING for word in left)
