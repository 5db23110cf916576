"""WAITLIST and LEAVE_LIST: puts clients on the waiting list, and takes them off."""

from datetime import timedelta

from calendar_store.model.appointments import Appointment
from dialogs.conversation import Asked, AskedAbout, Question, State
from dialogs.effects import JoinWaitingList, LeaveWaitingList
from dialogs.flows.flow_spec import FlowSpec
from dialogs.flows.intents import person
from dialogs.flows.mentions import practitioners_named, services_named
from dialogs.flows.offered_times.asked_range import range_spoken_of
from dialogs.flows.offered_times.local_days import Span
from dialogs.flows.phrases import as_phrases, longest, said_apart
from dialogs.flows.resolve_appointments import WHICH_HOLDS
from dialogs.flows.target import Resolution, target
from dialogs.flows.turn_context import Decision, TurnContext
from dialogs.intents import Intent
from dialogs.languages.writing import write_span

MOST_SPANS = 14
"""Most spans of one wish: every morning of two weeks."""

_TOLD = 3
"""Most spans that the answer names."""
_OTHERWISE = as_phrases(
    *("otherwise", "else", "or else", "if not", "if nothing", "if there is nothing", "if theres"),
    *("altrimenti", "se no", "senno", "se non c e", "in caso contrario", "si no", "sino"),
    *("de lo contrario", "si no hay", "sinon", "si rien", "si non", "s il n y a rien", "autrement"),
    *("sonst", "ansonsten", "falls nicht", "wenn nicht", "wenn nichts", "senao", "caso contrario"),
    *("se nao", "se nao houver"),
)
"""Phrases that ask for the list only if nothing is free."""

_MOMENT = timedelta(minutes=1)
"""The length of the span in which an exact time is waited for."""


def waitlist(turn: TurnContext) -> Decision:
    """Put the client on the list, for a time earlier than their appointment or for a new one."""
    # times name the wished time and not the appointment, as with a wish to move
    found = target(turn, Intent.RESCHEDULE)
    if found.sight in {Resolution.NONE, Resolution.GONE, Resolution.CANCELLED}:
        return _waits_for_any(turn, found.appointments[:1])
    if turn.heard.intent is Intent.CANCEL:
        # this text also cancels the appointment; the client waits for a new one of the same kind
        return _waits_for_any(turn, found.appointments[:1])
    asked = turn.question.asked if turn.question else None
    if len(found.appointments) > 1 and not (
        found.sight is Resolution.CLEAR and asked is Asked.WHICH
    ):
        return _ask_which(turn, found.appointments)
    return _waits_for_earlier(turn, found.appointments)


def waits_rather(turn: TurnContext, intent: Intent) -> bool:
    """Return whether a text that asks for an appointment and the list means the list.

    "A time this week, else put me on the list" means the appointment first.
    """
    return intent is Intent.BOOK and Intent.WAITLIST in turn.heard.also and not _else(turn)


def needs_list(turn: TurnContext, answer: Decision) -> bool:
    """Return whether the list is needed after an answer; not if times are offered."""
    question = answer.state.question
    offered = question is not None and question.asked is Asked.SLOTS and question.wish is not None
    return not (offered and _else(turn))


def _else(turn: TurnContext) -> bool:
    words = said_apart(turn).words
    return any(longest(words, at, _OTHERWISE) for at in range(len(words)))


def leave_list(turn: TurnContext) -> Decision:
    """Take all clients of the number off the list; their appointments do not change."""
    entries = turn.context.waiting
    on_offer = turn.question is not None and turn.question.asked is Asked.OFFER
    return Decision(
        trace=("off the waiting list" if entries else "not on the waiting list: nothing to do",),
        state=turn.state.asking(None) if on_offer else turn.state,
        replies=(turn.say("waitlist_left"),),
        effects=(LeaveWaitingList(tuple(each.id for each in entries)),) if entries else (),
    )


def _waits_for_earlier(turn: TurnContext, appointments: tuple[Appointment, ...]) -> Decision:
    spans = {each.id: _spans(turn, each) for each in appointments}
    timely = tuple(each for each in appointments if spans[each.id])
    if not timely:
        return person.waitlist(turn)
    first = timely[0]
    return Decision(
        trace=tuple(f"waits for a time instead of {turn.staff_when(each)}" for each in timely),
        state=_answered(turn),
        replies=(_told(turn, timely, spans[first.id]),),
        effects=tuple(
            JoinWaitingList(
                *(each.client_id, spans[each.id], each.id),
                practitioner_id=each.practitioner_id,
                service_id=each.service_id,
            )
            for each in timely
        ),
        client_id=first.client_id,
    )


