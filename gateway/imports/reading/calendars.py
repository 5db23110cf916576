"""Reads iCalendar files of visits (RFC 5545), one row for each time of each event."""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from operator import itemgetter
from typing import Any
from zoneinfo import ZoneInfo

from gateway.imports.reading.decoding import decoded
from gateway.imports.reading.table import NotReadable, RawRow, RawTable, cell

HEADER = (*("Start", "End", "Name", "Email", "Phone", "Practitioner", "Service", "Status"),)
_BEHIND, _AHEAD = timedelta(days=730), timedelta(days=400)
_MOST_TIMES = 50_000
_BEGIN = re.compile(r"^BEGIN:VCALENDAR", re.IGNORECASE | re.MULTILINE)
_NUMBER = re.compile(r"(?<![\w+])\+?\d[\d ()./-]{6,18}\d(?!\w)")
_STATUSES = {"CANCELLED": "cancelled", "CONFIRMED": ""}


def table_of_calendar(content: bytes, today: date, timezone: str) -> RawTable:
    """Return the rows of a calendar, titled as `HEADER`: of two years behind and one ahead.

    Args:
        content: the file.
        today: the day of the practice.
        timezone: the zone of times without one.

    Raises:
        NotReadable: if it is no calendar, or has too many times.
    """
    import recurring_ical_events
    from icalendar import Calendar

    text, _ = decoded(content)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    try:
        calendars = Calendar.from_ical(text, multiple=True)
        found = [
            (str(one.get("X-WR-CALNAME", "")), event)
            for one in calendars
            for event in recurring_ical_events.of(one, skip_bad_series=True).between(
                today - _BEHIND, today + _AHEAD
            )
        ]
    except (ValueError, LookupError, TypeError, AttributeError, OverflowError, OSError):
        raise NotReadable("the calendar cannot be read; export it again") from None
    if len(calendars) != len(_BEGIN.findall(text)):
        raise NotReadable("the calendar is not complete; export it again")
    if len(found) > _MOST_TIMES:
        raise NotReadable(f"the calendar has more than {_MOST_TIMES} times; export fewer of them")
    rows = [RawRow(0, HEADER), *_rows(found, ZoneInfo(timezone))]
    return RawTable(rows, len(rows), {"form": "calendar"}, titled=True)


def _rows(events: Sequence[tuple[str, Any]], zone: ZoneInfo) -> Iterator[RawRow]:
    """Yield the row of each event, by time.

    Args:
        events: the name of its calendar, and the event.
        zone: the zone of times without one.
    """
    timed = [
        (_aware(one.start, zone), whose, one)
        for whose, one in events
        if isinstance(one.start, datetime)
    ]
    for line, (start, whose, one) in enumerate(sorted(timed, key=itemgetter(0)), 1):
        end = _aware(one.end, zone)
        about = str(one.get("DESCRIPTION", ""))
        number = _NUMBER.search(f"{one.get('SUMMARY', '')}\n{about}")
        status = str(one.get("STATUS", ""))
        cells = (
            # an event without an end lasts as long as its service does
            *(start.isoformat(), end.isoformat() if end > start else ""),
            *(str(one.get("SUMMARY", "")), _attendee(one), number[0] if number else ""),
            *(whose, "", _STATUSES.get(status, "")),
        )
        yield RawRow(line, [cell(text) for text in cells])


def _aware(moment: Any, zone: ZoneInfo) -> datetime:
    if not isinstance(moment, datetime):
        return datetime.combine(moment, datetime.min.time(), zone).astimezone(UTC)
    return (moment if moment.tzinfo else moment.replace(tzinfo=zone)).astimezone(UTC)


def _attendee(event: Any) -> str:
    found = event.get("ATTENDEE", ())
    for one in found if isinstance(found, list) else [found]:
        address = str(one)
        if address.lower().startswith("mailto:") and "@" in address:
            return address[len("mailto:") :]
    return ""
