"""The mail program of the demo's clients: writes answers, calendar answers, and delivery reports.

What it writes has the form in which usual programs write it: an answer with the mail quoted below,
an answer of a calendar by METHOD:REPLY (RFC 5546 §3.2.3), a delivery report (RFC 3464).
"""

from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid, parseaddr
from enum import StrEnum

import aiosmtplib
from icalendar import Calendar, Event, vCalAddress, vText

from gateway.demo.mail_server import MailboxEntry, Mailboxes

_DOMAIN = "sandbox.test"


class CalendarButton(StrEnum):
    """The buttons that a mail program shows under an invitation."""

    ACCEPT = "ACCEPTED"
    MAYBE = "TENTATIVE"
    DECLINE = "DECLINED"
    LATER = "COUNTER"


class MailProgram:
    """Writes and sends the mails of the demo's clients.

    Args:
        mailboxes: the mailboxes; what is sent appears there as well.
        port: the port on this machine where the service takes mails.
    """

    def __init__(self, mailboxes: Mailboxes, port: int) -> None:
        self._mailboxes = mailboxes
        self._port = port

    async def answer(self, owner: str, entry: MailboxEntry, text: str) -> None:
        """Answer a mail in words.

        Args:
            owner: the address of the mailbox.
            entry: the mail that is answered.
            text: what the client writes.
        """
        mail = _reply(owner, entry)
        mail.set_content(f"{text}\n\n{_quoted(entry)}")
        await self._send(owner, mail)

    async def press(self, owner: str, entry: MailboxEntry, button: CalendarButton) -> None:
        """Answer an invitation by a button, as calendars do.

        Args:
            owner: the address of the mailbox.
            entry: the mail with the invitation.
            button: the button.

        Raises:
            ValueError: if the mail has no invitation.
        """
        event = invitation_in(entry)
        if event is None:
            raise ValueError("this mail has no invitation")
        mail = _reply(owner, entry, subject=f"{button.title()}: {event.get('SUMMARY', '')}")
        mail.set_content("")
        answer, method = _calendar_answer(owner, event, button)
        mail.add_alternative(answer.to_ical().decode(), subtype="calendar")
        (_, part) = mail.iter_parts()
        part.set_param("method", method)
        await self._send(owner, mail)

    async def bounce(self, owner: str, entry: MailboxEntry) -> None:
        """Report that a mail was taken and could not be delivered, as a server does later.

        Args:
            owner: the address of the mailbox.
            entry: the mail that is reported.
        """
        mail = EmailMessage()
        mail["From"] = f"Mail Delivery System <postmaster@{_DOMAIN}>"
        mail["To"] = entry.bounces_to
        mail["Subject"] = "Undelivered Mail Returned to Sender"
        mail["Date"] = format_datetime(datetime.now(UTC))
        mail["Message-ID"] = make_msgid(domain=_DOMAIN)
        mail["Auto-Submitted"] = "auto-replied"
        mail.set_content(f"Your mail to {owner} could not be delivered: there is no such mailbox.")
        mail.make_mixed()
        mail.attach(_status(owner))
        headers = EmailMessage()
        headers.set_content(_headers(entry.mail), subtype="rfc822-headers")
        mail.attach(headers)
        mail.set_type("multipart/report")
        mail.set_param("report-type", "delivery-status")
        await aiosmtplib.send(
            mail,
            sender="",
            recipients=[entry.bounces_to],
            hostname="127.0.0.1",
            port=self._port,
            start_tls=False,
        )

    async def _send(self, owner: str, mail: EmailMessage) -> None:
        recipient = parseaddr(str(mail["To"]))[1]
        await aiosmtplib.send(
            mail,
            sender=owner,
            recipients=[recipient],
            hostname="127.0.0.1",
            port=self._port,
            start_tls=False,
        )
        self._mailboxes.add(owner, MailboxEntry(datetime.now(UTC), mail, "", outgoing=True))


def invitation_in(entry: MailboxEntry) -> Event | None:
    """Return the event of a mail's invitation; None where there is nothing to answer."""
    for part in entry.mail.walk():
        if part.get_content_type() == "text/calendar" and part.get_param("method") == "REQUEST":
            calendar = Calendar.from_ical(part.get_content())
            return next((one for one in calendar.walk("VEVENT") if isinstance(one, Event)), None)
    return None


def words_in(mail: EmailMessage) -> str:
    """Return the plain words of a mail, "" where it has none."""
    part = mail.get_body(("plain",))
    return "" if part is None else str(part.get_content()).strip()


def _reply(owner: str, entry: MailboxEntry, subject: str = "") -> EmailMessage:
    before = entry.mail
    said = str(before["Subject"])
    mail = EmailMessage()
    mail["From"] = owner
    mail["To"] = str(before["Reply-To"] or before["From"])
    mail["Subject"] = subject or (said if said.lower().startswith("re:") else f"Re: {said}")
    mail["Date"] = format_datetime(datetime.now(UTC))
    mail["Message-ID"] = make_msgid(domain=_DOMAIN)
    mail["In-Reply-To"] = mail["References"] = str(before["Message-ID"])
    return mail


def _quoted(entry: MailboxEntry) -> str:
    name, address = parseaddr(str(entry.mail["From"]))
    lines = words_in(entry.mail).splitlines()
    head = f"On {entry.at:%a, %b %-d, %Y at %H:%M} {name} <{address}> wrote:"
    return "\n".join([head, "", *(f"> {line}" for line in lines)])


def _calendar_answer(owner: str, event: Event, button: CalendarButton) -> tuple[Calendar, str]:
    method = "COUNTER" if button is CalendarButton.LATER else "REPLY"
    calendar = Calendar()
    calendar.add("prodid", "-//Sandbox//Mail//EN")
    calendar.add("version", "2.0")
    calendar.add("method", method)
    answer = Event()
    for name in ("UID", "SEQUENCE", "ORGANIZER", "SUMMARY", "DTSTART", "DTEND"):
        if name in event:
            answer[name] = event[name]
    if button is CalendarButton.LATER:
        for name in ("DTSTART", "DTEND"):
            moved = event.decoded(name) + timedelta(hours=1)
            del answer[name]
            answer.add(name, moved.astimezone(UTC))
    answer.add("dtstamp", datetime.now(UTC))
    attendee = vCalAddress(f"mailto:{owner}")
    state = CalendarButton.MAYBE if button is CalendarButton.LATER else button
    attendee.params["PARTSTAT"] = vText(state.value)
    answer.add("attendee", attendee, encode=False)
    calendar.add_component(answer)
    return calendar, method


def _status(owner: str) -> EmailMessage:
    """Return the machine's part of a delivery report (RFC 3464 §2)."""
    message, recipient = EmailMessage(), EmailMessage()
    message["Reporting-MTA"] = f"dns; mail.{_DOMAIN}"
    recipient["Final-Recipient"] = f"rfc822; {owner}"
    recipient["Action"] = "failed"
    recipient["Status"] = "5.1.1"
    recipient["Diagnostic-Code"] = "smtp; 550 5.1.1 User unknown"
    part = EmailMessage()
    part["Content-Type"] = "message/delivery-status"
    part.set_payload([message, recipient])
    return part


def _headers(mail: EmailMessage) -> str:
    return "".join(f"{name}: {mail[name]}\n" for name in ("From", "To", "Subject", "Message-ID"))
