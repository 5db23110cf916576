"""Cuts busy times into those of single days, as blocks of the calendar have them; pure."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from calendar_store.model import local_time
from calendar_store.model.appointments import MAX_BLOCK
from calendar_store.model.availability import Span, merged

_DAY = timedelta(days=1)


def by_days(spans: Iterable[Span], zone: ZoneInfo, since: datetime, until: datetime) -> list[Span]:
    """Return busy times as blocks have them: joined, within some days, and cut at each midnight.

    What a day's blocks are does not depend on the days before: what is read tomorrow differs only
    where the calendar does. No block is longer than a block may be.

    Args:
        spans: times, UTC; they may overlap.
        zone: the practice's zone.
        since: start of the days, UTC; a local midnight.
        until: end of the days, UTC; a local midnight.
    """
    within = [(max(start, since), min(end, until)) for start, end in spans]
    joined = merged([(start, end) for start, end in within if start < end], touching=True)
    return [piece for start, end in joined for piece in _cut(start, end, zone)]


def _cut(start: datetime, end: datetime, zone: ZoneInfo) -> Iterator[Span]:
    day = start.astimezone(zone).date()
    while start < end:
        for cut in _cuts(day, zone):
            if start < cut:
                yield start, min(cut, end)
                start = cut
            if start >= end:
                return
        day += _DAY


def _cuts(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return where blocks of a day end at the latest: a day of 25 hours has two of them."""
    begins, ends = local_time.midnight(day, zone), local_time.midnight(day + _DAY, zone)
    return min(begins + MAX_BLOCK, ends), ends
