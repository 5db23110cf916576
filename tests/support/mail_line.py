"""The pool of connections at work with a smarthost of the test, and mails to give it."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from calendar_store.model.messages import Message
from calendar_store.model.statuses import Channel, MessageKind, MessageStatus
from gateway.channels.mail.composing.mail_facts import ComposedMail
from gateway.channels.mail.mail_channel import MAIL_CARRIER
from gateway.channels.mail.sending.connections import SmarthostPool
from gateway.channels.mail.sending.mail_queue import QueuedMail
from gateway.channels.mail.sending.mail_tally import MailTally
from gateway.channels.mail.sending.smarthost_config import SmarthostConfig
from gateway.channels.mail.sending.smtp_mail import SmtpMail, smtp_mail
from gateway.channels.mail.sending.transactions import MailFate, MailResult
from tests.support.smarthost import Smarthost

BEGINS = datetime(2026, 1, 15, 9, tzinfo=UTC)
SENDER = "calendar@practice.example"
_IDS = itertools.count(1)
_DEADLINE = 20


def smarthost_at(host: Smarthost, **changes: Any) -> SmarthostConfig:
    """Return the configuration for a smarthost of the test, with short waits."""
    usual: dict[str, Any] = {
        "host": "127.0.0.1",
        "port": host.port,
        "hostname": "practice.example",
        "timeout": 5.0,
        "last_timeout": 10.0,
        "reconnect_min": 0.01,
        "reconnect_max": 0.05,
        "refused_retry": 0.05,
    }
    return SmarthostConfig(**usual | changes)


@dataclass(eq=False)
class Posted:
    """A mail that was given to the pool.

    Attributes:
        results: what became of it; more than one is a fault.
        overdue: how often its last reply was overdue.
        late: set when it is overdue.
    """

    mail: SmtpMail
    results: list[MailResult] = field(default_factory=list)
    overdue: int = 0
    late: asyncio.Event = field(default_factory=asyncio.Event)
    settled: asyncio.Event = field(default_factory=asyncio.Event)

    def end(self, result: MailResult) -> None:
        self.results.append(result)
        self.settled.set()

    def note_overdue(self) -> None:
        self.overdue += 1
        self.late.set()

    async def result(self) -> MailResult:
        async with asyncio.timeout(_DEADLINE):
            await self.settled.wait()
        assert len(self.results) == 1
        return self.results[0]

    async def fate(self) -> MailFate:
        return (await self.result()).fate


class MailLine:
    """A pool at work."""

    def __init__(self, config: SmarthostConfig) -> None:
        self._changed = asyncio.Event()
        self.tally = MailTally()
        self.pool = SmarthostPool(config, self.tally, self._changed.set, lambda: 0.0)

    def post(
        self,
        recipient: str = "ada@example.org",
        *,
        begins: datetime = BEGINS,
        priority: int = 5,
        body: bytes = b"See you.\r\n",
    ) -> Posted:
        number = next(_IDS)
        head = f"Message-ID: <{number}.1@practice.example>\r\nSubject: Thursday\r\n\r\n"
        posted = Posted(smtp_mail(ComposedMail(SENDER, recipient, head.encode() + body)))
        message = Message(
            practice_id=1,
            id=number,
            kind=MessageKind.REMINDER,
            channel=Channel.EMAIL,
            sender=SENDER,
            recipient=recipient,
            text="See you.",
            status=MessageStatus.SENDING,
            created_at=begins - timedelta(days=2),
            not_before=begins - timedelta(days=2),
            expires_at=begins,
            priority=priority,
            carrier=MAIL_CARRIER,
            attempt=1,
        )
        self.pool.submit(QueuedMail(message, posted.mail, posted.end, posted.note_overdue))
        return posted

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until something holds of the pool."""
        async with asyncio.timeout(_DEADLINE):
            while not holds():
                self._changed.clear()
                await self._changed.wait()

    async def until_open(self) -> None:
        await self.until(lambda: self.pool.open)


@asynccontextmanager
async def mail_line(
    host: Smarthost, *, is_open: bool = True, **changes: Any
) -> AsyncIterator[MailLine]:
    """Run a pool with a smarthost while the block runs."""
    line = MailLine(smarthost_at(host, **changes))
    watching = asyncio.create_task(line.pool.watch())
    line.pool.begin()
    try:
        if is_open:
            await line.until_open()
        yield line
    finally:
        await line.pool.stop(1)
        watching.cancel()
        await asyncio.wait([watching])
