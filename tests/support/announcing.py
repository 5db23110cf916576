"""Staff who tell many clients, with the worker of announcements driven by hand."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from calendar_store.appointments import announcements
from calendar_store.model.actors import OPERATOR
from calendar_store.model.announcements import Announcement, Occasion, ToldAppointment
from calendar_store.model.appointments import Appointment
from gateway.announcements.announcer import Announcer
from gateway.use_cases import telling_begin, told_clients
from gateway.use_cases.tariff import Tariff
from gateway.use_cases.telling_clients import TellingPreview, TellingWish, look
from gateway.use_cases.told_clients import Progress
from gateway.use_cases.touched_visits import TellingChoice
from tests.support.exchange import Exchange


class Teller:
    """Somebody of the staff who tells clients.

    Attributes:
        exchange: the practice and its clients.
    """

    def __init__(self, exchange: Exchange) -> None:
        self.exchange = exchange
        self.announcer = Announcer(exchange.database, exchange.channels, exchange.clock)
        self.tariff = Tariff(exchange.channels)

    async def looks(
        self,
        day: date,
        occasion: Occasion = Occasion.CLOSED,
        *,
        chosen: Collection[int] | None = None,
        choice: Mapping[str, Any] | None = None,
        **wish: Any,
    ) -> TellingPreview:
        """Look whom a day touches; `choice` are fields of TellingChoice, `wish` of TellingWish."""
        exchange = self.exchange
        async with exchange.database.read() as tx:
            return await look(
                *(tx, OPERATOR, exchange.desk.practice),
                TellingChoice(day, day, **(choice or {})),
                TellingWish(occasion, **wish),
                tariff=self.tariff,
                now=exchange.now,
                chosen=chosen,
            )

    async def begins(
        self,
        day: date,
        visits: Collection[Appointment],
        occasion: Occasion = Occasion.CLOSED,
        choice: Mapping[str, Any] | None = None,
        **wish: Any,
    ) -> Announcement:
        """Begin to tell the clients of visits, as they were given."""
        exchange = self.exchange
        async with exchange.database.write() as tx:
            return await telling_begin.send(
                *(tx, OPERATOR, exchange.desk.practice),
                TellingChoice(day, day, **(choice or {})),
                TellingWish(occasion, **wish),
                seen={one.id: one.version for one in visits},
                tariff=self.tariff,
                now=exchange.now,
            )

    async def tells(
        self, day: date, visits: Collection[Appointment], *more: Any, **wish: Any
    ) -> list[str]:
        """Tell the clients of visits; return the new messages."""
        await self.begins(day, visits, *more, **wish)
        return await self.sent()

    async def sent(self) -> list[str]:
        """Let the worker run; return the messages that it queued, in order."""
        before = {one.id for one in await self.exchange.desk.messages()}
        while await self.announcer.step():
            pass
        new = [one for one in await self.exchange.desk.messages() if one.id not in before]
        return [one.text for one in sorted(new, key=lambda one: one.id)]

    async def stops(self, announced: Announcement) -> int:
        """Stop an announcement."""
        exchange = self.exchange
        async with exchange.database.write() as tx:
            return await told_clients.stop(
                *(tx, OPERATOR, exchange.desk.practice, announced.id), now=exchange.now
            )

    async def progress(self, announced: Announcement) -> Progress:
        """Return how far an announcement has come."""
        async with self.exchange.database.read() as tx:
            return await told_clients.progress(
                tx, OPERATOR, self.exchange.desk.practice, announced.id
            )

    async def rows(self, announced: Announcement) -> list[ToldAppointment]:
        """Return the appointments of an announcement, by start."""
        async with self.exchange.database.read() as tx:
            key = (announced.practice_id, announced.id)
            return (await announcements.told_by(tx, [key])).get(announced.id, [])
