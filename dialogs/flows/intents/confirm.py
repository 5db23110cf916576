"""The client comes."""

from calendar_store.model.appointments import Appointment
from calendar_store.model.statuses import AppointmentStatus
from dialogs.effects import ConfirmAppointment
from dialogs.flows.remaining_questions import stays_open
from dialogs.flows.turn_context import Answer, Scene


def confirm(scene: Scene, appointments: tuple[Appointment, ...]) -> Answer:
    """Confirm appointments; those confirmed before stay so.

    A reminder stays open after its answer, so that a change of mind binds to it too: the last
    clear answer wins.
    """
    new = tuple(a for a in appointments if a.status is AppointmentStatus.BOOKED)
    return Answer(
        did=tuple(f"appointment {scene.staff_when(a)} confirmed" for a in new)
        or ("confirmed already: nothing to do",),
        state=scene.state.asking(stays_open(scene, appointments)),
        says=(_thanks(scene, appointments, bool(new)),),
        effects=tuple(ConfirmAppointment(a.id, a.version) for a in new),
    )


def _thanks(scene: Scene, appointments: tuple[Appointment, ...], new: bool) -> str:
    if len(appointments) > 1:
        return scene.say("confirmed_several", options=scene.listed(appointments))
    return scene.say("confirmed" if new else "already_confirmed", appointments[0])
