"""Compute the starts of repeated appointments: the same weekday and local time. Pure.

Clock changes move the moment and not the local time, as people expect of "every Tuesday at three".
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from calendar_store.model import local_time
from calendar_store.model.errors import InvalidInput

MOST_VISITS = 104
"""Most appointments of a series: two years of weeks."""
_MOST_WEEKS = 52


@dataclass(frozen=True, slots=True)
class RepeatedStart:
    """A start of a repeated appointment.

    Attributes:
        at: the start, UTC.
        shifted: whether clocks skip the local time on that day, so that it begins later.
    """

    at: datetime
    shifted: bool = False


def repeated(
    first: datetime,
    zone: ZoneInfo,
    *,
    every_weeks: int,
    times: int | None = None,
    until: date | None = None,
) -> list[RepeatedStart]:
    """Return the starts of a series, the first included.

    Args:
        first: the first start, aware.
        zone: the practice's time zone.
        every_weeks: weeks from one to the next, 1 to 52.
        times: how many there are; None with `until`.
        until: the last local day on which there may be one; None with `times`.

    Raises:
        InvalidInput: if the numbers make no series of 2 to MOST_VISITS appointments.
    """
    if not 1 <= every_weeks <= _MOST_WEEKS:
        raise InvalidInput(f"a series comes every 1 to {_MOST_WEEKS} weeks")
    if (times is None) == (until is None):
        raise InvalidInput("say how many times, or until which day")
    local = first.astimezone(zone)
    step = timedelta(weeks=every_weeks)
    count = times if times is not None else _count(local.date(), until or local.date(), step)
    if not 2 <= count <= MOST_VISITS:
        raise InvalidInput(f"a series has 2 to {MOST_VISITS} appointments, not {count}")
    others = [later(first, number * step, zone) for number in range(1, count)]
    return [RepeatedStart(first), *others]


def later(start: datetime, shift: timedelta, zone: ZoneInfo) -> RepeatedStart:
    """Return the start whose local time is so much later than another's.

    Args:
        start: the start, aware.
        shift: difference of the local times; negative for an earlier one.
        zone: the time zone.
    """
    wall = start.astimezone(zone).replace(tzinfo=None) + shift
    at = local_time.moment(wall.date(), wall.time(), zone)
    return RepeatedStart(at, at.astimezone(zone).replace(tzinfo=None) != wall)


def shift_between(before: datetime, after: datetime, zone: ZoneInfo) -> timedelta:
    """Return how much later one moment's local time is than another's."""
    old, new = (moment.astimezone(zone).replace(tzinfo=None) for moment in (before, after))
    return new - old


def _count(first: date, until: date, step: timedelta) -> int:
    return (until - first) // step + 1 if until >= first else 0
