"""Studio Aurora at work: the whole service and its pages on real sockets, with clients' phones.

The clock stands until it is put forward. What the desk does is looked up where it counts: in the
store, in the histories and the log, and on the phones at the carrier.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from yarl import URL

from calendar_store.appointments import agenda, announcements
from calendar_store.clients import clients
from calendar_store.database import audit
from calendar_store.database.connection import Database
from calendar_store.database.notify import Topic
from calendar_store.messages import message_rows, reminders
from calendar_store.model import local_time
from calendar_store.model.actors import Permission
from calendar_store.model.appointments import Appointment
from calendar_store.model.statuses import Channel, MessageStatus, Role
from calendar_store.practices import practitioners, staff
from config.checked import Address
from gateway.app import listening
from gateway.channels.fax.fax_channel import FaxChannel
from gateway.channels.fax.fax_config import FaxServerConfig
from gateway.demo import sample
from gateway.demo.account import account
from gateway.demo.carrier import SandboxCarrier
from gateway.demo.people import People, settle_in
from gateway.service import TextbackService
from gateway.use_cases import booking
from gateway.use_cases.booking import BookingRequest
from gateway.use_cases.tariff import Tariff
from gateway.web.server.app import make_app
from tests.support.actors import named

ADMIN, RECEPTION, BRUNO = "aurora@example.org", "desk@example.org", "bruno@example.org"
"""Accounts of an administrator, of the reception, and of a practitioner."""
_UNDER_WAY = {MessageStatus.QUEUED, MessageStatus.SENDING, MessageStatus.ACCEPTED}
_DAY = timedelta(days=1)
_BY = named("before", *Permission)
"""Who booked what was there before."""


@dataclass(slots=True)
class StandingClock:
    """A clock that stands until it is put forward."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now


