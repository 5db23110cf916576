"""A carrier in plain bytes, links to it, the whole service over it, and an inbox by itself."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

import pytest

from calendar_store.database.connection import Database
from calendar_store.model.practices import Practice
from gateway.channels.sms.smpp.carrier_config import CarrierConfig
from gateway.channels.sms.smpp.link import Link
from tests.support.carrier import Carrier
from tests.support.intake import Intake
from tests.support.link import Connect, Service
from tests.support.studio import Studio


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


@pytest.fixture
def intake(database: Database, now: datetime) -> Intake:
    return Intake(database, now)
