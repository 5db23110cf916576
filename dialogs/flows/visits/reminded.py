"""Finds the visits of a reminder that a short answer may be about."""

from collections.abc import Collection

from calendar_store.model.appointments import Appointment
from dialogs.conversation import Asked
from dialogs.flows.phrases import said_apart
from dialogs.flows.turn_context import TurnContext
from dialogs.flows.visits.visit_days import covers
from dialogs.intents import Hint, Intent


def asked_ahead(turn: TurnContext) -> tuple[Appointment, ...]:
    """Return the visits of the open question that still stand."""
    asked = {each.appointment_id for each in turn.question.about} if turn.question else set()
    return tuple(one for one in turn.ahead if one.id in asked)


def reminded_visits(
    turn: TurnContext, intents: Collection[Intent], hints: Collection[Hint | None], most: int
) -> tuple[Appointment, ...] | None:
    """Return the visits of a reminder if a text may answer it.

    Args:
        turn: the conversation and the text.
        intents: the possible intents of such an answer.
        hints: the possible hints of such an answer, None for no hint.
        most: the most words of such an answer.

    Returns:
        The visits that stand, None if the text is a question, too long, or no such answer.
    """
    said, heard, question = said_apart(turn), turn.heard, turn.question
    if question is None or question.asked is not Asked.REMINDER or "?" in said.marks:
        return None
    if heard.intent not in intents or heard.hint not in hints or len(said.words) > most:
        return None
    return asked_ahead(turn)


def of_their_days(turn: TurnContext, visits: tuple[Appointment, ...]) -> bool:
    """Return whether all times of a text are those of the visits."""
    starts = [one.starts_at for one in visits]
    return all(any(covers((each,), start) for start in starts) for each in turn.heard.times)
