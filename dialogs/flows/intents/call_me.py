"""CALL_ME: the client wants to be called; staff are alerted."""

from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.statuses import AlertKind
from dialogs.flows.flow_spec import FlowSpec
from dialogs.flows.turn_context import Decision, TurnContext
from dialogs.intents import Intent


def call_me(turn: TurnContext) -> Decision:
    """Ask staff to call, and tell the client."""
    return Decision(
        trace=("wants to be called: staff asked to",),
        state=turn.state,
        replies=(turn.say("call_me"),),
        effects=(turn.alert(AlertKind.CALL_ME, ReasonCode.WANTS_CALL),),
    )


FLOWS = (FlowSpec(Intent.CALL_ME, call_me, beside=True),)
