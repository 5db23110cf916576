"""A practice's desk, as the tests of the store and of the workers need it.

Adds clients who have consented, books for them, makes changes the way staff do, and looks things
up again; each in a transaction of its own.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from calendar_store.appointments import agenda, appointments
from calendar_store.appointments.appointments import Transition
from calendar_store.clients import clients, consent, kind_consents
from calendar_store.clients.consent import ConsentStatement
from calendar_store.clients.kind_consents import KindStatement
from calendar_store.clients.new_client import NewClient
from calendar_store.conversations import alerts
from calendar_store.database.connection import Database
from calendar_store.messages import message_rows, reminders
from calendar_store.model.actors import Permission
from calendar_store.model.appointments import Appointment, Slot
from calendar_store.model.clients import Client
from calendar_store.model.conversations import Alert
from calendar_store.model.messages import Message, Reminder
from calendar_store.model.practices import (
    DEFAULT_STEPS,
    Practice,
    Practitioner,
    ReminderStep,
    Service,
)
from calendar_store.model.statuses import (
    AppointmentStatus,
    Channel,
    ConsentHow,
    ConsentKind,
    MessageKind,
)
from calendar_store.practices import reminder_text
from tests.support.actors import named

HALF_HOUR = timedelta(minutes=30)
BY = named("ada@example.org", *Permission)


def mobile(number: int) -> str:
    """Return the sample mobile number of the client of that number."""
    return f"+3933311{10000 + number}"


@dataclass(frozen=True, slots=True)
class Desk:
    """The desk of one practice.

    Attributes:
        kinds: kinds of messages to which new clients agree besides the channels.
    """

    database: Database
    practice: Practice
    practitioner: Practitioner
    now: datetime
    steps: Sequence[ReminderStep] = field(default=DEFAULT_STEPS)
    kinds: Sequence[MessageKind] = ()

    def at(self, now: datetime) -> "Desk":
        """Return the desk at another moment."""
        return replace(self, now=now)

    async def client(
        self,
        first: str = "Ada",
        last: str = "Byron",
        number: int = 1,
        *,
        consents: bool = True,
        email: str = "",
        agreed: Sequence[Channel] = (Channel.SMS,),
        prefers: Channel = Channel.SMS,
    ) -> Client:
        """Add a client who agreed to the channels `agreed`; to none without `consents`."""
        async with self.database.write() as tx:
            entered = NewClient(first, last, mobile(number), email, prefers=prefers)
            added = await clients.add(tx, self.practice, entered, by=BY, now=self.now)
            said = [
                ConsentStatement(
                    *(added.id, channel, ConsentKind.GRANTED, ConsentHow.SPOKEN, BY, self.now)
                )
                for channel in agreed
                if consents
            ]
            await consent.record(tx, self.practice.id, said, now=self.now)
        if consents:
            await self.says_of(added, *self.kinds)
        return added

    async def says_of(
        self,
        client: Client,
        *kinds: MessageKind,
        said: ConsentKind = ConsentKind.GRANTED,
        at: datetime | None = None,
    ) -> None:
        """Record what a client says of kinds of messages, as the store does alone."""
        how = ConsentHow.SPOKEN
        words = [KindStatement(client.id, one, said, how, BY, at or self.now) for one in kinds]
        async with self.database.write() as tx:
            await kind_consents.record(tx, self.practice.id, words, now=self.now)

    def steps_of(self, policy: str) -> "Desk":
        """Return the desk with the reminder steps of a line, as "email 1d, sms 20h?"."""
        return replace(self, steps=reminder_text.steps(policy))

    async def book(
        self,
        client: Client,
        starts_at: datetime,
        *,
        duration: timedelta = HALF_HOUR,
        practitioner: Practitioner | None = None,
        service: Service | None = None,
    ) -> Appointment:
        async with self.database.write() as tx:
            return await appointments.book(
                tx,
                self.practice,
                self.steps,
                client_id=client.id,
                practitioner_id=(practitioner or self.practitioner).id,
                starts_at=starts_at,
                duration=duration,
                now=self.now,
                by=BY,
                service=service,
            )

    async def change(self, one: Transition) -> None:
        async with self.database.write() as tx:
            policy = (self.practice, self.steps)
            await appointments.change(tx, one, policy, now=self.now, by=BY)

    async def cancel(self, appointment: Appointment) -> Appointment:
        await self.change(appointments.cancelled(appointment, self.now))
        return await self.appointment(appointment)

    async def move(self, appointment: Appointment, starts_at: datetime) -> Appointment:
        slot = self.slot(starts_at, appointment.duration)
        await self.change(appointments.moved(appointment, slot, AppointmentStatus.BOOKED))
        return await self.appointment(appointment)

    def slot(self, starts_at: datetime, duration: timedelta = HALF_HOUR) -> Slot:
        who = self.practitioner
        return Slot(who.id, who.name, starts_at, starts_at + duration)

    async def appointment(self, appointment: Appointment) -> Appointment:
        async with self.database.read() as tx:
            return await agenda.get(tx, self.practice.id, appointment.id)

    async def reminders(self, appointment: Appointment) -> list[Reminder]:
        async with self.database.read() as tx:
            return await reminders.of_appointments(tx, self.practice.id, [appointment.id])

    async def messages(self) -> list[Message]:
        """Return everything in the practice's outbox, oldest first."""
        async with self.database.read() as tx:
            return (await message_rows.listed(tx, self.practice.id, limit=10_000))[::-1]

    async def alerts(self) -> list[Alert]:
        async with self.database.read() as tx:
            return await alerts.open_of(tx, self.practice.id)
