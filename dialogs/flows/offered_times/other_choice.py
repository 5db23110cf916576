"""Recognises the choice of another time of the last list: "no sorry, 3", "plutôt 14h30".

The list is kept as long as UNDO takes the choice back. A bare number is no such choice. A choice
without a word of correction, "the last one please", is asked about: that time is offered.
"""

from dataclasses import replace
from datetime import timedelta

from calendar_store.model.appointments import Appointment, Slot
from calendar_store.model.reason_codes import ReasonCode
from dialogs.conversation import Asked, Question
from dialogs.effects import MoveAppointment
from dialogs.flows.intents import person
from dialogs.flows.likeness.of_list import other_of_list
from dialogs.flows.numbers import number_instead
from dialogs.flows.offered_times.correcting import corrected, says_correction, wished_instead
from dialogs.flows.offered_times.naming import picked
from dialogs.flows.offered_times.number_wished import number_wished
from dialogs.flows.offered_times.search import too_soon
from dialogs.flows.offered_times.slot_list import offer_one
from dialogs.flows.offered_times.slot_list_text import staff_line
from dialogs.flows.offered_times.slot_request import moving
from dialogs.flows.turn_context import Decision, TurnContext
from dialogs.flows.visits.notice import refuse, too_late


def other_choice(turn: TurnContext) -> Slot | None:
    """Return the time chosen in place of the one just taken, or None."""
    if turn.question is not None or not (turn.just_moved() or turn.just_booked()):
        return None
    offered = _offered(turn)
    number = number_instead(turn) or number_wished(turn)
    by_number = offered[number - 1] if number and 0 < number <= len(offered) else None
    return by_number or corrected(turn) or wished_instead(turn) or other_of_list(turn)


def _offered(turn: TurnContext) -> tuple[Slot, ...]:
    """Return the list that was just chosen from."""
    done = turn.state.booked if turn.just_booked() else turn.state.moved
    return done.offered if done else ()


def choose_other(turn: TurnContext, slot: Slot) -> Decision:
    """Move the appointment just moved or booked to another time of the same list."""
    appointment = turn.just_booked() or turn.just_moved()
    if appointment is None or turn.context.lost or too_soon(turn, slot):
        return person.unclear(turn)
    if appointment.starts_at == slot.starts_at:
        return _stands(turn, appointment)
    if too_late(turn, appointment):
        return refuse(turn, appointment, ReasonCode.TOO_LATE_TO_MOVE)
    if _only_chooses(turn, slot):
        return offer_one(turn, moving(turn, appointment), slot)
    moved = replace(appointment, starts_at=slot.starts_at, ends_at=slot.ends_at)
    moved = replace(moved, practitioner=slot.practitioner or appointment.practitioner)
    booked, before = turn.state.booked, turn.state.moved
    state = replace(
        turn.state,
        booked=replace(booked, starts_at=slot.starts_at) if booked else None,
        moved=replace(before, starts_at=slot.starts_at) if before else None,
    )
    return Decision(
        trace=(f"another time of the list: moved to {staff_line(turn, slot)}",),
        state=state,
        replies=(turn.say("moved_of" if len(turn.context.clients) > 1 else "moved", moved),),
        effects=(MoveAppointment(appointment.id, appointment.version, slot),),
        client_id=appointment.client_id,
    )


def _only_chooses(turn: TurnContext, slot: Slot) -> bool:
    """Return whether a text would be a plain answer to the list, and takes nothing back."""
    until = turn.now + timedelta(days=1)
    listed = Question(Asked.SLOTS, (), turn.now, until, slots=_offered(turn))
    alone = replace(turn, question=listed)
    return not says_correction(turn) and picked(alone, listed) == slot


def _stands(turn: TurnContext, appointment: Appointment) -> Decision:
    return Decision(
        trace=("that time is taken already: said what stands",),
        state=turn.state,
        replies=(turn.say("already_confirmed", appointment),),
        client_id=appointment.client_id,
    )
