"""A practice that books all the time, and reminds at once or seconds later."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from calendar_store.appointments import appointments
from calendar_store.clients import clients, consent
from calendar_store.clients.consent import ConsentStatement
from calendar_store.clients.new_client import NewClient
from calendar_store.database.connection import Database, Transaction
from calendar_store.model.practices import Practice, Practitioner, ReminderStep
from calendar_store.model.statuses import Channel, ConsentHow, ConsentKind, StepRule
from calendar_store.practices import practices, practitioners
from tests.bench.seed import mobile
from tests.support.actors import named

BY = named("soak")
_DOCTORS = 20
_MINUTES = timedelta(minutes=10)
_EVERY = 4.0
"""Seconds between bookings: so many fall due together that the window is full."""


@dataclass(slots=True)
class Feed:
    """The bookings of one practice; a client has one appointment, and a message about it.

    Attributes:
        booked: how many there are.
    """

    database: Database
    practice: Practice
    steps: Sequence[ReminderStep]
    doctors: Sequence[Practitioner]
    booked: int = 0

    @classmethod
    async def begin(cls, database: Database) -> "Feed":
        """Return the feed of the only practice there is, with practitioners enough."""
        async with database.write() as tx:
            (practice,) = await practices.all_practices(tx)
            steps = (await practices.steps(tx, [practice.id]))[practice.id]
            now = datetime.now(UTC)
            # what is worn out is the service, not how it stops
            practice = await practices.change(tx, practice.id, now=now, by=BY, daily_cap=None)
            doctors = [
                await practitioners.add(tx, practice.id, f"Aurora {number}", by=BY, now=now)
                for number in range(_DOCTORS)
            ]
        return cls(database, practice, steps, doctors)

    async def run(self, per_second: float) -> None:
        """Book so many a second, until cancelled."""
        loop = asyncio.get_running_loop()
        began, before = loop.time(), self.booked
        while True:
            wanted = before + int((loop.time() - began) * per_second)
            if wanted > self.booked:
                async with self.database.write() as tx:
                    await self._book(tx, wanted - self.booked)
                self.booked = wanted
            await asyncio.sleep(_EVERY)

    async def _book(self, tx: Transaction, count: int) -> None:
        now = datetime.now(UTC)
        numbers = range(self.booked, self.booked + count)
        new = [NewClient("Ada", "Byron", mobile(n), locale="en") for n in numbers]
        added = await clients.add_many(tx, self.practice, new, by=BY, now=now)
        agreed = (Channel.SMS, ConsentKind.GRANTED, ConsentHow.FORM, BY, now, "")
        await consent.record(
            tx, self.practice.id, [ConsentStatement(one.id, *agreed) for one in added], now=now
        )
        for number, client in zip(numbers, added, strict=True):
            row, doctor = divmod(number, len(self.doctors))
            starts_at = now.replace(second=0, microsecond=0) + timedelta(days=2) + row * _MINUTES
            await appointments.book(
                *(tx, self.practice, self._steps(number, starts_at - now)),
                client_id=client.id,
                practitioner_id=self.doctors[doctor].id,
                starts_at=starts_at,
                duration=_MINUTES,
                now=now,
                by=BY,
            )

    def _steps(self, number: int, ahead: timedelta) -> Sequence[ReminderStep]:
        """Tell every other client at once, as the practice's policy says; remind the others."""
        if number % 2:
            return self.steps
        soon = timedelta(seconds=1 + number % 5)
        return (ReminderStep(2, StepRule.BEFORE, before=ahead - soon),)
