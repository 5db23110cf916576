"""Leads a text to the appointments it is about, and asks which ones where that is not clear."""

from dataclasses import replace
from datetime import timedelta

from calendar_store.values import Appointment
from dialogs.conversation import Asked, AskedAbout, Question
from dialogs.flows.rest import asked_besides
from dialogs.flows.scene import Answer, AppointmentFlow, Flow, Scene
from dialogs.flows.target import Sight, Target, target
from dialogs.flows.undo import undo
from dialogs.intents import Intent
from dialogs.reminders import reminder_question

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
            case Sight.CLEAR if len(found.appointments) == 1 or _all_meant(scene, intent):
                answer = act(scene, found.appointments)
                return replace(answer, client_id=found.appointments[0].client_id)
            case Sight.CLEAR | Sight.SEVERAL:
                return _ask_which(scene, intent, found)
            case Sight.CHANGED | Sight.UNSURE:
                return ask_again(scene, found)
            case Sight.CANCELLED:
                return _cancelled(scene, intent, found)
            case Sight.GONE:
                return _say(scene, "gone", "the appointment asked about no longer stands")
            case Sight.NONE:
                return _say(scene, "no_appointment", "no coming appointment under this number")

    return flow


def _all_meant(scene: Scene, intent: Intent) -> bool:
    """Return whether an answer covers all that were asked about: a yes to one reminder, or ALL."""
    asked = scene.question.asked if scene.question else None
    return asked is Asked.WHICH or (asked is Asked.REMINDER and intent is Intent.CONFIRM)


def _ask_which(scene: Scene, intent: Intent, found: Target) -> Answer:
    choices = found.appointments
    question = Question(
        Asked.WHICH,
        tuple(AskedAbout(a.id, a.version, a.starts_at) for a in choices),
        scene.now,
        min(scene.now + WHICH_HOLDS, max(a.starts_at for a in choices)),
        spans=tuple((t.start, t.end) for t in scene.heard.times)
        if intent is Intent.RESCHEDULE
        else (),
        then=intent.value,
        rest=asked_besides(scene),
    )
    return Answer(
        did=(f"{len(choices)} appointments under this number: asked which one",),
        state=scene.state.asking(question),
        says=(scene.say(f"which_{intent.value}", options=scene.listed(choices)),),
    )


def ask_again(scene: Scene, found: Target) -> Answer:
    """Say what stands and ask about it anew.

    Args:
        scene: the turn.
        found: the appointments, CHANGED since they were asked about or UNSURE.
    """
    changed = found.sight is Sight.CHANGED
    why = "the appointment has changed since it was asked about" if changed else "not sure which"
    return Answer(
        did=(f"{why}: said what stands now and asked again, nothing changed",),
        state=scene.state.asking(reminder_question(found.appointments, scene.now)),
        says=(_stands(scene, found.appointments, "stands_now" if changed else "to_be_sure"),),
        client_id=found.appointments[0].client_id,
    )


def _stands(scene: Scene, appointments: tuple[Appointment, ...], name: str) -> str:
    if len(appointments) == 1:
        return scene.say(name, appointments[0])
    return scene.say("stand_now", options=scene.listed(appointments))


def _cancelled(scene: Scene, intent: Intent, found: Target) -> Answer:
    """Answer about what the client has just cancelled: the last clear answer wins."""
    if intent is Intent.CONFIRM:
        return undo(scene)
    first = found.appointments[0]
    return Answer(
        did=("already cancelled: nothing to do",),
        state=scene.state,
        says=(scene.say("already_cancelled", first),),
        client_id=first.client_id,
    )


def _say(scene: Scene, name: str, why: str) -> Answer:
    return Answer(did=(why,), state=scene.state.asking(None), says=(scene.say(name),))
