"""Learns every night how likely visits are missed, of each practice by itself."""

import asyncio
from collections.abc import Callable
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import structlog

from calendar_store.database.connection import Database
from calendar_store.model import local_time
from calendar_store.model.errors import NotFound
from calendar_store.model.practices import Practice
from calendar_store.practices import no_show_models, practices
from gateway.no_show import learning
from gateway.no_show.fitting import fitted
from gateway.no_show.model import NoShowModel

_log = structlog.get_logger(__name__)

_NIGHT = time(3)
"""When it is learnt anew, local time: nobody works, and the day before is marked."""
_WITHIN = timedelta(hours=1)
"""For how long another process leaves a practice to this one."""
_IDLE = 600.0
"""Longest wait in seconds: a new practice has nothing to learn from yet."""
_SOON = 1.0


class NoShowLearner:
    """Learns as models fall due.

    Args:
        database: the store.
        clock: gives aware UTC times.
    """

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    async def run(self) -> None:
        """Learn as models fall due, until cancelled."""
        while True:
            if not await self.step():
                await self._wait()

    async def step(self) -> bool:
        """Learn of one practice that is due; return whether there was one."""
        now = self._clock()
        async with self._database.write() as tx:
            practice_id = await no_show_models.claim(tx, now, until=now + _WITHIN)
        if practice_id is None:
            return False
        try:
            async with self._database.read() as tx:
                practice = await practices.get(tx, practice_id)
        except NotFound:
            return True
        found = await learn(self._database, practice, now)
        _log.info(
            "learnt from visits",
            practice=practice.id,
            visits=found.visits,
            missed=found.missed,
            enough=found.ahead is not None or found.asked is not None,
        )
        return True

    async def _wait(self) -> None:
        async with self._database.read() as tx:
            due = await no_show_models.next_due(tx)
        seconds = (due - self._clock()).total_seconds() if due else _IDLE
        await asyncio.sleep(min(_IDLE, max(_SOON, seconds)))


async def learn(database: Database, practice: Practice, now: datetime) -> NoShowModel:
    """Learn from a practice's visits, and store it.

    Args:
        database: the store.
        practice: the practice.
        now: UTC.
    """
    counts = await learning.counts(database, practice, now)
    # seconds where there are a hundred thousand visits: the service goes on meanwhile
    found = await asyncio.to_thread(fitted, counts)
    async with database.write() as tx:
        await no_show_models.keep(
            *(tx, practice.id, found.as_json(), found.visits),
            now=now,
            due_at=_next_night(now, ZoneInfo(practice.timezone)),
        )
    return found


def _next_night(now: datetime, zone: ZoneInfo) -> datetime:
    day = now.astimezone(zone).date()
    tonight = local_time.moment(day, _NIGHT, zone)
    if tonight > now:
        return tonight
    return local_time.moment(day + timedelta(days=1), _NIGHT, zone)
