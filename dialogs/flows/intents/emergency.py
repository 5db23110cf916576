"""EMERGENCY: answers words of an emergency with fixed advice and alerts staff, nothing else."""

from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.statuses import AlertKind
from dialogs.flows.flow_spec import FlowSpec
from dialogs.flows.turn_context import Decision, TurnContext
from dialogs.intents import Intent


def emergency(turn: TurnContext) -> Decision:
    """Name the emergency number and alert staff; the state does not change."""
    return Decision(
        trace=("words of an emergency: advice given, staff alerted",),
        state=turn.state,
        replies=(turn.say("emergency"),),
        effects=(turn.alert(AlertKind.EMERGENCY, ReasonCode.MAY_BE_IN_DANGER),),
    )


FLOWS = (FlowSpec(Intent.EMERGENCY, emergency, from_anybody=True),)
