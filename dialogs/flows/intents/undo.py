"""UNDO: takes back the last cancellation, booking or move, while the practice allows it.

A cancelled appointment is restored, and a move is undone, if the time is still free; an appointment
booked by text is cancelled.
"""

from dataclasses import replace

from calendar_store.model.appointments import Appointment, Slot
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.statuses import AlertKind
from dialogs.effects import MoveAppointment, RestoreAppointment
from dialogs.flows.flow_spec import FlowSpec
from dialogs.flows.intents.cancel import call_off
from dialogs.flows.intents.move import move_to
from dialogs.flows.turn_context import Decision, TurnContext
from dialogs.flows.visits.regretting import wants_former
from dialogs.flows.visits.visit_days import covers
from dialogs.intents import Intent
from dialogs.wording.reminders import reminder_question


def undo(turn: TurnContext) -> Decision:
    """Undo the client's last booking, move or cancellation."""
    booked = turn.just_booked()
    if booked and wants_former(turn) and turn.state.booked and turn.state.booked.instead:
        return _to_former(turn, booked, turn.state.booked.instead)
    if booked:
        # UNDO was promised, so the minimum notice for changes does not count
        return call_off(turn, (booked,))
    moved = turn.just_moved()
    if moved:
        return _move_back(turn, moved)
    undoable = turn.undoable()
    if turn.context.lost and undoable:
        return _lost(turn, undoable)
    if undoable:
        return _restore(turn, undoable)
    over = bool(turn.state.cancelled or turn.state.booked or turn.state.moved)
    name = "undo_late" if over else "nothing_to_undo"
    return Decision(
        trace=("the time for undoing is over" if over else "nothing to undo",),
        state=turn.state,
        replies=(turn.say(name),),
    )


def names_another_time(turn: TurnContext) -> bool:
    """Return whether a text names a time other than the cancelled ones: "back at five"."""
    starts = [each.starts_at for each in turn.undoable()]
    times = turn.heard.times if starts else ()
    return bool(times) and not any(covers(times, start) for start in starts)


def _move_back(turn: TurnContext, appointment: Appointment) -> Decision:
    """Move the appointment back to its earlier time, if the time is free."""
    state = replace(turn.state, moved=None)
    if turn.state.moved is None or turn.context.lost:
        return _former_lost(turn, appointment)
    before = turn.state.moved.before
    becomes = replace(
        appointment,
        starts_at=before.starts_at,
        ends_at=before.ends_at,
        practitioner=before.practitioner,
    )
    return Decision(
        trace=(f"move undone: back to {turn.staff_when(becomes)}",),
        state=replace(state, question=None),
        replies=(turn.say("restored", becomes),),
        effects=(MoveAppointment(appointment.id, appointment.version, before),),
        client_id=appointment.client_id,
    )


def _former_lost(turn: TurnContext, appointment: Appointment) -> Decision:
    """Say that the time before is taken, and ask about the one that stands."""
    question = reminder_question((appointment,), turn.now)
    return Decision(
        trace=("the time before was taken meanwhile: nothing changed",),
        state=replace(turn.state, moved=None, question=question),
        replies=(turn.say("move_back_lost", appointment),),
        client_id=appointment.client_id,
    )


def _to_former(turn: TurnContext, appointment: Appointment, slot: Slot) -> Decision:
    """Move the appointment just booked to the time cancelled before it, if the time is free."""
    return (
        _former_lost(turn, appointment) if turn.context.lost else move_to(turn, appointment, slot)
    )


def _restore(turn: TurnContext, appointments: tuple[Appointment, ...]) -> Decision:
    several = len(appointments) > 1
    return Decision(
        trace=tuple(f"appointment {turn.staff_when(a)} restored" for a in appointments),
        state=replace(turn.state, cancelled=(), question=reminder_question(appointments, turn.now)),
        replies=(
            turn.say("restored_several", options=turn.listed(appointments))
            if several
            else turn.say("restored", appointments[0]),
        ),
        effects=tuple(RestoreAppointment(a.id, a.version) for a in appointments),
        client_id=appointments[0].client_id,
    )


def _lost(turn: TurnContext, appointments: tuple[Appointment, ...]) -> Decision:
    """Say that the time is taken; never say by whom."""
    first = appointments[0]
    alert = turn.alert(
        AlertKind.NO_TIMES, ReasonCode.WANTS_BACK_TAKEN, first, facts=turn.when(first.starts_at)
    )
    return Decision(
        trace=("the time was taken meanwhile: nothing restored, staff alerted",),
        state=replace(turn.state, cancelled=(), question=None),
        replies=(turn.say("undo_lost", first),),
        effects=(alert,),
        client_id=first.client_id,
    )


FLOWS = (FlowSpec(Intent.UNDO, undo, with_more=True),)
