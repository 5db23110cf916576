"""The worker of the waiting list: offers freed times; an offer not taken goes to the next client.

A time is offered to one client at a time, and a practice's offers are made by one process at a
time. Offers are not answers, so they respect the practice's quiet hours.
"""

from collections.abc import Callable
from datetime import datetime

import structlog

from calendar_store.appointments import freed_times, offers
from calendar_store.database.connection import Database
from calendar_store.database.notify import Topic
from calendar_store.model.quiet_hours import after_quiet
from gateway import bounds, policies
from gateway.messaging.channel import Channels
from gateway.offers import freed
from gateway.policies import PracticeSettings

_log = structlog.get_logger(__name__)

BATCH = 20
"""Freed times in one transaction: each time may be looked up for several clients."""
_IDLE = 5.0
"""Seconds after which freed times are looked for even without a notification."""


class WaitingList:
    """Offers freed times to clients on the waiting list.

    Attributes:
        offered: number of freed times that are done since the start.
    """

    def __init__(
        self, database: Database, channels: Channels, clock: Callable[[], datetime]
    ) -> None:
        self._database = database
        self._channels = channels
        self._clock = clock
        self._freed = database.changes.listen(Topic.FREED)
        self.offered = 0

    async def run(self) -> None:
        """Offer times as they become free, until cancelled."""
        try:
            while True:
                if await self.step() == 0:
                    await self._wait()
        finally:
            self._freed.close()

    async def step(self) -> int:
        """Close expired offers and offer freed times; return the number of both."""
        now = self._clock()
        async with self._database.read() as tx:
            due = await offers.next_expiry(tx)
            known = await policies.load(tx, await freed_times.practices(tx))
            awake = [
                practice_id
                for practice_id, policy in known.items()
                if _awake(policy, now) and (await bounds.day_of(tx, policy.practice, now)).takes(1)
            ]
        if not awake and (due is None or due > now):
            return 0
        async with self._database.write() as tx:
            closed = await offers.run_out(tx, now, BATCH)
            times = await freed_times.claim(tx, await offers.hold(tx, awake), BATCH, now)
            done = await freed.settle(tx, times, known, self._channels, now)
            await freed_times.forget(tx, done)
        self.offered += len(done)
        if closed:
            _log.info("offers ran out", offers=len(closed))
        return len(closed) + len(done)

    async def _wait(self) -> None:
        async with self._database.read() as tx:
            due = await offers.next_expiry(tx)
        seconds = (due - self._clock()).total_seconds() if due else _IDLE
        await self._freed.wait(min(_IDLE, max(0.01, seconds)))


def _awake(policy: PracticeSettings, now: datetime) -> bool:
    """Tell whether offers may be sent now, outside the practice's quiet hours."""
    try:
        return after_quiet(policy.practice, now) == now
    except (KeyError, ValueError):
        # an unknown time zone: `freed.settle` logs the error where the times are looked at
        return True
