"""The client will be late: staff know at once."""

from datetime import timedelta

from calendar_store.model.appointments import Appointment
from calendar_store.model.statuses import STANDING, AlertKind
from dialogs.flows.scene import Answer, Scene
from dialogs.languages.writing import DEFAULT, write_minutes

WITHIN = timedelta(hours=24)
"""How far from now the appointment is that somebody can be late for."""

NEAR = timedelta(hours=3)
"""How near it is when we say that somebody is running late; before, the message is passed on."""


def late(scene: Scene) -> Answer:
    """Tell staff who is late and by how much; nothing is promised."""
    appointment = _nearest(scene)
    minutes = scene.heard.minutes
    near = appointment is not None and abs(appointment.starts_at - scene.now) <= NEAR
    words = f"will be{f' about {write_minutes(minutes, DEFAULT)}' if minutes else ''} late"
    if appointment:
        words += f" for {scene.staff_when(appointment)}"
    return Answer(
        did=("running late: staff told",),
        state=scene.state,
        says=(scene.say("late", appointment, minutes=minutes),)
        if near
        else (scene.say("to_person", appointment),),
        effects=(scene.alert(AlertKind.LATE, words, appointment),),
        client_id=appointment.client_id if appointment else None,
    )


def _nearest(scene: Scene) -> Appointment | None:
    """Return the standing appointment nearest to now, under way or ahead."""
    near = [
        a
        for a in scene.context.appointments
        if a.status in STANDING and abs(a.starts_at - scene.now) <= WITHIN
    ]
    return min(near, key=lambda a: abs(a.starts_at - scene.now), default=None)
