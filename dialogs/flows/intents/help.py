"""HELP: explains how to answer our texts, and how to stop them."""

from dialogs.flows.flow_spec import FlowSpec
from dialogs.flows.turn_context import Decision, TurnContext
from dialogs.intents import Intent


def explain(turn: TurnContext) -> Decision:
    """Say what can be texted; an open question stays open."""
    return Decision(
        trace=("explained what can be texted",), state=turn.state, replies=(turn.say("help"),)
    )


FLOWS = (FlowSpec(Intent.HELP, explain),)
