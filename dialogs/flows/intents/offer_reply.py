"""Answers to the offer of a freed time: taken, declined, lost to somebody else, or too late.

A wrong yes would move an appointment, so only a plain one takes the time; what is less than plain
is asked again.
"""

from dataclasses import replace

from calendar_store.model.appointments import Appointment
from calendar_store.model.statuses import OfferStatus, WaitingStatus
from dialogs.conversation import Asked, Question
from dialogs.effects import CloseOffer, TakeOffer
from dialogs.flows.answers.assent import plain_yes
from dialogs.flows.family.whose import only_names_visit
from dialogs.flows.resolve_appointments import acknowledged, ask_again
from dialogs.flows.target import Sight, Target
from dialogs.flows.turn_context import Answer, Scene
from dialogs.intents import Hint, Intent
from dialogs.understand import KEEPS, TAKES
from dialogs.wording.offers import provisional
from dialogs.wording.reminders import reminder_question

_ANSWERS = frozenset({Intent.CHOICE, Intent.CONFIRM, Intent.CANCEL})


def answers_freed(scene: Scene, intent: Intent) -> bool:
    """Tell whether a text answers the offer of a freed time."""
    hinted = scene.heard.hint in {Hint.YES, Hint.REFUSAL}
    hinted = hinted and intent is not Intent.THANKS
    return _question(scene) is not None and (intent in _ANSWERS or hinted)


def answer_freed(scene: Scene) -> Answer:
    """Decide about the answer to an offer."""
    question = _question(scene)
    if question is None:
        raise ValueError("no freed time is on offer")
    appointment = _present(scene, question)
    plain = scene.heard.intent is Intent.CHOICE
    # "hello, my appointment" says neither
    if plain and scene.heard.choice == KEEPS and not only_names_visit(scene):
        return _declined(scene, question, appointment)
    if question.stale and plain_yes(scene):
        # a person was asked to answer meanwhile: "ok" may be said to them
        return acknowledged(scene)
    if scene.heard.intent is Intent.CANCEL:
        return _cancels(scene, question, appointment)
    if question.until is not None and scene.now >= question.until:
        return _late(scene, question, appointment)
    if not (plain and scene.heard.choice == TAKES):
        return _again(scene, question, appointment)
    return _taken(scene, question, appointment)


def let_go(scene: Scene, answer: Answer) -> Answer:
    """Close the offer that an answer leaves behind by asking something else: others wait too."""
    question = _question(scene)
    if question is None or question.offer_id is None or answer.state.question == question:
        return answer
    if any(isinstance(effect, TakeOffer | CloseOffer) for effect in answer.effects):
        return answer
    close = CloseOffer(question.offer_id, OfferStatus.DECLINED)
    return replace(answer, effects=(*answer.effects, close))


def _question(scene: Scene) -> Question | None:
    question = scene.question
    return question if question and question.asked is Asked.OFFER else None


def _present(scene: Scene, question: Question) -> Appointment | None:
    """Return the appointment that would be given up, as it stands now."""
    found = scene.appointment(question.about[0]) if question.about else None
    return found if found in scene.ahead else None


def _taken(scene: Scene, question: Question, appointment: Appointment | None) -> Answer:
    offer_id = _offer_id(question)
    if scene.context.lost:
        return _lost(scene, question, appointment)
    if question.about and appointment is None:
        return _closed(scene, question, "the appointment no longer stands", scene.say("gone"))
    if appointment and appointment.starts_at != question.about[0].starts_at:
        return _changed(scene, question, appointment)
    slot = question.slots[0]
    client_id = appointment.client_id if appointment else _waiting_client(scene)
    becomes = provisional(scene.practice, client_id, slot, appointment)
    then = scene.staff_when(becomes)
    was = f"appointment {scene.staff_when(appointment)} moved to {then}" if appointment else ""
    return Answer(
        did=(f"took the freed time: {was or f'booked {then}'}",),
        # no question stays open: the same digit sent twice must not mean something else
        state=replace(scene.state, question=None, booked=None, moved=None),
        says=(scene.say("moved" if appointment else "freed_booked", becomes),),
        effects=(
            TakeOffer(offer_id, slot, appointment.id, appointment.version)
            if appointment
            else TakeOffer(offer_id, slot),
        ),
        client_id=client_id or None,
    )


def _declined(scene: Scene, question: Question, appointment: Appointment | None) -> Answer:
    said = scene.say("freed_kept", appointment)
    return _closed(scene, question, "declined the freed time", said)


def _lost(scene: Scene, question: Question, appointment: Appointment | None) -> Answer:
    """Say that the time has gone; who else has it is never said."""
    answer = _closed(
        scene,
        question,
        "the freed time went to somebody else: still on the waiting list",
        scene.say("freed_lost", appointment),
    )
    return replace(answer, effects=(CloseOffer(_offer_id(question), OfferStatus.LOST),))


def _late(scene: Scene, question: Question, appointment: Appointment | None) -> Answer:
    answer = _closed(
        scene,
        question,
        "the offer had run out: still on the waiting list",
        scene.say("freed_late", appointment, until=question.until),
    )
    return replace(answer, effects=(CloseOffer(_offer_id(question), OfferStatus.EXPIRED),))


def _cancels(scene: Scene, question: Question, appointment: Appointment | None) -> Answer:
    """Ask what "cancel" means: no to the offer, or the appointment; a guess could cost one."""
    if appointment is None:
        return _declined(scene, question, None)
    asked = ask_again(scene, Target(Sight.UNSURE, (appointment,)), Intent.CANCEL)
    did = "to cancel the offer or the appointment? asked again"
    return replace(_closed(scene, question, did, asked.says[0]), state=asked.state)


def _changed(scene: Scene, question: Question, appointment: Appointment) -> Answer:
    said = scene.say("stands_now", appointment)
    answer = _closed(scene, question, "the appointment has changed since the offer", said)
    return replace(answer, state=scene.state.asking(reminder_question((appointment,), scene.now)))


def _again(scene: Scene, question: Question, appointment: Appointment | None) -> Answer:
    slot = question.slots[0]
    client_id = appointment.client_id if appointment else _waiting_client(scene)
    text = scene.say(
        "freed" if appointment else "freed_new",
        provisional(scene.practice, client_id, slot, appointment),
        until=question.until,
        instead=appointment.starts_at if appointment else None,
    )
    return Answer(
        did=("not a plain answer to the offer: asked again, nothing changed",),
        state=scene.state,
        says=(text,),
        client_id=client_id or None,
        asks=True,
    )


def _closed(scene: Scene, question: Question, did: str, said: str) -> Answer:
    present = _present(scene, question)
    return Answer(
        did=(did,),
        state=scene.state.asking(None),
        says=(said,),
        effects=(CloseOffer(_offer_id(question), OfferStatus.DECLINED),),
        client_id=present.client_id if present else None,
    )


def _offer_id(question: Question) -> int:
    if question.offer_id is None:
        raise ValueError("the question does not say which offer it is about")
    return question.offer_id


def _waiting_client(scene: Scene) -> int:
    """Return whose offer it is: theirs who has one open, else the only client's; 0 if unclear."""
    offered = (e.client_id for e in scene.context.waiting if e.status is WaitingStatus.OFFERED)
    only = scene.client_of(None)
    return next(offered, only.id if only else 0)
