"""The times that cells name: a day and a time in one cell or in two, in the practice's zone."""

import re
from datetime import UTC, date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

from calendar_store.model.errors import InvalidInput
from gateway.imports.columns.values import SERIAL, day

_CLOCK = re.compile(
    r"(\d{1,2})(?:[:.h](\d{2}))?(?::\d{2}(?:\.\d+)?)?\s*h?\s*([ap])?\.?(?:m\.?)?", re.IGNORECASE
)
_BOTH = re.compile(
    r"(.*?\d{4}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}|\d{4}-\d{1,2}-\d{1,2})"
    r"(?:[T ,]|\s+(?:at|um|alle|à|a las|às)\s+)+(\d{1,2}(?:[:.h]\d{2}).*)",
    re.IGNORECASE,
)
_PART = re.compile(r"0[.,](\d|[6-9]\d|\d{3,})")
_DATED = re.compile(r"^\d{4}-\d{2}-\d{2}[T ]")
_NO_DAY = re.compile(r"^(?:1899-12-3[01]|1900-01-0[01]|1904-01-01)[T ]")
"""The days from which sheets count: before a time they are none."""
_A_TIME = r"(\d{1,2}[:.h]\d{2}(?: ?[ap]m)?)"
_SPAN_OF_TIMES = re.compile(rf"{_A_TIME}\s*[-–—]\s*{_A_TIME}", re.IGNORECASE)
_HOURS, _MINUTES, _NOON = 24, 60, 12
_KNOWN = 4096
"""Texts whose meaning is kept: many visits are on one day, or at one time."""
_SPAN = re.compile(r"(?:(\d{1,2})\s*(?:h|hrs?|hours?|ore|std)[.,]?\s*)?(?:(\d{1,3})\s*\D{0,12})?")
_LONG_SPAN = re.compile(r"(\d{1,2}):(\d{2})(?::\d{2})?")


def moment(text: str, zone: str, *, month_first: bool = False) -> datetime:
    """Return the moment that a cell with day and time names, UTC.

    Args:
        text: the cell; with an offset it is a moment of its own, else of the zone.
        zone: the practice's zone.
        month_first: whether 03/04 is the fourth of March.

    Raises:
        InvalidInput: if it names none.
    """
    written = text.strip()
    try:
        read = datetime.fromisoformat(written)
    except ValueError:
        read = None
    if read is not None and len(written) > len("2026-11-30"):
        return _in_utc(read, zone)
    if serial := SERIAL.fullmatch(written):
        if not serial[2]:
            raise InvalidInput(f'"{text}" is no day and time; write it as 2026-11-30 10:00')
        return together(day(written), _part_of_day(serial[2]), zone)
    found = _BOTH.fullmatch(written)
    if found is None:
        raise InvalidInput(f'"{text}" is no day and time; write it as 2026-11-30 10:00')
    return together(day(found[1], month_first=month_first), clock(found[2]), zone)


@lru_cache(maxsize=_KNOWN)
def together(of_day: date, at: time, zone: str) -> datetime:
    """Return the moment of a time on a day of a zone, UTC."""
    return _in_utc(datetime.combine(of_day, at), zone)


@lru_cache(maxsize=_KNOWN)
def clock(text: str) -> time:
    """Return the time of day that a cell names: "10:00", "10.30", "2 pm", "14h30".

    Sheets write it as a part of the day, "0.4375", or with a day that is none, "1899-12-30 10:30".

    Raises:
        InvalidInput: if it names none.
    """
    written = text.strip()
    if part := _PART.fullmatch(written):
        return _part_of_day(part[1])
    found = _CLOCK.fullmatch(_NO_DAY.sub("", written))
    hour, minute = (int(found[1]), int(found[2] or 0)) if found else (_HOURS, 0)
    half = (found[3] or "").lower() if found else ""
    if half and not 1 <= hour <= _NOON:
        hour = _HOURS
    elif half:
        hour = hour % _NOON + (_NOON if half == "p" else 0)
    if hour >= _HOURS or minute >= _MINUTES:
        raise InvalidInput(f'"{text}" is not a time of day; write it as 10:00')
    return time(hour, minute)


def undated(text: str) -> str:
    """Return the time of a cell that has the day as well, where another cell tells the day."""
    return _DATED.sub("", text.strip())


def span(text: str) -> tuple[str, str]:
    """Return the two times of "10:00 - 10:30"; the second is "" where there is one alone."""
    found = _SPAN_OF_TIMES.fullmatch(text.strip())
    return (found[1], found[2]) if found else (text, "")


@lru_cache(maxsize=_KNOWN)
def minutes(text: str) -> int:
    """Return how many minutes a cell names: "30", "30 min", "1 h 30", "1:30".

    Raises:
        InvalidInput: if it names none.
    """
    written = text.strip().lower()
    if found := _LONG_SPAN.fullmatch(written):
        return int(found[1]) * _MINUTES + int(found[2])
    found = _SPAN.fullmatch(written)
    if not written or found is None or not (found[1] or found[2]):
        raise InvalidInput(f'"{text}" is no length; write it in minutes')
    return int(found[1] or 0) * _MINUTES + int(found[2] or 0)


def _part_of_day(digits: str) -> time:
    """Return the time that is a part of a day, by the digits behind its comma."""
    found = round(float(f"0.{digits}") * _HOURS * _MINUTES) % (_HOURS * _MINUTES)
    return time(*divmod(found, _MINUTES))


def _in_utc(read: datetime, zone: str) -> datetime:
    aware = read if read.tzinfo else read.replace(tzinfo=ZoneInfo(zone))
    return aware.astimezone(UTC)
