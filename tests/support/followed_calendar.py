"""A practice that follows an outside calendar, read when a test says so."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from ipaddress import ip_network

from calendar_store.appointments import blocks
from calendar_store.model.actors import OPERATOR
from calendar_store.model.appointments import CalendarBlock
from calendar_store.model.outside_calendars import CalendarReading
from calendar_store.practices import outside_calendars
from gateway.outside_calendars.reader import CalendarReader, ReaderSettings
from gateway.use_cases import outside_calendars as use_cases
from tests.support.calendar_server import CalendarServer
from tests.support.desk import Desk

LOOPBACK = (ip_network("127.0.0.0/8"),)
SETTINGS = ReaderSettings(private=LOOPBACK)
_DAY = timedelta(days=1)


@dataclass(slots=True)
class Followed:
    """An outside calendar of the desk's practitioner.

    Attributes:
        desk: the desk.
        server: where the calendar is.
        id: of the calendar.
        now: moved by the test.
        worker: reads it.
    """

    desk: Desk
    server: CalendarServer
    id: int
    now: datetime
    worker: CalendarReader = field(init=False)

    def __post_init__(self) -> None:
        """Make the worker."""
        self.worker = self.reader(SETTINGS)

    def reader(self, settings: ReaderSettings) -> CalendarReader:
        """Return another worker, with other settings."""
        return CalendarReader(self.desk.database, lambda: self.now, settings)

    async def again(self, worker: CalendarReader | None = None) -> int:
        """Read what is due a quarter of an hour later."""
        self.now += timedelta(minutes=15)
        return await (worker or self.worker).step()

    async def blocks(self) -> Sequence[CalendarBlock]:
        """Return all blocks of the practice."""
        span = self.desk.now - 3 * _DAY, self.desk.now + 500 * _DAY
        async with self.desk.database.read() as tx:
            return await blocks.within(tx, self.desk.practice.id, None, *span)

    async def spans(self) -> list[tuple[datetime, datetime]]:
        """Return the times of all blocks of the practice."""
        return [(one.starts_at, one.ends_at) for one in await self.blocks()]

    async def reading(self) -> CalendarReading:
        """Return what is known of the last readings."""
        async with self.desk.database.read() as tx:
            one = await outside_calendars.get(tx, self.desk.practice.id, self.id)
        return one.reading

    async def remove(self) -> None:
        """Remove the calendar."""
        async with self.desk.database.write() as tx:
            await use_cases.remove(tx, OPERATOR, self.desk.practice, self.id, now=self.now)


async def followed_by(desk: Desk, server: CalendarServer, address: str = "") -> Followed:
    """Add a calendar of the desk's practitioner; it is not read yet.

    Args:
        desk: the desk.
        server: a server of calendars.
        address: where the calendar is; "" for the server's own address.
    """
    who = desk.practitioner.name
    async with desk.database.write() as tx:
        made = await use_cases.add(
            tx, OPERATOR, desk.practice, who, address or server.address, now=desk.now
        )
    return Followed(desk, server, made.calendar.id, desk.now)
