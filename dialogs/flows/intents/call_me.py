"""The client wants to be called."""

from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.statuses import AlertKind
from dialogs.flows.turn_context import Answer, Scene


def call_me(scene: Scene) -> Answer:
    """Ask staff to call, and say so."""
    return Answer(
        did=("wants to be called: staff asked to",),
        state=scene.state,
        says=(scene.say("call_me"),),
        effects=(scene.alert(AlertKind.CALL_ME, ReasonCode.WANTS_CALL),),
    )
