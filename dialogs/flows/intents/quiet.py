"""Leaves texts without an answer: thanks, and machines' texts (to avoid loops)."""

from dialogs.flows.turn_context import Decision, TurnContext


def quiet(turn: TurnContext) -> Decision:
    """Do nothing; an open question stays open."""
    return Decision(trace=("needs no answer",), state=turn.state, handled=False)
