"""The client does not come; until the practice's notice, and with a way back."""

from dataclasses import replace

from calendar_store.values import Appointment
from dialogs.conversation import Asked, AskedAbout
from dialogs.effects import CancelAppointment
from dialogs.flows.about import ask_again
from dialogs.flows.notice import refuse, too_late
from dialogs.flows.rest import stays_open
from dialogs.flows.scene import Answer, Flow, Scene, together
from dialogs.flows.target import Sight, Target
from dialogs.intents import Intent
from dialogs.normalise import normalise

_OFFERED = frozenset({Asked.SLOTS, Asked.WHEN})
_CANCELLING = ("cancel", "annul", "disdi", "canc", "anul", "absag", "sag", "stornier", "desmarc")
"""How the words begin that say, in our languages, that something is to be cancelled."""


def leaving_or(otherwise: Flow) -> Flow:
    """Return the flow that asks what somebody means who lets offered times be.

    "Forget it" to a list of other times may well mean that the present one stays; only one that
    says that it is to be cancelled cancels it.
    """

    def flow(scene: Scene) -> Answer:
        question = scene.question
        offered = question is not None and question.asked in _OFFERED
        if not offered or question is None or _cancels(scene):
            return otherwise(scene)
        asked = {about.appointment_id for about in question.about}
        ahead = tuple(each for each in scene.ahead if each.id in asked)
        if len(ahead) != 1:
            return otherwise(scene)
        return ask_again(scene, Target(Sight.UNSURE, ahead), Intent.CANCEL)

    return flow


def _cancels(scene: Scene) -> bool:
    words = normalise(scene.text).words
    return any(word.startswith(_CANCELLING) for word in words)


def cancel(scene: Scene, appointments: tuple[Appointment, ...]) -> Answer:
    """Cancel appointments, each only while there is notice enough."""
    timely = tuple(a for a in appointments if not too_late(scene, a))
    refused = tuple(refuse(scene, a, "to cancel") for a in appointments if a not in timely)
    if not timely:
        return together(*refused)
    return together(*refused, call_off(scene, timely))


def call_off(scene: Scene, appointments: tuple[Appointment, ...]) -> Answer:
    """Cancel appointments, whatever the notice, with a way back."""
    stays = stays_open(scene, appointments)
    about = tuple(AskedAbout(a.id, a.version, a.starts_at) for a in appointments)
    return Answer(
        did=tuple(f"appointment {scene.staff_when(a)} cancelled" for a in appointments),
        state=replace(scene.state, question=stays, cancelled=about, booked=None, moved=None),
        says=(_echo(scene, appointments),),
        effects=tuple(CancelAppointment(a.id, a.version) for a in appointments),
    )


def _echo(scene: Scene, appointments: tuple[Appointment, ...]) -> str:
    """Say what was cancelled, until when it can be taken back, and that STOP is another thing."""
    first = appointments[0]
    until = min(scene.now + scene.practice.undo_window, first.starts_at)
    if len(appointments) == 1:
        # on a family's phone it has to say whose
        name = "cancelled_of" if len(scene.context.clients) > 1 else "cancelled"
        return scene.say(name, first, until=until)
    return scene.say("cancelled_several", until=until, options=scene.listed(appointments))
