"""A client with a mailbox: reads what comes, answers as Outlook does, uses pages by plain forms.

It knows nothing of the service but what is in its mails and pages.
"""

import asyncio
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.message import EmailMessage
from email.utils import parseaddr
from html import unescape
from html.parser import HTMLParser
from types import TracebackType
from typing import Self

import aiohttp
import aiosmtplib
from icalendar import Calendar, Event

from tests.end_to_end.installed import PATIENCE
from tests.support.postfix import Postfix

_OUTLOOK = """\
BEGIN:VCALENDAR
METHOD:REPLY
PRODID:Microsoft Exchange Server 2010
VERSION:2.0
BEGIN:VTIMEZONE
TZID:W. Europe Standard Time
BEGIN:STANDARD
DTSTART:16010101T030000
TZOFFSETFROM:+0200
TZOFFSETTO:+0100
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=10
END:STANDARD
BEGIN:DAYLIGHT
DTSTART:16010101T020000
TZOFFSETFROM:+0100
TZOFFSETTO:+0200
RRULE:FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3
END:DAYLIGHT
END:VTIMEZONE
BEGIN:VEVENT
ATTENDEE;PARTSTAT={state};CN=Ada Byron:MAILTO:{owner}
COMMENT;LANGUAGE=en-US:\\n
UID:{uid}
SUMMARY;LANGUAGE=en-US:{state}: {summary}
DTSTART;TZID=W. Europe Standard Time:{start}
DTEND;TZID=W. Europe Standard Time:{end}
CLASS:PRIVATE
PRIORITY:5
DTSTAMP:{now}
TRANSP:OPAQUE
STATUS:CONFIRMED
SEQUENCE:{sequence}
LOCATION;LANGUAGE=en-US:{location}
X-MICROSOFT-CDO-APPT-SEQUENCE:{sequence}
X-MICROSOFT-CDO-BUSYSTATUS:BUSY
X-MICROSOFT-CDO-ALLDAYEVENT:FALSE
X-MICROSOFT-CDO-INSTTYPE:0
END:VEVENT
END:VCALENDAR
"""


@dataclass(slots=True)
class MailboxOwner:
    """A client who reads and writes mails, and opens their links.

    Attributes:
        postfix: the mail server.
        address: the client's address.
        name: the name of its mailbox there.
        pages: a browser without script and without cookies.
    """

    postfix: Postfix
    address: str
    name: str
    pages: aiohttp.ClientSession = field(init=False)

    async def __aenter__(self) -> Self:
        """Open the browser."""
        self.pages = aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the browser."""
        await self.pages.close()

    async def got(self, count: int) -> EmailMessage:
        """Wait until so many mails came; return the last of them."""
        try:
            async with asyncio.timeout(PATIENCE):
                while len(mails := self.postfix.mails(self.name)) < count:  # noqa: ASYNC110
                    await asyncio.sleep(0.05)
        except TimeoutError:
            subjects = [str(mail["Subject"]) for mail in self.postfix.mails(self.name)]
            raise AssertionError(f"{count} mails were expected, got {subjects}") from None
        assert len(mails) == count, [str(mail["Subject"]) for mail in mails]
        return mails[-1]

    async def answers_invitation(self, mail: EmailMessage, state: str) -> None:
        """Answer an invitation by Outlook's button, without a word."""
        event = invitation(mail)
        organizer = str(event["ORGANIZER"]).removeprefix("mailto:")
        written = _OUTLOOK.format(
            state=state,
            owner=self.address,
            uid=event["UID"],
            summary=event["SUMMARY"],
            start=f"{event.decoded('DTSTART'):%Y%m%dT%H%M%S}",
            end=f"{event.decoded('DTEND'):%Y%m%dT%H%M%S}",
            now=f"{datetime.now(UTC):%Y%m%dT%H%M%SZ}",
            sequence=event["SEQUENCE"],
            location=event.get("LOCATION", ""),
        )
        answer = EmailMessage()
        answer["From"] = f"Ada Byron <{self.address}>"
        answer["To"] = organizer
        answer["Subject"] = f"{state.capitalize()}: {event['SUMMARY']}"
        answer["Message-ID"] = f"<{state}.{event['SEQUENCE']}@outlook.example>"
        answer["X-MS-Exchange-Organization-SCL"] = "-1"
        answer.set_content("\n")
        answer.add_alternative(written.replace("\n", "\r\n"), subtype="calendar")
        list(answer.iter_parts())[1].set_param("method", "REPLY")
        await self._send(answer, organizer)

    async def writes(self, mail: EmailMessage, text: str) -> None:
        """Answer a mail in words, the mail quoted below."""
        answer = EmailMessage()
        to = parseaddr(str(mail["Reply-To"]))[1]
        answer["From"], answer["To"] = self.address, to
        answer["Subject"] = f"Re: {mail['Subject']}"
        answer["Message-ID"] = f"<{abs(hash(text))}@clients.test>"
        answer["In-Reply-To"] = str(mail["Message-ID"])
        quoted = "\n".join(f"> {line}" for line in words(mail).splitlines())
        answer.set_content(f"{text}\n\nOn Monday the practice wrote:\n\n{quoted}\n")
        await self._send(answer, to)

    async def opens(self, url: str) -> str:
        """Open a page; return its HTML."""
        async with self.pages.get(url) as response:
            assert response.status == 200, url
            return await response.text()

    async def sends(self, url: str, **form: str) -> str:
        """Send a form; return the HTML of the page that follows."""
        async with self.pages.post(url, data=form) as response:
            assert response.status == 200, (url, await response.text())
            return await response.text()

    async def _send(self, mail: EmailMessage, to: str) -> None:
        await aiosmtplib.send(
            mail,
            sender=self.address,
            recipients=[to],
            hostname="127.0.0.1",
            port=self.postfix.port,
            start_tls=False,
        )


def words(mail: EmailMessage) -> str:
    """Return the plain words of a mail."""
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def invitation(mail: EmailMessage) -> Event:
    """Return the event of the invitation in a mail."""
    (part,) = [one for one in mail.walk() if one.get_content_type() == "text/calendar"]
    (event,) = Calendar.from_ical(part.get_content()).walk("VEVENT")
    assert isinstance(event, Event)
    return event


def method(mail: EmailMessage) -> str:
    """Return the method of the invitation in a mail, "" where there is none."""
    found = [one for one in mail.walk() if one.get_content_type() == "text/calendar"]
    return str(found[0].get_param("method")) if found else ""


def link(mail: EmailMessage, path: str) -> str:
    """Return the link of a mail that leads to a path, as "/a/", without what follows a "#"."""
    part = mail.get_body(("html",))
    assert part is not None
    found = re.search(rf'href="([^"#]*{path}[^"#]+)', str(part.get_content()))
    assert found, f"no link to {path}"
    return unescape(found[1])


@dataclass(frozen=True, slots=True)
class PlainForm:
    """A form of a page: where it is sent, and its values; buttons are values as well."""

    action: str
    values: tuple[tuple[str, str], ...]


def forms(html: str) -> list[PlainForm]:
    """Return the forms of a page."""
    reader = _FormReader()
    reader.feed(html)
    return [PlainForm(action, tuple(values)) for action, values in reader.found]


class _FormReader(HTMLParser):
    """Collects forms, their fields and their buttons."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, list[tuple[str, str]]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note a form, a field or a button."""
        known = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.found.append((known.get("action", ""), []))
        elif tag in {"input", "button"} and "name" in known and self.found:
            self.found[-1][1].append((known["name"], known.get("value", "")))
