"""Finds the one of two visits that a text calls "the other one" in a wish to move it.

"Wednesday is fine, can the other one be moved to Friday?"
"""

from calendar_store.model.appointments import Appointment
from dialogs.conversation import Asked
from dialogs.flows.phrases import as_phrases, longest, said_apart
from dialogs.flows.turn_context import TurnContext
from dialogs.flows.visits.saying_to_come import of_times
from dialogs.flows.visits.visit_days import on_named_days

_OTHER = as_phrases(
    *("the other one", "the other appointment", "the other visit", "the other", "my other one"),
    *("l altro", "l altra", "l altro appuntamento", "l altra visita", "el otro", "la otra"),
    *("la otra cita", "l autre", "l autre rendez vous", "l autre rdv", "den anderen"),
    *("den anderen termin", "der andere", "der andere termin", "die andere", "o outro"),
    *("a outra", "a outra consulta"),
)
_TWO = 2


def the_other(turn: TurnContext) -> tuple[Appointment, Appointment] | None:
    """Return "the other" of two visits and the one beside it, else None.

    The one beside it is named by its day, or was asked about.
    """
    words = said_apart(turn).words
    timed = of_times(words, turn.heard.locale)
    said = any(
        not timed.intersection(words[at + size : at + size + 1])  # "la otra semana"
        for at in range(len(words))
        if (size := longest(words, at, _OTHER))
    )
    if len(turn.ahead) != _TWO or not said:
        return None
    beside = _named(turn) or _asked(turn)
    others = (one for one in turn.ahead if one is not beside)
    return (next(others), beside) if beside else None


def _named(turn: TurnContext) -> Appointment | None:
    named = on_named_days(turn)
    return named[0] if len(named) == 1 else None


def _asked(turn: TurnContext) -> Appointment | None:
    question = turn.question
    if question is None or question.asked is not Asked.REMINDER or len(question.about) != 1:
        return None
    visit = turn.appointment(question.about[0])
    return visit if visit in turn.ahead else None
