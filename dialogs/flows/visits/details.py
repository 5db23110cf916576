"""Tells the details of appointments from the calendar: when, where, with whom, how long, whose."""

from dataclasses import replace
from datetime import timedelta

from calendar_store.model.appointments import Appointment
from calendar_store.model.statuses import AppointmentStatus
from dialogs.conversation import Asked, AskedAbout, State
from dialogs.flows.offered_times.slot_request import bookable
from dialogs.flows.phrases import said_of
from dialogs.flows.resolve_appointments import already_cancelled
from dialogs.flows.target import names
from dialogs.flows.turn_context import Decision, TurnContext
from dialogs.flows.visits.visit_days import covers
from dialogs.intents import Intent

_LISTED = 4
"""Most appointments told in one text."""

_STANDING = (
    *("cancelled", "canceled", "confirmed", "booked", "annullat", "disdett", "confermat"),
    *("cancelad", "anulad", "confirmad", "annule", "confirme", "abgesagt", "storniert"),
    *("bestatigt", "bestaetigt", "desmarcad"),
)
"""Beginnings of words for the state of an appointment."""

_SHORT = 8
"""Most words of a text that only asks for the state."""

_MINUTE = timedelta(minutes=1)


def asks_how_it_stands(turn: TurnContext) -> bool:
    """Return whether an unclear text asks for an appointment's state: "is it really cancelled?"."""
    said, heard = said_of(turn.text), turn.heard
    plain = heard.intent is Intent.UNCLEAR and heard.hint is None and not heard.times
    # a question, and not a "cancelled?" beside a list of times
    if not plain or "?" not in said.marks or len(said.words) > _SHORT:
        return False
    return any(word.startswith(_STANDING) for word in said.words)


def details(turn: TurnContext) -> Decision:
    """Tell the details from the calendar; an open question stays open."""
    if gone := cancelled_of_named(turn):
        return told_gone(turn, gone)
    ahead = _asked_about(turn)
    if not ahead:
        undoable = turn.undoable()
        return already_cancelled(turn, undoable) if undoable else _none(turn)
    return Decision(
        trace=("told what the calendar says",),
        state=_as_told(turn, ahead),
        replies=(_told(turn, ahead),),
        client_id=ahead[0].client_id if len({a.client_id for a in ahead}) == 1 else None,
    )


def _as_told(turn: TurnContext, ahead: tuple[Appointment, ...]) -> State:
    """Return the state with the reminder bound to the details told: a yes confirms these."""
    question = turn.state.question
    if question is None or question.asked is not Asked.REMINDER:
        return turn.state
    told = {one.id: AskedAbout(one.id, one.version, one.starts_at) for one in ahead}
    about = tuple(told.get(each.appointment_id, each) for each in question.about)
    return replace(turn.state, question=replace(question, about=about))


def _named(turn: TurnContext) -> set[int]:
    """Return the ids of the clients that a text names."""
    return {client.id for client in turn.context.clients if names(turn.text, client)}


def cancelled_of_named(turn: TurnContext) -> tuple[Appointment, ...]:
    """Return the cancelled visits of the named clients, if these have no visit ahead."""
    named = _named(turn)
    if not named or any(one.client_id in named for one in turn.ahead):
        return ()
    return tuple(
        one
        for one in turn.context.appointments
        if one.client_id in named
        and one.status is AppointmentStatus.CANCELLED
        and one.starts_at > turn.now
    )


def told_gone(turn: TurnContext, gone: tuple[Appointment, ...]) -> Decision:
    """Say that a visit is cancelled, and how to undo that if the client cancelled it.

    Args:
        turn: the turn.
        gone: the cancelled visits, at least one.
    """
    undoable = tuple(one for one in gone if one in turn.undoable())
    if undoable:
        return already_cancelled(turn, undoable)
    return Decision(
        trace=("told that it no longer stands",),
        state=turn.state,
        replies=(turn.say("gone", gone[0]),),
        client_id=gone[0].client_id,
    )


def _asked_about(turn: TurnContext) -> tuple[Appointment, ...]:
    """Return the appointments ahead of the named clients, at the named time if any."""
    clients = _named(turn)
    theirs = tuple(a for a in turn.ahead if a.client_id in clients) or turn.ahead
    return tuple(a for a in theirs if covers(turn.heard.times, a.starts_at)) or theirs


def _told(turn: TurnContext, ahead: tuple[Appointment, ...]) -> str:
    if len(ahead) == 1:
        minutes = ahead[0].duration // _MINUTE
        several = len(turn.context.clients) > 1
        return turn.say("details_of" if several else "details", ahead[0], minutes=minutes)
    lines = zip(turn.listed(ahead), ahead, strict=True)
    told = tuple(f"{line}, {one.practitioner}".rstrip(", ") for line, one in lines)
    return turn.say("details_several", options=told[:_LISTED])


def _none(turn: TurnContext) -> Decision:
    name = "details_none" if bookable(turn) else "no_appointment"
    return Decision(
        trace=("no coming appointment under this number",),
        state=turn.state,
        replies=(turn.say(name),),
    )
