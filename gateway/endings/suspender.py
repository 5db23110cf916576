"""Worker: does what notices of suspension lead to, each on its day by the practice's clocks."""

import asyncio
from collections.abc import Callable
from datetime import datetime

import structlog

from calendar_store.database.connection import Database
from calendar_store.endings import suspensions
from calendar_store.model.endings import SuspensionState
from gateway.use_cases import suspending
from gateway.use_cases.suspending import AdminMails

_log = structlog.get_logger(__name__)
_EVERY = 30.0
"""Seconds between two looks; one is just when the next suspension begins."""


class Suspender:
    """Tells administrators of what is ahead, and begins suspensions.

    Args:
        database: the store.
        mails: by what administrators are told.
        clock: gives aware UTC times.
    """

    def __init__(
        self, database: Database, mails: AdminMails, clock: Callable[[], datetime]
    ) -> None:
        self._database, self._mails, self._clock = database, mails, clock

    async def run(self) -> None:
        """Do what is due, until cancelled."""
        while True:
            await self.step()
            await asyncio.sleep(await self._pause())

    async def step(self) -> int:
        """Do what is due now, each practice in a transaction of its own; return how much it was."""
        now, done = self._clock(), 0
        async with self._database.read() as tx:
            standing = await suspensions.all_standing(tx)
        for one in standing:
            if one.state is not SuspensionState.NOTICE:
                continue
            async with self._database.write() as tx:
                if await suspending.step(tx, one, self._mails, now):
                    done += 1
                    _log.info("suspension", practice=one.practice_id, first_day=str(one.first_day))
        return done

    async def _pause(self) -> float:
        async with self._database.read() as tx:
            standing = await suspensions.all_standing(tx)
        begins = [
            (one.starts_at - self._clock()).total_seconds()
            for one in standing
            if one.state is SuspensionState.NOTICE
        ]
        return max(0.01, min([_EVERY, *begins]))
