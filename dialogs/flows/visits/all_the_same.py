"""Recognises an answer that its writer comes in spite of something: "a cold, but I'll come".

The part before the "but" may be anything without a wish or a negation. The part after it may have
only words of coming, of "all the same" and of the visit's day.
"""

from calendar_store.model.appointments import Appointment
from dialogs.conversation import Asked
from dialogs.flows.phrases import (
    POINTING,
    POLITE,
    as_phrases,
    left_over,
    longest,
    phrases_of,
    said_apart,
    said_of,
    without,
)
from dialogs.flows.turn_context import TurnContext
from dialogs.flows.visits.visit_days import covers, on_weekday
from dialogs.intents import Hint, Intent
from dialogs.languages.lexicon import Cue

_COME = as_phrases(
    *("i ll come", "i will come", "ill come", "i ll be there", "i will be there", "ill be there"),
    *("i m coming", "im coming", "i am coming", "coming", "i can come", "i can make it", "i come"),
    *("be there", "come", "vengo", "verro", "ci vengo", "ci saro", "ci sono", "posso venire"),
    *("voy", "ire", "puedo ir", "ahi estare", "alli estare", "je viens", "je viendrai"),
    *("je peux venir", "je serai la", "komme", "ich komme", "komm", "ich komm", "ich kann kommen"),
    *("bin ich da", "komme ich", "vou", "eu vou", "irei", "posso ir", "la estarei", "vou ai"),
)
_STILL = as_phrases(
    *("still", "all the same", "anyway", "regardless", "lo stesso", "comunque", "ugualmente"),
    *("igual", "igualmente", "de todas formas", "de todos modos", "quand meme", "tout de meme"),
    *("malgre tout", "trotzdem", "dennoch", "na mesma", "mesmo assim", "de qualquer forma"),
    *("de qualquer maneira", "de qualquer modo"),
)
_BUT = as_phrases("but", "ma", "pero", "mais", "aber", "mas", "so", "though")
_TURNING = frozenset(
    {
        *(Cue.CANCEL, Cue.CANCEL_ASK, Cue.MOVE),
        *(Cue.UNDO, Cue.NEGATION, Cue.NO, Cue.CONDITION, Cue.DEFERRAL, Cue.QUOTATION),
        *(Cue.DOUBT, Cue.EXCEPTION, Cue.BOOK, Cue.ASK, Cue.OTHERS, Cue.LATE, Cue.CALL_ME),
        *(Cue.OPT_OUT, Cue.OPT_OUT_PHRASE, Cue.EMERGENCY, Cue.WRONG_NUMBER, Cue.DECEASED),
        *(Cue.WHEN, Cue.QUESTION, Cue.WAITLIST),
    }
)
_FILLING = frozenset({"i", "ich", "io", "yo", "je", "eu", "on", "am", "a", "ll", "the", "at", "um"})
_STOPS = frozenset({",", ".", ";", "!", ":"})
_MAY_BE = frozenset({Intent.UNCLEAR, Intent.RESCHEDULE})
_MOST = 25
"""Most words of a text that this module recognises."""


def comes_all_the_same(turn: TurnContext) -> bool:
    """Return whether an answer to a reminder says that its writer comes all the same."""
    said, heard, question = said_apart(turn), turn.heard, turn.question
    if question is None or question.asked is not Asked.REMINDER or question.named:
        return False
    if heard.intent not in _MAY_BE or heard.hint not in {None, Hint.BEREAVED} or heard.also:
        return False
    # for a family, other modules find the visit by its client
    clients = turn.context.clients
    firsts = [said_of(each.first).words for each in clients] if len(clients) > 1 else []
    named = any(set(first) & set(said.words) for first in firsts)
    if named or "?" in said.marks or len(said.words) > _MOST:
        return False
    starts = [found.starts_at for each in question.about if (found := turn.appointment(each))]
    if heard.times and not all(covers(heard.times, start) for start in starts):
        return False
    visits = tuple(one for one in turn.ahead if one.starts_at in starts)
    places = [at + 1 for at, mark in enumerate(said.marks) if mark in _STOPS]
    places += [at for at, word in enumerate(said.words) if (word,) in _BUT]
    turning = phrases_of(_TURNING)
    for place in (*sorted(places, reverse=True), 0):
        before, behind = said.words[:place], said.words[place:]
        if _says_so(tuple(word for word in behind if (word,) not in _BUT), turn, visits):
            return not any(longest(before, at, turning) for at in range(len(before)))
    return False


def _says_so(words: tuple[str, ...], turn: TurnContext, visits: tuple[Appointment, ...]) -> bool:
    """Return whether words only say that the writer comes all the same, on a visit's day."""
    rest = without(words, _COME)
    still = without(rest, _STILL)
    if not len(still) < len(rest) < len(words):
        return False
    left = left_over(still, POLITE)
    return all(word in _FILLING | POINTING or on_weekday(turn, visits, word) for word in left)
