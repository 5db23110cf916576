"""A service at work between a store and a carrier in plain bytes, with its pages for machines."""

import asyncio
from collections.abc import Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

import aiohttp
from aiohttp.test_utils import TestServer
from prometheus_client.parser import text_string_to_metric_families

from calendar_store.database.notify import Topic
from gateway.channels.sms.smpp.carrier_config import CarrierConfig
from gateway.metrics.scrape import Scrape
from gateway.service import TextbackService
from gateway.use_cases.tariff import Tariff
from gateway.web.server.app import make_app
from gateway.web.server.web_context import Watch

OURS = "+390699000111"


def account(port: int, name: str = "primary", **settings: Any) -> CarrierConfig:
    """Return an account with a carrier on this machine."""
    usual: dict[str, Any] = {"numbers": (OURS,), "reconnect_min": 0.01, "reconnect_max": 0.05}
    return CarrierConfig(name, "127.0.0.1", port, "esme", "secret", **(usual | settings))


def utc_now() -> datetime:
    return datetime.now(UTC)


class Watched:
    """The service, and whoever watches it."""

    def __init__(self, database, service, server, session):
        self.database, self.service = database, service
        self.server, self.session = server, session

    async def get(self, path: str, **headers: str) -> tuple[int, str]:
        async with self.session.get(self.server.make_url(path), headers=headers) as response:
            return response.status, await response.text()

    async def figures(self, **headers: str) -> dict[tuple[str, ...], float]:
        """Read the metrics; a sample's name and its labels' values tell it."""
        status, text = await self.get("/metrics", **headers)
        assert status == 200, text
        return {
            (sample.name, *(value for value in sample.labels.values() if value)): sample.value
            for family in text_string_to_metric_families(text)
            for sample in family.samples
        }

    async def until(self, holds: Callable[[], object]) -> None:
        """Look again at every commit until something holds."""
        changed = self.database.changes.listen(*Topic)
        try:
            async with asyncio.timeout(10):
                while not holds():
                    await changed.wait(0.1)
        finally:
            changed.close()


@asynccontextmanager
async def watched(database, *carriers, token=None, clock=utc_now):
    """Run the service with its pages while the block runs."""
    service = TextbackService(database, carriers, clock=clock, owner="test")
    scrape = Scrape(service.counted, database, clock)
    app = make_app(
        database,
        clock=clock,
        public_url="http://127.0.0.1",
        secret_key=None,
        tariff=Tariff(service.channels),
        link_status=service.status,
        watch=Watch(service.failing, scrape.page, token),
    )
    server = TestServer(app)
    async with service.running():
        await server.start_server()
        try:
            async with aiohttp.ClientSession() as session:
                yield Watched(database, service, server, session)
        finally:
            await server.close()
