"""A practice whose clients get mails: what was sent to them, and what comes back."""

import asyncio
import smtplib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select, update

from calendar_store.clients import clients, consent
from calendar_store.clients.consent import ConsentStatement
from calendar_store.clients.new_client import NewClient
from calendar_store.conversations import alerts, inbox
from calendar_store.database.connection import Database
from calendar_store.messages import message_rows, outbox
from calendar_store.model.appointments import Appointment
from calendar_store.model.clients import Client
from calendar_store.model.conversations import Alert, Inbound
from calendar_store.model.messages import Message
from calendar_store.model.statuses import (
    Channel,
    ConsentHow,
    ConsentKind,
    MessageKind,
    MessageStatus,
)
from calendar_store.schema import inbound, messages, received_mails
from gateway.channels.mail.addresses import Purpose, SignedAddresses
from gateway.channels.mail.mail_channel import MAIL_CARRIER
from gateway.channels.mail.receiving.intake import MailIntake
from gateway.channels.mail.receiving.smtp_limits import SmtpLimits
from gateway.channels.mail.receiving.smtp_listener import SmtpListener
from tests.support.desk import BY, Desk, mobile

SENDER = "calendar@example.org"
KEY = b"k" * 32
REMINDER = "Your appointment at Studio Aurora is on Thursday at 10:00.\nReply 1 to confirm."


class MailOffice:
    """A practice with mails to its clients, and the intake of what comes back.

    Attributes:
        now: what the clock of the intake says.
        addresses: our signed addresses.
        intake: the intake.
    """

    def __init__(self, desk: Desk, database: Database | None = None) -> None:
        self.desk, self.now = desk, desk.now
        self.database = database or desk.database
        self.addresses = SignedAddresses(SENDER, [KEY])
        self.intake = MailIntake(self.database, self.addresses, lambda: self.now)
        self._count = 0

    async def client(self, first: str = "Ada", number: int = 1, email: str = "") -> Client:
        """Add a client who gets mails."""
        desk = self.desk
        async with desk.database.write() as tx:
            address = email or f"{first.lower()}@clients.example"
            entered = NewClient(first, "Byron", mobile(number), address)
            added = await clients.add(tx, desk.practice, entered, by=BY, now=desk.now)
            granted = (Channel.EMAIL, ConsentKind.GRANTED, ConsentHow.SPOKEN, BY, desk.now)
            said = ConsentStatement(added.id, *granted)
            await consent.record(tx, desk.practice.id, [said], now=desk.now)
        return added

    async def sent(
        self, client: Client, appointment: Appointment | None = None, text: str = REMINDER
    ) -> Message:
        """Return a mail that the smarthost took."""
        async with self.desk.database.write() as tx:
            message = Message(
                practice_id=client.practice_id,
                id=tx.ids.new(),
                kind=MessageKind.REMINDER,
                channel=Channel.EMAIL,
                sender=SENDER,
                recipient=client.email,
                text=text,
                status=MessageStatus.QUEUED,
                created_at=self.now,
                not_before=self.now,
                expires_at=self.now + timedelta(days=3),
                priority=outbox.REMINDER_PRIORITY,
                client_id=client.id,
                appointment_id=appointment.id if appointment else None,
                carrier=MAIL_CARRIER,
                awaits_receipt=False,
            )
            await outbox.enqueue(tx, [message])
            taken = {"status": MessageStatus.ACCEPTED, "attempt": 1}
            await tx.execute(update(messages).where(messages.c.id == message.id).values(taken))
        return message

    def address(
        self, message: Message, purpose: Purpose = Purpose.REPLY, until: datetime | None = None
    ) -> str:
        """Return the address of ours that names a message."""
        until = until or self.now + timedelta(days=30)
        return self.addresses.make(purpose, message.practice_id, message.id, until)

    def answer(self, to: str, said: str, **headers: str) -> bytes:
        """Return a mail as a client's program writes it."""
        self._count += 1
        fields = {
            "From": "Somebody Else <nobody@elsewhere.example>",
            "To": to,
            "Subject": "Re: Your appointment",
            "Date": "Mon, 12 Jan 2026 10:00:00 +0100",
            "Message-ID": f"<{self._count}@clients.example>",
            "MIME-Version": "1.0",
            "Content-Type": "text/plain; charset=utf-8",
        } | {name.replace("_", "-"): value for name, value in headers.items()}
        lines = [f"{name}: {value}" for name, value in fields.items() if value]
        return "\r\n".join([*lines, "", *said.split("\n"), ""]).encode()

    async def mails(self) -> list[Any]:
        """Return the rows of all received mails, in their order."""
        async with self.desk.database.read() as tx:
            statement = select(received_mails).order_by(received_mails.c.id)
            return list(await tx.execute(statement))

    async def inbox(self) -> list[Inbound]:
        """Return what is in the inbox, in its order."""
        async with self.desk.database.read() as tx:
            rows = await tx.execute(select(inbound).order_by(inbound.c.id))
            return [inbox.value(row) for row in rows]

    async def message(self, message: Message) -> Message:
        """Return a message as it is now."""
        async with self.desk.database.read() as tx:
            listed = await message_rows.listed(tx, message.practice_id, limit=10_000)
        return next(one for one in listed if one.id == message.id)

    async def alerts(self) -> list[Alert]:
        """Return the open alerts, the newest first."""
        async with self.desk.database.read() as tx:
            return await alerts.open_of(tx, self.desk.practice.id)

    async def stopped(self, address: str) -> bool:
        """Tell whether emails to an address are stopped."""
        to = (self.desk.practice.id, Channel.EMAIL, address)
        async with self.desk.database.read() as tx:
            return to in await consent.stopped(tx, [to])

    @asynccontextmanager
    async def listening(
        self, limits: SmtpLimits | None = None, **options: Any
    ) -> AsyncIterator[SmtpListener]:
        """Take mails by SMTP while the block runs."""
        listener = SmtpListener(
            *(self.intake, self.addresses, lambda: self.now),
            hostname="mail.example.org",
            limits=limits,
            **options,
        )
        await listener.start("127.0.0.1", 0)
        try:
            yield listener
        finally:
            await listener.stop(0.3)