def _waits_for_any(turn: TurnContext, last: tuple[Appointment, ...]) -> Decision:
    """Put a client without an appointment on the list; pass an unclear client to staff."""
    client = turn.client_of(last[0] if last else None)
    spans = _spans(turn, None)
    if client is None or not spans:
        return person.waitlist(turn)
    times = _in_words(turn, spans) if range_spoken_of(turn) else ""
    practitioner_id, service_id = _kind(turn, last)
    return Decision(
        trace=("waits for a time to book",),
        state=_answered(turn),
        replies=(turn.say("waitlist_times" if times else "waitlist_any", text=times),),
        effects=(
            JoinWaitingList(
                *(client.id, spans), practitioner_id=practitioner_id, service_id=service_id
            ),
        ),
        client_id=client.id,
    )


def _kind(turn: TurnContext, last: tuple[Appointment, ...]) -> tuple[int | None, int | None]:
    """Return (practitioner, service) ids: as the text names, else as the cancelled appointment."""
    who, what = practitioners_named(turn), services_named(turn)
    before = last[0] if last else None
    if len(who) == 1 or len(what) == 1:
        service = what[0].id if len(what) == 1 else None
        return who[0] if len(who) == 1 else None, service or (before.service_id if before else None)
    return (before.practitioner_id, before.service_id) if before else (None, None)


def _told(turn: TurnContext, appointments: tuple[Appointment, ...], spans: tuple[Span, ...]) -> str:
    if len(appointments) > 1:
        return turn.say("waitlist_several", options=turn.listed(appointments))
    if _named(turn, appointments[0]):
        return turn.say("waitlist_times", appointments[0], text=_in_words(turn, spans))
    return turn.say("waitlist_earlier", appointments[0])


def _ask_which(turn: TurnContext, choices: tuple[Appointment, ...]) -> Decision:
    question = Question(
        Asked.WHICH,
        tuple(AskedAbout(a.id, a.version, a.starts_at) for a in choices),
        turn.now,
        min(turn.now + WHICH_HOLDS, max(a.starts_at for a in choices)),
        spans=range_spoken_of(turn),
        then=Intent.WAITLIST.value,
    )
    return Decision(
        trace=(f"{len(choices)} appointments under this number: asked which one",),
        state=turn.state.asking(question),
        replies=(turn.say("which_waitlist", options=turn.listed(choices)),),
    )


def _answered(turn: TurnContext) -> State:
    """Return the state after joining; a "which one?" for the list is closed."""
    which = turn.question is not None and turn.question.asked is Asked.WHICH
    return turn.state.asking(None) if which else turn.state


def _named(turn: TurnContext, appointment: Appointment | None) -> tuple[Span, ...]:
    """Return the times that the client names; "earlier", which ends at their visit, is none."""
    until = appointment.starts_at if appointment else None
    return tuple((start, end) for start, end in range_spoken_of(turn) if end != until)


def _spans(turn: TurnContext, appointment: Appointment | None) -> tuple[Span, ...]:
    """Return the spans to wait for that can be booked by text, UTC; () for none."""
    first = turn.now + turn.practice.minimum_notice
    last = turn.now + turn.practice.booking_window
    named = _named(turn, appointment)
    if not named:
        until = min(last, appointment.starts_at) if appointment else last
        # from now, not from the end of the notice: the notice is checked when a time comes free
        return ((turn.now, until),) if first < until else ()
    widened = ((start, end if start < end else start + _MOMENT) for start, end in named)
    cut = tuple((max(start, turn.now), min(end, last)) for start, end in widened if end > first)
    utc = turn.now.tzinfo
    kept = ((s.astimezone(utc), e.astimezone(utc)) for s, e in cut if s < e)
    return tuple(dict.fromkeys(kept))[:MOST_SPANS]


def _in_words(turn: TurnContext, spans: tuple[Span, ...]) -> str:
    practice = turn.practice
    written = [
        write_span(start, end, turn.locale, practice.timezone, practice.region)
        for start, end in spans[:_TOLD]
    ]
    more = ("...",) if len(spans) > _TOLD else ()
    return ", ".join((*written, *more))


FLOWS = (
    FlowSpec(Intent.WAITLIST, waitlist, beside=True),
    FlowSpec(Intent.LEAVE_LIST, leave_list),
)
