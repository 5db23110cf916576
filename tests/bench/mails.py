"""(f) Mails out: due reminders by email → composed, accepted by the smarthost, recorded."""

import asyncio
import time
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy import func, select

from calendar_store.database.connection import Database
from calendar_store.model.statuses import Channel
from calendar_store.schema import messages
from gateway.channels.mail.sending.composer import MailKeys
from gateway.channels.mail.sending.mail_carrier import OutgoingMail
from gateway.channels.mail.sending.smarthost_config import SmarthostConfig
from gateway.service import TextbackService
from tests.bench import seed
from tests.bench.smarthost import LeanSmarthost

SENDER = "calendar@practice.example"
_KEYS = (b"k" * 32,)
_LOOK_EVERY = 0.02
_ACCEPTED = select(func.count()).select_from(messages).where(messages.c.status == "accepted")


@dataclass(frozen=True, slots=True)
class MailRate:
    """How fast mails went out.

    Attributes:
        per_second: mails accepted and recorded.
        cpu: milliseconds of our process's processor time for each mail.
    """

    per_second: float
    cpu: float


async def mails_out(path: Path, host: LeanSmarthost, count: int) -> MailRate:
    """Send `count` due reminders by mail; return how fast they were accepted and recorded."""
    async with seed.sample(path) as sample:
        ids = await seed.people(sample, count, Channel.EMAIL)
        made = await seed.appointments_of(sample, ids, sample.now + timedelta(days=1))
        await seed.due_reminders(sample, made, Channel.EMAIL)
        service = TextbackService(sample.database, [], mail=outgoing(host))
        began, used = time.perf_counter(), time.process_time()
        async with service.running():
            await until_recorded(service, count)
            took, cpu = time.perf_counter() - began, time.process_time() - used
        await require_accepted(sample.database, count)
        return MailRate(count / took, cpu / count * 1000)


def outgoing(host: LeanSmarthost) -> OutgoingMail:
    """Return how mails are sent to the lean smarthost."""
    keys = MailKeys(SENDER, _KEYS, "https://book.practice.example")
    config = SmarthostConfig("127.0.0.1", host.port, hostname="practice.example", connections=8)
    return OutgoingMail(config, keys)


async def until_recorded(service: TextbackService, count: int) -> None:
    """Wait until what became of so many mails is recorded."""
    carrier = service.smarthost
    while carrier is None or carrier.sender.sent < count:  # noqa: ASYNC110 (nothing tells)
        await asyncio.sleep(_LOOK_EVERY)


async def require_accepted(database: Database, count: int) -> None:
    """Make sure that so many mails are recorded as accepted.

    Raises:
        RuntimeError: if there are fewer or more.
    """
    async with database.read() as tx:
        found = (await tx.execute(_ACCEPTED)).scalar_one()
    if found != count:
        raise RuntimeError(f"{found} mails were accepted of {count}")
