"""What is examined, and what several checks have to know: the running service, the store."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select

from calendar_store.database import one_service, presence, version, vitals
from calendar_store.database.connection import Database, Transaction
from calendar_store.database.ids import made_at
from calendar_store.database.postgres import ConnectionLimits
from calendar_store.database.vitals import Vitals
from calendar_store.messages import backlog, overdue
from calendar_store.messages.backlog import QueueDepth
from calendar_store.messages.overdue import DueMessages
from calendar_store.model.errors import StoreError
from calendar_store.model.lines import Heartbeat, LostLine
from calendar_store.model.practices import Practice
from calendar_store.model.statuses import Channel
from calendar_store.practices import lines, practices
from calendar_store.schema import inbound, messages
from config.checked import SQLITE, Address
from config.settings import Settings
from gateway.doctor.bounded import in_thread
from gateway.running_service import RunningService

LIMITS = ConnectionLimits(connect=2.0, command=2.5, lock=2.0, pool=2.0, size=2)
_LEASE_OVER = timedelta(minutes=2)
"""How long a lease may be over: services look every few seconds."""


@dataclass(frozen=True, slots=True)
class ExamRequest:
    """What is examined.

    Attributes:
        settings: the configuration.
        now: by this machine's clock, UTC.
        running: returns what the running service says of itself; None: none answers. It may block.
        database: the open store of a running service; None: it is opened.
        resolver: the DNS server to ask; None: those of this machine.
        addresses: from which mails leave, as the operator knows them.
    """

    settings: Settings
    now: datetime
    running: Callable[[], RunningService | None]
    database: Database | None = None
    resolver: Address | None = None
    addresses: tuple[str, ...] = ()

    @property
    def store_file(self) -> Path | None:
        """The file of a SQLite store; None for any other."""
        url = self.settings.store.url
        if not url.startswith(SQLITE) or url.endswith(":memory:"):
            return None
        return Path(url.removeprefix(SQLITE))


@dataclass(frozen=True, slots=True)
class StoreFacts:
    """What was read of the store.

    Attributes:
        version: of its tables; None where it is empty.
        vitals: what the database says of itself.
        seconds: how long it took to answer.
        asked_at: when its clock was read, by this machine's clock.
        newest: when the newest message or text was made, by its id; None for none.
        waiting: the queues.
        due: messages that could go now, by carrier.
        stuck: messages under way whose leases are over.
        services: services that did not say that they ended, and when each was last seen.
        unowned: configured numbers that no practice has.
        practices: all of them, by id.
        beats: when practices were last heard from.
        beacons: practices that have a beacon.
        lost: lines that are lost.
    """

    version: str | None
    vitals: Vitals
    seconds: float
    asked_at: datetime
    newest: datetime | None = None
    waiting: Sequence[QueueDepth] = ()
    due: Sequence[DueMessages] = ()
    stuck: Sequence[DueMessages] = ()
    services: Sequence[tuple[str, datetime]] = ()
    unowned: Sequence[str] = ()
    practices: Sequence[Practice] = ()
    beats: Sequence[Heartbeat] = ()
    beacons: frozenset[int] = frozenset()
    lost: Sequence[LostLine] = ()


class StoreMissing(StoreError):
    """There is no file where the store should be; nothing was made in its place."""


@dataclass(frozen=True, slots=True)
class Examined:
    """What the checks share; the tasks run beside them.

    Attributes:
        asked: what is examined.
        running: what the running service says; None: none answers.
        holder: whether a service holds the lock of a SQLite store; None: nobody knows.
        store: what was read of the store.
    """

    asked: ExamRequest
    running: asyncio.Task[RunningService | None]
    holder: asyncio.Task[bool | None]
    store: asyncio.Task[StoreFacts]

    async def service(self) -> RunningService | None:
        """Return what the running service says; None if none answers in time."""
        try:
            return await asyncio.shield(self.running)
        except TimeoutError:
            return None

    async def others(self) -> list[str]:
        """Return the services that may be at work although none answers here.

        A SQLite store serves one service, of this machine, whose lock tells.
        """
        facts, held = await self.contents(), await asyncio.shield(self.holder)
        if facts is None or held is False:
            return []
        since = self.asked.now - presence.STALE
        return [owner for owner, at in facts.services if at >= since]

    async def facts(self) -> StoreFacts | None:
        """Return what was read of the store; None where it cannot be read, which is told once."""
        try:
            return await asyncio.shield(self.store)
        except Exception:  # noqa: BLE001 (the check of the store tells it)
            return None

    async def contents(self) -> StoreFacts | None:
        """Return the same with what the tables hold; None for a store of another version."""
        known = await self.facts()
        return known if known is not None and known.version == version.newest() else None


async def holder_of(asked: ExamRequest) -> bool | None:
    """Tell whether a service of this machine holds the lock of a SQLite store."""
    file = asked.store_file
    if file is None:
        return None
    return await in_thread(lambda: one_service.service_holds(file))


async def facts_of(asked: ExamRequest, clock: Callable[[], datetime]) -> StoreFacts:
    """Read the store, whatever its version.

    Args:
        asked: what is examined.
        clock: gives the time of this machine, UTC.

    Raises:
        StoreMissing: if a SQLite store has no file.
        StoreError: if it cannot be read.
    """
    if asked.database is not None:
        return await _read(asked.database, asked, clock)
    file = asked.store_file
    if file is not None and not await in_thread(file.exists):
        raise StoreMissing(str(file))
    database = Database.connect(asked.settings.store.full_url(), LIMITS)
    try:
        return await _read(database, asked, clock)
    finally:
        await database.close()


async def _read(
    database: Database, asked: ExamRequest, clock: Callable[[], datetime]
) -> StoreFacts:
    async with database.read() as tx:
        began = clock()
        seen = await vitals.look(tx)
        ended = clock()
        found = await tx.run_sync(version.version_of)
        known = StoreFacts(
            found, seen, (ended - began).total_seconds(), began + (ended - began) / 2
        )
        if found != version.newest():
            return known
        return await _current(tx, asked, known)


async def _current(tx: Transaction, asked: ExamRequest, known: StoreFacts) -> StoreFacts:
    settings, now = asked.settings, asked.now
    kinds = list(Channel) if settings.mail else [Channel.SMS]
    ids = [(await tx.execute(select(func.max(one.c.id)))).scalar() for one in (messages, inbound)]
    newest = max((one for one in ids if one is not None), default=None)
    everybody = await practices.all_practices(tx)
    heard = await lines.heard(tx, [one.id for one in everybody])
    numbers = [number for one in settings.carriers for number in one.numbers]
    return StoreFacts(
        *(known.version, known.vitals, known.seconds, known.asked_at),
        newest=None if newest is None else made_at(newest),
        waiting=await backlog.look(tx, now, kinds),
        due=await overdue.due(tx, now),
        stuck=await overdue.leased_too_long(tx, now - _LEASE_OVER),
        services=await presence.services(tx),
        unowned=await practices.unowned(tx, numbers),
        practices=everybody,
        beats=[beat for some in heard.values() for beat in some],
        beacons=frozenset(await lines.with_beacons(tx)),
        lost=list((await lines.lost(tx)).values()),
    )
