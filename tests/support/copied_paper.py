"""A paper that is copied in, and what others do meanwhile: for tests of catching up."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

from calendar_store.appointments import agenda, appointments, paper_entries
from calendar_store.clients import clients
from calendar_store.database.connection import Database
from calendar_store.model.actors import BY_TEXT, OPERATOR, Actor
from calendar_store.model.appointments import Appointment, Slot
from calendar_store.model.paper_entries import PaperEntry, PaperSheet
from calendar_store.model.practices import Practice
from calendar_store.model.statuses import AppointmentStatus
from gateway.use_cases import catch_up, catch_up_settling, catch_up_view
from gateway.use_cases.catch_up import CatchUpDesk
from gateway.use_cases.catch_up_settling import PaperChoice, SettlingWay
from gateway.use_cases.catch_up_view import PaperConflict
from gateway.use_cases.paper_doing import PaperDesk
from gateway.use_cases.paper_lines import PaperLine
from gateway.use_cases.tariff import Tariff
from tests.support.desk import Desk
from tests.support.sms import NOBODY

HALF_HOUR = timedelta(minutes=30)


@dataclass(slots=True)
class CopiedPaper:
    """Somebody who copies a paper in.

    Attributes:
        desk: of the practice; its moment is when the paper was made.
        now: when it is copied in, UTC.
        actor: who does it.
        tariff: by what clients are told.
    """

    desk: Desk
    now: datetime
    actor: Actor = OPERATOR
    tariff: Tariff = NOBODY
    confirm: bool = False
    tell: bool = True
    _keys: Any = field(default_factory=lambda: count(1))

    @property
    def database(self) -> Database:
        """The store."""
        return self.desk.database

    @property
    def practice(self) -> Practice:
        """The practice."""
        return self.desk.practice

    def at(self, now: datetime) -> "CopiedPaper":
        """Return the same at another moment, for what others do then."""
        return replace(self, now=now)

    @property
    def sheet(self) -> PaperSheet:
        """The page of the paper, of the day on which it is copied."""
        day = self.now.astimezone(ZoneInfo(self.practice.timezone)).date()
        who = self.desk.practitioner.id
        return PaperSheet(self.desk.now, day, who, None, self.confirm, self.tell)

    @property
    def copying(self) -> CatchUpDesk:
        """Whom the use case takes it from."""
        return CatchUpDesk(self.database, self.actor, self.practice.id, self.tariff, self.now)

    async def take(self, *lines: PaperLine) -> list[PaperEntry]:
        """Copy lines in."""
        return await catch_up.take(self.copying, self.sheet, lines)

    async def writes(self, time: str, name: str, phone: str = "", **more: Any) -> PaperEntry:
        """Copy a new visit in."""
        line = PaperLine(f"key {next(self._keys)}", time, name, phone, **more)
        return (await self.take(line))[0]

    async def writes_on(self, visit: Appointment, written: str) -> PaperEntry:
        """Copy what stands on the line of a visit: "x", or another time."""
        line = PaperLine(f"key {next(self._keys)}", written, appointment_id=visit.id)
        return (await self.take(line))[0]

    async def settles(self, entry: PaperEntry, way: SettlingWay, **more: Any) -> PaperEntry:
        """Settle an entry."""
        async with self.database.write() as tx:
            return await catch_up_settling.settle(
                *(tx, self.actor, self.practice, entry.id, PaperChoice(way, **more)),
                tariff=self.tariff,
                now=self.now,
            )

    async def undoes(self, entry: PaperEntry) -> PaperEntry:
        """Take back what became of an entry."""
        async with self.database.write() as tx:
            return await catch_up_settling.undo(
                *(tx, self.actor, self.practice, entry.id), tariff=self.tariff, now=self.now
            )

    async def conflicts(self) -> list[PaperConflict]:
        """Return what waits, beside what stands."""
        async with self.database.read() as tx:
            doing = PaperDesk(tx, self.actor, self.practice, self.tariff, self.now)
            return await catch_up_view.open_ones(doing, 100)

    async def entries(self) -> Sequence[PaperEntry]:
        """Return all entries, the oldest first."""
        async with self.database.read() as tx:
            return (await paper_entries.listed(tx, self.practice.id, 1000))[::-1]

    async def day(self) -> list[str]:
        """Return the visits that stand on the day: "10:00 Byron", by time."""
        zone = ZoneInfo(self.practice.timezone)
        async with self.database.read() as tx:
            found = await agenda.between(
                tx, self.practice.id, self.desk.now - 10 * HALF_HOUR, self.now + 48 * HALF_HOUR
            )
            named = await _last_names(tx, self.practice.id)
        return [
            f"{one.starts_at.astimezone(zone):%H:%M} {named[one.client_id]}"
            for one in found
            if one.status is not AppointmentStatus.CANCELLED
        ]

    async def by_text(self, visit: Appointment, to: datetime | None = None) -> None:
        """Let a client move a visit by text, or cancel it."""
        async with self.database.write() as tx:
            one = await agenda.get(tx, self.practice.id, visit.id)
            change = appointments.cancelled(one, self.now)
            if to is not None:
                slot = Slot(one.practitioner_id, one.practitioner, to, to + one.duration)
                change = appointments.moved(one, slot, AppointmentStatus.CONFIRMED)
            policy = (self.practice, self.desk.steps)
            await appointments.change(tx, change, policy, now=self.now, by=BY_TEXT)

    async def confirmed_by_text(self, visit: Appointment) -> None:
        """Let a client confirm a visit by text."""
        async with self.database.write() as tx:
            one = await agenda.get(tx, self.practice.id, visit.id)
            policy = (self.practice, self.desk.steps)
            change = appointments.confirmed(one)
            await appointments.change(tx, change, policy, now=self.now, by=BY_TEXT)

    async def booked_by_text(self, client_id: int, at: datetime) -> Appointment:
        """Let a client book by text."""
        async with self.database.write() as tx:
            return await appointments.book(
                *(tx, self.practice, self.desk.steps),
                client_id=client_id,
                practitioner_id=self.desk.practitioner.id,
                starts_at=at,
                duration=HALF_HOUR,
                now=self.now,
                by=BY_TEXT,
            )


async def _last_names(tx: Any, practice_id: int) -> dict[int, str]:
    found = await clients.page(tx, practice_id, limit=1000)
    return {one.id: one.last for one in found}


async def copy_in_each_state(desk: Desk, visit: Appointment) -> None:
    """Copy lines in of which each stands otherwise: done, unclear, in conflict, left out.

    Args:
        desk: of the practice.
        visit: a visit that stands on the paper, later on the same day.
    """
    paper = CopiedPaper(desk, desk.now)
    zone = ZoneInfo(desk.practice.timezone)
    at = f"{visit.starts_at.astimezone(zone):%H:%M}"
    await paper.writes("17:30", "Hopper", "+39 333 111 0009")
    await paper.writes("17:30", "Lise Meitner", "+39 333 999 8870")
    await paper.writes("17:00", "Nobody of that name")
    await paper.writes("half past", "Meitner")
    await paper.writes("22:00", "Lise Meitner")
    await paper.writes(at, "Lise Meitner")
    dropped = await paper.writes(at, "Lise Meitner")
    await paper.settles(dropped, SettlingWay.DROP, reason="rang again")
    await paper.at(desk.now + HALF_HOUR).confirmed_by_text(visit)
    await paper.writes_on(visit, "x")
