"""Writes calendar invitations: an appointment as an iTIP message that calendars understand.

A request invites the client, a cancellation takes the invitation back, and a plain file is what a
page gives to add the appointment to a calendar (RFC 5545, RFC 5546, RFC 6047). They say when,
where and with which practice, and nothing of why (F11): no practitioner and no service.
"""

import re
from datetime import datetime, timedelta
from enum import StrEnum
from functools import lru_cache
from urllib.parse import quote
from zoneinfo import ZoneInfo

from icalendar import Alarm, Calendar, Component, Event, vCalAddress, vText, vUri
from icalendar.parser import Contentline

from calendar_store.model.appointments import Appointment
from calendar_store.model.clients import Client
from calendar_store.model.practices import Practice
from calendar_store.model.statuses import AppointmentStatus
from dialogs.wording.rendering import Facts, render
from gateway.channels.mail.composing.mail_facts import Invitation
from gateway.channels.mail.invitations.zone_rules import written_zone

_PRODUCT = "-//Textback//Textback//EN"
_ALARM = timedelta(hours=1)
"""How long before the visit the client's calendar rings."""
_END, _END_OF_EVENT = b"END:VCALENDAR\r\n", b"END:VEVENT\r\n"
_WIDTH = 74
"""Octets of a folded line, as the library has them, without the space before each but the first."""
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
    event = _event(appointment, practice, client.locale, uid=uid, now=now, link=link)
    event.add("ORGANIZER", _address(organizer, practice.told_as))
    event.add("ATTENDEE", _attendee(client, appointment))
    if method is InvitationMethod.CANCEL:
        event.add("STATUS", "CANCELLED")
    else:
        event.add("STATUS", "CONFIRMED")
    rings = method is not InvitationMethod.CANCEL
    return Invitation(method, _written(event, appointment, practice, method, rings=rings))


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
    event = _event(appointment, practice, locale, uid=uid, now=now, link=link)
    cancelled = appointment.status is AppointmentStatus.CANCELLED
    event.add("STATUS", "CANCELLED" if cancelled else "CONFIRMED")
    if organizer:
        event.add("ORGANIZER", _address(organizer, practice.told_as))
    method = InvitationMethod.PUBLISH if organizer else None
    return _written(event, appointment, practice, method, rings=not cancelled)


class _Line(vText):
    """A TEXT value; the library's takes a backslash before N for a line break, and loses it."""

    __slots__ = ()

    def to_ical(self) -> bytes:
        """Escape as RFC 5545, section 3.3.11, says."""
        text = str(self).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
        return text.replace("\n", "\\n").encode()


def _event(
    appointment: Appointment,
    practice: Practice,
    locale: str,
    *,
    uid: str,
    now: datetime,
    link: str,
) -> Event:
    zone = ZoneInfo(practice.timezone)
    event = Event()
    event.add("UID", uid)
    event.add("DTSTAMP", now)
    event.add("SEQUENCE", appointment.sequence)
    event.add("DTSTART", appointment.starts_at.astimezone(zone))
    event.add("DTEND", appointment.ends_at.astimezone(zone))
    event.add("SUMMARY", _Line(_one_line(practice.told_as)))
    if where := _one_line(practice.address):
        event.add("LOCATION", _Line(where))
    if said := _description(practice, locale, link):
        event.add("DESCRIPTION", _Line(said))
    if link:
        event.add("URL", vUri(link))
    event.add("CLASS", "PRIVATE")
    event.add("TRANSP", "OPAQUE")
    return event


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


def _attendee(client: Client, appointment: Appointment) -> vCalAddress:
    attendee = _address(client.email, client.name)
    confirmed = appointment.status is AppointmentStatus.CONFIRMED
    attendee.params["CUTYPE"] = "INDIVIDUAL"
    attendee.params["ROLE"] = "REQ-PARTICIPANT"
    attendee.params["PARTSTAT"] = "ACCEPTED" if confirmed else "NEEDS-ACTION"
    attendee.params["RSVP"] = "TRUE"
    return attendee


def _address(address: str, name: str) -> vCalAddress:
    """Return a calendar address, a URI (RFC 6068), with the name that calendars show."""
    made = vCalAddress(f"mailto:{quote(address, safe=_PLAIN_IN_ADDRESS)}")
    if shown := _parameter(name):
        made.params["CN"] = shown
    return made


def _parameter(text: str) -> str:
    """Return a text for a parameter.

    A parameter cannot have the straight double quote. The library would write it as RFC 6868 says,
    but Outlook and Gmail then show its code; the typographic quote is shown by all.
    """
    opened = re.sub(r'(^|\s|[(\[])"', "\\1\N{LEFT DOUBLE QUOTATION MARK}", _one_line(text))
    return opened.replace('"', "\N{RIGHT DOUBLE QUOTATION MARK}")


def _one_line(text: str) -> str:
    return " ".join(_CONTROL.sub(" ", text).split())


def _written(
    event: Event,
    appointment: Appointment,
    practice: Practice,
    method: InvitationMethod | None,
    *,
    rings: bool,
) -> bytes:
    """Return the calendar; what is the same in many of them is written once."""
    begin, end = _around(method)
    alarm = _alarm(_one_line(practice.told_as)) if rings else b""
    inside = _lines(event).removesuffix(_END_OF_EVENT)
    zone = written_zone(practice.timezone, appointment.starts_at)
    return b"".join((begin, zone, inside, alarm, _END_OF_EVENT, end))


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
    lines = [_folded(line) for line in component.content_lines() if line]
    return b"".join(b"%b\r\n" % line for line in lines)


def _folded(line: Contentline) -> bytes:
    """Return a line, folded (RFC 5545, section 3.1); the library looks at each of its letters."""
    if not line.isascii() or "\\" in line or "^" in line:
        return bytes(line.to_ical())  # type: ignore[no-untyped-call]
    if len(line) <= _WIDTH:
        return line.encode()
    pieces = (line[at : at + _WIDTH] for at in range(0, len(line), _WIDTH))
    return "\r\n ".join(pieces).encode()
