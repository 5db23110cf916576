"""Builds the searches for free times: first those asked for, then the nearest ones."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from calendar_store.model.appointments import Slot
from dialogs.conversation import Question
from dialogs.effects import SlotSearch
from dialogs.flows.offered_times.asked_range import asked_spans, not_again
from dialogs.flows.offered_times.list_range import shown_so_far
from dialogs.flows.offered_times.local_days import Span, whole_day
from dialogs.flows.offered_times.slot_request import SlotRequest
from dialogs.flows.offered_times.sooner import before_visit
from dialogs.flows.turn_context import TurnContext

OFFERED = 3
"""Number of times offered at once."""

ENOUGH = OFFERED + 2
"""Number of times that are enough: a few more, since the present and the lost one are left out."""

LOOKED_UP = 60
"""Times looked up to choose from: three of one morning would leave little choice."""

ASKED_LOOKED_UP = 200
"""Times looked up of a range asked for, so that offers can be spread over all of a week."""

MOST_SHOWN = 60
"""Most earlier offers that the state keeps, so that MORE gives other times."""

NEAR = timedelta(hours=2)
"""Distance from an exact time that counts as near."""

_LAST = timedelta(days=4)
"""Length of the end of the booking window, offered for times asked beyond it."""


def too_soon(turn: TurnContext, slot: Slot) -> bool:
    """Return whether an offered time is now too near to be taken by text."""
    return slot.starts_at < _earliest(turn)


def first_search(turn: TurnContext, purpose: SlotRequest) -> SlotSearch:
    """Return the search for a wish, with or without times."""
    asked = asked_spans(turn)
    return _search(turn, purpose, asked, len(not_again(turn, purpose, asked)))


def beyond(turn: TurnContext, asked: tuple[Span, ...]) -> bool:
    """Return whether all times asked for are beyond the booking window."""
    return bool(asked) and all(start >= latest(turn) for start, _ in asked)


def _last_days(turn: TurnContext, asked: tuple[Span, ...]) -> tuple[Span, ...]:
    """Return the last bookable days, if all times asked for are later; else ()."""
    until = latest(turn)
    return ((until - _LAST, until),) if beyond(turn, asked) else ()


def more_search(turn: TurnContext, purpose: SlotRequest, question: Question) -> SlotSearch:
    """Return the search for further times, first of the range asked for."""
    shown = shown_so_far(question)
    after = max(shown) if len(shown) >= MOST_SHOWN else None
    return _search(turn, purpose, question.spans, len(shown), after)


def again_search(turn: TurnContext, purpose: SlotRequest, question: Question) -> SlotSearch:
    """Return the search for other times if one can no longer be booked."""
    return _search(turn, purpose, question.spans)


def where_to_look(
    turn: TurnContext, purpose: SlotRequest, asked: tuple[Span, ...]
) -> tuple[Span, ...]:
    """Return the spans to search, in order: asked for, around them, any; UTC."""
    sooner = before_visit(purpose, asked, turn.now)
    around = (
        *sooner,
        *_nearby(turn, asked),
        *_last_days(turn, asked),
        *_any_time(turn, purpose),
    )
    return _bookable(turn, (*asked, *around))


def _search(
    turn: TurnContext,
    purpose: SlotRequest,
    asked: tuple[Span, ...],
    shown: int = 0,
    after: datetime | None = None,
) -> SlotSearch:
    return SlotSearch(
        purpose.practitioner_ids,
        purpose.preferred,
        purpose.duration,
        purpose.buffer_before,
        purpose.buffer_after,
        where_to_look(turn, purpose, asked),
        after,
        (ASKED_LOOKED_UP if asked else LOOKED_UP) + shown,
        purpose.appointment.id if purpose.appointment else None,
        ENOUGH + shown,
        asked=len(_bookable(turn, asked)),
    )


def _nearby(turn: TurnContext, asked: tuple[Span, ...]) -> tuple[Span, ...]:
    """Return spans around the times asked for: near them, the same day, the days after."""
    # "at 10:30" on any day means many times; only the first few are near
    first = asked[:OFFERED]
    about_then = tuple((start - NEAR, end + NEAR) for start, end in first if start == end)
    days = tuple(whole_day(turn, _day(turn, start)) for start, _ in first)
    after = tuple((end, latest(turn)) for _, end in asked[:1])
    return (*about_then, *days, *after)


def _any_time(turn: TurnContext, purpose: SlotRequest) -> tuple[Span, ...]:
    """Return all times, for a move first from the appointment's day on: most moves are to later."""
    start, _ = whole_day(turn, _day(turn, purpose.around))
    return ((start, latest(turn)), (_earliest(turn), start))


def _day(turn: TurnContext, moment: datetime) -> date:
    return moment.astimezone(ZoneInfo(turn.practice.timezone)).date()


def _earliest(turn: TurnContext) -> datetime:
    return turn.now + turn.practice.minimum_notice


def latest(turn: TurnContext) -> datetime:
    """Return the end of the booking window, UTC."""
    return turn.now + turn.practice.booking_window


def _bookable(turn: TurnContext, spans: tuple[Span, ...]) -> tuple[Span, ...]:
    """Return the spans in UTC, cut to the bookable time, without repeats."""
    first, last = _earliest(turn), latest(turn)
    cut = ((max(start, first), min(end, last)) for start, end in spans)
    utc = turn.now.tzinfo
    kept = ((s.astimezone(utc), e.astimezone(utc)) for s, e in cut if s <= e)
    return tuple(dict.fromkeys(kept))
