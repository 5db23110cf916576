"""Compute when a practitioner works, and at which starts an appointment fits. Pure.

The visit must lie within working hours. The buffers around the visit may reach outside working
hours, but may not overlap another appointment.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from calendar_store.model import local_time
from calendar_store.model.practices import HoursException, WeeklyHours

Span = tuple[datetime, datetime]
"""Start and end, UTC."""


def open_spans(
    weekly: Iterable[WeeklyHours],
    exceptions: Iterable[HoursException],
    practitioner_id: int,
    day: date,
    zone: ZoneInfo,
) -> list[Span]:
    """Return when a practitioner works on one day.

    If several exceptions cover the day, the narrowest counts: the practitioner's own before the
    practice's, then the exception with the fewest days. Among equals, "closed all day" counts.

    Args:
        weekly: weekly hours; other practitioners' hours are ignored.
        exceptions: exceptions; other practitioners' exceptions are ignored.
        practitioner_id: the practitioner.
        day: the local day.
        zone: the practice's time zone.

    Returns:
        The working spans, UTC, in order; correct on days of clock changes too.
    """
    held = holding(exceptions, practitioner_id, day)
    if held:
        local = [(one.opens, one.closes) for one in held]
    else:
        local = [
            (span.opens, span.closes)
            for span in weekly
            if span.practitioner_id == practitioner_id and span.weekday == day.weekday()
        ]
    spans = [
        (local_time.moment(day, opens, zone), local_time.moment(day, closes, zone))
        for opens, closes in local
        if opens is not None and closes is not None
    ]
    return sorted((start, end) for start, end in spans if start < end)


def free_starts(
    starts: Iterable[datetime],
    *,
    open_spans: Iterable[Span],
    busy: Iterable[Span],
    duration: timedelta,
    buffer_before: timedelta = timedelta(0),
    buffer_after: timedelta = timedelta(0),
) -> list[datetime]:
    """Return those of `starts` at which an appointment fits.

    Args:
        starts: possible starts, UTC.
        open_spans: when the practitioner works; adjoining spans count as one.
        busy: when the practitioner is blocked, including buffers.
        duration: length of the visit, without buffers.
        buffer_before: time that must not be blocked before the visit.
        buffer_after: time that must not be blocked after the visit.

    Returns:
        The starts, in the order given.
    """
    works = merged(open_spans, touching=True)
    # an appointment that starts strictly inside one of these spans would overlap a blocked time
    taken = merged(
        ((since - duration - buffer_after, until + buffer_before) for since, until in busy),
        touching=False,
    )
    opens, takes = [span[0] for span in works], [span[0] for span in taken]

    def fits(start: datetime) -> bool:
        working = bisect_right(opens, start) - 1
        blocked = bisect_left(takes, start) - 1
        return (
            working >= 0
            and start + duration <= works[working][1]
            and (blocked < 0 or start >= taken[blocked][1])
        )

    return [start for start in starts if fits(start)]


def merged(spans: Iterable[Span], *, touching: bool) -> list[Span]:
    """Return the spans in order; join spans that overlap (or adjoin, if `touching`)."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        last = joined[-1][1] if joined else None
        if last is not None and (start < last or (touching and start == last)):
            joined[-1] = (joined[-1][0], max(last, end))
        else:
            joined.append((start, end))
    return joined


def holding(
    exceptions: Iterable[HoursException], practitioner_id: int, day: date
) -> list[HoursException]:
    """Return the exceptions that count on a day, see `open_spans`.

    Args:
        exceptions: exceptions; other practitioners' exceptions are ignored.
        practitioner_id: the practitioner.
        day: the local day.
    """
    touching = [
        one
        for one in exceptions
        if one.first <= day <= one.last and one.practitioner_id in {None, practitioner_id}
    ]

    def width(one: HoursException) -> tuple[bool, timedelta]:
        return one.practitioner_id is None, one.last - one.first

    narrowest = min(map(width, touching), default=None)
    narrow = [one for one in touching if width(one) == narrowest]
    away = [one for one in narrow if one.opens is None]
    return away or narrow
