import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from datetime import datetime
from typing import Any

import pytest

from calendar_store.conversations.long_texts import StoredPart
from calendar_store.database.connection import Database
from calendar_store.model.practices import Practice
from gateway.channels.sms.smpp.carrier_config import CarrierConfig
from gateway.channels.sms.smpp.concat import join
from gateway.channels.sms.smpp.inbound_pdus import InboundPdu, InboundText
from gateway.channels.sms.smpp.link import Link
from gateway.channels.sms.smpp.submits import PreparedPart, PreparedText, Submit
from tests.support.carrier import Carrier
from tests.support.studio import Studio


class Service:
    """What stands behind a link: takes in batches, and can be told to fail or to wait."""

    def __init__(self) -> None:
        self.batches: list[list[InboundPdu]] = []
        self.slow: list[object] = []
        self.failing = False
        self.gate = asyncio.Event()
        self.gate.set()
        self.entered = asyncio.Event()
        self._changed = asyncio.Condition()

    @property
    def inbound(self) -> list[InboundPdu]:
        return [pdu for batch in self.batches for pdu in batch]

    async def commit(self, batch: Sequence[InboundPdu]) -> None:
        self.entered.set()
        await self.gate.wait()
        if self.failing:
            raise OSError("the disk is full")
        self.batches.append(list(batch))
        async with self._changed:
            self._changed.notify_all()

    async def until(self, count: int) -> list[InboundPdu]:
        async with asyncio.timeout(20), self._changed:
            await self._changed.wait_for(lambda: len(self.inbound) >= count)
        return self.inbound


@pytest.fixture
async def carrier() -> AsyncIterator[Carrier]:
    carrier = Carrier()
    await carrier.start()
    yield carrier
    await carrier.stop()


@pytest.fixture
def service() -> Service:
    return Service()


@pytest.fixture
def studio(database: Database, practice: Practice, now: datetime, carrier: Carrier) -> Studio:
    """Studio Aurora's service over the raw carrier, on each database; not running yet."""
    return Studio(database, practice.id, now, carrier)


Connect = Callable[..., Awaitable[Link]]


@pytest.fixture
async def connect(carrier: Carrier, service: Service) -> AsyncIterator[Connect]:
    """Makes links to the carrier, bound unless told otherwise."""
    links: list[Link] = []

    async def make(*, bound: bool = True, **settings: Any) -> Link:
        settings = {
            "host": "127.0.0.1",
            "system_id": "esme",
            "password": "secret",
            "port": carrier.port,
            "reconnect_min": 0.01,
            "reconnect_max": 0.05,
            "numbers": ("+390699000111",),
        } | settings
        config = CarrierConfig("primary", **settings)
        link = Link(config, service.commit)
        link.on_slow = service.slow.append
        links.append(link)
        await link.start()
        if bound:
            async with asyncio.timeout(5):
                await link.until_bound()
        return link

    yield make
    for link in links:
        await link.stop(0.2)


def part(octets: bytes = b"hello", token: object = None, **fields: Any) -> Submit:
    return Submit("+393331234567", "+390699000111", PreparedPart(octets), token=token, **fields)


def addressed(prepared: PreparedText, source: str = "+390699000111") -> list[Submit]:
    return [
        Submit("+393331234567", source, each, prepared.esm_class, prepared.data_coding)
        for each in prepared.parts
    ]


def joined(parts: Sequence[InboundText]) -> str:
    """What the store makes of parts of one text."""
    stored = [
        StoredPart(each.concat.number, each.octets, each.esm_class, each.data_coding)
        for each in parts
    ]
    return join(stored, parts[0].concat.total)
