"""The times that cells name: a day and a time in one cell or in two, in the practice's zone."""

import re
from datetime import UTC, date, datetime, time
from functools import lru_cache
from zoneinfo import ZoneInfo

from calendar_store.model.errors import InvalidInput
from gateway.imports.columns.values import day

_CLOCK = re.compile(
    r"(\d{1,2})(?:[:.h](\d{2}))?(?::\d{2}(?:\.\d+)?)?\s*h?\s*([ap])?\.?(?:m\.?)?", re.IGNORECASE
)
_BOTH = re.compile(
    r"(.*?\d{4}|\d{1,2}[-/.]\d{1,2}[-/.]\d{2,4}|\d{4}-\d{1,2}-\d{1,2})"
    r"(?:[T ,]|\s+(?:at|um|alle|à|a las|às)\s+)+(\d{1,2}(?:[:.h]\d{2}).*)",
    re.IGNORECASE,
)
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

    Raises:
        InvalidInput: if it names none.
    """
    found = _CLOCK.fullmatch(text.strip())
    hour, minute = (int(found[1]), int(found[2] or 0)) if found else (_HOURS, 0)
    half = (found[3] or "").lower() if found else ""
    if half and not 1 <= hour <= _NOON:
        hour = _HOURS
    elif half:
        hour = hour % _NOON + (_NOON if half == "p" else 0)
    if hour >= _HOURS or minute >= _MINUTES:
        raise InvalidInput(f'"{text}" is not a time of day; write it as 10:00')
    return time(hour, minute)


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


def _in_utc(read: datetime, zone: str) -> datetime:
    aware = read if read.tzinfo else read.replace(tzinfo=ZoneInfo(zone))
    return aware.astimezone(UTC)
