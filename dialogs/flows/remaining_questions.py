"""The questions that a family has still to answer after one of them has answered a reminder.

Each appointment may be answered by itself, in any order. A bare "1" or "ok" after the first answer
may mean that first one, so only a text that names the client answers for the others.
"""

from dataclasses import replace

from calendar_store.model.appointments import Appointment
from dialogs.conversation import Asked, AskedAbout, Question
from dialogs.flows.turn_context import TurnContext
from dialogs.wording.reminders import reminder_question


def asked_besides(turn: TurnContext) -> tuple[AskedAbout, ...]:
    """Return the appointments of the reminder that the text, or the question before it, answers."""
    question = turn.question
    if question is None:
        return ()
    return question.about if question.asked is Asked.REMINDER else question.rest


def unanswered(turn: TurnContext, answered: tuple[Appointment, ...]) -> Question | None:
    """Return the question about the appointments not answered yet, or None.

    Args:
        turn: the turn.
        answered: the appointments that the client has just answered for.
    """
    done = {appointment.id for appointment in answered}
    found = ((each, turn.appointment(each)) for each in asked_besides(turn))
    rest = tuple(
        one
        for each, one in found
        if one and one in turn.ahead and one.starts_at == each.starts_at and one.id not in done
    )
    return replace(reminder_question(rest, turn.now), named=True) if rest else None


def stays_open(turn: TurnContext, answered: tuple[Appointment, ...]) -> Question | None:
    """Return the question left after an answer; a reminder answered in full may be answered anew.

    The arguments are those of `unanswered`.
    """
    rest = unanswered(turn, answered)
    reminded = turn.question is not None and turn.question.asked is Asked.REMINDER
    # the meaning of a yes, kept with the question, has been used up
    again = replace(turn.question, then="", yes_only=False) if reminded and turn.question else None
    return again if rest is None else rest
