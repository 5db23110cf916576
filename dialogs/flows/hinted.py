"""Texts that are not clear, yet say something: a bare no, a yes to several, a number, a greeting.

They are asked back or answered shortly before anything is handed to a person; none of them acts.
"""

from collections.abc import Callable
from dataclasses import replace

from calendar_store.statuses import AlertKind
from calendar_store.values import Appointment
from dialogs.conversation import Asked, Question
from dialogs.flows import person, unasked
from dialogs.flows.about import acknowledged, already_cancelled, ask_again
from dialogs.flows.assent import acknowledges, more_than_thanks, plain_yes
from dialogs.flows.details import details
from dialogs.flows.keeping import regretted
from dialogs.flows.leaving import left, means_new
from dialogs.flows.notice import refuse, too_late
from dialogs.flows.numbers import BARE_NUMBER, pressed_wrong
from dialogs.flows.offers import which_slot
from dialogs.flows.parting import other_day
from dialogs.flows.quiet import quiet
from dialogs.flows.scene import Answer, Scene
from dialogs.flows.target import Sight, Target, names, target
from dialogs.flows.unasked import MENU, meant_before
from dialogs.flows.whose import only_names_visit
from dialogs.intents import Hint, Intent
from dialogs.quoting import digest
from dialogs.reminders import reminder_question

_ASKED_FOR = frozenset({Intent.CANCEL.value, Intent.RESCHEDULE.value})


def unclear(scene: Scene) -> Answer:
    """Ask back what can be asked back; the rest is a person's."""
    if means_new(scene):
        return left(scene)
    if (asked := _mistaken(scene)) is not None:
        return asked
    if scene.heard.hint is not None:
        return _BY_HINT.get(scene.heard.hint, person.unclear)(scene)
    question = scene.question
    taken = (scene.just_booked() or scene.just_moved()) and unasked.says_first(scene)
    chooses = BARE_NUMBER.fullmatch(scene.text) or taken
    if question is None and chooses:
        return unasked.number(scene)
    if question and question.then == Intent.UNCLEAR.value and plain_yes(scene):
        # a yes to what has changed, by somebody who wanted to cancel
        found = target(scene, Intent.CANCEL)
        if found.sight is Sight.CLEAR:
            return ask_again(scene, Target(Sight.UNSURE, found.appointments), Intent.CANCEL)
    return person.unclear(scene)


def _mistaken(scene: Scene) -> Answer | None:
    """Ask who has pressed a wrong number or named a wrong day, or say how it is taken back."""
    if (number := meant_before(scene)) is not None:
        found = target(scene, MENU[number])
        return ask_again(scene, Target(Sight.UNSURE, found.appointments), MENU[number])
    if visits := other_day(scene):
        return ask_again(scene, Target(Sight.UNSURE, visits), Intent.CONFIRM)
    if not pressed_wrong(scene):
        return None
    if answers_cancelled(scene):
        return already_cancelled(scene, scene.undoable())
    if scene.just_moved():
        return regretted(scene)
    asked = _asked_ahead(scene)
    return ask_again(scene, Target(Sight.UNSURE, asked), Intent.CONFIRM) if asked else None


def _refused(scene: Scene) -> Answer:
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
    name = "book_left" if booking else "nothing_changed"
    return Answer(
        did=("said no to what was asked: nothing changed",),
        state=scene.state.asking(None),
        says=(scene.say(name),),
    )


def _kept(scene: Scene) -> Answer:
    """Answer that what stands is kept as a no to what was asked; the visit named is no answer."""
    question = scene.question
    if question is None or not only_names_visit(scene):
        return _refused(scene)
    if question.asked is Asked.WHICH:
        return _which(scene, question)
    return details(scene) if question.wish is None else which_slot(scene, question)


def _refused_nothing(scene: Scene) -> Answer:
    if scene.just_moved():
        return regretted(scene)
    return acknowledged(scene) if scene.undoable() else person.unclear(scene)


def _refused_reminder(scene: Scene) -> Answer:
    found = target(scene, Intent.CANCEL)
    if more_than_thanks(scene):
        # "Leo yes, me no": of whom the no is said is not known
        found = Target(found.sight, _asked_ahead(scene))
    if found.sight is Sight.CANCELLED:
        return acknowledged(scene)
    if found.sight is not Sight.CLEAR:
        return person.unclear(scene)
    return ask_whether(scene, found.appointments)


def ask_whether(scene: Scene, appointments: tuple[Appointment, ...]) -> Answer:
    """Ask whether to cancel or to move some appointments that do not suit, it seems."""
    first = appointments[0]
    if too_late(scene, first):
        return refuse(scene, first, "perhaps not to come to")
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


def _asked_ahead(scene: Scene) -> tuple[Appointment, ...]:
    asked = {each.appointment_id for each in scene.question.about} if scene.question else set()
    return tuple(one for one in scene.ahead if one.id in asked)


def _assented(scene: Scene) -> Answer:
    """Answer a yes to several things by asking which; a yes to nothing acts on nothing."""
    question = scene.question
    if question is None or question.asked is Asked.REMINDER:
        return unasked.assented(scene)
    if question.asked is Asked.SLOTS:
        return which_slot(scene, question)
    if question.asked is Asked.WHICH:
        return _which(scene, question)
    return Answer(
        did=("a yes to an open question: asked for the day and time",),
        state=scene.state,
        says=(scene.say("suggest_book"),),
        asks=True,
    )


def _which(scene: Scene, question: Question) -> Answer:
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


def _greeted(scene: Scene) -> Answer:
    """Answer a greeting shortly, where nothing is open; nobody is alerted."""
    if scene.question is not None or scene.state.with_person is not None:
        return acknowledged(scene)
    return Answer(did=("greeted",), state=scene.state, says=(scene.say("hello"),), handled=False)


def _deferred(scene: Scene) -> Answer:
    """Say once that there is no hurry; what was asked stays open."""
    if answers_cancelled(scene):
        return already_cancelled(scene, scene.undoable())
    text = scene.say("no_hurry")
    if scene.question is None or scene.state.last == digest(text):
        return acknowledged(scene)
    return Answer(
        did=("will answer later: the question stays open",),
        state=scene.state,
        says=(text,),
        handled=False,
    )


def thanked(scene: Scene) -> Answer:
    """Say nothing to thanks; "I'll come after all" to a cancellation is told of UNDO."""
    if scene.heard.hint is None and answers_cancelled(scene) and not acknowledges(scene):
        return already_cancelled(scene, scene.undoable())
    return quiet(scene)


def answers_cancelled(scene: Scene) -> bool:
    """Return whether the last that was dealt with is a cancellation that UNDO still takes back."""
    question, ahead = scene.question, {each.id for each in scene.ahead}
    still = question is not None and any(about.appointment_id in ahead for about in question.about)
    return bool(scene.undoable()) and not still


def _partial(scene: Scene) -> Answer:
    """Do nothing on half a text: ask for the rest; staff see what came."""
    return Answer(
        did=("parts of the text are missing: nothing changed, staff told",),
        state=scene.state,
        says=(scene.say("partial"),),
        effects=(scene.alert(AlertKind.UNCLEAR, "sent a long text of which parts are missing"),),
        handled=False,
        asks=True,
    )


_BY_HINT: dict[Hint, Callable[[Scene], Answer]] = {
    Hint.REFUSAL: _refused,
    Hint.KEPT: _kept,
    Hint.YES: _assented,
    Hint.GREETING: _greeted,
    Hint.DEFERRAL: _deferred,
    Hint.PARTIAL: _partial,
}
