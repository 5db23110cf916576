"""iCalendar files of outside calendars for tests."""

from collections.abc import Iterable
from datetime import UTC, datetime

HEAD = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Example//Calendar//EN")
ROME = """BEGIN:VTIMEZONE
TZID:{name}
BEGIN:DAYLIGHT
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
DTSTART:19700329T020000
RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU
END:DAYLIGHT
BEGIN:STANDARD
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
DTSTART:19701025T030000
RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU
END:STANDARD
END:VTIMEZONE"""
"""The rules of Rome, under a name that nobody else knows."""


def stamp(moment: datetime) -> str:
    """Return a moment as iCalendar has it (section 3.3.5)."""
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def event(*lines: str, uid: str = "1@example.org", summary: str = "Dentist, secret") -> str:
    """Return an event with these lines."""
    own = () if any(one.startswith("UID") for one in lines) else (f"UID:{uid}",)
    head = ("BEGIN:VEVENT", *own, "DTSTAMP:20260101T000000Z", f"SUMMARY:{summary}")
    return "\r\n".join((*head, *lines, "END:VEVENT"))


def between(start: datetime, end: datetime, uid: str = "1@example.org") -> str:
    """Return an event between two moments."""
    return event(f"DTSTART:{stamp(start)}", f"DTEND:{stamp(end)}", uid=uid)


def calendar(*components: str) -> bytes:
    """Return a file with events and time zones."""
    return _file(components).encode()


def _file(components: Iterable[str]) -> str:
    lines = "\n".join((*HEAD, *components, "END:VCALENDAR", ""))
    return lines.replace("\r\n", "\n").replace("\n", "\r\n")
