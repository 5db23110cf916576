"""The waiting list: put on it for an earlier time or for the times named, and taken off again."""

from datetime import timedelta

from calendar_store.model.appointments import Appointment
from dialogs.conversation import Asked, AskedAbout, Question, State
from dialogs.effects import JoinWaitingList, LeaveWaitingList
from dialogs.flows.intents import person
from dialogs.flows.mentions import practitioners_named, services_named
from dialogs.flows.offered_times.asked_range import range_spoken_of
from dialogs.flows.offered_times.local_days import Span
from dialogs.flows.phrases import as_phrases, longest, said_apart
from dialogs.flows.resolve_appointments import WHICH_HOLDS
from dialogs.flows.target import Sight, target
from dialogs.flows.turn_context import Answer, Scene
from dialogs.intents import Intent
from dialogs.languages.writing import write_span

MOST_SPANS = 14
"""How many spans of one wish are kept: every morning of two weeks."""

_TOLD = 3
"""How many of them the answer names."""
_OTHERWISE = as_phrases(
    *("otherwise", "else", "or else", "if not", "if nothing", "if there is nothing", "if theres"),
    *("altrimenti", "se no", "senno", "se non c e", "in caso contrario", "si no", "sino"),
    *("de lo contrario", "si no hay", "sinon", "si rien", "si non", "s il n y a rien", "autrement"),
    *("sonst", "ansonsten", "falls nicht", "wenn nicht", "wenn nichts", "senao", "caso contrario"),
    *("se nao", "se nao houver"),
)
"""How the list is asked for where nothing is free."""

_MOMENT = timedelta(minutes=1)
"""An exact time is waited for as a span of this length."""


def waitlist(scene: Scene) -> Answer:
    """Put the client on the list: for earlier than their appointment, or to book one."""
    # times say what is waited for and not which appointment, as with a wish to move
    found = target(scene, Intent.RESCHEDULE)
    if found.sight in {Sight.NONE, Sight.GONE, Sight.CANCELLED}:
        return _waits_for_any(scene, found.appointments[:1])
    if scene.heard.intent is Intent.CANCEL:
        # the appointment goes with this very text; a new one is waited for, of the same kind
        return _waits_for_any(scene, found.appointments[:1])
    asked = scene.question.asked if scene.question else None
    if len(found.appointments) > 1 and not (found.sight is Sight.CLEAR and asked is Asked.WHICH):
        return _ask_which(scene, found.appointments)
    return _waits_for_earlier(scene, found.appointments)


def waits_rather(scene: Scene, intent: Intent) -> bool:
    """Return whether who asks for an appointment and for the list too wants the list.

    "A time this week, else put me on the list" wants the time first.
    """
    return intent is Intent.BOOK and Intent.WAITLIST in scene.heard.also and not _else(scene)


def needs_list(scene: Scene, answer: Answer) -> bool:
    """Return whether the list is wanted beside an answer: where times are offered it is not."""
    question = answer.state.question
    offered = question is not None and question.asked is Asked.SLOTS and question.wish is not None
    return not (offered and _else(scene))


def _else(scene: Scene) -> bool:
    words = said_apart(scene).words
    return any(longest(words, at, _OTHERWISE) for at in range(len(words)))


def leave_list(scene: Scene) -> Answer:
    """Take everybody of the number off the list; their appointments stay as they are."""
    entries = scene.context.waiting
    on_offer = scene.question is not None and scene.question.asked is Asked.OFFER
    return Answer(
        did=("off the waiting list" if entries else "not on the waiting list: nothing to do",),
        state=scene.state.asking(None) if on_offer else scene.state,
        says=(scene.say("waitlist_left"),),
        effects=(LeaveWaitingList(tuple(each.id for each in entries)),) if entries else (),
    )


