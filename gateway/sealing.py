"""Worker: seals the audit log, so that a change of it is seen later.

What is sealed, and what a seal can show, is in `calendar_store.database.audit_chain`.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime

import structlog

from calendar_store.database import audit_chain
from calendar_store.database.connection import Database

_log = structlog.get_logger(__name__)

_EVERY = 30.0
"""Seconds between two looks; an entry is sealed within a minute and a half."""
_AT_ONCE = 1000
"""Entries of a transaction: a commit of some milliseconds, which nobody notices."""
_PAUSE = 0.05
"""Seconds between two batches, which others use: the first time a whole log is sealed."""


class AuditSealer:
    """Seals the entries of every practice, a minute after they were written.

    Args:
        database: the store.
        clock: gives aware UTC times.
    """

    def __init__(self, database: Database, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._clock = clock

    async def run(self) -> None:
        """Seal what is to be sealed, until cancelled."""
        while True:
            more = await self.step()
            await asyncio.sleep(_PAUSE if more else _EVERY)

    async def step(self) -> int:
        """Seal a batch of each practice; return how many entries were sealed."""
        now, count = self._clock(), 0
        async with self._database.read() as tx:
            behind = await audit_chain.behind(tx, now)
        for practice_id in behind:
            async with self._database.write() as tx:
                sealed = await audit_chain.seal(tx, practice_id, now=now, limit=_AT_ONCE)
                head = await audit_chain.head(tx, practice_id)
            count += sealed
            # kept by whoever collects the log: the store alone cannot show that its end is there
            _log.info("audit log sealed", practice=practice_id, entries=sealed, head=str(head))
        return count