@dataclass(slots=True)
class FrontDesk:
    """The desk, as somebody sees it who looks at everything but the pages.

    Attributes:
        database: the store.
        people: the practice, its practitioners and clients.
        clock: the time that the service goes by, UTC.
        carrier: the carrier, with the clients' phones.
        service: the service.
        url: the address of the pages.
    """

    database: Database
    people: People
    clock: StandingClock
    carrier: SandboxCarrier
    service: TextbackService
    url: str = ""
    _texts_read: dict[str, int] = field(default_factory=dict)
    _logged: int = 0

    @property
    def zone(self) -> ZoneInfo:
        """The practice's zone."""
        return ZoneInfo(self.people.practice.timezone)

    def make_url(self, path: str) -> URL:
        """Return the address of a page."""
        return URL(f"{self.url}{path}")

    def at(self, day: date, clock: str) -> datetime:
        """Return a local time of a day, as "09:30"."""
        return datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=self.zone)

    async def employ(self, email: str, role: Role, password_hash: str, who: str = "") -> None:
        """Give somebody an account; `who` is the practitioner that they are."""
        own = self.people.practitioners[who].id if who else None
        async with self.database.write() as tx:
            await staff.add(
                *(tx, self.people.practice.id),
                email=email,
                role=role,
                password_hash=password_hash,
                by=_BY,
                now=self.clock.now,
                practitioner_id=own,
            )

    async def book(self, client: str, day: date, clock: str, who: str) -> Appointment:
        """Book for a client of that last name, who is not told."""
        wanted = BookingRequest(
            str(self.people.clients[client].id),
            self.at(day, clock),
            practitioner=who,
            service="Check-up",
            tell=False,
        )
        async with self.database.write() as tx:
            made = await booking.book(
                *(tx, _BY, self.people.practice, wanted),
                channels=self.service.channels,
                now=self.clock.now,
            )
        return made.appointment

    async def day(self, day: date) -> list[str]:
        """Return a day as the store holds it: "10:00 Aurora, Byron: booked", by time."""
        begin = local_time.midnight(day, self.zone)
        end = local_time.midnight(day + _DAY, self.zone)
        practice_id = self.people.practice.id
        async with self.database.read() as tx:
            found = await agenda.between(tx, practice_id, begin, end)
            known = {one.client_id for one in found}
            last = {one: (await clients.get(tx, practice_id, one)).last for one in known}
        return [
            f"{one.starts_at.astimezone(self.zone):%H:%M} {one.practitioner},"
            f" {last[one.client_id]}: {one.status.value}"
            for one in found
        ]

    async def one(self, client: str, day: date) -> Appointment:
        """Return the only appointment of a client on a day."""
        begin = local_time.midnight(day, self.zone)
        async with self.database.read() as tx:
            found = await agenda.between(tx, self.people.practice.id, begin, begin + _DAY)
        (found_one,) = [one for one in found if one.client_id == self.people.clients[client].id]
        return found_one

    async def history(self, appointment: Appointment) -> list[str]:
        """Return an appointment's history: "moved to 10:00 with Aurora by desk@example.org"."""
        async with self.database.read() as tx:
            practice_id = self.people.practice.id
            events = await agenda.history(tx, practice_id, appointment.id)
            everybody = await practitioners.all_practitioners(tx, practice_id)
        names = {one.id: one.name for one in everybody}
        return [
            f"{one.change} {one.starts_at.astimezone(self.zone):%H:%M}"
            f" {names[one.practitioner_id]} by {one.by}"
            for one in events
        ]

    async def logged(self) -> list[str]:
        """Return what the log has new since it was last read: "staff.removed bruno@... by ..."."""
        async with self.database.read() as tx:
            found = await audit.entries(tx, self.people.practice.id)
        new = [one for one in reversed(found) if one.id > self._logged]
        self._logged = max((one.id for one in found), default=0)
        return [f"{one.action} {one.subject} by {one.by}" for one in new]

    async def later(self, by: timedelta) -> dict[str, list[str]]:
        """Let time pass until all that is due was sent; return new texts by client's last name.

        Clients who got no text are left out.
        """
        self.clock.now += by
        news = self.database.changes.listen(*Topic)
        try:
            # the workers look again at once: their clock has moved
            self.database.changes.publish(Topic)
            while not await self._is_quiet():
                assert await news.wait(10), "nothing more happens, and messages are under way"
        finally:
            news.close()
        return {last: new for last in self.people.clients if (new := self._new_texts(last))}

    async def _is_quiet(self) -> bool:
        async with self.database.read() as tx:
            due = await reminders.next_due(tx, self.service.channels.kinds)
            told = await announcements.next_due(tx)
            sent = await message_rows.listed(tx, self.people.practice.id, limit=1000)
        under_way = [
            one
            for one in sent
            if one.status in _UNDER_WAY and one.not_before <= self.clock.now
            # a fax is under way until its machine has taken it
            if one.channel is not Channel.FAX
        ]
        waits = [at for at in (due, told) if at is not None and at <= self.clock.now]
        return not waits and not under_way

    def _new_texts(self, last: str) -> list[str]:
        number = self.people.clients[last].mobile
        texts = self.carrier.texts(number)
        new = texts[self._texts_read.get(number, 0) :]
        self._texts_read[number] = len(texts)
        return [one.text for one in new]


@asynccontextmanager
async def front_desk(
    database: Database, now: datetime, *, fax: FaxServerConfig | None = None
) -> AsyncIterator[FrontDesk]:
    """Run the service of the sample practice, its carrier and its pages while the block runs.

    Args:
        database: the store.
        now: what the clock shows.
        fax: the fax server, if there is one.
    """
    async with database.write() as tx:
        people = await settle_in(tx, now)
    carrier = SandboxCarrier()
    await carrier.start()
    try:
        clock = StandingClock(now)
        accounts = [account(carrier.port, sample.SENDER)]
        service = TextbackService(
            *(database, accounts),
            clock=clock,
            owner="desk",
            drain=0.5,
            fax=fax,
            faxes=FaxChannel() if fax else None,
        )
        desk = FrontDesk(database, people, clock, carrier, service)
        async with service.running():
            pages = database.apart()
            app = make_app(
                pages,
                clock=clock,
                public_url="http://127.0.0.1",
                secret_key=b"k" * 32,
                link_status=service.status,
                tariff=Tariff(service.channels),
                heartbeats=service.heartbeats,
            )
            async with listening(app, Address("127.0.0.1", 0)) as port:
                desk.url = f"http://127.0.0.1:{port}"
                yield desk
            await pages.close()
    finally:
        await carrier.stop()
