"""What the calendar knows about an appointment: when, where, with whom, how long, whose."""

from dataclasses import replace
from datetime import timedelta

from calendar_store.model.appointments import Appointment
from calendar_store.model.statuses import AppointmentStatus
from dialogs.conversation import Asked, AskedAbout, State
from dialogs.flows.offered_times.slot_request import bookable
from dialogs.flows.resolve_appointments import already_cancelled
from dialogs.flows.target import names
from dialogs.flows.turn_context import Answer, Scene
from dialogs.flows.visits.visit_days import covers
from dialogs.intents import Intent
from dialogs.normalise import normalise

_LISTED = 4
"""Most appointments told in one text."""

_STANDING = (
    *("cancelled", "canceled", "confirmed", "booked", "annullat", "disdett", "confermat"),
    *("cancelad", "anulad", "confirmad", "annule", "confirme", "abgesagt", "storniert"),
    *("bestatigt", "bestaetigt", "desmarcad"),
)
"""How the words begin that say how an appointment stands."""

_SHORT = 8
"""Most words of a text that asks how it stands and nothing else."""

_MINUTE = timedelta(minutes=1)


def asks_how_it_stands(scene: Scene) -> bool:
    """Return whether an unclear text asks how an appointment stands: "is it really cancelled?"."""
    said, heard = normalise(scene.text), scene.heard
    plain = heard.intent is Intent.UNCLEAR and heard.hint is None and not heard.times
    # asked, and no "cancelled?" of a list of times
    if not plain or "?" not in said.marks or len(said.words) > _SHORT:
        return False
    return any(word.startswith(_STANDING) for word in said.words)


def details(scene: Scene) -> Answer:
    """Answer from the calendar as it stands; whatever is open stays open."""
    if gone := cancelled_of_named(scene):
        return told_gone(scene, gone)
    ahead = _asked_about(scene)
    if not ahead:
        undoable = scene.undoable()
        return already_cancelled(scene, undoable) if undoable else _none(scene)
    return Answer(
        did=("told what the calendar says",),
        state=_as_told(scene, ahead),
        says=(_told(scene, ahead),),
        client_id=ahead[0].client_id if len({a.client_id for a in ahead}) == 1 else None,
    )


def _as_told(scene: Scene, ahead: tuple[Appointment, ...]) -> State:
    """Return the state in which a reminder asks about what was told: a yes is to that."""
    question = scene.state.question
    if question is None or question.asked is not Asked.REMINDER:
        return scene.state
    told = {one.id: AskedAbout(one.id, one.version, one.starts_at) for one in ahead}
    about = tuple(told.get(each.appointment_id, each) for each in question.about)
    return replace(scene.state, question=replace(question, about=about))


def _named(scene: Scene) -> set[int]:
    """Return the clients whom a text names."""
    return {client.id for client in scene.context.clients if names(scene.text, client)}


def cancelled_of_named(scene: Scene) -> tuple[Appointment, ...]:
    """Return the cancelled visits of whom the text names, where they have none ahead."""
    named = _named(scene)
    if not named or any(one.client_id in named for one in scene.ahead):
        return ()
    return tuple(
        one
        for one in scene.context.appointments
        if one.client_id in named
        and one.status is AppointmentStatus.CANCELLED
        and one.starts_at > scene.now
    )


def told_gone(scene: Scene, gone: tuple[Appointment, ...]) -> Answer:
    """Say that a visit is cancelled: with the way back, where it was the client who cancelled.

    Args:
        scene: the turn.
        gone: the cancelled visits, at least one.
    """
    undoable = tuple(one for one in gone if one in scene.undoable())
    if undoable:
        return already_cancelled(scene, undoable)
    return Answer(
        did=("told that it no longer stands",),
        state=scene.state,
        says=(scene.say("gone", gone[0]),),
        client_id=gone[0].client_id,
    )


def _asked_about(scene: Scene) -> tuple[Appointment, ...]:
    """Return the appointments ahead of whom the text names, and of the time it names if any."""
    clients = _named(scene)
    theirs = tuple(a for a in scene.ahead if a.client_id in clients) or scene.ahead
    return tuple(a for a in theirs if covers(scene.heard.times, a.starts_at)) or theirs


def _told(scene: Scene, ahead: tuple[Appointment, ...]) -> str:
    if len(ahead) == 1:
        minutes = ahead[0].duration // _MINUTE
        several = len(scene.context.clients) > 1
        return scene.say("details_of" if several else "details", ahead[0], minutes=minutes)
    lines = zip(scene.listed(ahead), ahead, strict=True)
    told = tuple(f"{line}, {one.practitioner}".rstrip(", ") for line, one in lines)
    return scene.say("details_several", options=told[:_LISTED])


def _none(scene: Scene) -> Answer:
    name = "details_none" if bookable(scene) else "no_appointment"
    return Answer(
        did=("no coming appointment under this number",),
        state=scene.state,
        says=(scene.say(name),),
    )
