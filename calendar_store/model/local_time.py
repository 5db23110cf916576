"""Convert local times to UTC and back, correctly on days of clock changes.

A local time that the clocks skip means the moment at which the clocks go forward. A local time that
comes twice means the first of the two moments. So a time told to a client means exactly one moment.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

_DAY = timedelta(days=1)
_MINUTE = timedelta(minutes=1)


# cached: calendars ask for the same hours of the same days, and zones do not change
@lru_cache(maxsize=8192)
def moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    """Return the moment of a local time.

    Args:
        day: the local day.
        at: the local time; `time.max` is the end of the day.
        zone: the time zone.

    Returns:
        The moment, UTC.
    """
    wall = datetime.combine(day + _DAY, time.min) if at == time.max else datetime.combine(day, at)
    found = _first_coming(wall, zone)
    return found if _is_shown(wall, found, zone) else _put_forward(wall, zone)


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """Return the moment at which a local day begins, UTC."""
    return moment(day, time.min, zone)


def staff_time(at: datetime, timezone: str) -> str:
    """Format a moment in local time for staff: "Tue 24 Nov 2026 15:00".

    In the hour that comes twice, the abbreviation of the zone is appended: "02:30 CET".
    """
    zone = ZoneInfo(timezone)
    there = at.astimezone(zone)
    return f"{there:%a %-d %b %Y %H:%M}" + (f" {there:%Z}" if shown_twice(at, zone) else "")


@lru_cache(maxsize=4096)
def shown_twice(at: datetime, zone: ZoneInfo) -> bool:
    """Tell whether the local time of a moment comes twice, so that it is ambiguous.

    Args:
        at: the moment, aware.
        zone: the time zone.
    """
    local = at.astimezone(zone)
    return local.utcoffset() != local.replace(fold=1 - local.fold).utcoffset()


def month(year: int, number: int, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Return the start of a local month and the start of the next month, UTC.

    Args:
        year: the year.
        number: number of the month, 1 for January.
        zone: the time zone.
    """
    first = date(year, number, 1)
    after = (first + timedelta(days=31)).replace(day=1)
    return moment(first, time.min, zone), moment(after, time.min, zone)


def starts_of_day(day: date, step: timedelta, zone: ZoneInfo) -> list[datetime]:
    """Return the moments of a day at which the local time is a whole multiple of `step`.

    Args:
        day: the local day.
        step: whole minutes, counted from local midnight.
        zone: the time zone.

    Returns:
        The moments, UTC, in order: none for a local time that the clocks skip, one for a local
        time that comes twice.
    """
    midnight = moment(day, time.min, zone)
    if moment(day, time.max, zone) - midnight == _DAY:
        return [midnight + number * step for number in range(-(-_DAY // step))]
    walls = [
        datetime.combine(day, time.min) + timedelta(minutes=minute)
        for minute in range(0, _DAY // _MINUTE, step // _MINUTE)
    ]
    found = [(wall, _first_coming(wall, zone)) for wall in walls]
    return sorted(start for wall, start in found if _is_shown(wall, start, zone))


def _first_coming(wall: datetime, zone: ZoneInfo) -> datetime:
    return wall.replace(tzinfo=zone, fold=0).astimezone(UTC)


def _is_shown(wall: datetime, found: datetime, zone: ZoneInfo) -> bool:
    """Tell whether clocks show `wall` at the moment `found`; False for a skipped time."""
    return found.astimezone(zone).replace(tzinfo=None) == wall


def _put_forward(wall: datetime, zone: ZoneInfo) -> datetime:
    """Return the moment at which the clocks skip `wall` (PEP 495: fold tells the two sides)."""
    before = wall.replace(tzinfo=zone, fold=1).astimezone(UTC)
    after = wall.replace(tzinfo=zone, fold=0).astimezone(UTC)
    old = before.astimezone(zone).utcoffset()
    while after - before > timedelta.resolution:
        middle = before + (after - before) // 2
        if middle.astimezone(zone).utcoffset() == old:
            before = middle
        else:
            after = middle
    return after
