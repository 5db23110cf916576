"""CONFIRM: confirms appointments; the reminder stays open for a change of mind."""

from calendar_store.model.appointments import Appointment
from calendar_store.model.statuses import AppointmentStatus
from dialogs.effects import ConfirmAppointment
from dialogs.flows.flow_spec import FlowSpec
from dialogs.flows.remaining_questions import stays_open
from dialogs.flows.resolve_appointments import about
from dialogs.flows.turn_context import Decision, TurnContext
from dialogs.intents import Intent


def confirm(turn: TurnContext, appointments: tuple[Appointment, ...]) -> Decision:
    """Confirm appointments; already confirmed ones do not change.

    A reminder stays open after its answer, so that a change of mind is bound to it too: the last
    clear answer wins.
    """
    new = tuple(a for a in appointments if a.status is AppointmentStatus.BOOKED)
    return Decision(
        trace=tuple(f"appointment {turn.staff_when(a)} confirmed" for a in new)
        or ("confirmed already: nothing to do",),
        state=turn.state.asking(stays_open(turn, appointments)),
        replies=(_thanks(turn, appointments, bool(new)),),
        effects=tuple(ConfirmAppointment(a.id, a.version) for a in new),
    )


def _thanks(turn: TurnContext, appointments: tuple[Appointment, ...], new: bool) -> str:
    if len(appointments) > 1:
        return turn.say("confirmed_several", options=turn.listed(appointments))
    return turn.say("confirmed" if new else "already_confirmed", appointments[0])


FLOWS = (FlowSpec(Intent.CONFIRM, about(Intent.CONFIRM, confirm), with_more=True),)
