"""Checks a text that follows a request to send it again, or a hand-over to staff.

An earlier question then stays open only for a text that itself says what it is about; an "ok", or a
promise to send the text, changes nothing.
"""

import re

from dialogs import effects as do
from dialogs.conversation import Asked
from dialogs.flows.answers.assent import only_acknowledges
from dialogs.flows.answers.concluding import takes_by_itself
from dialogs.flows.hinted import assented
from dialogs.flows.numbers import says_which
from dialogs.flows.offered_times.naming import picked
from dialogs.flows.phrases import as_phrases, longest, phrases_of, said_whole
from dialogs.flows.resolve_appointments import acknowledged
from dialogs.flows.target import names
from dialogs.flows.turn_context import Decision, TurnContext
from dialogs.flows.visits.visit_words import BOTH
from dialogs.languages.lexicon import Cue
from dialogs.quoting import digest

_ACTS = (
    *(do.ConfirmAppointment, do.CancelAppointment, do.MoveAppointment, do.RestoreAppointment),
    *(do.BookAppointment, do.TakeOffer, do.CloseOffer),
)
_PARTING = as_phrases(
    *("see you soon", "see u soon", "see ya soon", "c u soon", "cu soon", "coming up"),
    *("c u", "cu", "cya", "c you", "c ya", "cu then", "it is", "a dopo", "a presto", "bis bald"),
    *("bis dann", "bis gleich", "bis nachher", "bis dahin", "a bientot", "a tantot", "a vite"),
    *("a tte", "au plaisir", "a plaisir", "ate ja", "ate la", "ate breve", "ate logo", "ate mais"),
    *(
        "ate entao",
        "deixa comigo",
        "deixe comigo",
        "donc ok",
        "donc oui",
        "pack ich",
        "schaffe ich",
    ),
    *("schaff ich", "schaff das", "schaffe das", "chui ok", "c good", "cest good", "im in"),
)
"""Phrases that usually acknowledge or say goodbye, rather than confirm."""
_SAYS_WHAT = (
    phrases_of(
        frozenset(
            {Cue.CONFIRM, Cue.COMING, Cue.COME, Cue.CANCEL, Cue.CANCEL_ASK, Cue.CANNOT}
            | {Cue.CANT, Cue.MOVE, Cue.UNDO, Cue.KEEP, Cue.STAY, Cue.UNSUITED, Cue.TAKE}
            | {Cue.SWAP}
        )
    )
    - _PARTING
)
"""Phrases that themselves say what is to be done."""
_SENDING = re.compile(
    r"(re)?(send|sent|type|writ|mand|envi|invi|envoi|scriv|escrib|escrev|schick|schreib)"
    r"|(ri|re)(mand|invi|envi|scriv|escrib|escrev)|renvoi|verschick|send"
    r"|(do|doing|faccio|fare|hago|hare|haremos|fais|faire|ferai|mach|mache|machen|tu)$"
    r"|(fazer|faco|farei|facio|hacer|hacerlo|farlo|mandarlo|tun)$"
)
"""Beginnings of words that say "I will do it" or "I send it again"."""


def unless_to_request(turn: TurnContext, answer: Decision) -> Decision:
    """Return an answer if its text itself says what it is about, else one that does nothing.

    Args:
        turn: the turn of a complete text.
        answer: the decision on the text.
    """
    acts = any(isinstance(effect, _ACTS) for effect in answer.effects)
    if not acts or not _requested(turn) or _says_what(turn):
        return answer
    offer = turn.question is not None and turn.question.asked is Asked.OFFER
    return acknowledged(turn) if offer or only_acknowledges(turn) else assented(turn)


def _requested(turn: TurnContext) -> bool:
    """Return whether our last text asked something other than the open question."""
    if turn.question is not None:
        return turn.question.stale
    return turn.state.last == digest(turn.say("partial"))


def _says_what(turn: TurnContext) -> bool:
    """Return whether a text says what it is about: an act, a time, a number or a name."""
    question, words = turn.question, said_whole(turn).words
    listed = question.numbered if question else 0
    if any(_SENDING.match(word) for word in words) and not any(map(str.isdigit, words)):
        return False
    said = any(longest(words, at, _SAYS_WHAT | BOTH) for at in range(len(words)))
    named = any(names(turn.text, client) for client in turn.context.clients)
    which = says_which(turn, listed)
    if question is not None and question.asked is Asked.OFFER and takes_by_itself(turn):
        return True
    if question is not None and question.asked is Asked.SLOTS:
        which = which or picked(turn, question) is not None
    return said or named or which or bool(turn.heard.times)
