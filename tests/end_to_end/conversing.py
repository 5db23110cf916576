"""Plays conversations over the real service: a carrier on a socket, a store on a disk.

The service's clock begins where the conversation does and is moved by it. Each step is over once
the text is acknowledged and handled, and whatever is said to it has reached the phone.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic

from sqlalchemy import func, select

from calendar_store.appointments import agenda
from calendar_store.conversations import alerts
from calendar_store.database.connection import Database
from calendar_store.database.notify import Topic
from calendar_store.model.appointments import Appointment
from calendar_store.model.clients import Client
from calendar_store.model.conversations import Alert, ConversationKey
from calendar_store.model.practices import ReminderStep
from calendar_store.model.statuses import Channel, InboundStatus, MessageStatus, StepRule
from calendar_store.practices import hours, practices, practitioners, services
from calendar_store.schema import appointments as appointments_table
from calendar_store.schema import inbound, messages
from gateway.channels.sms.smpp.carrier_config import CarrierConfig
from gateway.channels.sms.text.parts import prepare
from gateway.demo.carrier import _NETWORK, SandboxCarrier
from gateway.demo.session import Delivery
from gateway.demo.wire import deliver_body
from gateway.service import TextbackService
from gateway.use_cases import staff_conversation, staff_replies
from gateway.use_cases.tariff import Tariff
from gateway.wording.reason_words import in_words
from tests.end_to_end.talks import BEGINS, ROME, Talk, length, moment
from tests.support.desk import BY, HALF_HOUR, Desk, mobile
from tests.support.sms import texts

OURS, THEIRS = "+390699000111", mobile(1)
_PATIENCE = 20.0
"""Seconds after which a step that is not over is a fault."""
_ON_ITS_WAY = (MessageStatus.QUEUED.value, MessageStatus.SENDING.value)


@dataclass
class Clock:
    """Tells the time of a conversation; it goes on by itself and can be put forward."""

    begins: datetime
    started: float = field(default_factory=monotonic)

    def now(self) -> datetime:
        return self.begins + timedelta(seconds=monotonic() - self.started)

    def put_forward(self, by: timedelta) -> None:
        self.begins += by


@dataclass
class Conversing:
    """A conversation in progress."""

    database: Database
    service: TextbackService
    carrier: SandboxCarrier
    desk: Desk
    clients: dict[str, Client]
    clock: Clock
    heard: int = 0
    rest: tuple[Delivery, ...] = ()
    answers: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    async def step(self, written: str) -> None:
        """Take one step; what is answered otherwise than it should be is among the faults."""
        word, colon, said = written.partition(":")
        acts = {
            "answer": self._answer,
            "staff": self._staff,
            "half": self._half,
            "rest": self._rest,
            "wait": self._wait,
        }
        if colon and word in acts:
            await acts[word](said.strip())
        else:
            self._begin()
            quoted = written.replace("{last}", (self.received() or [""])[-1])
            await self.carrier.send(THEIRS, OURS, quoted)
        await self.settled()

    async def settled(self) -> None:
        """Wait until everything is handled and has arrived."""
        changed = self.database.changes.listen(*Topic)
        try:
            async with asyncio.timeout(_PATIENCE):
                while not await self._is_over():
                    await changed.wait(0.2)
        finally:
            changed.close()
        self.answers = self.received()[self.heard :]

    def received(self) -> list[str]:
        """Return every text that reached the phone."""
        return [one.text for one in self.carrier.texts(THEIRS) if not one.outgoing]

    async def appointments(self) -> list[Appointment]:
        """Return the appointments in the order of booking."""
        async with self.database.read() as tx:
            rows = await tx.execute(select(appointments_table.c.id))
            keys = [(self.desk.practice.id, row.id) for row in rows]
            found = await agenda.by_ids(tx, keys)
        return sorted(found.values(), key=lambda one: one.id)

    async def alerts(self) -> list[Alert]:
        """Return what staff were told, whether or not they have seen to it."""
        async with self.database.read() as tx:
            return await alerts.listed(tx, self.desk.practice.id)

    def _begin(self) -> None:
        self.heard = len(self.received())
        self.clock.put_forward(timedelta(minutes=1))

    async def _is_over(self) -> bool:
        async with self.database.read() as tx:
            waiting = select(func.count()).where(inbound.c.status == InboundStatus.NEW.value)
            leaving = select(func.count()).where(messages.c.status.in_(_ON_ITS_WAY))
            left = select(func.count()).where(
                messages.c.status.in_([MessageStatus.ACCEPTED.value, MessageStatus.DELIVERED.value])
            )
            counts = [(await tx.execute(one)).scalar_one() for one in (waiting, leaving, left)]
        return counts == [0, 0, len(self.received())]

    async def _answer(self, words: str) -> None:
        said = "\n".join(self.answers)
        if words not in said or bool(words) != bool(said):
            self.faults.append(f"answered: {said!r}, not {words!r}")

    async def _staff(self, act: str) -> None:
        self._begin()
        desk = self.desk.at(self.clock.now())
        do, _, rest = act.partition(" ")
        if do == "answer":
            await self._staff_answer(rest)
            return
        first, _, when = rest.partition(" ")
        client = self.clients[first]
        if do == "book":
            await desk.book(client, moment(when))
            return
        async with self.database.read() as tx:
            last = await agenda.last_of_client(tx, client.practice_id, client.id)
        await (desk.move(last, moment(when)) if do == "move" else desk.cancel(last))

    async def _staff_answer(self, words: str) -> None:
        tariff, now = Tariff(texts(("sandbox", (OURS,)))), self.clock.now()
        async with self.database.write() as tx:
            key = ConversationKey(Channel.SMS, OURS, THEIRS)
            known = await staff_conversation.load(tx, self.desk.practice.id, key, tariff, now)
            await staff_replies.answer(tx, BY, known, words, None, seen=known.newest, now=now)

    async def _half(self, text: str) -> None:
        """Let the first part of a long text come, and keep the others back."""
        self._begin()
        prepared = prepare(text, _NETWORK, 77)
        assert len(prepared.parts) > 1, f"{text!r} fits into one part"
        first, *others = (
            Delivery(
                deliver_body(
                    THEIRS,
                    OURS,
                    part.octets,
                    esm_class=prepared.esm_class,
                    data_coding=prepared.data_coding,
                )
            )
            for part in prepared.parts
        )
        self.rest = tuple(others)
        await self._deliver(first)

    async def _rest(self, _: str) -> None:
        self._begin()
        for each in self.rest:
            await self._deliver(each)
        self.rest = ()

    async def _deliver(self, each: Delivery) -> None:
        self.carrier._deliver(each)
        assert await each.acknowledged == 0

    async def _wait(self, written: str) -> None:
        self.heard = len(self.received())
        self.clock.put_forward(length(written))
        # what time alone decides is looked for every few seconds otherwise
        await self.service._sweeper.sweep()


async def verdict(talk: Talk, talking: Conversing) -> str:
    """Play a conversation to its end; return what is not as it should be, "" where all is.

    Args:
        talk: what is written down.
        talking: the conversation, at its beginning.
    """
    for step in talk.steps:
        await talking.step(step)
    stand, told = await talking.appointments(), await talking.alerts()
    faults = [*talking.faults]
    fits = [want.fits(one) for want, one in zip(talk.after, stand, strict=False)]
    if len(stand) != len(talk.after) or not all(fits):
        found = [f"{a.status} {a.starts_at.astimezone(ROME):%a %d %H:%M}".lower() for a in stand]
        faults.append(f"stands: {found}, not {[one.written for one in talk.after]}")
    if talk.alerted not in (None, bool(told)):
        faults.append(f"staff were told: {[in_words(one.reason) for one in told]}")
    shown = [f"{'>' if one.outgoing else '<'} {one.text}" for one in talking.carrier.texts(THEIRS)]
    return "\n".join(["", *faults, *shown]) if faults else ""


@asynccontextmanager
async def conversing(talk: Talk, migrated_file: Path) -> AsyncIterator[Conversing]:
    """Set up a conversation, its reminder sent if it shall be, and run the service meanwhile.

    Args:
        talk: what is written down.
        migrated_file: a store of its own, without a practice.
    """
    clock = Clock(BEGINS)
    database = Database.connect(f"sqlite:///{migrated_file}")
    carrier = SandboxCarrier(clock=clock.now)
    try:
        desk, clients = await _set_up(talk, database)
        await carrier.start()
        config = CarrierConfig(
            "sandbox", "127.0.0.1", carrier.port, "esme", "secret", numbers=(OURS,)
        )
        service = TextbackService(database, [config], clock=clock.now, owner="one", drain=0.1)
        async with service.running():
            talking = Conversing(database, service, carrier, desk, clients, clock)
            await service.carriers[0].link.until_bound()
            if talk.reminded:
                async with asyncio.timeout(_PATIENCE):
                    with carrier.subscribe() as texts:
                        while not talking.received():
                            await texts.get()
            await talking.settled()
            yield talking
    finally:
        await carrier.stop()
        await database.close()


async def _set_up(talk: Talk, database: Database) -> tuple[Desk, dict[str, Client]]:
    """Enter Studio Aurora, who comes, and what is booked, all of it yesterday."""
    yesterday = BEGINS - timedelta(days=1)
    async with database.write() as tx:
        practice = await practices.add(
            tx,
            name="Studio Aurora",
            timezone=str(ROME),
            locale=talk.locale,
            sender=OURS,
            now=yesterday,
            address="Via Roma 1",
        )
        aurora = await practitioners.add(tx, practice.id, "Aurora", by=BY, now=yesterday)
        week = hours.parse("mon-fri 09:00-13:00,14:00-18:00", aurora.id)
        await hours.set_week(tx, practice.id, aurora.id, week, by=BY, now=yesterday)
        await services.add(
            *(tx, practice.id, "Check-up"),
            duration=HALF_HOUR,
            safe_to_name=True,
            by=BY,
            now=yesterday,
        )
        steps = _steps(talk)
        await practices.set_steps(tx, practice.id, steps, by=BY, now=yesterday)
    desk = Desk(database, practice, aurora, yesterday, steps)
    clients = {first: await desk.client(first) for first in talk.who}
    for first, start in zip(talk.who, talk.booked, strict=False):
        await desk.book(clients[first], start)
    return replace(desk, now=BEGINS), clients


def _steps(talk: Talk) -> tuple[ReminderStep, ...]:
    """Return the policy by which the reminder of the first appointment falls due at the start."""
    if not (talk.reminded and talk.booked):
        return ()
    days = (talk.booked[0].astimezone(ROME).date() - BEGINS.astimezone(ROME).date()).days
    at = BEGINS.astimezone(ROME).time()
    return (ReminderStep(1, StepRule.DAYS_BEFORE_AT, Channel.SMS, days=days, at=at),)
