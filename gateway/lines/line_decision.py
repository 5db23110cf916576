"""When a line counts as lost, and when it is back. Pure.

Silence is a loss only in office hours of a day on which the practice was heard from before, and
only where nobody closed the pages. Where a beacon was heard from that day, it alone counts: pages
may be open outside the practice.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from calendar_store.model.availability import Span, open_spans
from calendar_store.model.lines import BeatSource, Heartbeat
from calendar_store.model.practices import HoursException, WeeklyHours

_SOONEST = timedelta(minutes=2)
"""Beats are stored at most a minute and three quarters late."""


def silent_since(
    beats: Sequence[Heartbeat],
    lost_after: timedelta,
    office: Sequence[Span],
    zone: ZoneInfo,
    now: datetime,
) -> datetime | None:
    """Return the last beat before a line was lost; None while it stands, or nobody can tell.

    Args:
        beats: when the practice was heard from, by each source.
        lost_after: after how much silence a line counts as lost.
        office: when anybody works today.
        zone: the practice's zone.
        now: UTC.
    """
    today = now.astimezone(zone).date()
    of_today = [one for one in beats if one.seen_at.astimezone(zone).date() == today]
    beat = _deciding(of_today)
    if beat is None or beat.closed:
        return None
    due = beat.seen_at + max(lost_after, _SOONEST)
    if now < due or not any(_within(office, moment) for moment in (due, now)):
        return None
    return beat.seen_at


def is_back(beats: Sequence[Heartbeat], since: datetime) -> bool:
    """Tell whether a practice was heard from after its line was lost.

    Args:
        beats: when the practice was heard from, by each source.
        since: the last beat before the loss.
    """
    deciding = _deciding(beats)
    return deciding is not None and deciding.seen_at > since


def office_of(
    hours: tuple[Iterable[WeeklyHours], Iterable[HoursException]],
    practitioner_ids: Iterable[int],
    day: date,
    zone: ZoneInfo,
) -> list[Span]:
    """Return when anybody of some practitioners works on a day."""
    weekly, exceptions = list(hours[0]), list(hours[1])
    return sorted(
        span for one in practitioner_ids for span in open_spans(weekly, exceptions, one, day, zone)
    )


def _deciding(beats: Sequence[Heartbeat]) -> Heartbeat | None:
    by_beacon = [one for one in beats if one.source is BeatSource.BEACON]
    return max(by_beacon or beats, key=lambda one: one.seen_at, default=None)


def _within(office: Sequence[Span], moment: datetime) -> bool:
    return any(start <= moment < end for start, end in office)
