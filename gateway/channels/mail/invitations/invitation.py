"""Writes calendar invitations: an appointment as an iTIP message that calendars understand.

A request invites the client, a cancellation takes the invitation back, and a plain file is what a
page gives to add the appointment to a calendar (RFC 5545, RFC 5546, RFC 6047). They say when,
where and with which practice, and nothing of why (F11): no practitioner and no service.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from urllib.parse import quote
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Component, Event, vDDDTypes, vText

from calendar_store.model.appointments import Appointment
from calendar_store.model.clients import Client
from calendar_store.model.local_time import shown_twice
from calendar_store.model.practices import Practice
from calendar_store.model.statuses import AppointmentStatus
from dialogs.wording.rendering import Facts, render
from gateway.channels.mail.composing.mail_facts import Invitation
from gateway.channels.mail.invitations.zone_rules import written_zone

_PRODUCT = "-//Textback//Textback//EN"
_ALARM = timedelta(hours=1)
"""How long before the visit the client's calendar rings."""
_END = b"END:VCALENDAR\r\n"
_BEGIN_OF_EVENT, _END_OF_EVENT = b"BEGIN:VEVENT\r\n", b"END:VEVENT\r\n"
_WIDTH = 74
"""Most octets of a folded line, without the space before each but the first."""
_PLAIN_IN_ADDRESS = "@!$&'*+=-._~"
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")


class InvitationMethod(StrEnum):
    """The methods of a calendar message (RFC 5546, section 1.4); also its MIME parameter."""

    REQUEST = "REQUEST"
    CANCEL = "CANCEL"
    PUBLISH = "PUBLISH"


def uid_of(appointment: Appointment, domain: str) -> str:
    """Return the UID of an appointment, the same in all invitations to it.

    Args:
        appointment: the appointment.
        domain: the domain of our address.
    """
    return f"{appointment.id}.{appointment.practice_id}@{domain}"


def invitation_of(
    appointment: Appointment,
    practice: Practice,
    client: Client,
    *,
    organizer: str,
    uid: str,
    method: InvitationMethod,
    now: datetime,
    link: str = "",
) -> Invitation:
    """Return the invitation to an appointment, or its cancellation.

    Args:
        appointment: the appointment as it stands.
        practice: the practice that invites.
        client: who is invited, by their email address.
        organizer: our address that calendars answer to.
        uid: see `uid_of`.
        method: REQUEST, or CANCEL for an appointment that is cancelled.
        now: the moment of writing, UTC.
        link: the address of the client's page about it, "" for none.
    """
    cancelled = method is InvitationMethod.CANCEL
    lines = [
        *_event(appointment, practice, client.locale, uid=uid, now=now, link=link),
        f"ORGANIZER{_address(organizer, practice.told_as)}",
        f"ATTENDEE{_address(client.email, client.name, _attending(appointment))}",
        f"STATUS:{'CANCELLED' if cancelled else 'CONFIRMED'}",
    ]
    return Invitation(method, _written(lines, appointment, practice, method, rings=not cancelled))


def calendar_file(
    appointment: Appointment,
    practice: Practice,
    locale: str,
    *,
    uid: str,
    now: datetime,
    link: str = "",
    organizer: str = "",
) -> bytes:
    """Return a file that adds an appointment to a calendar and asks for no answer.

    The file names no client: a client's page gives it to everybody who has the link.

    Args:
        appointment: the appointment as it stands.
        practice: the practice.
        locale: the language of its words; the practice's where we do not write it.
        uid: the UID of the invitations, so that a calendar keeps one entry; see `uid_of`.
        now: the moment of writing, UTC.
        link: the address of the client's page, "" for none.
        organizer: our address; "" for a file without METHOD, because PUBLISH has to name an
            organizer (RFC 5546, section 3.2.1).
    """
    lines = _event(appointment, practice, locale, uid=uid, now=now, link=link)
    cancelled = appointment.status is AppointmentStatus.CANCELLED
    lines.append(f"STATUS:{'CANCELLED' if cancelled else 'CONFIRMED'}")
    if organizer:
        lines.append(f"ORGANIZER{_address(organizer, practice.told_as)}")
    method = InvitationMethod.PUBLISH if organizer else None
    return _written(lines, appointment, practice, method, rings=not cancelled)


class _Line(vText):
    """A TEXT value; the library's takes a backslash before N for a line break, and loses it."""

    __slots__ = ()

    def to_ical(self) -> bytes:
        """Escape as RFC 5545, section 3.3.11, says."""
        return _escaped(str(self)).encode()


def _escaped(text: str) -> str:
    plain = text.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return plain.replace("\n", "\\n")


def _event(
    appointment: Appointment,
    practice: Practice,
    locale: str,
    *,
    uid: str,
    now: datetime,
    link: str,
) -> list[str]:
    """Return the lines of an entry that its practice's other entries do not have, not folded.

    The library takes several times as long for them as all the rest of a mail takes.
    """
    clock = _clock_of(appointment, practice)
    lines = [
        f"UID:{_escaped(uid)}",
        f"DTSTAMP:{now.astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"SEQUENCE:{appointment.sequence}",
        f"DTSTART{clock.written(appointment.starts_at)}",
        f"DTEND{clock.written(appointment.ends_at)}",
    ]
    if said := _description(practice, locale, link):
        lines.append(f"DESCRIPTION:{_escaped(said)}")
    if link:
        lines.append(f"URL:{link}")
    return lines


