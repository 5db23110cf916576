"""The client takes another time: free ones are offered, numbered, and one is chosen."""

from dataclasses import replace

from calendar_store.model.appointments import Appointment, Slot
from calendar_store.model.reason_codes import ReasonCode
from dialogs.conversation import Asked
from dialogs.effects import MoveAppointment
from dialogs.flows.offered_times.slot_list import exactly_named, first_offer, nothing_free
from dialogs.flows.offered_times.slot_list_text import staff_line
from dialogs.flows.offered_times.slot_request import moving
from dialogs.flows.remaining_questions import unanswered
from dialogs.flows.turn_context import Answer, Scene
from dialogs.flows.visits.notice import refuse, too_late
from dialogs.wish import JustMoved


def move(scene: Scene, appointments: tuple[Appointment, ...]) -> Answer:
    """Offer other times for one appointment; several at once are a person's work."""
    appointment = appointments[0]
    if len(appointments) > 1:
        code = ReasonCode.WANTS_TO_MOVE_SEVERAL
        return nothing_free(scene, moving(scene, appointment), code)
    if too_late(scene, appointment):
        return refuse(scene, appointment, ReasonCode.TOO_LATE_TO_MOVE)
    purpose = moving(scene, appointment)
    slot = exactly_named(scene, purpose)
    return move_to(scene, appointment, slot) if slot else first_offer(scene, purpose)


def _way_back(scene: Scene, appointment: Appointment, slot: Slot) -> JustMoved:
    """Return what UNDO needs to move an appointment back."""
    before = Slot(
        appointment.practitioner_id,
        appointment.practitioner,
        appointment.starts_at,
        appointment.ends_at,
    )
    until = scene.now + scene.practice.undo_window
    question = scene.question
    offered = question.slots if question and question.asked is Asked.SLOTS else ()
    return JustMoved(appointment.id, slot.starts_at, before, until, offered)


def move_to(scene: Scene, appointment: Appointment, slot: Slot) -> Answer:
    """Move an appointment to an offered time."""
    moved = replace(appointment, starts_at=slot.starts_at, ends_at=slot.ends_at)
    moved = replace(moved, practitioner=slot.practitioner or appointment.practitioner)
    then = staff_line(scene, slot)
    return Answer(
        did=(f"appointment {scene.staff_when(appointment)} moved to {then}",),
        # no question stays open: the same digit sent twice must not mean something else
        state=replace(
            scene.state,
            question=unanswered(scene, (appointment,)),
            cancelled=(),
            booked=None,
            moved=_way_back(scene, appointment, slot),
        ),
        # on a family's phone it has to say whose
        says=(scene.say("moved_of" if len(scene.context.clients) > 1 else "moved", moved),),
        effects=(MoveAppointment(appointment.id, appointment.version, slot),),
        client_id=appointment.client_id,
    )