def _waits_for_earlier(scene: Scene, appointments: tuple[Appointment, ...]) -> Answer:
    spans = {each.id: _spans(scene, each) for each in appointments}
    timely = tuple(each for each in appointments if spans[each.id])
    if not timely:
        return person.waitlist(scene)
    first = timely[0]
    return Answer(
        did=tuple(f"waits for a time instead of {scene.staff_when(each)}" for each in timely),
        state=_answered(scene),
        says=(_told(scene, timely, spans[first.id]),),
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


def _waits_for_any(scene: Scene, last: tuple[Appointment, ...]) -> Answer:
    """Put a client without an appointment on the list; of a family it has to be clear who."""
    client = scene.client_of(last[0] if last else None)
    spans = _spans(scene, None)
    if client is None or not spans:
        return person.waitlist(scene)
    times = _in_words(scene, spans) if range_spoken_of(scene) else ""
    practitioner_id, service_id = _kind(scene, last)
    return Answer(
        did=("waits for a time to book",),
        state=_answered(scene),
        says=(scene.say("waitlist_times" if times else "waitlist_any", text=times),),
        effects=(
            JoinWaitingList(
                *(client.id, spans), practitioner_id=practitioner_id, service_id=service_id
            ),
        ),
        client_id=client.id,
    )


def _kind(scene: Scene, last: tuple[Appointment, ...]) -> tuple[int | None, int | None]:
    """Return with whom and for what: as the text says, else as the appointment just given up."""
    who, what = practitioners_named(scene), services_named(scene)
    before = last[0] if last else None
    if len(who) == 1 or len(what) == 1:
        service = what[0].id if len(what) == 1 else None
        return who[0] if len(who) == 1 else None, service or (before.service_id if before else None)
    return (before.practitioner_id, before.service_id) if before else (None, None)


def _told(scene: Scene, appointments: tuple[Appointment, ...], spans: tuple[Span, ...]) -> str:
    if len(appointments) > 1:
        return scene.say("waitlist_several", options=scene.listed(appointments))
    if _named(scene, appointments[0]):
        return scene.say("waitlist_times", appointments[0], text=_in_words(scene, spans))
    return scene.say("waitlist_earlier", appointments[0])


def _ask_which(scene: Scene, choices: tuple[Appointment, ...]) -> Answer:
    question = Question(
        Asked.WHICH,
        tuple(AskedAbout(a.id, a.version, a.starts_at) for a in choices),
        scene.now,
        min(scene.now + WHICH_HOLDS, max(a.starts_at for a in choices)),
        spans=range_spoken_of(scene),
        then=Intent.WAITLIST.value,
    )
    return Answer(
        did=(f"{len(choices)} appointments under this number: asked which one",),
        state=scene.state.asking(question),
        says=(scene.say("which_waitlist", options=scene.listed(choices)),),
    )


def _answered(scene: Scene) -> State:
    """Return the state after joining: a question that was only about this is closed."""
    which = scene.question is not None and scene.question.asked is Asked.WHICH
    return scene.state.asking(None) if which else scene.state


def _named(scene: Scene, appointment: Appointment | None) -> tuple[Span, ...]:
    """Return the times named by the client; "earlier", which ends where theirs begins, is none."""
    until = appointment.starts_at if appointment else None
    return tuple((start, end) for start, end in range_spoken_of(scene) if end != until)


def _spans(scene: Scene, appointment: Appointment | None) -> tuple[Span, ...]:
    """Return what is waited for, UTC, as far as it can still be booked by text; () when nothing."""
    first = scene.now + scene.practice.minimum_notice
    last = scene.now + scene.practice.booking_window
    named = _named(scene, appointment)
    if not named:
        until = min(last, appointment.starts_at) if appointment else last
        # from now and not from the notice on: how far ahead is far enough is seen when it is free
        return ((scene.now, until),) if first < until else ()
    widened = ((start, end if start < end else start + _MOMENT) for start, end in named)
    cut = tuple((max(start, scene.now), min(end, last)) for start, end in widened if end > first)
    utc = scene.now.tzinfo
    kept = ((s.astimezone(utc), e.astimezone(utc)) for s, e in cut if s < e)
    return tuple(dict.fromkeys(kept))[:MOST_SPANS]


def _in_words(scene: Scene, spans: tuple[Span, ...]) -> str:
    practice = scene.practice
    written = [
        write_span(start, end, scene.locale, practice.timezone, practice.region)
        for start, end in spans[:_TOLD]
    ]
    more = ("...",) if len(spans) > _TOLD else ()
    return ", ".join((*written, *more))
