"""Recognises a confirmation "for later" on the day of the visit: "je confirme pour tantôt".

"I confirm for later" confirms the visit of today; "I confirm later" puts the answer off.
"""

from zoneinfo import ZoneInfo

from dialogs.conversation import Asked
from dialogs.flows.phrases import AGREEING, POLITE, as_phrases, left_over, longest, said_apart
from dialogs.flows.turn_context import TurnContext
from dialogs.languages.lexicon import Cue

_LATER = (
    *("later", "later today", "later on", "later on today", "this afternoon", "tantot", "tout a"),
    *("tout a l heure", "cet apres midi", "plus tard", "piu tardi", "dopo", "oggi pomeriggio"),
    *("mas tarde", "al rato", "luego", "ahorita", "esta tarde", "dentro de un rato", "spater"),
    *("nachher", "heute nachmittag", "mais tarde", "logo", "logo mais", "daqui a pouco"),
    *("hoje a tarde", "ja ja", "mais logo", "oggi", "hoy", "heute", "today", "hoje", "aujourd hui"),
)
_FOR = as_phrases(
    *(f"{to} {when}" for to in ("for", "per", "para", "pra", "pour", "fur") for when in _LATER)
)
"""Phrases for the time that is confirmed."""
_PARTING = as_phrases(
    *(
        "see you later",
        "see ye later",
        "see ya later",
        "see you later today",
        "see ye later the day",
    ),
    *("see you in a bit", "ci vediamo dopo", "a dopo", "ci vediamo piu tardi", "a piu tardi"),
    *("nos vemos al rato", "nos vemos luego", "nos vemos mas tarde", "nos vemos ahorita"),
    *("a tantot", "a tout a l heure", "on se voit tantot", "a plus tard", "bis nachher"),
    *("bis spater", "bis dann nachher", "ate logo", "ate logo mais", "ate mais tarde", "ate ja"),
    *("ate daqui a pouco", "i ll be there later", "i ll be there later on", "ci sono dopo"),
    *("je serai la tantot", "ahi estare al rato", "ich komme nachher", "ich komm nachher"),
)
"""Phrases of goodbye until then, or of coming then."""
_CONFIRMING = frozenset({Cue.YES, Cue.CONFIRM, Cue.COMING})


def confirms_for_later(turn: TurnContext) -> bool:
    """Return whether a text only confirms the only visit, which is today, for later."""
    question = turn.question
    if question is None or question.asked is not Asked.REMINDER or question.then or question.aside:
        return False
    if len(turn.ahead) != 1 or turn.context.partial or "?" in turn.text or not _today(turn):
        return False
    words = said_apart(turn).words
    for at in range(len(words)):
        size = longest(words, at, _FOR)
        parts = 0 if size else longest(words, at, _PARTING)
        if size or parts:
            rest = words[:at] + words[at + size + parts :]
            told = left_over(rest, AGREEING | _CONFIRMING)
            confirmed = bool(parts) or len(left_over(rest, _CONFIRMING)) < len(rest)
            return confirmed and not left_over(told, POLITE)
    return False


def _today(turn: TurnContext) -> bool:
    """Return whether the visit is later today, in the practice's time zone."""
    zone, visit = ZoneInfo(turn.practice.timezone), turn.ahead[0]
    now = turn.context.now
    same = visit.starts_at.astimezone(zone).date() == now.astimezone(zone).date()
    return same and visit.starts_at > now
