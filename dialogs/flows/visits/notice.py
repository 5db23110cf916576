"""Changes that come too late to be made by text: the client is told to call, and staff see it."""

from calendar_store.model.appointments import Appointment
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.statuses import AlertKind
from dialogs.flows.turn_context import Decision, TurnContext


def too_late(turn: TurnContext, appointment: Appointment) -> bool:
    """Return whether it is past the notice that the practice asks for changes by text."""
    return turn.now > appointment.starts_at - turn.practice.minimum_notice


def refuse(turn: TurnContext, appointment: Appointment, code: ReasonCode) -> Decision:
    """Change nothing, tell the client to call and staff what was wished.

    Args:
        turn: the turn.
        appointment: which one.
        code: what staff are told: for which wish it is too late.
    """
    when = turn.when(appointment.starts_at)
    return Decision(
        trace=("inside the minimum notice: nothing changed, told to call, staff alerted",),
        state=turn.state,
        replies=(turn.say("too_late", appointment),),
        effects=(turn.alert(AlertKind.TOO_LATE, code, appointment, facts=when),),
    )
