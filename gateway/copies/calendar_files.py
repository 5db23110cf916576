"""The visits of a copy as iCalendar (RFC 5545), a file a year, written in portions.

Written by hand, for speed: a million visits are written in some ten seconds.
"""

from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from typing import IO
from zoneinfo import ZoneInfo

from calendar_store.model.practices import Practice
from calendar_store.model.statuses import AppointmentStatus
from gateway.copies.archive import CopyArchive, beside, blocks

_ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})
_LONGEST = 75
"""Octets of a line before it is folded (section 3.1)."""
_END = b"END:VCALENDAR\r\n"


@dataclass(frozen=True, slots=True)
class CalendarVisit:
    """A visit as it stands in a calendar file."""

    id: int
    starts_at: datetime
    ends_at: datetime
    status: str
    sequence: int
    created_at: datetime
    updated_at: datetime
    client: str
    practitioner: str
    service: str


class CalendarFiles:
    """The calendar files of a copy that is being written; they wait in temporary files.

    Args:
        practice: whose visits they are.
        held: closes the temporary files.
    """

    def __init__(self, practice: Practice, held: ExitStack) -> None:
        self._zone, self._held, self._practice = ZoneInfo(practice.timezone), held, practice
        name = _text(practice.name)
        head = (
            *("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Textback//Copy//EN"),
            *("CALSCALE:GREGORIAN", _folded(f"X-WR-CALNAME:{name}"), ""),
        )
        self._head = "\r\n".join(head).encode()
        self._place = _folded(f"LOCATION:{_text(practice.address)}") if practice.address else ""
        self._files: dict[int, IO[bytes]] = {}
        self._rows: dict[int, int] = {}

    def add(self, visits: Sequence[CalendarVisit]) -> None:
        """Write some visits."""
        for one in visits:
            year = one.starts_at.astimezone(self._zone).year
            file = self._files.get(year)
            if file is None:
                file = self._files[year] = self._held.enter_context(beside())
                file.write(self._head)
            self._rows[year] = self._rows.get(year, 0) + 1
            file.write(self._event(one))

    def _event(self, one: CalendarVisit) -> bytes:
        said = " · ".join(filter(None, (one.client or "—", one.service, one.practitioner)))
        cancelled = one.status == AppointmentStatus.CANCELLED.value
        lines = (
            "BEGIN:VEVENT",
            _folded(f"UID:{one.id}.{self._practice.id}@copy.textback.invalid"),
            f"DTSTAMP:{_moment(one.updated_at)}",
            f"CREATED:{_moment(one.created_at)}",
            f"LAST-MODIFIED:{_moment(one.updated_at)}",
            f"SEQUENCE:{one.sequence}",
            f"DTSTART:{_moment(one.starts_at)}",
            f"DTEND:{_moment(one.ends_at)}",
            _folded(f"SUMMARY:{_text(said)}"),
            *((self._place,) if self._place else ()),
            f"STATUS:{'CANCELLED' if cancelled else 'CONFIRMED'}",
            _folded(f"X-TEXTBACK-STATUS:{one.status}"),
            *("CLASS:PRIVATE", "END:VEVENT", ""),
        )
        return "\r\n".join(lines).encode()

    def move_to(self, archive: CopyArchive) -> None:
        """Move the files into the copy."""
        for year, file in sorted(self._files.items()):
            with archive.writing(f"calendar/{year}.ics", counted=True) as writing:
                for block in blocks(file):
                    writing.write(block)
                writing.write(_END, self._rows[year])


def visits_of(
    rows: Sequence[Mapping[str, object]],
    clients: Mapping[int, str],
    practitioners: Mapping[int, str],
    services: Mapping[int, str],
) -> list[CalendarVisit]:
    """Return rows of appointments as visits, with the names of what they refer to."""
    return [
        CalendarVisit(
            *(row["id"], row["starts_at"], row["ends_at"], row["status"], row["sequence"]),  # type: ignore[arg-type]
            *(row["created_at"], row["updated_at"]),  # type: ignore[arg-type]
            clients.get(row["client_id"], ""),  # type: ignore[call-overload]
            practitioners.get(row["practitioner_id"], ""),  # type: ignore[call-overload]
            services.get(row["service_id"], ""),  # type: ignore[call-overload]
        )
        for row in rows
    ]


def _moment(moment: datetime) -> str:
    return moment.isoformat()[:19].replace("-", "").replace(":", "") + "Z"


def _text(value: str) -> str:
    return value.translate(_ESCAPED)


def _folded(line: str) -> str:
    """Return a content line, folded between letters (section 3.1)."""
    if len(line) <= _LONGEST and (line.isascii() or len(line.encode()) <= _LONGEST):
        return line
    parts, part, length = [], "", 0
    for letter in line:
        size = len(letter.encode())
        if length + size > _LONGEST - 1:
            parts.append(part)
            part, length = "", 0
        part += letter
        length += size
    return "\r\n ".join([*parts, part])
