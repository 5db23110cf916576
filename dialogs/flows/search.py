"""Which free times to look up for a move: those asked for first, then the nearest ones."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from calendar_store.values import Appointment
from dialogs.conversation import Asked, Question
from dialogs.effects import SlotSearch
from dialogs.flows.scene import Scene

Span = tuple[datetime, datetime]

OFFERED = 3
"""How many times are offered at once (REPLIES, Times)."""

LOOKED_UP = OFFERED + 2
"""A few more, since the present and the lost time are never offered."""

NEAR = timedelta(hours=2)
"""How far from an exact time counts as about then."""


def asked_spans(scene: Scene) -> tuple[Span, ...]:
    """Return the times that the client asks for now, or asked for before WHICH was asked."""
    if scene.heard.times:
        return tuple((t.start, t.end) for t in scene.heard.times)
    question = scene.question
    return question.spans if question and question.asked is Asked.WHICH else ()


def first_search(scene: Scene, appointment: Appointment) -> SlotSearch:
    """Return the search for a wish to move, with times or without."""
    asked = asked_spans(scene)
    spans = (*asked, *_nearby(scene, asked), *_any_time(scene, appointment))
    return SlotSearch(appointment.id, _bookable(scene, spans), None, LOOKED_UP)


def more_search(scene: Scene, question: Question) -> SlotSearch:
    """Return the search for more times than those offered."""
    after = max(slot.starts_at for slot in question.slots)
    appointment_id = question.about[0].appointment_id
    return SlotSearch(appointment_id, _bookable(scene, question.spans), after, LOOKED_UP)


def again_search(scene: Scene, question: Question) -> SlotSearch:
    """Return the search for other times after one was lost to somebody else."""
    spans = _bookable(scene, question.spans)
    return SlotSearch(question.about[0].appointment_id, spans, None, LOOKED_UP)


def _nearby(scene: Scene, asked: tuple[Span, ...]) -> tuple[Span, ...]:
    """Return what lies around the times asked for: about then, the same day, the days after."""
    # "at 10:30", on whatever day, is many times; those after the first few are near to none
    first = asked[:OFFERED]
    about_then = tuple((start - NEAR, end + NEAR) for start, end in first if start == end)
    days = tuple(_day(scene, start) for start, _ in first)
    after = tuple((end, _latest(scene)) for _, end in asked[:1])
    return (*about_then, *days, *after)


def _any_time(scene: Scene, appointment: Appointment) -> tuple[Span, ...]:
    """Return all times, from the day of the appointment on first: most people put it off."""
    start, _ = _day(scene, appointment.starts_at)
    return ((start, _latest(scene)), (_earliest(scene), start))


def _day(scene: Scene, moment: datetime) -> Span:
    zone = ZoneInfo(scene.practice.timezone)
    local = moment.astimezone(zone).date()
    start = datetime.combine(local, time(0), zone)
    return start, datetime.combine(local + timedelta(days=1), time(0), zone)


def _earliest(scene: Scene) -> datetime:
    return scene.now + scene.practice.minimum_notice


def _latest(scene: Scene) -> datetime:
    return scene.now + scene.practice.booking_window


def _bookable(scene: Scene, spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """Return the spans in UTC, cut to what may be booked by text, without repeats."""
    first, last = _earliest(scene), _latest(scene)
    cut = ((max(start, first), min(end, last)) for start, end in spans)
    utc = scene.now.tzinfo
    kept = ((s.astimezone(utc), e.astimezone(utc)) for s, e in cut if s <= e)
    return tuple(dict.fromkeys(kept))
