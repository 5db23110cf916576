"""Working hours as people write them: read, or refused in words; no database here."""

import re
from collections.abc import Iterator, Sequence
from datetime import time
from itertools import pairwise

from calendar_store.errors import InvalidInput
from calendar_store.values import WeeklyHours

Span = tuple[time, time]
"""Local opening and closing time; a closing time of `time.max` is the end of the day."""

_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_EXAMPLE = "mon-fri 09:00-13:00,14:00-18:00; sat 09:00-12:00"
_ENTRY = re.compile(r"(?P<days>[^0-9]+?)\s*(?P<spans>[0-9].*)")
_CLOCK = re.compile(r"([0-9]{1,2})(?:[:.]([0-9]{2}))?")


def clock_time(text: str) -> time:
    """Read a local time of day.

    Args:
        text: "9", "09:00" or "9.30"; "24:00" is the end of the day, `time.max`.

    Raises:
        InvalidInput: if there is no such time.
    """
    found = _CLOCK.fullmatch(text.strip())
    hour, minute = (int(found[1]), int(found[2] or 0)) if found else (-1, 0)
    if (hour, minute) == (24, 0):
        return time.max
    if not (0 <= hour <= 23 and minute <= 59):
        raise InvalidInput(f'"{text.strip()}" is not a time of day; write it as 09:00')
    return time(hour, minute)


def parse(text: str, practitioner_id: int) -> tuple[WeeklyHours, ...]:
    """Read weekly hours as people write them.

    Args:
        text: days and times, days separated by semicolons, as
            "mon-fri 09:00-13:00,14:00-18:00; sat 09:00-12:00".
        practitioner_id: whose hours they are.

    Returns:
        One value for each span of each day, in order.

    Raises:
        InvalidInput: if a part is not understood, a span ends before it starts, or two overlap.
    """
    spans: dict[int, list[Span]] = {}
    for entry in filter(None, (part.strip() for part in text.split(";"))):
        found = _ENTRY.fullmatch(entry)
        if found is None:
            raise InvalidInput(f'hours "{entry}" are not understood; write them as {_EXAMPLE}')
        for weekday in _weekdays(found["days"]):
            spans.setdefault(weekday, []).extend(_spans(found["spans"]))
    if not spans:
        raise InvalidInput(f"the hours are empty; write them as {_EXAMPLE}")
    week = tuple(
        WeeklyHours(practitioner_id, weekday, opens, closes)
        for weekday in sorted(spans)
        for opens, closes in sorted(spans[weekday])
    )
    refuse_overlaps(week)
    return week


def refuse_backwards(opens: time, closes: time) -> None:
    """Refuse a span that does not end after it starts.

    Raises:
        InvalidInput: if so.
    """
    if closes <= opens:
        raise InvalidInput(
            f"{shown(opens, closes)} ends before it starts; "
            "hours over midnight are two spans, one until 24:00 and one from 00:00"
        )


def refuse_overlaps(week: Sequence[WeeklyHours]) -> None:
    """Refuse a week in which a span ends before it starts, or two of a day overlap.

    Raises:
        InvalidInput: if so.
    """
    for span in week:
        refuse_backwards(span.opens, span.closes)
    ordered = sorted(week, key=lambda span: (span.weekday, span.opens))
    for one, other in pairwise(ordered):
        if one.weekday == other.weekday and other.opens < one.closes:
            raise InvalidInput(
                f"{shown(one.opens, one.closes)} and {shown(other.opens, other.closes)} "
                f"overlap on {_DAYS[one.weekday].capitalize()}"
            )


def shown(opens: time, closes: time, weekday: int | None = None) -> str:
    """Return a span as people write it, as "09:00-13:00" or "mon 09:00-13:00"."""
    span = "-".join("24:00" if at == time.max else f"{at:%H:%M}" for at in (opens, closes))
    return span if weekday is None else f"{_DAYS[weekday][:3]} {span}"


def _weekdays(text: str) -> Iterator[int]:
    for part in text.split(","):
        begins, dash, ends = part.partition("-")
        first = _weekday(begins)
        last = _weekday(ends) if dash else first
        for offset in range((last - first) % 7 + 1):
            yield (first + offset) % 7


def _weekday(text: str) -> int:
    name = text.strip().casefold()
    for number, day in enumerate(_DAYS):
        if len(name) >= 3 and day.startswith(name):
            return number
    raise InvalidInput(f'"{text.strip()}" is not a day of the week; write mon, tue, wed …')


def _spans(text: str) -> Iterator[Span]:
    for part in text.split(","):
        begins, dash, ends = part.partition("-")
        if not dash:
            raise InvalidInput(f'"{part.strip()}" is not a span of time; write it as 09:00-13:00')
        opens, closes = clock_time(begins), clock_time(ends)
        refuse_backwards(opens, closes)
        yield opens, closes
