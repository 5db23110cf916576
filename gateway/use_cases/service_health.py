"""The health of the service, for whoever runs it: what waits, what was sent, how the store answers.

What carriers and workers do only the running process knows; this is what the store knows.
"""

import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from calendar_store.database import version
from calendar_store.database.connection import Database, Transaction
from calendar_store.messages import backlog, spending
from calendar_store.messages.backlog import QueueDepth, QueueKind
from calendar_store.messages.spending import CarrierTexts
from calendar_store.model.actors import Actor, Permission, require
from calendar_store.model.statuses import Channel, MessageStatus

COUNTED = timedelta(days=30)
"""How far back messages are counted."""
_BILLED = frozenset({MessageStatus.ACCEPTED, MessageStatus.DELIVERED, MessageStatus.UNKNOWN})


@dataclass(frozen=True, slots=True)
class CarrierCounts:
    """What went over one carrier in the last days.

    Attributes:
        by_status: messages by status.
        parts: parts that the carrier accepted.
        cost: what they cost.
    """

    by_status: dict[MessageStatus, int]
    parts: int
    cost: Decimal


@dataclass(frozen=True, slots=True)
class StoredHealth:
    """What the store knows.

    Attributes:
        waiting: the queues.
        counts: by carrier.
        dialect: the kind of database.
        version: of the store.
        seconds: how long the store took to answer.
    """

    waiting: Sequence[QueueDepth]
    counts: dict[str, CarrierCounts]
    dialect: str
    version: str
    seconds: float

    def queued(self, carrier: str) -> tuple[int, datetime | None]:
        """Return how many messages wait for a carrier, and since when the oldest does."""
        theirs = [one for one in self.waiting if one.queue is QueueKind.OUTBOX]
        here = [one for one in theirs if one.carrier == carrier]
        since = [one.since for one in here if one.since is not None]
        return sum(one.count for one in here), min(since, default=None)


async def load(
    database: Database,
    actor: Actor,
    kinds: Collection[Channel],
    *,
    now: datetime,
    known: dict[str, CarrierCounts] | None = None,
) -> StoredHealth:
    """Return what the store knows of the service's health.

    Args:
        database: the store.
        actor: who asks.
        kinds: the channels that are configured.
        now: UTC.
        known: what went over the carriers, if it was counted a moment ago.

    Raises:
        NotPermitted: if the actor may not run the service.
    """
    require(actor, Permission.RUN_SERVICE, actor.practice_id)
    began = time.perf_counter()
    there = await version.version(database) or ""
    seconds = time.perf_counter() - began
    async with database.read() as tx:
        waiting = await backlog.look(tx, now, list(kinds))
        counts = await _counts(tx, now - COUNTED) if known is None else known
    return StoredHealth(waiting, counts, database.dialect, there, seconds)


async def _counts(tx: Transaction, since: datetime) -> dict[str, CarrierCounts]:
    found: dict[str, list[CarrierTexts]] = {}
    for one in await spending.by_carrier(tx, since):
        found.setdefault(one.carrier or "", []).append(one)
    return {
        carrier: CarrierCounts(
            {one.status: one.messages for one in some},
            sum(one.parts for one in some if one.status in _BILLED),
            sum((one.cost for one in some), Decimal(0)),
        )
        for carrier, some in found.items()
    }
