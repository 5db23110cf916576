"""A practice whose clients wrote what nobody understood, with its inbox open in a browser."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from aiohttp.test_utils import TestServer

from calendar_store.practices import practices
from gateway.use_cases.tariff import Tariff
from gateway.web.server.app import make_app
from tests.support.desk import BY
from tests.support.exchange import OURS, Exchange
from tests.support.open_conversation import follow
from tests.support.sms import texts


@pytest.fixture
def tariff():
    return Tariff(texts(("primary", (OURS,), {"39": Decimal("0.045")})))


@pytest.fixture
async def desk(desk):
    async with desk.database.write() as tx:
        english = await practices.change(
            tx, desk.practice.id, now=desk.now, by=BY, locale="en", address="Via Roma 1"
        )
    return replace(desk, practice=english)


@pytest.fixture
async def server(desk, clock, tariff):
    app = make_app(
        desk.database,
        clock=clock,
        public_url="http://127.0.0.1",
        secret_key=b"k" * 32,
        tariff=tariff,
    )
    server = TestServer(app)
    await server.start_server()
    yield server
    await server.close()


@pytest.fixture
def exchange(desk):
    return Exchange(desk)


@pytest.fixture
async def ada(desk):
    return await desk.client()


@pytest.fixture
async def booked(desk, ada, now):
    return await desk.book(ada, now + timedelta(days=2))


@pytest.fixture
async def opened(browser, exchange, booked):
    """A conversation that waits, open in the browser."""
    await exchange.says("Can I bring my dog?")
    return await follow(browser, "Answer")
