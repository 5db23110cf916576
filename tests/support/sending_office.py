"""A practice whose mails go over a smarthost of the test; the clock stands until it is moved."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from typing import Any

from calendar_store.appointments import appointments
from calendar_store.clients import clients
from calendar_store.clients.new_client import NewClient
from calendar_store.conversations import alerts
from calendar_store.database.connection import Database
from calendar_store.database.notify import Topic
from calendar_store.messages import message_rows
from calendar_store.model.appointments import Appointment
from calendar_store.model.clients import Client
from calendar_store.model.conversations import Alert
from calendar_store.model.messages import Message
from calendar_store.model.practices import DEFAULT_STEPS, Practice, Practitioner
from calendar_store.model.statuses import Channel, MessageStatus
from gateway.channels.mail.addresses import SignedAddresses
from gateway.channels.mail.mail_channel import MAIL_CARRIER
from gateway.channels.mail.sending.composer import MailKeys
from gateway.channels.mail.sending.mail_carrier import (
    MailCarrier,
    OutgoingMail,
    connect_smarthost,
)
from gateway.channels.mail.sending.mail_failures import failure_of
from gateway.messaging.fate_tally import FateTally
from gateway.messaging.outages import Outages
from gateway.messaging.refusals import RefusalShares
from gateway.messaging.timeouts import Sweeper
from gateway.processes import WorkProcesses
from gateway.supervisor import keep_running
from tests.support.desk import BY, HALF_HOUR, mobile
from tests.support.mail_line import SENDER, smarthost_at
from tests.support.office import Office
from tests.support.smarthost import Smarthost
from tests.support.sms import sweeper

KEYS = (b"k" * 32,)
SIGNS = MailKeys(SENDER, KEYS, "https://book.practice.example")
ADDRESSES = SignedAddresses(SENDER, KEYS)
_DEADLINE = 30


class SendingOffice:
    """The store of a practice, and the carrier of its mails over a smarthost."""

    def __init__(
        self,
        database: Database,
        practice: Practice,
        practitioner: Practitioner,
        now: datetime,
        host: Smarthost,
    ) -> None:
        self.database, self.practice, self.host = database, practice, host
        self.practitioner, self.now = practitioner, now
        self.office = Office(database, practice.id, now)
        self.fates = FateTally()
        self.processes = WorkProcesses(0)
        self.carrier: MailCarrier | None = None

    def clock(self) -> datetime:
        return self.now

    @asynccontextmanager
    async def running(self, owner: str = "one", **changes: Any) -> AsyncIterator[MailCarrier]:
        """Run the carrier as the service does."""
        mail = OutgoingMail(smarthost_at(self.host, **changes), SIGNS)
        carrier = connect_smarthost(
            *(mail, self.database, self.clock, owner), processes=self.processes, fates=self.fates
        )
        self.carrier = carrier
        sender = asyncio.create_task(keep_running("sender", carrier.run_sender))
        watches = [
            asyncio.create_task(keep_running(name, loop))
            for name, loop in carrier.watches().items()
        ]
        await carrier.connect()
        try:
            yield carrier
        finally:
            carrier.take_no_more()
            await carrier.drain(1)
            async with asyncio.timeout(_DEADLINE):
                await sender
            for one in watches:
                one.cancel()
            await asyncio.wait(watches)

    async def client(self, number: int = 1, email: str = "ada@example.org") -> Client:
        async with self.database.write() as tx:
            entered = NewClient("Ada", "Byron", mobile(number), email, "en")
            return await clients.add(tx, self.practice, entered, by=BY, now=self.now)

    async def book(self, client: Client, starts_at: datetime) -> Appointment:
        async with self.database.write() as tx:
            return await appointments.book(
                *(tx, self.practice, DEFAULT_STEPS),
                client_id=client.id,
                practitioner_id=self.practitioner.id,
                starts_at=starts_at,
                duration=HALF_HOUR,
                now=self.now,
                by=BY,
            )

    async def queue(self, count: int = 1, **changes: Any) -> list[Message]:
        usual = {
            "channel": Channel.EMAIL,
            "sender": SENDER,
            "recipient": "ada@example.org",
            "carrier": MAIL_CARRIER,
            "awaits_receipt": False,
        }
        return await self.office.queue(count, **usual | changes)

    async def remind(self, client: Client, appointment: Appointment, **changes: Any) -> Message:
        (queued,) = await self.queue(
            client_id=client.id,
            appointment_id=appointment.id,
            recipient=client.email,
            expires_at=appointment.starts_at,
            **changes,
        )
        return queued

    async def messages(self) -> list[Message]:
        async with self.database.read() as tx:
            return (await message_rows.listed(tx, self.practice.id, limit=100_000))[::-1]

    async def until(self, status: MessageStatus, count: int = 1) -> list[Message]:
        """Wait until so many messages stand so; return all, oldest first."""
        return await self.until_so(lambda m: m.status is status, count)

    async def until_so(self, holds: Callable[[Message], bool], count: int = 1) -> list[Message]:
        news = self.database.changes.listen(Topic.CALENDAR, Topic.OUTBOX)
        try:
            while True:
                found = await self.messages()
                if sum(map(holds, found)) >= count:
                    return found
                assert await news.wait(_DEADLINE), f"{[m.status.value for m in found]}"
        finally:
            news.close()

    async def until_true(
        self, holds: Callable[[], Awaitable[bool]], within: float = _DEADLINE
    ) -> None:
        """Wait until something holds; looked at with every change of the store, and in between."""
        news = self.database.changes.listen(Topic.CALENDAR, Topic.OUTBOX)
        try:
            async with asyncio.timeout(within):
                while not await holds():
                    await news.wait(0.02)
        finally:
            news.close()

    async def fate(self, message: Message) -> list[str]:
        """Return the statuses in a message's history."""
        return (await self.office.fate(message))[1]

    async def alerts(self) -> list[Alert]:
        async with self.database.read() as tx:
            return await alerts.open_of(tx, self.practice.id)

    async def pass_time(self, span: timedelta) -> None:
        """Move the clock, and wake the sender as its timer would."""
        self.now += span
        self.office.now = self.now
        if self.carrier is not None:
            self.carrier.sender.pool_changed()

    def sweeper(self, *, with_refusals: bool = False) -> Sweeper:
        """Return what looks after messages that have run out."""
        outages = Outages(self.database, self._reachable, self.clock)
        refusals = RefusalShares(self.database, self._log_ins, self.clock)
        return sweeper(
            *(self.database, self.clock),
            fates=self.fates,
            outages=outages,
            failures={Channel.EMAIL: failure_of},
            owner="one",
            refusals=refusals if with_refusals else None,
        )

    def mails(self) -> list[EmailMessage]:
        """Return the mails that the smarthost has, parsed."""
        parser = BytesParser(policy=policy.default)
        found = [parser.parsebytes(one.content) for one in self.host.taken]
        return [one for one in found if isinstance(one, EmailMessage)]

    def _reachable(self) -> bool:
        return self.carrier is not None and self.carrier.reachable

    def _log_ins(self) -> dict[str, Any]:
        return {MAIL_CARRIER: self.carrier.log_in} if self.carrier else {}
