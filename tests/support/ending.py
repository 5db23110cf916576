"""A practice that is suspended and deleted: its workers, and its clock."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from calendar_store.model.practices import Practice
from calendar_store.practices import practices
from gateway.endings.copier import Copier
from gateway.endings.retainer import Retainer
from gateway.endings.suspender import Suspender
from gateway.links.links import Links
from gateway.use_cases import suspending
from gateway.use_cases.suspending import AdminMails
from tests.support.desk import BY, Desk
from tests.support.exchange import Exchange

FIRST = date(2026, 2, 11)
"""Thirty days after the day of the tests, 12 January."""
BEGINS = datetime.fromisoformat("2026-02-11T00:00:00+01:00")


@dataclass
class Ending:
    """A practice that may be suspended; its clock is that of the exchange."""

    exchange: Exchange

    def __post_init__(self) -> None:
        database, clock = self.exchange.database, self.exchange.clock
        self.telling = AdminMails(self.exchange.channels, Links("https://example.org", [b"k" * 32]))
        self.suspender = Suspender(database, self.telling, clock)
        self.copier = Copier(database, self.telling, clock)
        self.retainer = Retainer(database, clock, pause=0)

    @property
    def database(self) -> Any:
        return self.exchange.database

    @property
    def desk(self) -> Desk:
        return self.exchange.desk.at(self.exchange.now)

    def at(self, moment: datetime) -> None:
        self.exchange.now = moment

    async def practice(self) -> Practice:
        async with self.database.read() as tx:
            return await practices.get(tx, self.exchange.desk.practice.id)

    async def notice(self, first: date = FIRST) -> Any:
        async with self.database.write() as tx:
            practice = await practices.get(tx, self.exchange.desk.practice.id)
            return await suspending.give_notice(
                tx, BY, practice, first, self.telling, now=self.exchange.now
            )

    async def undo(self) -> None:
        async with self.database.write() as tx:
            practice = await practices.get(tx, self.exchange.desk.practice.id)
            await suspending.take_back(tx, BY, practice, self.telling, now=self.exchange.now)

    async def suspended(self) -> None:
        """Give notice, and let the first day come."""
        await self.notice()
        self.at(BEGINS + timedelta(minutes=1))
        assert await self.suspender.step() == 1
