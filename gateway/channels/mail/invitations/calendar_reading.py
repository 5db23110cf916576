"""Reads what a client's calendar answers to an invitation (RFC 5546, sections 3.2.3 and 3.2.7)."""

import re
from datetime import datetime

from calendar_store.model.calendar_answers import CalendarAnswer, CalendarReply
from gateway.channels.mail.invitations.calendar_times import moment_of
from gateway.channels.mail.invitations.content_lines import (
    CalendarPart,
    ContentLine,
    calendar_of,
)

_OURS = re.compile(r"(\d{1,19})\.(\d{1,19})@.+")
"""The UID of an invitation of ours: appointment, practice, domain."""
_LARGEST = 2**63 - 1
_MOST_EVENTS = 500
_MOST_UID = 250
_MOST_COMMENT = 500
_MOST_SEQUENCE = 2**31 - 1
_PARTSTATS = {
    "ACCEPTED": CalendarReply.ACCEPTED,
    "DECLINED": CalendarReply.DECLINED,
    "TENTATIVE": CalendarReply.TENTATIVE,
}


def read_answer(ics: bytes) -> CalendarAnswer | None:
    """Return the answer in a calendar object.

    Args:
        ics: the text/calendar part of a mail, whatever it is.

    Returns:
        None where it answers no invitation: another method, an answer that names no client's
        decision, or one that passes the invitation on to somebody else, which a person reads.
    """
    calendar = calendar_of(ics)
    method = calendar.first("METHOD") if calendar else None
    if calendar is None or method is None:
        return None
    event = _event(calendar)
    name = method.value.strip().upper()
    if event is None or name not in {"REPLY", "COUNTER"}:
        return None
    reply = CalendarReply.COUNTER if name == "COUNTER" else _reply(event)
    return None if reply is None else _answer(reply, calendar, event)


def _event(calendar: CalendarPart) -> CalendarPart | None:
    """Return the event that is answered: of several the first that is one of ours."""
    events = list(calendar.walk("VEVENT"))[:_MOST_EVENTS]
    ours = (each for each in events if _ids(_uid(each)) is not None)
    return next(ours, events[0] if events else None)


def _answer(reply: CalendarReply, calendar: CalendarPart, event: CalendarPart) -> CalendarAnswer:
    uid = _uid(event)
    appointment_id, practice_id = _ids(uid) or (0, 0)
    return CalendarAnswer(
        reply,
        uid,
        practice_id,
        appointment_id,
        sequence=_sequence(event),
        starts_at=_starts_at(calendar, event),
        comment=_comment(event),
    )


def _uid(event: CalendarPart) -> str:
    line = event.first("UID")
    return line.value.strip()[:_MOST_UID] if line else ""


def _ids(uid: str) -> tuple[int, int] | None:
    """Return the appointment and the practice that a UID of ours names, else None."""
    found = _OURS.fullmatch(uid)
    if found is None:
        return None
    appointment_id, practice_id = int(found[1]), int(found[2])
    return (appointment_id, practice_id) if max(appointment_id, practice_id) <= _LARGEST else None


def _reply(event: CalendarPart) -> CalendarReply | None:
    """Return what the attendee decided; a calendar may list the organizer beside them."""
    organizer = event.first("ORGANIZER")
    ours = _bare(organizer) if organizer else ""
    said = [
        each.params.get("PARTSTAT", "").strip().upper()
        for each in event.all("ATTENDEE")
        if not ours or _bare(each) != ours
    ]
    decided = [each for each in said if each not in {"", "NEEDS-ACTION"}]
    return _PARTSTATS.get(decided[0]) if decided else None


def _bare(line: ContentLine) -> str:
    return line.value.strip().casefold().removeprefix("mailto:")


def _sequence(event: CalendarPart) -> int:
    line = event.first("SEQUENCE")
    written = line.value.strip() if line else ""
    known = written.isascii() and written.isdigit() and len(written) <= len(str(_MOST_SEQUENCE))
    return min(int(written), _MOST_SEQUENCE) if known else 0


def _starts_at(calendar: CalendarPart, event: CalendarPart) -> datetime | None:
    line = event.first("DTSTART")
    return moment_of(line, list(calendar.walk("VTIMEZONE"))) if line else None


def _comment(event: CalendarPart) -> str:
    """Return the client's own words: in COMMENT, or as Google writes them beside the attendee."""
    told = [each.value for each in event.all("COMMENT")]
    told += [each.params.get("X-RESPONSE-COMMENT", "") for each in event.all("ATTENDEE")]
    words = (" ".join(each.split()) for each in told)
    return next((each for each in words if each), "")[:_MOST_COMMENT]
