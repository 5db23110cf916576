"""Words of an emergency: fixed advice, staff alerted, nothing else (REPLIES, Order of decision)."""

from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.statuses import AlertKind
from dialogs.flows.turn_context import Answer, Scene


def emergency(scene: Scene) -> Answer:
    """Name the emergency number and alert staff; what was asked before stays as it is."""
    return Answer(
        did=("words of an emergency: advice given, staff alerted",),
        state=scene.state,
        says=(scene.say("emergency"),),
        effects=(scene.alert(AlertKind.EMERGENCY, ReasonCode.MAY_BE_IN_DANGER),),
    )
