"""Refuses changes that come too late for a text: the client is told to call, staff are alerted."""

from calendar_store.model.appointments import Appointment
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.statuses import AlertKind
from dialogs.flows.turn_context import Decision, TurnContext
from dialogs.flows.visits.off import is_off


def too_late(turn: TurnContext, appointment: Appointment) -> bool:
    """Return whether it is too late to change an appointment by text: the notice is over.

    What cannot take place may be changed until it would begin: the practice asks for that.
    """
    if is_off(turn, appointment):
        return False
    return turn.now > appointment.starts_at - turn.practice.minimum_notice


def refuse(turn: TurnContext, appointment: Appointment, code: ReasonCode) -> Decision:
    """Change nothing, tell the client to call, and alert staff to the wish.

    Args:
        turn: the turn.
        appointment: the appointment.
        code: the reason code for staff: the wish that is too late.
    """
    when = turn.when(appointment.starts_at)
    return Decision(
        trace=("inside the minimum notice: nothing changed, told to call, staff alerted",),
        state=turn.state,
        replies=(turn.say("too_late", appointment),),
        effects=(turn.alert(AlertKind.TOO_LATE, code, appointment, facts=when),),
    )
