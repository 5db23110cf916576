"""Changes that come too late to be made by text: the client is told to call, and staff see it."""

from calendar_store.model.appointments import Appointment
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.statuses import AlertKind
from dialogs.flows.turn_context import Answer, Scene


def too_late(scene: Scene, appointment: Appointment) -> bool:
    """Return whether it is past the notice that the practice asks for changes by text."""
    return scene.now > appointment.starts_at - scene.practice.minimum_notice


def refuse(scene: Scene, appointment: Appointment, code: ReasonCode) -> Answer:
    """Change nothing, tell the client to call and staff what was wished.

    Args:
        scene: the turn.
        appointment: which one.
        code: what staff are told: for which wish it is too late.
    """
    when = scene.when(appointment.starts_at)
    return Answer(
        did=("inside the minimum notice: nothing changed, told to call, staff alerted",),
        state=scene.state,
        says=(scene.say("too_late", appointment),),
        effects=(scene.alert(AlertKind.TOO_LATE, code, appointment, facts=when),),
    )
