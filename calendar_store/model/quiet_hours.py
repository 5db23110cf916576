"""The quiet hours of a practice, in which no client is sent anything unasked. Pure."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from calendar_store.model.practices import Practice


def after_quiet(practice: Practice, moment: datetime) -> datetime:
    """Return `moment`, or the end of the quiet hours that contain it, UTC."""
    quiet = _quiet_around(practice, moment)
    return quiet[1] if quiet else moment


def before_quiet(practice: Practice, moment: datetime) -> datetime:
    """Return `moment`, or the last minute before the quiet hours that contain it, UTC."""
    quiet = _quiet_around(practice, moment)
    return quiet[0] - timedelta(minutes=1) if quiet else moment


def _quiet_around(practice: Practice, moment: datetime) -> tuple[datetime, datetime] | None:
    """Return the quiet hours that contain `moment` as (begin, end) in UTC, or None."""
    if practice.quiet_from is None or practice.quiet_until is None:
        return None
    zone = ZoneInfo(practice.timezone)
    local = moment.astimezone(zone)
    for days in (-1, 0):
        begins_on = local.date() + timedelta(days=days)
        begin = _instant(begins_on, practice.quiet_from, zone)
        overnight = practice.quiet_until <= practice.quiet_from
        end = _instant(begins_on + timedelta(days=overnight), practice.quiet_until, zone)
        if begin <= moment < end:
            return begin, end
    return None


@lru_cache(maxsize=4096)
def _instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, at, zone).astimezone(UTC)