async def delivered(
    port: int, raw: bytes, *recipients: str, sender: str = "ada@clients.example"
) -> None:
    """Send a mail as a mail server does.

    Raises:
        smtplib.SMTPException: if it was refused.
    """

    def send() -> None:
        with smtplib.SMTP("127.0.0.1", port, timeout=20) as client:
            client.sendmail(sender, recipients, raw)

    await asyncio.to_thread(send)


class RawSmtp:
    """An SMTP client in plain octets, which may do what no mail program does."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader, self._writer = reader, writer

    @classmethod
    async def connected(cls, port: int) -> "RawSmtp":
        """Connect; the greeting is not read yet."""
        return cls(*await asyncio.open_connection("127.0.0.1", port))

    async def read(self) -> str:
        """Return the next reply, its last line; "" where the connection has ended."""
        async with asyncio.timeout(20):
            while line := (await self._reader.readline()).decode():
                if line[3:4] != "-":
                    return line.rstrip("\r\n")
        return ""

    async def send(self, octets: bytes) -> None:
        """Send octets as they are."""
        self._writer.write(octets)
        await self._writer.drain()

    async def says(self, line: str) -> str:
        """Send a command and return its reply."""
        await self.send(f"{line}\r\n".encode())
        return await self.read()

    async def opens(self, *recipients: str, sender: str = "ada@clients.example") -> str:
        """Greet and begin a mail up to DATA; return the reply to that."""
        await self.read()
        await self.says("EHLO client.example")
        await self.says(f"MAIL FROM:<{sender}>")
        for one in recipients:
            await self.says(f"RCPT TO:<{one}>")
        return await self.says("DATA")

    def close(self) -> None:
        """Cut the connection."""
        self._writer.transport.abort()