@dataclass(frozen=True, slots=True)
class _Clock:
    """The clock of a time zone.

    Attributes:
        info: the zone.
        name: its name in an entry; "" for UTC, whose times end with Z.
    """

    info: ZoneInfo
    name: str

    def written(self, moment: datetime) -> str:
        """Return a time with the name of its zone and a colon before it."""
        local = f"{moment.astimezone(self.info):%Y%m%dT%H%M%S}"
        return f";TZID={self.name}:{local}" if self.name else f":{local}Z"


def _clock_of(appointment: Appointment, practice: Practice) -> _Clock:
    """Return the clock that an entry's times are written by.

    It is UTC where a local time comes twice: with the name of a zone it would always mean the first
    of the two (RFC 5545, section 3.3.5).
    """
    clock = _clock(practice.timezone)
    ends = (appointment.starts_at, appointment.ends_at)
    return _UTC if any(shown_twice(each, clock.info) for each in ends) else clock


@lru_cache(maxsize=1024)
def _clock(zone: str) -> _Clock:
    info = ZoneInfo(zone)
    named = vDDDTypes(datetime(2000, 1, 1, tzinfo=info)).params.get("TZID", "")
    return _Clock(info, str(named))


_UTC = _Clock(ZoneInfo("UTC"), "")


@lru_cache(maxsize=1024)
def _alike(shown: str, where: str) -> bytes:
    """Return the lines that all entries of a practice have, written.

    Args:
        shown: the practice's name, in one line.
        where: its address, in one line, "" for none.
    """
    event = Event()
    event.add("SUMMARY", _Line(shown))
    if where:
        event.add("LOCATION", _Line(where))
    event.add("CLASS", "PRIVATE")
    event.add("TRANSP", "OPAQUE")
    return _lines(event).removeprefix(_BEGIN_OF_EVENT).removesuffix(_END_OF_EVENT)


def _description(practice: Practice, locale: str, link: str) -> str:
    """Return the words of the entry: how to change the appointment, and the phone."""
    facts = Facts(practice, text=link)
    names = (("invitation_link", link), ("invitation_phone", practice.phone))
    code = locale or practice.locale
    return "\n".join(render(name, code, facts) for name, known in names if known)


@lru_cache(maxsize=1024)
def _alarm(shown: str) -> bytes:
    """Return the alarm of an entry, written."""
    alarm = Alarm()
    alarm.add("ACTION", "DISPLAY")
    alarm.add("TRIGGER", -_ALARM)
    alarm.add("DESCRIPTION", _Line(shown))
    return _lines(alarm)


def _attending(appointment: Appointment) -> str:
    """Return the parameters of the client who is invited."""
    confirmed = appointment.status is AppointmentStatus.CONFIRMED
    status = "ACCEPTED" if confirmed else "NEEDS-ACTION"
    return f";CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT={status};RSVP=TRUE"


def _address(address: str, name: str, parameters: str = "") -> str:
    """Return a calendar address, a URI (RFC 6068), with the name that calendars show."""
    shown = _parameter(name)
    named = f';CN="{shown}"' if shown else ""
    return f"{named}{parameters}:mailto:{quote(address, safe=_PLAIN_IN_ADDRESS)}"


def _parameter(text: str) -> str:
    """Return a text for a parameter.

    A parameter cannot have the straight double quote. RFC 6868 has a code for it, but Outlook and
    Gmail show that code; the typographic quote is shown by all.
    """
    opened = re.sub(r'(^|\s|[(\[])"', "\\1\N{LEFT DOUBLE QUOTATION MARK}", _one_line(text))
    closed = opened.replace('"', "\N{RIGHT DOUBLE QUOTATION MARK}")
    return closed.replace("^", "^^")  # RFC 6868


def _one_line(text: str) -> str:
    return " ".join(_CONTROL.sub(" ", text).split())


def _written(
    lines: Sequence[str],
    appointment: Appointment,
    practice: Practice,
    method: InvitationMethod | None,
    *,
    rings: bool,
) -> bytes:
    """Return the calendar; what is the same in many of them is written once."""
    begin, end = _around(method)
    shown = _one_line(practice.told_as)
    alarm = _alarm(shown) if rings else b""
    inside = b"".join(map(_folded, lines)) + _alike(shown, _one_line(practice.address))
    named = _clock_of(appointment, practice) is not _UTC
    zone = written_zone(practice.timezone, appointment.starts_at) if named else b""
    return b"".join((begin, zone, _BEGIN_OF_EVENT, inside, alarm, _END_OF_EVENT, end))


@lru_cache(maxsize=len(InvitationMethod) + 1)
def _around(method: InvitationMethod | None) -> tuple[bytes, bytes]:
    """Return the lines before and after the components of a calendar."""
    calendar = Calendar()
    calendar.add("PRODID", _PRODUCT)
    calendar.add("VERSION", "2.0")
    calendar.add("CALSCALE", "GREGORIAN")
    if method:
        calendar.add("METHOD", method.value)
    return _lines(calendar).removesuffix(_END), _END


def _lines(component: Component) -> bytes:
    """Return the folded lines of a component."""
    return b"".join(_folded(str(line)) for line in component.content_lines() if line)


def _folded(line: str) -> bytes:
    """Return a line with its end, folded, never within a letter (RFC 5545, section 3.1)."""
    rest, pieces = line.encode(), []
    while len(rest) > _WIDTH:
        at = _WIDTH
        while rest[at] & 0xC0 == 0x80:
            at -= 1
        pieces.append(rest[:at])
        rest = rest[at:]
    return b"\r\n ".join((*pieces, rest)) + b"\r\n"
