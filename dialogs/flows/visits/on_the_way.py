"""Recognises "I'm on my way": a yes shortly before the visit, a mistake days before it.

Days before, we say when the visit is, and confirm nothing.
"""

from calendar_store.model.appointments import Appointment
from dialogs.flows.intents.late import NEAR
from dialogs.flows.phrases import AGREEING, POINTING, as_phrases, left_over, said_apart, without
from dialogs.flows.turn_context import TurnContext, once
from dialogs.intents import Intent

_ON_THE_WAY = as_phrases(
    *("on my way", "on our way", "on the way", "omw", "coming now", "just leaving", "leaving now"),
    *("setting off", "setting off now", "almost there", "nearly there", "just parking", "en route"),
    *("be there soon", "be there shortly", "outside", "im outside", "downstairs", "here now"),
    *("sto arrivando", "stiamo arrivando", "sono per strada", "siamo per strada", "sto venendo"),
    *("esco ora", "sto uscendo", "sono quasi arrivato", "sono quasi arrivata", "sono sotto"),
    *(
        "voy de camino",
        "de camino",
        "en camino",
        "voy en camino",
        "vamos de camino",
        "voy llegando",
    ),
    *("estoy llegando", "estamos llegando", "ya salgo", "ya casi llego", "estoy abajo"),
    *("je suis en route", "on est en route", "en route", "en chemin", "je suis en chemin"),
    *("j arrive tout de suite", "je pars", "presque arrive", "je suis en bas", "je suis devant"),
    *("bin unterwegs", "unterwegs", "sind unterwegs", "auf dem weg", "bin auf dem weg"),
    *("bin gleich da", "gleich da", "sind gleich da", "sind auf dem weg", "fahre los"),
    *("a caminho", "estou a caminho", "to a caminho", "estamos a caminho", "estou chegando"),
    *("estou a chegar", "to chegando", "ja estou a chegar", "estou no caminho", "to no caminho"),
)
_AROUND = frozenset(
    {
        *("i", "m", "im", "am", "we", "re", "are", "now", "just", "already", "ich", "wir", "jetzt"),
        *("schon", "gerade", "bin", "sind", "io", "ora", "adesso", "gia", "yo", "ya", "ahora"),
        *("je", "suis", "on", "maintenant", "deja", "eu", "ja", "agora", "estou", "estoy", "sono"),
    }
)
_MAY_BE = frozenset({Intent.CONFIRM, Intent.LATE, Intent.UNCLEAR, Intent.THANKS})


@once
def on_the_way(turn: TurnContext) -> tuple[Appointment, ...]:
    """Return the visit to which the writer is on the way; () for a text that says more."""
    said = said_apart(turn)
    rest = without(said.words, _ON_THE_WAY)
    left = left_over(rest, AGREEING)
    only = len(rest) < len(said.words) and all(word in POINTING | _AROUND for word in left)
    may_be = turn.heard.intent in _MAY_BE and "?" not in said.marks and not turn.heard.times
    started = any(a.starts_at <= turn.now < a.ends_at for a in turn.context.appointments)
    return turn.ahead[:1] if only and may_be and not started else ()


def arrives_soon(turn: TurnContext, visit: Appointment) -> bool:
    """Return whether a visit is near enough for a client to be on the way."""
    return visit.starts_at - turn.now <= NEAR
