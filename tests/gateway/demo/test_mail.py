"""The sandbox mail server and mail program: real SMTP in both directions, in the usual forms."""

from collections.abc import AsyncIterator
from email.message import EmailMessage

import aiosmtplib
import pytest
from icalendar import Calendar

from gateway.demo.mail_program import CalendarButton, MailProgram, words_in
from gateway.demo.mail_server import SandboxMailServer

ADA = "ada@example.org"
REPLY_TO = "calendar+rabc@example.org"
ENVELOPE = "calendar+babc@example.org"
INVITATION = """BEGIN:VCALENDAR
VERSION:2.0
METHOD:REQUEST
PRODID:-//x//y//EN
BEGIN:VEVENT
UID:1.2@example.org
SEQUENCE:3
DTSTAMP:20261129T120000Z
DTSTART;TZID=Europe/Rome:20261201T100000
DTEND;TZID=Europe/Rome:20261201T103000
SUMMARY:Studio Aurora
ORGANIZER:mailto:calendar+rabc@example.org
END:VEVENT
END:VCALENDAR
"""


@pytest.fixture
async def clients() -> AsyncIterator[SandboxMailServer]:
    server = SandboxMailServer()
    await server.start()
    yield server
    await server.stop()


@pytest.fixture
async def practice() -> AsyncIterator[SandboxMailServer]:
    server = SandboxMailServer()
    await server.start()
    yield server
    await server.stop()


async def reminded(clients: SandboxMailServer) -> None:
    mail = EmailMessage()
    mail["From"], mail["To"] = "Studio Aurora <calendar@example.org>", ADA
    mail["Reply-To"], mail["Subject"] = REPLY_TO, "Your appointment"
    mail["Message-ID"] = "<5.6@example.org>"
    mail.set_content("See you tomorrow.\nPlease answer.")
    mail.add_alternative(INVITATION.replace("\n", "\r\n"), subtype="calendar")
    list(mail.iter_parts())[1].set_param("method", "REQUEST")
    await aiosmtplib.send(
        mail, sender=ENVELOPE, recipients=[ADA], hostname="127.0.0.1", port=clients.port
    )


async def test_an_answer_quotes_the_mail_below(clients, practice):
    await reminded(clients)
    program = MailProgram(clients.mailboxes, practice.port)
    (entry,) = clients.mailboxes.of(ADA.upper())
    assert entry.bounces_to == ENVELOPE
    await program.answer(ADA, entry, "yes please")
    (got,) = practice.mailboxes.of(REPLY_TO)
    assert got.bounces_to == ADA
    assert got.mail["In-Reply-To"] == "<5.6@example.org>"
    assert got.mail["Subject"] == "Re: Your appointment"
    assert words_in(got.mail).splitlines()[0] == "yes please"
    assert "> See you tomorrow." in words_in(got.mail)
    assert [one.outgoing for one in clients.mailboxes.of(ADA)] == [False, True]


@pytest.mark.parametrize(
    ("button", "answered"),
    [
        (CalendarButton.ACCEPT, ("REPLY", "ACCEPTED", "2026-12-01T10:00:00+01:00")),
        (CalendarButton.DECLINE, ("REPLY", "DECLINED", "2026-12-01T10:00:00+01:00")),
        (CalendarButton.LATER, ("COUNTER", "TENTATIVE", "2026-12-01T10:00:00+00:00")),
    ],
)
async def test_a_button_answers_the_invitation(clients, practice, button, answered):
    method, state, start = answered
    await reminded(clients)
    program = MailProgram(clients.mailboxes, practice.port)
    await program.press(ADA, clients.mailboxes.of(ADA)[0], button)
    (got,) = practice.mailboxes.of(REPLY_TO)
    (part,) = [one for one in got.mail.walk() if one.get_content_type() == "text/calendar"]
    assert part.get_param("method") == method
    calendar = Calendar.from_ical(part.get_content())
    assert calendar["METHOD"] == method
    (event,) = calendar.walk("VEVENT")
    assert (event["UID"], event["SEQUENCE"]) == ("1.2@example.org", 3)
    assert event["ATTENDEE"].params["PARTSTAT"] == state
    assert event.decoded("DTSTART").isoformat() == start


async def test_a_mail_bounces_later_or_is_refused_at_once(clients, practice):
    await reminded(clients)
    program = MailProgram(clients.mailboxes, practice.port)
    await program.bounce(ADA, clients.mailboxes.of(ADA)[0])
    (got,) = practice.mailboxes.of(ENVELOPE)
    assert got.bounces_to == ""
    assert got.mail.get_content_type() == "multipart/report"
    assert got.mail.get_param("report-type") == "delivery-status"
    (status,) = [x for x in got.mail.walk() if x.get_content_type() == "message/delivery-status"]
    assert status.get_payload()[1]["Status"] == "5.1.1"
    clients.mailboxes.refusing.add(ADA)
    with pytest.raises(aiosmtplib.SMTPRecipientsRefused):
        await reminded(clients)
