"""Writes the iCalendar file of a feed (RFC 5545, and RFC 7986 for its name and how often to ask).

Written by hand, for speed: a calendar asks every few minutes, for hundreds of appointments. The
file has no clinical word: neither service, nor practitioner, nor the practice's own name where its
name in messages is another.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from yarl import URL

from calendar_store.model.feeds import FeedNames, FeedVisit
from calendar_store.model.statuses import AppointmentStatus
from gateway.use_cases.feeds import FeedContent

_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})
_LONGEST_LINE = 75
"""Octets of a line before it is folded (section 3.1)."""
_ASKED_EVERY = "PT15M"
_SURE = frozenset({AppointmentStatus.CONFIRMED, AppointmentStatus.ATTENDED})


def feed_file(content: FeedContent, public_url: URL) -> bytes:
    """Return the file of a feed; the same appointments give the same octets.

    Args:
        content: what the feed says.
        public_url: the URL by which browsers reach the pages; its host is that of the UIDs.
    """
    return "".join(f"{_folded(line)}\r\n" for line in _lines(content, public_url)).encode()


def _lines(content: FeedContent, public_url: URL) -> Iterator[str]:
    name = _text(content.practice.told_as)
    yield from ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Textback//Feed//EN")
    yield from ("CALSCALE:GREGORIAN", f"NAME:{name}", f"X-WR-CALNAME:{name}")
    yield f"REFRESH-INTERVAL;VALUE=DURATION:{_ASKED_EVERY}"
    yield f"X-PUBLISHED-TTL:{_ASKED_EVERY}"
    host, pages = public_url.host or "textback", str(public_url).rstrip("/")
    zone = ZoneInfo(content.practice.timezone)
    for visit in content.visits:
        changed = _moment(visit.updated_at)
        day = visit.starts_at.astimezone(zone).date()
        yield "BEGIN:VEVENT"
        yield f"UID:{visit.appointment_id}.{content.practice.id}@{host}"
        yield f"DTSTAMP:{changed}"
        yield f"LAST-MODIFIED:{changed}"
        yield f"SEQUENCE:{visit.sequence}"
        yield f"DTSTART:{_moment(visit.starts_at)}"
        yield f"DTEND:{_moment(visit.ends_at)}"
        yield f"SUMMARY:{_text(_who(visit, content.feed.names))}"
        yield f"STATUS:{'CONFIRMED' if visit.status in _SURE else 'TENTATIVE'}"
        yield "CLASS:PRIVATE"
        yield f"URL:{pages}/day/{day}?appointment={visit.appointment_id}"
        yield "END:VEVENT"
    yield "END:VCALENDAR"


def _who(visit: FeedVisit, names: FeedNames) -> str:
    """Return the client's name, or initials: "A. B."."""
    known = [name for name in (visit.first, visit.last) if name]
    if names is FeedNames.INITIALS:
        known = [f"{name[0].upper()}." for name in known]
    # who was erased has no name any more
    return " ".join(known) or "—"


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(value: str) -> str:
    """Return a text, escaped (section 3.3.11)."""
    return value.translate(_ESCAPED)


def _folded(line: str) -> str:
    """Return a content line, folded between letters (section 3.1)."""
    octets = line.encode()
    if len(octets) <= _LONGEST_LINE:
        return line
    parts, part, length = [], "", 0
    for letter in line:
        size = len(letter.encode())
        if length + size > _LONGEST_LINE - 1:
            parts.append(part)
            part, length = "", 0
        part += letter
        length += size
    return "\r\n ".join([*parts, part])
