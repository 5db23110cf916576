"""RESCHEDULE: offers other times for an appointment, numbered, and moves it to the chosen one."""

from dataclasses import replace

from calendar_store.model.appointments import Appointment, Slot
from calendar_store.model.reason_codes import ReasonCode
from dialogs.conversation import Asked
from dialogs.effects import MoveAppointment
from dialogs.flows.flow_spec import FlowSpec
from dialogs.flows.offered_times.slot_list import exactly_named, first_offer, nothing_free
from dialogs.flows.offered_times.slot_list_text import staff_line
from dialogs.flows.offered_times.slot_request import moving
from dialogs.flows.remaining_questions import unanswered
from dialogs.flows.resolve_appointments import about
from dialogs.flows.turn_context import Decision, TurnContext
from dialogs.flows.visits.notice import refuse, too_late
from dialogs.intents import Intent
from dialogs.wish import JustMoved


def move(turn: TurnContext, appointments: tuple[Appointment, ...]) -> Decision:
    """Offer other times for one appointment; pass a wish to move several to staff."""
    appointment = appointments[0]
    if len(appointments) > 1:
        code = ReasonCode.WANTS_TO_MOVE_SEVERAL
        return nothing_free(turn, moving(turn, appointment), code)
    if too_late(turn, appointment):
        return refuse(turn, appointment, ReasonCode.TOO_LATE_TO_MOVE)
    purpose = moving(turn, appointment)
    slot = exactly_named(turn, purpose)
    return move_to(turn, appointment, slot) if slot else first_offer(turn, purpose)


def _way_back(turn: TurnContext, appointment: Appointment, slot: Slot) -> JustMoved:
    """Return the facts that UNDO needs to move an appointment back."""
    before = Slot(
        appointment.practitioner_id,
        appointment.practitioner,
        appointment.starts_at,
        appointment.ends_at,
    )
    until = turn.now + turn.practice.undo_window
    question = turn.question
    offered = question.slots if question and question.asked is Asked.SLOTS else ()
    return JustMoved(appointment.id, slot.starts_at, before, until, offered)


def move_to(turn: TurnContext, appointment: Appointment, slot: Slot) -> Decision:
    """Move an appointment to an offered time."""
    moved = replace(appointment, starts_at=slot.starts_at, ends_at=slot.ends_at)
    moved = replace(moved, practitioner=slot.practitioner or appointment.practitioner)
    then = staff_line(turn, slot)
    return Decision(
        trace=(f"appointment {turn.staff_when(appointment)} moved to {then}",),
        # no question stays open: the same digit sent twice must not mean something else
        state=replace(
            turn.state,
            question=unanswered(turn, (appointment,)),
            cancelled=(),
            booked=None,
            moved=_way_back(turn, appointment, slot),
        ),
        # on a family's phone the text has to name the client
        replies=(turn.say("moved_of" if len(turn.context.clients) > 1 else "moved", moved),),
        effects=(MoveAppointment(appointment.id, appointment.version, slot),),
        client_id=appointment.client_id,
    )


FLOWS = (
    FlowSpec(
        Intent.RESCHEDULE, about(Intent.RESCHEDULE, move), with_more=True, asked_in_mourning=True
    ),
)
