"""Another time of the list that one was just chosen from: "no sorry, 3", "plutôt 14h30".

The list is remembered for as long as UNDO takes the choice back; a bare number is no such text.
"""

from dataclasses import replace

from calendar_store.model.appointments import Appointment, Slot
from calendar_store.model.reason_codes import ReasonCode
from dialogs.effects import MoveAppointment
from dialogs.flows.intents import person
from dialogs.flows.numbers import number_instead
from dialogs.flows.offered_times.correcting import corrected
from dialogs.flows.offered_times.search import too_soon
from dialogs.flows.offered_times.slot_list_text import staff_line
from dialogs.flows.turn_context import Answer, Scene
from dialogs.flows.visits.notice import refuse, too_late


def other_choice(scene: Scene) -> Slot | None:
    """Return the time that is chosen in place of the one just taken, or None."""
    state = scene.state
    if scene.question is not None or not (scene.just_moved() or scene.just_booked()):
        return None
    done = state.booked if scene.just_booked() else state.moved
    offered, number = done.offered if done else (), number_instead(scene)
    by_number = offered[number - 1] if number and 0 < number <= len(offered) else None
    return by_number or corrected(scene)


def choose_other(scene: Scene, slot: Slot) -> Answer:
    """Move what was just moved, or booked, to another time of the same list."""
    appointment = scene.just_booked() or scene.just_moved()
    if appointment is None or scene.context.lost or too_soon(scene, slot):
        return person.unclear(scene)
    if appointment.starts_at == slot.starts_at:
        return _stands(scene, appointment)
    if too_late(scene, appointment):
        return refuse(scene, appointment, ReasonCode.TOO_LATE_TO_MOVE)
    moved = replace(appointment, starts_at=slot.starts_at, ends_at=slot.ends_at)
    moved = replace(moved, practitioner=slot.practitioner or appointment.practitioner)
    booked, before = scene.state.booked, scene.state.moved
    state = replace(
        scene.state,
        booked=replace(booked, starts_at=slot.starts_at) if booked else None,
        moved=replace(before, starts_at=slot.starts_at) if before else None,
    )
    return Answer(
        did=(f"another time of the list: moved to {staff_line(scene, slot)}",),
        state=state,
        says=(scene.say("moved_of" if len(scene.context.clients) > 1 else "moved", moved),),
        effects=(MoveAppointment(appointment.id, appointment.version, slot),),
        client_id=appointment.client_id,
    )


def _stands(scene: Scene, appointment: Appointment) -> Answer:
    return Answer(
        did=("that time is taken already: said what stands",),
        state=scene.state,
        says=(scene.say("already_confirmed", appointment),),
        client_id=appointment.client_id,
    )
