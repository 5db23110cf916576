"""CANCEL: cancels appointments if the minimum notice is kept, and says how to undo that."""

from dataclasses import replace

from calendar_store.model.appointments import Appointment
from calendar_store.model.reason_codes import ReasonCode
from dialogs.conversation import AskedAbout
from dialogs.effects import CancelAppointment
from dialogs.flows.flow_spec import FlowSpec
from dialogs.flows.offered_times.leaving import leaving_or
from dialogs.flows.remaining_questions import stays_open
from dialogs.flows.resolve_appointments import about
from dialogs.flows.turn_context import Decision, TurnContext, together
from dialogs.flows.visits.notice import refuse, too_late
from dialogs.intents import Intent

_TOO_LATE = ReasonCode.TOO_LATE_TO_CANCEL


def cancel(turn: TurnContext, appointments: tuple[Appointment, ...]) -> Decision:
    """Cancel appointments, each only if the minimum notice is kept."""
    timely = tuple(a for a in appointments if not too_late(turn, a))
    refused = tuple(refuse(turn, a, _TOO_LATE) for a in appointments if a not in timely)
    if not timely:
        return together(*refused)
    return together(*refused, call_off(turn, timely))


def call_off(turn: TurnContext, appointments: tuple[Appointment, ...]) -> Decision:
    """Cancel appointments without a check of the notice; UNDO restores them."""
    stays = stays_open(turn, appointments)
    about = tuple(AskedAbout(a.id, a.version, a.starts_at) for a in appointments)
    return Decision(
        trace=tuple(f"appointment {turn.staff_when(a)} cancelled" for a in appointments),
        state=replace(turn.state, question=stays, cancelled=about, booked=None, moved=None),
        replies=(_echo(turn, appointments),),
        effects=tuple(CancelAppointment(a.id, a.version) for a in appointments),
    )


def _echo(turn: TurnContext, appointments: tuple[Appointment, ...]) -> str:
    """Say what was cancelled, until when UNDO restores it, and that STOP is something else."""
    first = appointments[0]
    until = min(turn.now + turn.practice.undo_window, first.starts_at)
    if len(appointments) == 1:
        # on a family's phone the text has to name the client
        name = "cancelled_of" if len(turn.context.clients) > 1 else "cancelled"
        return turn.say(name, first, until=until)
    return turn.say("cancelled_several", until=until, options=turn.listed(appointments))


FLOWS = (
    FlowSpec(
        Intent.CANCEL,
        leaving_or(about(Intent.CANCEL, cancel)),
        with_more=True,
        asked_in_mourning=True,
    ),
)
