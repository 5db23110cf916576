"""When an evening's paper is due. Pure."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from calendar_store.model import local_time

MADE_UP = timedelta(hours=12)
"""An evening that was missed is made up the same night; after this it waits for the next."""
_DAY = timedelta(days=1)


def next_evening(at: time, zone: ZoneInfo, after: datetime) -> datetime:
    """Return the first evening after a moment, UTC.

    Args:
        at: the time of the evening, in the practice's zone.
        zone: the practice's zone.
        after: the moment, aware.
    """
    day = after.astimezone(zone).date()
    today = local_time.moment(day, at, zone)
    return today if today > after else local_time.moment(day + _DAY, at, zone)


def is_missed(due_at: datetime, now: datetime) -> bool:
    """Tell whether an evening is too long ago to be made up."""
    return now - due_at > MADE_UP
