"""A bare no, by what was asked: whether to cancel or to move, other times, or nothing at all.

None of it acts; what is not known is asked, or is a person's to answer.
"""

from dataclasses import replace

from calendar_store.model.appointments import Appointment
from calendar_store.model.reason_codes import ReasonCode
from dialogs.conversation import Asked, Question
from dialogs.flows.answers import unasked
from dialogs.flows.answers.assent import more_than_thanks, says_no
from dialogs.flows.family.whose import only_names_visit
from dialogs.flows.intents import person
from dialogs.flows.offered_times.leaving import lets_be, takes_none
from dialogs.flows.offered_times.slot_list import which_slot
from dialogs.flows.resolve_appointments import acknowledged, ask_again
from dialogs.flows.target import Sight, Target, names, target
from dialogs.flows.turn_context import Answer, Scene
from dialogs.flows.visits.coming_back import says_to_come
from dialogs.flows.visits.details import details
from dialogs.flows.visits.keeping import regretted
from dialogs.flows.visits.notice import refuse, too_late
from dialogs.flows.visits.reminded import asked_ahead
from dialogs.intents import Intent
from dialogs.wording.reminders import reminder_question

_ASKED_FOR = frozenset({Intent.CANCEL.value, Intent.RESCHEDULE.value})


def refused(scene: Scene) -> Answer:
    """Answer a bare no by what was asked; a no to nothing is a person's."""
    question = scene.question
    if question is None:
        return _refused_nothing(scene)
    if question.asked is Asked.REMINDER and question.then not in _ASKED_FOR:
        return _refused_reminder(scene)
    if question.asked is Asked.WHICH and any(
        names(scene.text, client) for client in scene.context.clients
    ):
        # "not Marie's, Leo's" wants something after all
        return person.unclear(scene)
    booking = question.wish is not None and question.asked is not Asked.REMINDER
    return _nothing_changed(scene, "book_left" if booking else "nothing_changed")


def perhaps_cancels(scene: Scene) -> Answer:
    """Ask to be sure where a text seems to cancel, and a word in it is not known."""
    found = target(scene, Intent.CANCEL)
    if found.sight is not Sight.CLEAR:
        return person.unclear(scene)
    return ask_again(scene, Target(Sight.UNSURE, found.appointments), Intent.CANCEL)


def keeps_listed(scene: Scene) -> bool:
    """Return whether a text gives up none of the visits listed: "none", "I'll come after all"."""
    question = scene.question
    if question is None or question.asked is not Asked.WHICH:
        return False
    gives_up = question.then in _ASKED_FOR
    return gives_up and (takes_none(scene) or lets_be(scene) or says_to_come(scene))


def none_listed(scene: Scene) -> Answer:
    """Say that nothing has changed to who gives up none of the visits listed."""
    return _nothing_changed(scene, "nothing_changed")


def _nothing_changed(scene: Scene, name: str) -> Answer:
    return Answer(
        did=("said no to what was asked: nothing changed",),
        state=scene.state.asking(None),
        says=(scene.say(name),),
    )


def kept_or_refused(scene: Scene) -> Answer:
    """Answer that what stands is kept as a no to what was asked; the visit named is no answer."""
    question = scene.question
    if question is None or not only_names_visit(scene):
        return refused(scene)
    if question.asked is Asked.WHICH:
        return which_visit(scene, question)
    return details(scene) if question.wish is None else which_slot(scene, question)


def _refused_nothing(scene: Scene) -> Answer:
    if scene.just_moved():
        return regretted(scene)
    if scene.undoable():
        return acknowledged(scene)
    # "I'm sick" says what is the matter, and "no" may be said to anything
    return person.unclear(scene) if says_no(scene) else unasked.troubled(scene)


def _refused_reminder(scene: Scene) -> Answer:
    found = target(scene, Intent.CANCEL)
    if more_than_thanks(scene):
        # "Leo yes, me no": of whom the no is said is not known
        found = Target(found.sight, asked_ahead(scene))
    if found.sight is Sight.CANCELLED:
        return acknowledged(scene)
    if found.sight is not Sight.CLEAR:
        return person.unclear(scene)
    return ask_whether(scene, found.appointments)


def ask_whether(scene: Scene, appointments: tuple[Appointment, ...]) -> Answer:
    """Ask whether to cancel or to move some appointments that do not suit, it seems."""
    first = appointments[0]
    if too_late(scene, first):
        return refuse(scene, first, ReasonCode.TOO_LATE_TO_STAY_AWAY)
    of_family = len({client.first for client in scene.context.clients}) > 1
    name = "refused_of" if of_family else "refused"
    name = name if len(appointments) == 1 else "refused_several"
    # a yes to "can't you make it?" does not say that they come
    question = scene.question
    about = {each.appointment_id for each in question.about} if question else set()
    if question is None or about != {one.id for one in appointments}:
        question = reminder_question(appointments, scene.now)
    return Answer(
        did=("a no to a reminder: asked whether to cancel or to move, nothing changed",),
        state=scene.state.asking(replace(question, then=Intent.UNCLEAR.value)),
        says=(scene.say(name, first),),
        client_id=first.client_id,
    )


def which_visit(scene: Scene, question: Question) -> Answer:
    """Ask for the number of one of the visits that are listed."""
    found = (scene.appointment(about) for about in question.about)
    known = tuple(one for one in found if one is not None)
    if len(known) < len(question.about):
        return person.unclear(scene)
    return Answer(
        did=("a yes to several: asked which number",),
        state=scene.state,
        says=(scene.say("which_number", options=scene.listed(known)),),
        asks=True,
    )
