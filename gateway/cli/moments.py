"""Reads and writes dates and times of the command line, in the practice's time zone.

On the days of a clock change a local time may not exist, or may occur twice (PEP 495). Such a time
is refused, because a guess could be an hour wrong.
"""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from calendar_store.entry.day_text import FIRST_YEAR, LAST_YEAR, parse_day
from calendar_store.entry.hours_text import clock_time
from calendar_store.model.errors import InvalidInput
from calendar_store.model.local_time import shown_twice
from calendar_store.model.local_time import staff_time as local

__all__ = ["Place", "day", "local", "moment", "span"]

_DAY = timedelta(days=1)
_ISO = re.compile(r"\s*[0-9]{4}-?[0-9]{2}-?[0-9]{2}[T ][0-9]")
_HALF = re.compile(r"[ap]\.?m\.?|uhr", re.IGNORECASE)


class Place(Protocol):
    """Where a time is local; a practice is one."""

    @property
    def timezone(self) -> str:
        """IANA name of the time zone."""

    @property
    def region(self) -> str:
        """ISO country, whose order of day and month counts."""


def moment(written: str, where: Place, what: str) -> datetime:
    """Read a day with a time.

    Args:
        written: ISO 8601, as 2026-11-24T15:00 or 2026-11-24T15:00+01:00; or a day and a time as
            people write them, as "24/11/2026 15:00" or "tomorrow 9am".
        where: whose time zone and country count for a time without an offset.
        what: name of the option, for the error message.

    Returns:
        The moment, UTC.

    Raises:
        InvalidInput: if `written` is no day with a time, or the local time does not exist or
            occurs twice.
    """
    zone = ZoneInfo(where.timezone)
    if not _ISO.match(written):
        on, at = _as_written(written, where, what)
        wall = datetime.combine(on + _DAY, time.min) if at == time.max else datetime.combine(on, at)
        return _in_zone(wall, zone, what)
    try:
        # `datetime.fromisoformat` would read a date alone as midnight
        first, separator, rest = written.strip().replace(" ", "T").partition("T")
        read = datetime.combine(date.fromisoformat(first), time.fromisoformat(separator + rest))
        _require_in_calendar(read.date(), written, what)
        return read.astimezone(UTC) if read.tzinfo else _in_zone(read, zone, what)
    except ValueError:
        raise _no_time(written, what) from None


def day(written: str, where: Place, what: str) -> date:
    """Read a day.

    Args:
        written: ISO 8601, as 2026-11-24, or as people write it: "24/11/2026", "24 Nov", "tomorrow".
        where: whose time zone and country count.
        what: name of the option, for the error message.

    Raises:
        InvalidInput: if there is no such day.
    """
    today = datetime.now(ZoneInfo(where.timezone)).date()
    try:
        return parse_day(written, where.region, today)
    except InvalidInput as error:
        raise InvalidInput(f"{what} {error}") from None


def _as_written(written: str, where: Place, what: str) -> tuple[date, time]:
    """Read a day and, after a space, a time of day, as people write them."""
    words = written.split()
    behind = 2 if len(words) > 2 and _HALF.fullmatch(words[-1]) else 1
    try:
        at = clock_time(" ".join(words[-behind:]))
    except InvalidInput:
        raise _no_time(written, what) from None
    if len(words) == behind:
        raise _no_time(written, what)
    return day(" ".join(words[:-behind]), where, what), at


def _no_time(written: str, what: str) -> InvalidInput:
    return InvalidInput(f'{what} "{written}" is not a time; write it as 2026-11-24T15:00')


def _require_in_calendar(day: date, written: str, what: str) -> None:
    """Refuse dates outside the calendar's: times computed from them could be out of range."""
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise InvalidInput(
            f'{what} "{written}" is not a time of the years {FIRST_YEAR} to {LAST_YEAR}'
        )


def span(starts_at: datetime, ends_at: datetime, timezone: str) -> str:
    """Return start and end in the practice's zone, as "Tue 24 Nov 2026 15:00-15:30".

    In the hour that occurs twice, both ends get the name of their offset, because the end may have
    an earlier clock time than the start: "02:30 CEST-02:00 CET".
    """
    zone = ZoneInfo(timezone)
    start, end = starts_at.astimezone(zone), ends_at.astimezone(zone)
    named = " %Z" if shown_twice(starts_at, zone) or shown_twice(ends_at, zone) else ""
    return f"{start:%a %-d %b %Y %H:%M{named}}-{end:%H:%M{named}}"


def _in_zone(read: datetime, zone: ZoneInfo, what: str) -> datetime:
    first, second = (read.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    if first.utcoffset() == second.utcoffset():
        return first.astimezone(UTC)
    shown = f"{read:%Y-%m-%d %H:%M}"
    if first.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != read:
        raise InvalidInput(
            f"{what} {shown} does not exist in {zone}: the clocks go forward over it; "
            "choose another time"
        )
    raise InvalidInput(
        f"{what} {shown} comes twice in {zone}, since the clocks go back; "
        f"write {first.isoformat(timespec='minutes')} or {second.isoformat(timespec='minutes')}"
    )
