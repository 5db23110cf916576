"""Writes the iCalendar file of a feed (RFC 5545, and RFC 7986 for its name and how often to ask).

Written by hand, for speed: a calendar asks every few minutes, for hundreds of appointments. The
file has no clinical word: neither service, nor practitioner, nor the practice's own name where its
name in messages is another.
"""

from collections.abc import Iterator
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from yarl import URL

from calendar_store.model.feeds import FeedNames
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
    name = _text(content.practice.told_as)
    head = (
        *("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Textback//Feed//EN"),
        *("CALSCALE:GREGORIAN", _folded(f"NAME:{name}"), _folded(f"X-WR-CALNAME:{name}")),
        f"REFRESH-INTERVAL;VALUE=DURATION:{_ASKED_EVERY}",
        f"X-PUBLISHED-TTL:{_ASKED_EVERY}",
    )
    lines = [*head, *_events(content, public_url), "END:VCALENDAR", ""]
    return "\r\n".join(lines).encode()


def _events(content: FeedContent, public_url: URL) -> Iterator[str]:
    """Yield the appointments, each with all its lines: only three of them can be too long."""
    host, pages = public_url.host or "textback", str(public_url).rstrip("/")
    practice, names = content.practice.id, content.feed.names
    zone = ZoneInfo(content.practice.timezone)
    for one, starts_at, ends_at, status, sequence, updated_at, first, last in content.visits:
        changed = _moment(updated_at)
        uid = _folded(f"UID:{one}.{practice}@{host}")
        summary = _folded(f"SUMMARY:{_text(_who(first, last, names))}")
        url = _folded(f"URL:{pages}/day/{_day(starts_at, zone)}?appointment={one}")
        yield (
            f"BEGIN:VEVENT\r\n{uid}\r\nDTSTAMP:{changed}\r\nLAST-MODIFIED:{changed}\r\n"
            f"SEQUENCE:{sequence}\r\nDTSTART:{_moment(starts_at)}\r\n"
            f"DTEND:{_moment(ends_at)}\r\n{summary}\r\n"
            f"STATUS:{'CONFIRMED' if status in _SURE else 'TENTATIVE'}\r\n"
            f"CLASS:PRIVATE\r\n{url}\r\nEND:VEVENT"
        )


def _who(first: str, last: str, names: FeedNames) -> str:
    """Return the client's name, or initials: "A. B."."""
    if first and last and names is FeedNames.FULL:
        return f"{first} {last}"
    known = [name for name in (first, last) if name]
    if names is FeedNames.INITIALS:
        known = [f"{name[0].upper()}." for name in known]
    # who was erased has no name any more
    return " ".join(known) or "—"


@lru_cache(maxsize=16_384)
def _moment(moment: datetime) -> str:
    """Return a moment of the store, which is in UTC (section 3.3.5)."""
    # kept, since a calendar asks again and again; not strftime, which takes three times as long
    return moment.isoformat()[:19].replace("-", "").replace(":", "") + "Z"


@lru_cache(maxsize=16_384)
def _day(moment: datetime, zone: ZoneInfo) -> str:
    """Return the local day of a moment, kept as `_moment` is: all calendars have the same times."""
    return moment.astimezone(zone).date().isoformat()


def _text(value: str) -> str:
    """Return a text, escaped (section 3.3.11)."""
    return value.translate(_ESCAPED)


def _folded(line: str) -> str:
    """Return a content line, folded between letters (section 3.1)."""
    if len(line) <= _LONGEST_LINE and (line.isascii() or len(line.encode()) <= _LONGEST_LINE):
        return line
    if line.isascii():
        starts = range(0, len(line), _LONGEST_LINE - 1)
        return "\r\n ".join(line[at : at + _LONGEST_LINE - 1] for at in starts)
    parts, part, length = [], "", 0
    for letter in line:
        size = len(letter.encode())
        if length + size > _LONGEST_LINE - 1:
            parts.append(part)
            part, length = "", 0
        part += letter
        length += size
    return "\r\n ".join([*parts, part])
