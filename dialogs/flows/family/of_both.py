"""Performs what a text says of its writer and another of the family together."""

from calendar_store.model.appointments import Appointment
from dialogs import effects as do
from dialogs.flows.family.each_told import each_told
from dialogs.flows.family.jointly import SaidOfBoth, jointly
from dialogs.flows.intents.cancel import cancel
from dialogs.flows.resolve_appointments import ask_again
from dialogs.flows.target import Resolution, Target
from dialogs.flows.turn_context import Decision, TurnContext
from dialogs.intents import Intent

_CHANGES = (do.CancelAppointment, do.ConfirmAppointment)


def of_both(turn: TurnContext) -> Decision | None:
    """Return the decision on a text that gives up the visits of several together, else None."""
    joint = jointly(turn)
    if joint is None or not joint.refused or _told_of_all(turn, joint):
        return None
    return cancel(turn, joint.visits)


def not_of_one(turn: TurnContext, answer: Decision) -> Decision:
    """Return an answer that changes the visits of all spoken of together, else one that asks.

    Args:
        turn: the turn.
        answer: the decision on the text.
    """
    joint = jointly(turn)
    changed = {each.appointment_id for each in answer.effects if isinstance(each, _CHANGES)}
    if joint is None or not changed or not joint.of_all or _ids(joint.visits) <= changed:
        return answer
    return ask_again(turn, Target(Resolution.UNSURE, joint.visits), Intent.CONFIRM)


def _told_of_all(turn: TurnContext, joint: SaidOfBoth) -> bool:
    """Return whether the statements of a text on each tell of all of them."""
    told = each_told(turn)
    return told is not None and _ids(joint.visits) <= _ids(told.visits)


def _ids(visits: tuple[Appointment, ...]) -> frozenset[int]:
    return frozenset(one.id for one in visits)
