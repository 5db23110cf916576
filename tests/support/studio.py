"""The whole service at work on a real store, with a raw carrier; the clock stands until moved."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from calendar_store.conversations import alerts, inbox
from calendar_store.database.connection import Database
from calendar_store.database.notify import Topic
from calendar_store.messages import message_rows
from calendar_store.model.conversations import Inbound
from calendar_store.model.messages import Message
from calendar_store.model.statuses import MessageStatus
from calendar_store.schema import inbound, inbound_parts, message_parts, parked_receipts
from gateway.channels.sms.smpp.carrier_config import CarrierConfig
from gateway.messaging.timeouts import Timeouts
from gateway.service import TextbackService
from gateway.wording.reason_words import in_words
from tests.support.carrier import BIND_TRX, SUBMIT_SM, Carrier, Got
from tests.support.office import Office

PATIENCE = Timeouts()
RECIPIENT = "+393331234567"
"""Whom the raw carrier's texts and receipts are from, unless told otherwise."""


class Studio:
    """A practice whose texts go over the raw carrier, and what its store holds.

    `running` runs the service; what is stored outlives it. Settings are those of `CarrierConfig`.
    """

    def __init__(self, database: Database, practice_id: int, now: datetime, carrier: Carrier):
        self.database, self.carrier, self.now = database, carrier, now
        self.office = Office(database, practice_id, now)
        self.service: TextbackService | None = None
        self.owner = "one"

    @asynccontextmanager
    async def running(
        self,
        second: Carrier | None = None,
        second_numbers: tuple[str, ...] | None = None,
        **settings: Any,
    ) -> AsyncIterator["Studio"]:
        usual: dict[str, Any] = {
            "port": self.carrier.port,
            "reconnect_min": 0.01,
            "reconnect_max": 0.05,
            "numbers": ("+390699000111",),
        }
        account = {"system_id": "esme", "password": "s", **usual, **settings}
        config = CarrierConfig("primary", "127.0.0.1", **account)
        configs = [config]
        if second is not None:
            numbers = config.numbers if second_numbers is None else second_numbers
            configs.append(replace(config, name="second", port=second.port, numbers=numbers))
        self.service = TextbackService(
            self.database,
            configs,
            patience=PATIENCE,
            clock=lambda: self.now,
            owner=self.owner,
            drain=0.5,
        )
        await self.service.start()
        try:
            await self.bound()
            yield self
        finally:
            await self.service.stop()

    async def bound(self) -> None:
        """Wait until every bind is bound."""
        assert self.service
        for carrier in self.service.carriers:
            await carrier.link.until_bound()
        await self.carrier.until(lambda: self.carrier.receivers)

    async def one_is_bound(self) -> None:
        """Wait until the first carrier is bound."""
        assert self.service
        await self.service.carriers[0].link.until_bound()
        await self.carrier.until(lambda: self.carrier.receivers)

    async def sends(self, text: str = "See you.", **changes: Any) -> Message:
        """Queue a message at this moment, valid for two days."""
        usual: dict[str, Any] = {"created_at": self.now, "not_before": self.now}
        usual |= {"expires_at": self.now + timedelta(days=2), "recipient": RECIPIENT}
        (message,) = await self.office.queue(text=text, **usual | changes)
        return message

    async def accepted(self, text: str = "See you.", **changes: Any) -> tuple[Message, list[Got]]:
        """Queue a message and wait until it is accepted; it and its submit_sm."""
        before = self.carrier.count(SUBMIT_SM)
        message = await self.sends(text, **changes)
        await self.stands(message, MessageStatus.ACCEPTED)
        return message, self.carrier.of(SUBMIT_SM)[before:]

    async def until(self, condition: Callable[[], Awaitable[bool]]) -> None:
        """Wait until something holds of the store."""
        news = self.database.changes.listen(*Topic)
        try:
            while not await condition():
                assert await news.wait(10), "nothing more happened"
        finally:
            news.close()

    async def stands(self, message: Message, status: MessageStatus) -> Message:
        """Wait until a message stands so."""
        seen: list[Message] = []

        async def does() -> bool:
            seen.append((await self.office.fate(message))[0])
            return seen[-1].status is status

        await self.until(does)
        return seen[-1]

    async def status(self, message: Message) -> MessageStatus:
        return (await self.office.fate(message))[0].status

    async def history(self, message: Message) -> list[str]:
        return (await self.office.fate(message))[1]

    async def texts(self) -> list[Inbound]:
        """What clients have said, in the order it is handled."""
        async with self.database.read() as tx:
            rows = await tx.execute(inbound.select().order_by(inbound.c.id))
            return [inbox.value(row) for row in rows]

    async def said(self) -> list[str]:
        """The words of what clients have said."""
        return [text.text for text in await self.texts()]

    async def heard(self, body: bytes, command: int = 5, **where: Any) -> int:
        """Let the carrier deliver, and wait for our answer; its status."""
        return await self.carrier.answered(self.carrier.deliver(body, command, **where), command)

    async def all_answered(self, bodies: list[bytes]) -> None:
        """Let the carrier deliver many at once; each is acknowledged."""
        for sequence in self.carrier.deliver_all(bodies):
            assert await self.carrier.answered(sequence) == 0

    def numbered(self, *ids: bytes) -> None:
        """Let the carrier give these ids, one after the other."""
        left = list(ids)
        self.carrier.rules[SUBMIT_SM] = lambda got: got.peer.answer(got, body=left.pop(0) + b"\0")

    async def cut(self) -> None:
        """Cut every connection, and wait until the link is bound again."""
        binds = self.carrier.count(BIND_TRX)
        for peer in self.carrier.receivers:
            peer.cut()
        await self.carrier.until(lambda: self.carrier.count(BIND_TRX) > binds)
        await self.bound()

    async def parked(self) -> int:
        return await self._count(parked_receipts)

    async def parts_kept(self) -> int:
        return await self._count(inbound_parts)

    async def carrier_ids(self) -> list[tuple[str, str]]:
        """The carriers' ids as they came, and as they are matched."""
        async with self.database.read() as tx:
            rows = await tx.execute(message_parts.select().order_by(message_parts.c.part))
            return [(row.carrier_id, row.carrier_key) for row in rows]

    async def alerts(self) -> list[str]:
        async with self.database.read() as tx:
            return [
                in_words(alert.reason)
                for alert in await alerts.open_of(tx, self.office.practice_id)
            ]

    async def messages(self) -> list[Message]:
        async with self.database.read() as tx:
            return (await message_rows.listed(tx, self.office.practice_id))[::-1]

    async def _count(self, table: Any) -> int:
        async with self.database.read() as tx:
            return len((await tx.execute(table.select())).all())
