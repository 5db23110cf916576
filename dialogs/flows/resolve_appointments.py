"""Leads a text to the appointments it is about, and asks which ones where that is not clear."""

from dataclasses import replace
from datetime import datetime, timedelta

from calendar_store.model.appointments import Appointment
from dialogs.conversation import Asked, AskedAbout, Question
from dialogs.flows.answers.assent import acknowledges_only, plain_yes
from dialogs.flows.family.whose import in_one_breath
from dialogs.flows.mentions import practitioners_named
from dialogs.flows.offered_times.asked_range import asked_spans
from dialogs.flows.remaining_questions import asked_besides
from dialogs.flows.target import Sight, Target, each_named, names, target
from dialogs.flows.turn_context import Answer, AppointmentFlow, Flow, Scene
from dialogs.flows.visits.days_apart import days_apart
from dialogs.flows.visits.notice import too_late
from dialogs.flows.visits.spoken_of import spoken_of
from dialogs.intents import Intent
from dialogs.wording.reminders import reminder_question

WHICH_HOLDS = timedelta(hours=12)
"""How long a numbered list of appointments may be answered."""


def about(intent: Intent, act: AppointmentFlow) -> Flow:
    """Return the flow that finds out which appointments are meant and then acts on them.

    Args:
        intent: what the client wants with them.
        act: what is then to be decided.
    """

    def flow(scene: Scene) -> Answer:
        found = target(scene, intent)
        match found.sight:
            case Sight.CLEAR if _all_meant(scene, intent, found):
                answer = act(scene, found.appointments)
                return replace(answer, client_id=found.appointments[0].client_id)
            case Sight.CLEAR | Sight.SEVERAL:
                return ask_which(scene, intent, found)
            case Sight.CHANGED | Sight.UNSURE:
                return ask_again(scene, found, intent)
            case Sight.CANCELLED:
                return _cancelled(scene, intent, found)
            case Sight.GONE:
                return _say(scene, "gone", "the appointment asked about no longer stands")
            case Sight.NONE:
                return _say(scene, "no_appointment", "no coming appointment under this number")

    return flow


def _all_meant(scene: Scene, intent: Intent, found: Target) -> bool:
    """Return whether an answer covers all: there is one, each is named, ALL, or a yes to all."""
    if len(found.appointments) == 1 or each_named(scene, found.appointments):
        return True
    if intent is Intent.CANCEL and days_apart(scene):
        return True
    spoken = spoken_of(scene)
    if spoken and spoken.visits == found.appointments:
        return True
    asked = scene.question.asked if scene.question else None
    if asked is Asked.REMINDER and intent is Intent.CONFIRM:
        return not _says_apart(scene)
    return asked is Asked.WHICH


def _says_apart(scene: Scene) -> bool:
    """Return whether several are named apart: "Leo is at his gran's, Ada comes"."""
    named = [c.first for c in scene.context.clients if names(scene.text, c)]
    return len(named) > 1 and not in_one_breath(scene, named)


def ask_which(scene: Scene, intent: Intent, found: Target) -> Answer:
    """Ask which of several is meant.

    Args:
        scene: the turn.
        intent: what the client wants with it.
        found: those to choose from.
    """
    choices, moves = found.appointments, intent is Intent.RESCHEDULE
    # what was asked for stays asked for where it is asked again which one
    kept = scene.question.practitioner_ids if scene.question else ()
    question = Question(
        Asked.WHICH,
        tuple(AskedAbout(a.id, a.version, a.starts_at) for a in choices),
        scene.now,
        min(scene.now + WHICH_HOLDS, max(a.starts_at for a in choices)),
        spans=asked_spans(scene) if moves else (),
        then=intent.value,
        rest=asked_besides(scene),
        practitioner_ids=(practitioners_named(scene) or kept) if moves else (),
    )
    return Answer(
        did=(f"{len(choices)} appointments under this number: asked which one",),
        state=scene.state.asking(question),
        says=(scene.say(f"which_{intent.value}", options=scene.listed(choices)),),
    )


def ask_again(scene: Scene, found: Target, intent: Intent) -> Answer:
    """Say what stands and ask about it anew; a plain yes to it means what was wanted.

    Args:
        scene: the turn.
        found: the appointments, CHANGED since they were asked about or UNSURE.
        intent: what the client wants with them.
    """
    changed = found.sight is Sight.CHANGED
    why = "the appointment has changed since it was asked about" if changed else "not sure which"
    question = reminder_question(found.appointments, scene.now)
    return Answer(
        did=(f"{why}: said what stands now and asked again, nothing changed",),
        state=scene.state.asking(replace(question, then=_yes_means(intent, changed=changed))),
        says=(stands(scene, found.appointments, _asking(scene, found, intent)),),
        client_id=found.appointments[0].client_id,
        asks=True,
    )


def _asking(scene: Scene, found: Target, intent: Intent) -> str:
    """Return the name of the text that asks about one appointment anew."""
    if too_late(scene, found.appointments[0]):
        # nothing is offered that would be refused
        return "reminder_last"
    if found.sight is Sight.CHANGED:
        return "stands_now"
    return "to_be_sure_cancel" if intent is Intent.CANCEL else "to_be_sure"


def _yes_means(intent: Intent, *, changed: bool) -> str:
    """Return what a plain yes means; to a time that is new to them it is no cancellation yet."""
    if intent is Intent.CONFIRM:
        return ""
    asks = changed and intent is Intent.CANCEL
    return (Intent.UNCLEAR if asks else intent).value


def stands(scene: Scene, appointments: tuple[Appointment, ...], name: str) -> str:
    """Return the text that says what is ahead: of that name for one, a list for several."""
    if len(appointments) == 1:
        return scene.say(name, appointments[0])
    return scene.say("stand_now", options=scene.listed(appointments))


def _cancelled(scene: Scene, intent: Intent, found: Target) -> Answer:
    """Answer about what the client has just cancelled: only UNDO takes it back.

    "Ok" and "thanks" only say that the cancellation was read.
    """
    if intent is Intent.CONFIRM and (plain_yes(scene) or acknowledges_only(scene)):
        return acknowledged(scene)
    return already_cancelled(scene, found.appointments)


def acknowledged(scene: Scene) -> Answer:
    """Say and do nothing: the client has read what we did."""
    return Answer(did=("an acknowledgement: nothing to do",), state=scene.state, handled=False)


def already_cancelled(scene: Scene, cancelled: tuple[Appointment, ...]) -> Answer:
    """Say that it is cancelled, and how long UNDO still works."""
    first = cancelled[0]
    name = "cancelled_of" if len(scene.context.clients) > 1 else "already_cancelled"
    return Answer(
        did=("already cancelled: nothing to do",),
        state=scene.state,
        says=(scene.say(name, first, until=undo_until(scene, first)),),
        client_id=first.client_id,
    )


def undo_until(scene: Scene, cancelled: Appointment) -> datetime:
    """Return until when a cancellation can be taken back, UTC."""
    since = cancelled.cancelled_at or scene.now
    return min(since + scene.practice.undo_window, cancelled.starts_at)


def _say(scene: Scene, name: str, why: str) -> Answer:
    return Answer(did=(why,), state=scene.state.asking(None), says=(scene.say(name),))
