"""Performs a text that says something of each member of a family: confirms, cancels, moves."""

from dataclasses import replace

from calendar_store.model.appointments import Appointment
from calendar_store.model.statuses import AppointmentStatus
from dialogs.conversation import Asked
from dialogs.flows.answers.refusing import ask_whether
from dialogs.flows.family.each_told import Told
from dialogs.flows.intents import person
from dialogs.flows.intents.cancel import cancel
from dialogs.flows.intents.confirm import confirm
from dialogs.flows.intents.move import move
from dialogs.flows.remaining_questions import stays_open
from dialogs.flows.resolve_appointments import acknowledged
from dialogs.flows.turn_context import Decision, TurnContext, together
from dialogs.flows.visits.details import told_gone
from dialogs.flows.visits.keeping import kept as stands


def each_of_family(turn: TurnContext, told: Told) -> Decision:
    """Confirm for those who come, cancel for those who do not, offer times for a move.

    Args:
        turn: the turn.
        told: the statements of the text on each.
    """
    if told.done:
        return told_gone(turn, told.done) if told.again else acknowledged(turn)
    if told.left:
        return stands(turn, told.left)
    kept = tuple(one for one in told.kept if one.status is AppointmentStatus.BOOKED)
    others = told.gone or told.doubted or told.moved
    answers: list[Decision] = []
    if kept or not others:
        answers.append(confirm(turn, kept or told.kept))
    if told.gone:
        answers.append(cancel(_after(turn, answers), told.gone))
    answered = (*told.kept, *told.gone)
    if answers:
        state = answers[-1].state.asking(stays_open(turn, answered))
        answers[-1] = replace(answers[-1], state=state)
    if told.doubted:
        answers.append(ask_whether(_after(turn, answers), told.doubted))
        if told.more:
            answers[-1] = _read_by_staff(turn, answers[-1])
    if told.moved:
        answers.append(_offered(_after(turn, answers), told.moved))
    first = told.visits[0].client_id
    alone = len(told.visits) == 1
    return replace(together(*answers), client_id=first if alone else None)


def _offered(turn: TurnContext, visit: Appointment) -> Decision:
    """Offer times for one of several clients, with the client's name before them."""
    answer, client = move(turn, (visit,)), turn.client_of(visit)
    question = answer.state.question
    if client is None or question is None or question.asked is not Asked.SLOTS:
        return answer
    return replace(answer, replies=tuple(f"{client.first}: {text}" for text in answer.replies))


def _read_by_staff(turn: TurnContext, answer: Decision) -> Decision:
    """Alert staff too, because the text tells more of somebody, perhaps not a reason."""
    handed = person.unclear(turn)
    return replace(answer, effects=(*answer.effects, *handed.effects), handled=False)


def _after(turn: TurnContext, answers: list[Decision]) -> TurnContext:
    return turn.told(answers[-1]) if answers else turn
