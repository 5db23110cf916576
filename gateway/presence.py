"""Worker: tells the store that this service runs, so that nobody takes its carriers for free."""

import asyncio
from collections.abc import Callable
from datetime import datetime

import structlog

from calendar_store.database import presence
from calendar_store.database.connection import Database, is_away

_log = structlog.get_logger(__name__)
_GOODBYE = 2.0


class Presence:
    """The presence of one service.

    Args:
        database: the store.
        owner: the name of this process.
        clock: gives aware UTC times.
    """

    def __init__(self, database: Database, owner: str, clock: Callable[[], datetime]) -> None:
        self._database = database
        self._owner = owner
        self._clock = clock

    async def run(self) -> None:
        """Tell it until cancelled."""
        while True:
            async with self._database.write() as tx:
                await presence.seen(tx, self._owner, self._clock())
            await asyncio.sleep(presence.EVERY.total_seconds())

    async def end(self) -> None:
        """Take it back, once no carrier is bound; a store that does not answer forgets it."""
        try:
            async with asyncio.timeout(_GOODBYE), self._database.write() as tx:
                await presence.gone(tx, self._owner)
        except Exception as error:
            if not is_away(error):
                raise
            _log.warning("the store did not answer: it takes this service for running a while")
