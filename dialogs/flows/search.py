"""Which free times to look up: those asked for first, then the nearest ones."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from calendar_store.values import Slot
from dialogs.conversation import Asked, Question
from dialogs.effects import SlotSearch
from dialogs.flows.purpose import Purpose
from dialogs.flows.scene import Scene

Span = tuple[datetime, datetime]

OFFERED = 3
"""How many times are offered at once (REPLIES, Times)."""

ENOUGH = OFFERED + 2
"""How many are enough: a few more, since the present and the lost time are never offered."""

LOOKED_UP = 60
"""How many are looked at to choose from: three of one morning would leave little to choose."""

MOST_SHOWN = 30
"""How many of the times offered before are remembered, so that MORE gives others."""

NEAR = timedelta(hours=2)
"""How far from an exact time counts as about then."""

_LAST = timedelta(days=4)
"""How many days before the end of the booking window are near to what lies beyond it."""

_EACH_DAY = 3
"""From how many days on the same time of each is a time without a day."""

_OFFERING = frozenset({Asked.SLOTS, Asked.WHEN})


def asked_spans(scene: Scene) -> tuple[Span, ...]:
    """Return the times that the client asks for now, or asked for before we asked something."""
    question = scene.question
    if scene.heard.times:
        spans = tuple((t.start, t.end) for t in scene.heard.times)
        listed = question if question and question.asked is Asked.SLOTS else None
        return _on_days_offered(scene, listed, spans) if listed else spans
    return question.spans if question and question.asked not in _OFFERING else ()


def _on_days_offered(scene: Scene, listed: Question, spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """Return times without a day on the days that are on offer: "after four" means that Friday.

    A time without a day is understood as that time of each day to come.
    """
    zone = ZoneInfo(scene.practice.timezone)
    local = [(start.astimezone(zone), end.astimezone(zone)) for start, end in spans]
    clocks = {(start.time(), end.time()) for start, end in local}
    if len(spans) < _EACH_DAY or len(clocks) > 1:
        return spans
    start, end = local[0]
    days = sorted({slot.starts_at.astimezone(zone).date() for slot in listed.slots})
    whole = end.date() - start.date()
    return tuple(
        (
            datetime.combine(day, start.time(), zone),
            datetime.combine(day + whole, end.time(), zone),
        )
        for day in days
    )


def too_soon(scene: Scene, slot: Slot) -> bool:
    """Return whether a time that was offered has come too near to be taken by text."""
    return slot.starts_at < _earliest(scene)


def first_search(scene: Scene, purpose: Purpose) -> SlotSearch:
    """Return the search for a wish, with times or without."""
    asked = asked_spans(scene)
    spans = (*asked, *_nearby(scene, asked), *_last_days(scene, asked), *_any_time(scene, purpose))
    return _search(scene, purpose, spans)


def beyond(scene: Scene, asked: tuple[Span, ...]) -> bool:
    """Return whether all times asked for are too far ahead to be booked by text yet."""
    return bool(asked) and all(start >= latest(scene) for start, _ in asked)


def _last_days(scene: Scene, asked: tuple[Span, ...]) -> tuple[Span, ...]:
    """Return the last days that can be booked, for who asks for later ones."""
    until = latest(scene)
    return ((until - _LAST, until),) if beyond(scene, asked) else ()


def more_search(scene: Scene, purpose: Purpose, question: Question) -> SlotSearch:
    """Return the search for more times than those offered."""
    shown = shown_so_far(question)
    after = max(shown) if len(shown) >= MOST_SHOWN else None
    return _search(scene, purpose, question.spans, len(shown), after)


def shown_so_far(question: Question) -> tuple[datetime, ...]:
    """Return the starts of the times that were offered, the last list included, UTC."""
    return (*question.shown, *(slot.starts_at for slot in question.slots))


def again_search(scene: Scene, purpose: Purpose, question: Question) -> SlotSearch:
    """Return the search for other times where one can no longer be had."""
    return _search(scene, purpose, question.spans)


def _search(
    scene: Scene,
    purpose: Purpose,
    spans: tuple[Span, ...],
    shown: int = 0,
    after: datetime | None = None,
) -> SlotSearch:
    return SlotSearch(
        purpose.practitioner_ids,
        purpose.preferred,
        purpose.duration,
        purpose.buffer_before,
        purpose.buffer_after,
        _bookable(scene, spans),
        after,
        LOOKED_UP + shown,
        purpose.appointment.id if purpose.appointment else None,
        ENOUGH + shown,
    )


def _nearby(scene: Scene, asked: tuple[Span, ...]) -> tuple[Span, ...]:
    """Return what lies around the times asked for: about then, the same day, the days after."""
    # "at 10:30", on whatever day, is many times; those after the first few are near to none
    first = asked[:OFFERED]
    about_then = tuple((start - NEAR, end + NEAR) for start, end in first if start == end)
    days = tuple(_day(scene, start) for start, _ in first)
    after = tuple((end, latest(scene)) for _, end in asked[:1])
    return (*about_then, *days, *after)


def _any_time(scene: Scene, purpose: Purpose) -> tuple[Span, ...]:
    """Return all times, for a move from the appointment's day on first: most people put it off."""
    start, _ = _day(scene, purpose.around)
    return ((start, latest(scene)), (_earliest(scene), start))


def _day(scene: Scene, moment: datetime) -> Span:
    zone = ZoneInfo(scene.practice.timezone)
    local = moment.astimezone(zone).date()
    start = datetime.combine(local, time(0), zone)
    return start, datetime.combine(local + timedelta(days=1), time(0), zone)


def _earliest(scene: Scene) -> datetime:
    return scene.now + scene.practice.minimum_notice


def latest(scene: Scene) -> datetime:
    """Return until when times can be booked by text, UTC."""
    return scene.now + scene.practice.booking_window


def _bookable(scene: Scene, spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """Return the spans in UTC, cut to what may be booked by text, without repeats."""
    first, last = _earliest(scene), latest(scene)
    cut = ((max(start, first), min(end, last)) for start, end in spans)
    utc = scene.now.tzinfo
    kept = ((s.astimezone(utc), e.astimezone(utc)) for s, e in cut if s <= e)
    return tuple(dict.fromkeys(kept))
