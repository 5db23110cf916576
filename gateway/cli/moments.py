"""Reads and writes dates and times of the command line, in the practice's time zone.

On the days of a clock change a local time may not exist, or may occur twice (PEP 495). Such a time
is refused, because a guess could be an hour wrong.
"""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from calendar_store.model.errors import InvalidInput
from calendar_store.model.local_time import shown_twice
from calendar_store.model.local_time import staff_time as local

__all__ = ["day", "local", "moment", "span"]

_FIRST, _LAST = 2000, 2099
"""The first and the last year that are accepted."""


def moment(written: str, timezone: str, what: str) -> datetime:
    """Read a date with a time.

    Args:
        written: ISO 8601, as 2026-11-24T15:00 or 2026-11-24T15:00+01:00.
        timezone: IANA name of the zone of a time without an offset.
        what: name of the option, for the error message.

    Returns:
        The moment, UTC.

    Raises:
        InvalidInput: if `written` is no date with a time, or the local time does not exist or
            occurs twice.
    """
    try:
        # `datetime.fromisoformat` would read a date alone as midnight
        on, separator, at = written.strip().replace(" ", "T").partition("T")
        read = datetime.combine(date.fromisoformat(on), time.fromisoformat(separator + at))
        _require_in_calendar(read.date(), written, what)
        return read.astimezone(UTC) if read.tzinfo else _in_zone(read, ZoneInfo(timezone), what)
    except ValueError:
        raise InvalidInput(
            f'{what} "{written}" is not a time; write it as 2026-11-24T15:00'
        ) from None


def day(written: str, what: str) -> date:
    """Read a date.

    Args:
        written: ISO 8601, as 2026-11-24.
        what: name of the option, for the error message.

    Raises:
        InvalidInput: if there is no such day.
    """
    try:
        return date.fromisoformat(written.strip())
    except ValueError:
        raise InvalidInput(f'{what} "{written}" is not a day; write it as 2026-11-24') from None


def _require_in_calendar(day: date, written: str, what: str) -> None:
    """Refuse dates outside `_FIRST` to `_LAST`: times computed from them could be out of range."""
    if not _FIRST <= day.year <= _LAST:
        raise InvalidInput(f'{what} "{written}" is not a time of the years {_FIRST} to {_LAST}')


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
