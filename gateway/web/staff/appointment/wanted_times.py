"""Reads the time that a form wants: a day and a time of day, or one moment that a button names."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from calendar_store.entry.day_text import FIRST_YEAR, LAST_YEAR, parse_day
from calendar_store.entry.hours_text import clock_time
from calendar_store.model import local_time
from calendar_store.model.errors import InvalidInput
from calendar_store.model.practices import Practice
from gateway.web.server.forms import Form


def wanted_time(form: Form, practice: Practice, now: datetime) -> datetime:
    """Return the moment that a form wants, UTC.

    Args:
        form: with "at", a moment in ISO form, or with "date" and "time", as people write them.
        practice: whose local time it is.
        now: UTC; a day without a year is the next one.

    Raises:
        InvalidInput: if it is no day, or no time of day.
    """
    at = form.get("at", "")
    if at:
        return _moment(at)
    day = wanted_day(form.get("date", ""), practice, now)
    return local_time.moment(day, clock_time(form.get("time", "")), ZoneInfo(practice.timezone))


def wanted_day(text: str, practice: Practice, now: datetime, *, past: bool = False) -> date:
    """Return a day that was typed or chosen into a form.

    Args:
        text: as browsers write it, or as people do.
        practice: whose country decides the order of day and month.
        now: UTC.
        past: whether a day without a year is the last such day, instead of the next.

    Raises:
        InvalidInput: if there is no such day.
    """
    today = now.astimezone(ZoneInfo(practice.timezone)).date()
    return parse_day(text, practice.region, today, past=past)


def day_of_address(text: str) -> date | None:
    """Return the day in an address, as 2026-11-24; None if it is invalid or not in 2000-2099."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None


def number_of(text: str) -> int | None:
    """Return an id that a form or an address names; None if it is no id."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


def clicked(text: str) -> datetime | None:
    """Return the moment of a link in ISO form; None if it is none, or outside 2001 to 2099."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at.astimezone(UTC) if at.tzinfo is not None and 2000 < at.year < 2100 else None


def _moment(text: str) -> datetime:
    at = clicked(text)
    if at is None:
        raise InvalidInput("choose a day")
    return at
