"""A practice whose clients text back, with the workers driven by hand and no carrier at all.

The clock stands still until a test moves it; the outbox stands for what clients receive.
"""

import hashlib
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from calendar_store.conversations import conversation_state, inbox
from calendar_store.conversations.inbox import ReceivedText
from calendar_store.database.connection import Database, Transaction
from calendar_store.messages import attempt_outcomes
from calendar_store.model.appointments import Appointment
from calendar_store.model.conversations import Conversation, ConversationKey, Inbound
from calendar_store.model.reasons import NO_REASON
from calendar_store.model.statuses import AppointmentStatus, Channel, MessageStatus
from calendar_store.schema import inbound
from gateway.channels.sms.smpp.carrier_config import CarrierConfig
from gateway.channels.sms.smpp.concat import join
from gateway.messaging.channel import Channels, MessageChannel
from gateway.offers.worker import WaitingList
from gateway.reminders.planner import Planner
from gateway.turns.turns import Turns
from tests.support.desk import Desk, mobile
from tests.support.sms import sms

OURS = "+390699000111"
START = datetime(2026, 1, 15, 9, tzinfo=UTC)  # a Thursday, ten in the morning in Rome
OTHERS = "+390699000222"
"""The number of another practice, at another carrier."""
CARRIER = CarrierConfig("primary", "127.0.0.1", 2775, "esme", "secret", window=4, numbers=(OURS,))


class Flaky(Database):
    """A store whose next commit fails as told: before it is done, or only seemingly."""

    failing = ""

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Transaction]:
        async with super().write() as tx:
            yield tx
            if self.failing == "before":
                self.failing = ""
                raise ConnectionResetError("the connection was lost before the commit")
        if self.failing == "after":
            self.failing = ""
            raise ConnectionResetError("the connection was lost after the commit")


class Exchange:
    """The texts between one practice and its clients."""

    def __init__(
        self,
        desk: Desk,
        prices: Mapping[str, Decimal] | None = None,
        *,
        beside: Sequence[MessageChannel] = (),
    ) -> None:
        self.desk, self.database, self.now = desk, desk.database, desk.now
        by_text = sms((CARRIER.name, CARRIER.numbers, prices or {}), ("second", (OTHERS,)))
        self.channels = channels = Channels([by_text, *beside])
        self.turns = Turns(self.database, channels, self.clock)
        self.planner = Planner(self.database, channels, self.clock)
        self.waiting_list = WaitingList(self.database, channels, self.clock)
        self._count = 0

    def clock(self) -> datetime:
        return self.now

    def at(self, now: datetime) -> "Exchange":
        """Let it be another moment; the desk's clock goes along."""
        self.now = now
        self.desk = replace(self.desk, now=now)
        return self

    async def arrives(self, *texts: tuple[int, str], ours: str = OURS) -> None:
        """Store texts as (number of the client, what it says), none of them a repetition."""
        async with self.database.write() as tx:
            await inbox.store(tx, [self._arrival(n, said, ours) for n, said in texts], {}, join)

    def _arrival(self, number: int, said: str, ours: str) -> ReceivedText:
        self._count += 1
        fingerprint = hashlib.sha256(f"{number} {said} {self._count}".encode()).digest()
        key = ConversationKey(Channel.SMS, ours, mobile(number))
        return ReceivedText("primary", key, said, said.encode(), fingerprint, "a", self.now)

    async def comes(self, key: ConversationKey, text: str) -> None:
        """Store what comes by another channel than SMS for this practice, as its intake does."""
        self._count += 1
        octets = text.encode()
        fingerprint = hashlib.sha256(f"{text} {self._count}".encode()).digest()
        came = ReceivedText("other", key, text, octets, fingerprint, "a", self.now)
        async with self.database.write() as tx:
            await inbox.store(tx, [came], {}, join)
            theirs = inbound.update().where(inbound.c.id == tx.acknowledged)
            await tx.execute(theirs.values(practice_id=self.desk.practice.id))

    async def handled(self) -> None:
        """Let the turns run until nothing is left to do."""
        while await self.turns.step():
            pass

    async def says(self, text: str, number: int = 1) -> list[str]:
        """Let a client text; return what the practice answers."""
        before = {message.id for message in await self.desk.messages()}
        await self.arrives((number, text))
        await self.handled()
        return [m.text for m in await self.desk.messages() if m.id not in before]

    async def stands(self, appointment: Appointment) -> tuple[AppointmentStatus, datetime]:
        """Return how an appointment stands, and when it begins."""
        found = await self.desk.appointment(appointment)
        return found.status, found.starts_at

    async def inbox(self) -> list[Inbound]:
        async with self.database.read() as tx:
            rows = await tx.execute(inbound.select().order_by(inbound.c.id))
            return [inbox.value(row) for row in rows]

    async def queued(self) -> list[str]:
        """Return the texts that would be sent now."""
        return [m.text for m in await self.desk.messages() if m.status is MessageStatus.QUEUED]

    async def taken(self) -> None:
        """Let a carrier have taken every text that waits."""
        waits = [m for m in await self.desk.messages() if m.status is MessageStatus.QUEUED]
        async with self.database.write() as tx:
            await attempt_outcomes.advance(
                tx,
                [attempt_outcomes.Outcome(m, MessageStatus.ACCEPTED, NO_REASON) for m in waits],
                self.now,
            )

    async def remember(self, number: int, state: dict[str, Any]) -> None:
        """Write a conversation's memory over."""
        key = (self.desk.practice.id, ConversationKey(Channel.SMS, OURS, mobile(number)))
        async with self.database.write() as tx:
            known = await conversation_state.load(tx, [key])
            fresh = Conversation(*key, state={}, version=0)
            await conversation_state.save(
                tx,
                [replace(known.get(key, fresh), state=state, last_outbound_at=self.now)],
                self.now,
            )
