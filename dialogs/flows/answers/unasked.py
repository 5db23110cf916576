"""A yes or a number where nothing was asked: it is told what stands, and nothing is acted on."""

from dataclasses import replace

from calendar_store.model.appointments import Appointment, Slot
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.statuses import AppointmentStatus
from dialogs.conversation import Asked
from dialogs.flows.intents import person
from dialogs.flows.numbers import number_meant
from dialogs.flows.offered_times.slot_list_text import numbered
from dialogs.flows.phrases import POLITE, left_over, longest, said_whole
from dialogs.flows.resolve_appointments import acknowledged, already_cancelled, ask_again, stands
from dialogs.flows.target import Sight, Target
from dialogs.flows.turn_context import Answer, Scene
from dialogs.flows.visits.coming_back_words import COMING
from dialogs.flows.visits.notice import refuse, too_late
from dialogs.flows.visits.suiting import names_own_hour
from dialogs.flows.visits.visit_days import on_weekday
from dialogs.intents import Intent
from dialogs.languages.lexicon import Sign, lexicons
from dialogs.quoting import digest
from dialogs.wording.reminders import reminder_question

MENU = {1: Intent.CONFIRM, 2: Intent.CANCEL, 3: Intent.RESCHEDULE}
"""What the numbers of a reminder mean; without one they are asked about."""

_TOO_LATE = {
    Intent.CANCEL: ReasonCode.TOO_LATE_TO_CANCEL,
    Intent.RESCHEDULE: ReasonCode.TOO_LATE_TO_MOVE,
}


def assented(scene: Scene) -> Answer:
    """Answer a yes to nothing: what stands is said where that is open, and asked about."""
    if scene.staff_spoke_last:
        return person.unclear(scene)
    since = scene.state.with_person
    handed = since is not None and scene.now - since < person.REMEMBERED
    settled = all(one.status is AppointmentStatus.CONFIRMED for one in scene.ahead)
    done = scene.undoable() or scene.just_booked() or scene.just_moved()
    if says_coming(scene):
        return coming(scene)
    if handed or done or (scene.ahead and settled):
        return acknowledged(scene)
    return _what_stands(scene, Intent.CONFIRM) if scene.ahead else person.unclear(scene)


def says_coming(scene: Scene) -> bool:
    """Return whether a text says to come, where nothing is asked and not all is confirmed yet."""
    if scene.question is not None or scene.just_booked() or scene.just_moved():
        return False
    words = said_whole(scene).words
    says = any(longest(words, at, COMING) for at in range(len(words)))
    says = says or any(on_weekday(scene, scene.ahead, word) for word in words)
    return says and any(one.status is AppointmentStatus.BOOKED for one in scene.ahead)


def coming(scene: Scene) -> Answer:
    """Answer who says to come, and not to what: what stands is said, and asked about."""
    return person.unclear(scene) if scene.staff_spoke_last else _what_stands(scene, Intent.CONFIRM)


def speaks_of_visit(scene: Scene) -> bool:
    """Return whether a text names a visit's hour, or says to come, after a hand-over to staff.

    Who was told that a person will answer is told nothing more, but what they say of the visit is
    not left in silence.
    """
    since, question = scene.state.with_person, scene.question
    told = since is not None and scene.now - since < person.REMEMBERED
    if not told or scene.staff_spoke_last or (question and question.asked is not Asked.REMINDER):
        return False
    if all(one.status is not AppointmentStatus.BOOKED for one in scene.ahead):
        return False
    return names_own_hour(scene) or ("?" not in scene.text and says_coming(scene))


def told_of_visit(scene: Scene) -> Answer:
    """Say what stands, and ask about it, to who said something else of it; staff read it too."""
    handed = person.unclear(scene)
    return replace(_what_stands(scene, Intent.CONFIRM), effects=handed.effects, handled=False)


def number(scene: Scene) -> Answer:
    """Answer a number that nothing was asked for: say what stands, and ask."""
    if (done := scene.just_booked() or scene.just_moved()) and _first(scene):
        # what was on offer first was taken already
        return _taken_already(scene, done)
    digits = "".join(filter(str.isdigit, scene.text))
    if done and 0 < int(digits or 0) <= len(_chosen_from(scene)):
        return _taken_already(scene, done)
    undoable, intent = scene.undoable(), MENU.get(int(digits or 0))
    if intent is None or scene.staff_spoke_last:
        return person.unclear(scene)
    if scene.ahead:
        return _what_stands(scene, intent)
    return already_cancelled(scene, undoable) if undoable else person.unclear(scene)


def troubled(scene: Scene) -> Answer:
    """Say what stands to who tells of a trouble, and ask whether to cancel or to move it."""
    ahead = scene.ahead
    if not ahead or scene.staff_spoke_last:
        return person.unclear(scene)
    if len(ahead) == 1 and too_late(scene, ahead[0]):
        return refuse(scene, ahead[0], ReasonCode.TOO_LATE_TO_STAY_AWAY)
    # a yes to "can't you make it?" does not say that they come
    question = replace(reminder_question(ahead, scene.now), then=Intent.UNCLEAR.value)
    return Answer(
        did=("told of a trouble: asked whether to cancel or to move, nothing changed",),
        state=scene.state.asking(question),
        says=(stands(scene, ahead, "refused"),),
        client_id=ahead[0].client_id,
        asks=True,
    )


def _taken_already(scene: Scene, done: Appointment) -> Answer:
    """Say what stands to a number of a list that a time was taken from, and ask nothing."""
    return Answer(
        did=("the time was taken already: said what stands",),
        state=scene.state,
        says=(scene.say("already_confirmed", done),),
        client_id=done.client_id,
    )


def _chosen_from(scene: Scene) -> tuple[Slot, ...]:
    """Return the list that what was just moved, or booked, was chosen from."""
    done = scene.state.booked if scene.just_booked() else scene.state.moved
    return done.offered if done else ()


def _first(scene: Scene) -> bool:
    return "".join(filter(str.isdigit, scene.text)) == "1" or says_first(scene)


def says_first(scene: Scene) -> bool:
    """Return whether a text chooses the first of a list in words: "the first one please"."""
    words = " ".join(left_over(said_whole(scene).words, POLITE))
    return any(read.standing[Sign.ORDINAL].get(words) == "1" for read in lexicons().values())


def meant_before(scene: Scene) -> int | None:
    """Return which number was meant in place of the "3" that has just led to other times."""
    question, number = scene.question, number_meant(scene)
    if question is None or question.asked is not Asked.SLOTS or number not in MENU:
        return None
    afresh = not (question.spans or question.shown or question.wish)
    repeated = scene.state.last == digest(numbered(scene, question))
    ahead = any(one.id in {a.appointment_id for a in question.about} for one in scene.ahead)
    return number if afresh and ahead and not repeated else None


def _what_stands(scene: Scene, intent: Intent) -> Answer:
    ahead = scene.ahead
    settled = len(ahead) == 1 and ahead[0].status is AppointmentStatus.CONFIRMED
    if settled and intent is Intent.CONFIRM:
        return Answer(
            did=("nothing was asked: said what stands",),
            state=scene.state,
            says=(stands(scene, ahead, "already_confirmed"),),
            client_id=ahead[0].client_id,
        )
    if len(ahead) == 1 and intent is not Intent.CONFIRM and too_late(scene, ahead[0]):
        return refuse(scene, ahead[0], _TOO_LATE[intent])
    return ask_again(scene, Target(Sight.UNSURE, ahead), intent)
