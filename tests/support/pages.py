"""Browsers for the tests: one that speaks HTTP and reads, and what staff and clients do before."""

import asyncio
import html
import re
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import aiohttp
from aiohttp.test_utils import TestServer

from calendar_store.appointments import appointments
from calendar_store.conversations import alerts, inbox
from calendar_store.conversations.inbox import Handled, ReceivedText
from calendar_store.messages import attempt_outcomes, outbox
from calendar_store.messages.attempt_outcomes import Outcome
from calendar_store.model.appointments import Appointment
from calendar_store.model.clients import Client
from calendar_store.model.conversations import Alert, ConversationKey
from calendar_store.model.messages import Message
from calendar_store.model.statuses import AlertKind, Channel, MessageKind, MessageStatus
from gateway.channels.sms.smpp.concat import join
from tests.support.desk import Desk
from tests.support.reasons import saying

EMAIL = "ada@example.org"
PASSWORD = "correct horse battery staple"
DAY = "/day/2026-01-12"
_ON_THE_WAY = {
    MessageStatus.QUEUED: (),
    MessageStatus.ACCEPTED: (MessageStatus.SENDING, MessageStatus.ACCEPTED),
    MessageStatus.DELIVERED: (MessageStatus.SENDING, MessageStatus.DELIVERED),
    MessageStatus.FAILED: (MessageStatus.SENDING, MessageStatus.FAILED),
}


@dataclass(slots=True)
class Clock:
    """A clock that stands until it is put forward."""

    now: datetime

    def __call__(self):
        return self.now

    def forward(self, by: timedelta):
        self.now += by


@dataclass(slots=True)
class Browser:
    """A browser without script: it keeps cookies, and sends what forms hold."""

    server: TestServer
    session: aiohttp.ClientSession
    html: str = ""
    status: int = 0
    path: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    async def get(self, path, **options):
        async with self.session.get(self.server.make_url(path), **options) as response:
            return await self._read(response)

    async def post(self, path, data, **options):
        url = self.server.make_url(path)
        async with self.session.post(url, data=data, **options) as response:
            return await self._read(response)

    async def log_in(self, email=EMAIL, password=PASSWORD, **more):
        return await self.post("/login", {"email": email, "password": password, **more})

    @property
    def csrf(self):
        found = re.search(r'name="csrf" value="([0-9a-f]+)"', self.html)
        assert found
        return found[1]

    @property
    def text(self):
        """What a reader reads, in order, without what only machines read."""
        return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", self.html)).split())

    async def _read(self, response):
        self.html = await response.text(errors="replace")
        self.status, self.path = response.status, response.url.path_qs
        self.headers = response.headers
        return self


@dataclass(slots=True)
class Stream:
    """An open event stream, read an event at a time."""

    response: aiohttp.ClientResponse

    async def event(self, within=5.0):
        """Return (name, data) of the next event that is not the stream's own housekeeping."""
        name, data = "message", []
        async with asyncio.timeout(within):
            async for line in self.response.content:
                field_, _, value = line.decode().rstrip("\r\n").partition(": ")
                if field_ == "event":
                    name = value
                elif field_ == "data":
                    data.append(value)
                elif not field_ and data:
                    return name, "\n".join(data)
        return "end", ""


async def say(
    desk: Desk,
    appointment: Appointment,
    client: Client,
    status: MessageStatus = MessageStatus.DELIVERED,
    words: str = "",
    *,
    text: str = "Studio Aurora: will you come? Reply 1.",
) -> Message:
    """Send a client a reminder and let it come to a status."""
    async with desk.database.write() as tx:
        message = Message(
            practice_id=desk.practice.id,
            id=tx.ids.new(),
            kind=MessageKind.REMINDER,
            channel=Channel.SMS,
            sender=desk.practice.sender,
            recipient=client.mobile,
            text=text,
            status=MessageStatus.QUEUED,
            created_at=desk.now,
            not_before=desk.now,
            expires_at=appointment.starts_at,
            priority=outbox.REMINDER_PRIORITY,
            client_id=client.id,
            appointment_id=appointment.id,
            carrier="primary",
        )
        await outbox.enqueue(tx, [message])
        for step in _ON_THE_WAY[status]:
            message = replace(message, attempt=1)
            await attempt_outcomes.advance(tx, [Outcome(message, step, saying(words))], desk.now)
    return message


async def hear(desk: Desk, client: Client, text: str, intent: str = "unclear"):
    """Receive a text from a client, handled as far as the store is concerned."""
    async with desk.database.write() as tx:
        key = ConversationKey(Channel.SMS, desk.practice.sender, client.mobile)
        arrival = ReceivedText("primary", key, text, b"", text.encode(), "one", desk.now)
        await inbox.store(tx, [arrival], {}, join)
        (claimed,) = await inbox.claim(tx, 10)
        handled = Handled(claimed.id, desk.practice.id, client.id, intent, {"intent": intent})
        await inbox.finish(tx, [handled], desk.now)


async def alert(
    desk: Desk,
    kind: AlertKind,
    words: str,
    client: Client | None = None,
    about: Appointment | None = None,
):
    """Raise an alert about an appointment, or about the practice."""
    whom, what = client.id if client else None, about.id if about else None
    async with desk.database.write() as tx:
        raised = Alert(desk.practice.id, tx.ids.new(), kind, saying(words), desk.now, whom, what)
        await alerts.raise_all(tx, [raised])
    return raised


async def confirm(desk: Desk, appointment: Appointment):
    """Let a client confirm."""
    await desk.change(appointments.confirmed(appointment))
