"""The client takes another time: free ones are offered, numbered; one is chosen; MORE follow."""

from dataclasses import replace
from datetime import timedelta

from calendar_store.statuses import AlertKind
from calendar_store.values import Appointment, Slot
from dialogs.conversation import Asked, AskedAbout, Question
from dialogs.effects import MoveAppointment
from dialogs.flows.notice import refuse, too_late
from dialogs.flows.scene import Answer, Scene
from dialogs.flows.search import OFFERED, Span, asked_spans, first_search
from dialogs.languages import write_line

OFFER_HOLDS = timedelta(hours=24)
"""How long a list of offered times may be answered; the store refuses what went meanwhile."""


def move(scene: Scene, appointments: tuple[Appointment, ...]) -> Answer:
    """Offer other times for one appointment; several at once are a person's work."""
    if len(appointments) > 1:
        return _to_staff(scene, appointments[0], "wants to move several appointments at once")
    appointment = appointments[0]
    if too_late(scene, appointment):
        return refuse(scene, appointment, "to move")
    asked = asked_spans(scene)
    free = _offerable(scene, appointment)
    wanted = tuple(slot for slot in free if not asked or _among(slot, asked))
    exact = any(start == end for start, end in asked)
    slots = wanted if wanted and not exact else tuple(dict.fromkeys((*wanted, *free)))
    spans = first_search(scene, appointment).spans
    return _offer(scene, appointment, slots, spans, "offer" if wanted else "no_free")


def choose(scene: Scene, appointment: Appointment, slot: Slot) -> Answer:
    """Move an appointment to an offered time, or say that it was lost and offer others."""
    if too_late(scene, appointment):
        return refuse(scene, appointment, "to move")
    if scene.context.lost:
        spans = scene.question.spans if scene.question else ()
        return _offer(scene, appointment, _offerable(scene, appointment), spans, "slot_lost")
    then = _line(scene, slot, "en")
    moved = replace(appointment, starts_at=slot.starts_at, ends_at=slot.ends_at)
    moved = replace(moved, practitioner=slot.practitioner or appointment.practitioner)
    return Answer(
        did=(f"appointment {scene.staff_when(appointment)} moved to {then}",),
        # no question stays open: the same digit sent twice must not mean something else
        state=scene.state.asking(None),
        says=(scene.say("moved", moved),),
        effects=(MoveAppointment(appointment.id, appointment.version, slot),),
        client_id=appointment.client_id,
    )


def more(scene: Scene, appointment: Appointment, question: Question) -> Answer:
    """Offer the times after those offered; when there are none, ask which would suit."""
    free = _offerable(scene, appointment)
    if free:
        return _offer(scene, appointment, free, question.spans, "offer")
    when = replace(question, asked=Asked.WHEN, slots=(), spans=(), at=scene.now)
    return Answer(
        did=("no further free times: asked for another day",),
        state=scene.state.asking(when),
        says=(scene.say("when"),),
        client_id=appointment.client_id,
    )


def offer_again(scene: Scene, appointment: Appointment, question: Question) -> Answer:
    """Repeat what was offered: the answer fits none of it."""
    return Answer(
        did=("no such choice: the same times offered again",),
        state=scene.state,
        says=(_list(scene, question.slots, "offer"),),
        client_id=appointment.client_id,
    )


def _offer(
    scene: Scene,
    appointment: Appointment,
    free: tuple[Slot, ...],
    spans: tuple[Span, ...],
    name: str,
) -> Answer:
    slots = free[:OFFERED]
    if not slots:
        return _to_staff(scene, appointment, "wants another time and none was found free")
    about = AskedAbout(appointment.id, appointment.version, appointment.starts_at)
    until = min(scene.now + OFFER_HOLDS, appointment.starts_at)
    question = Question(Asked.SLOTS, (about,), scene.now, until, slots, spans)
    lines = ", ".join(_line(scene, slot, "en") for slot in slots)
    return Answer(
        did=(f"offered {lines}",),
        state=scene.state.asking(question),
        says=(_list(scene, slots, name),),
        client_id=appointment.client_id,
    )


def _to_staff(scene: Scene, appointment: Appointment, words: str) -> Answer:
    return Answer(
        did=(f"{words}: nothing changed, staff alerted",),
        state=scene.state.asking(None),
        says=(scene.say("nothing_free", appointment),),
        effects=(scene.alert(AlertKind.NO_TIMES, words, appointment),),
        client_id=appointment.client_id,
    )


def _offerable(scene: Scene, appointment: Appointment) -> tuple[Slot, ...]:
    """Return the free times found, without the present one and the one just lost."""
    lost = scene.context.lost.starts_at if scene.context.lost else None
    never = {appointment.starts_at, lost}
    return tuple(slot for slot in scene.context.free if slot.starts_at not in never)


def _among(slot: Slot, spans: tuple[Span, ...]) -> bool:
    return any(
        slot.starts_at == start if start == end else start <= slot.starts_at < end
        for start, end in spans
    )


def _list(scene: Scene, slots: tuple[Slot, ...], name: str) -> str:
    lost = scene.context.lost
    options = tuple(_line(scene, slot, scene.locale) for slot in slots)
    return scene.say(name, options=options, at=lost.starts_at if lost else None)


def _line(scene: Scene, slot: Slot, code: str) -> str:
    return write_line(slot.starts_at, code, scene.practice.timezone, scene.practice.region)
