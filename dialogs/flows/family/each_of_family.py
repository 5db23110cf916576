"""Does what a text says of each of a family, in one turn and in one text."""

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
from dialogs.flows.turn_context import Answer, Scene, together
from dialogs.flows.visits.details import told_gone
from dialogs.flows.visits.keeping import kept as stands


def each_of_family(scene: Scene, told: Told) -> Answer:
    """Confirm those who come, cancel those who do not, and offer times for whose is moved.

    Args:
        scene: the turn.
        told: what the text says of each.
    """
    if told.done:
        return told_gone(scene, told.done) if told.again else acknowledged(scene)
    if told.left:
        return stands(scene, told.left)
    kept = tuple(one for one in told.kept if one.status is AppointmentStatus.BOOKED)
    others = told.gone or told.doubted or told.moved
    answers: list[Answer] = []
    if kept or not others:
        answers.append(confirm(scene, kept or told.kept))
    if told.gone:
        answers.append(cancel(_after(scene, answers), told.gone))
    answered = (*told.kept, *told.gone)
    if answers:
        state = answers[-1].state.asking(stays_open(scene, answered))
        answers[-1] = replace(answers[-1], state=state)
    if told.doubted:
        answers.append(ask_whether(_after(scene, answers), told.doubted))
        if told.more:
            answers[-1] = _read_by_staff(scene, answers[-1])
    if told.moved:
        answers.append(_offered(_after(scene, answers), told.moved))
    first = told.visits[0].client_id
    alone = len(told.visits) == 1
    return replace(together(*answers), client_id=first if alone else None)


def _offered(scene: Scene, visit: Appointment) -> Answer:
    """Offer times for one of several, and say for whom they are."""
    answer, client = move(scene, (visit,)), scene.client_of(visit)
    question = answer.state.question
    if client is None or question is None or question.asked is not Asked.SLOTS:
        return answer
    return replace(answer, says=tuple(f"{client.first}: {text}" for text in answer.says))


def _read_by_staff(scene: Scene, answer: Answer) -> Answer:
    """Let staff read what is told of somebody beside what is asked: it may be no reason."""
    handed = person.unclear(scene)
    return replace(answer, effects=(*answer.effects, *handed.effects), handled=False)


def _after(scene: Scene, answers: list[Answer]) -> Scene:
    return scene.told(answers[-1]) if answers else scene
