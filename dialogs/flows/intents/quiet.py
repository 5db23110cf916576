"""Leaves texts without an answer: thanks, and machines' texts (to avoid loops)."""

from dialogs.flows.flow_spec import FlowSpec
from dialogs.flows.turn_context import Decision, TurnContext
from dialogs.intents import Intent


def quiet(turn: TurnContext) -> Decision:
    """Do nothing; an open question stays open."""
    return Decision(trace=("needs no answer",), state=turn.state, handled=False)


FLOWS = (FlowSpec(Intent.AUTO_REPLY, quiet, from_anybody=True),)
