"""Worker: ends visits of support that are over, and tells each practice of each visit, once.

The mails and the note that the practice was told are one transaction.
"""

import asyncio
from collections.abc import Callable
from datetime import datetime, timedelta

import structlog

from calendar_store.database.connection import Database
from calendar_store.practices import practices, support_visits
from calendar_store.practices.support_visits import OpenVisit, SupportVisit
from gateway.links.links import Links
from gateway.messaging.channel import Channels
from gateway.support import support_mails, visit_report

_log = structlog.get_logger(__name__)
_EVERY = 15.0
AWAY = timedelta(minutes=30)
"""After which support that opens no page has left; whoever comes back makes another visit."""


class VisitReporter:
    """Reports the visits of support.

    Args:
        database: the store.
        channels: the configured channels.
        links: knows where the pages are; None: mails have no link.
        clock: gives aware UTC times.
    """

    def __init__(
        self,
        database: Database,
        channels: Channels,
        links: Links | None,
        clock: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._channels = channels
        self._links = links
        self._clock = clock

    async def run(self) -> None:
        """Report until cancelled."""
        while True:
            await self.step()
            await asyncio.sleep(_EVERY)

    async def step(self) -> int:
        """End what is over, and tell of it; return how many visits were told of."""
        now = self._clock()
        async with self._database.read() as tx:
            lasting = await support_visits.open_visits(tx)
        for one in lasting:
            if (at := ended(one, now)) is not None:
                async with self._database.write() as tx:
                    await support_visits.end(tx, one, at)
        async with self._database.read() as tx:
            untold = await support_visits.untold(tx)
        return sum([await self._told(one, now) for one in untold])

    async def _told(self, visit: SupportVisit, now: datetime) -> bool:
        async with self._database.write() as tx:
            if not await support_visits.tell(tx, visit, now):
                return False
            practice = await practices.get(tx, visit.practice_id)
            found = await visit_report.load(tx, visit)
            await support_mails.tell_of_visit(
                *(tx, self._channels, practice, visit, found.counts), links=self._links, now=now
            )
        _log.info("visit of support reported", practice=visit.practice_id, visit=visit.id)
        return True


def ended(visit: OpenVisit, now: datetime) -> datetime | None:
    """Return when a visit ended; None while it lasts.

    Args:
        visit: a visit that was not ended by itself.
        now: UTC.
    """
    if visit.grant_ends <= now:
        return max(visit.seen_at, visit.grant_ends)
    if visit.login_until is None or visit.login_until <= now:
        return visit.seen_at
    return visit.seen_at if now - visit.seen_at >= AWAY else None
