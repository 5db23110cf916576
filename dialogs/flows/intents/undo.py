"""What was done last taken back, while the practice allows it: a cancellation, booking or move.

A cancelled time is restored where it is still free, and so is the time before a move; what was
booked by text is cancelled again.
"""

from dataclasses import replace

from calendar_store.model.appointments import Appointment
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.statuses import AlertKind
from dialogs.effects import MoveAppointment, RestoreAppointment
from dialogs.flows.intents.cancel import call_off
from dialogs.flows.turn_context import Answer, Scene
from dialogs.flows.visits.visit_days import covers
from dialogs.wording.reminders import reminder_question


def undo(scene: Scene) -> Answer:
    """Restore what the client cancelled last, or cancel what they booked last."""
    booked = scene.just_booked()
    if booked:
        # the promise to take it back holds, whatever the notice that changes need
        return call_off(scene, (booked,))
    moved = scene.just_moved()
    if moved:
        return _move_back(scene, moved)
    undoable = scene.undoable()
    if scene.context.lost and undoable:
        return _lost(scene, undoable)
    if undoable:
        return _restore(scene, undoable)
    over = bool(scene.state.cancelled or scene.state.booked or scene.state.moved)
    name = "undo_late" if over else "nothing_to_undo"
    return Answer(
        did=("the time for undoing is over" if over else "nothing to undo",),
        state=scene.state,
        says=(scene.say(name),),
    )


def names_another_time(scene: Scene) -> bool:
    """Return whether a text names a time, and none that what was cancelled has: "back at five"."""
    starts = [each.starts_at for each in scene.undoable()]
    times = scene.heard.times if starts else ()
    return bool(times) and not any(covers(times, start) for start in starts)


def _move_back(scene: Scene, appointment: Appointment) -> Answer:
    """Give the client back the time they had, if nobody has taken it."""
    state = replace(scene.state, moved=None)
    if scene.state.moved is None or scene.context.lost:
        question = reminder_question((appointment,), scene.now)
        return Answer(
            did=("the time before was taken meanwhile: nothing changed",),
            state=replace(state, question=question),
            says=(scene.say("move_back_lost", appointment),),
            client_id=appointment.client_id,
        )
    before = scene.state.moved.before
    becomes = replace(
        appointment,
        starts_at=before.starts_at,
        ends_at=before.ends_at,
        practitioner=before.practitioner,
    )
    return Answer(
        did=(f"move undone: back to {scene.staff_when(becomes)}",),
        state=replace(state, question=None),
        says=(scene.say("restored", becomes),),
        effects=(MoveAppointment(appointment.id, appointment.version, before),),
        client_id=appointment.client_id,
    )


def _restore(scene: Scene, appointments: tuple[Appointment, ...]) -> Answer:
    several = len(appointments) > 1
    return Answer(
        did=tuple(f"appointment {scene.staff_when(a)} restored" for a in appointments),
        state=replace(
            scene.state, cancelled=(), question=reminder_question(appointments, scene.now)
        ),
        says=(
            scene.say("restored_several", options=scene.listed(appointments))
            if several
            else scene.say("restored", appointments[0]),
        ),
        effects=tuple(RestoreAppointment(a.id, a.version) for a in appointments),
        client_id=appointments[0].client_id,
    )


def _lost(scene: Scene, appointments: tuple[Appointment, ...]) -> Answer:
    """Say that the time has gone; who else has it is never said."""
    first = appointments[0]
    alert = scene.alert(
        AlertKind.NO_TIMES, ReasonCode.WANTS_BACK_TAKEN, first, facts=scene.when(first.starts_at)
    )
    return Answer(
        did=("the time was taken meanwhile: nothing restored, staff alerted",),
        state=replace(scene.state, cancelled=(), question=None),
        says=(scene.say("undo_lost", first),),
        effects=(alert,),
        client_id=first.client_id,
    )
