"""A carrier on a free port, and clients that are closed after the test."""

import pytest

from gateway.demo.carrier import SandboxCarrier
from tests.support.sandbox_client import RawClient


@pytest.fixture
async def carrier():
    carrier = SandboxCarrier()
    await carrier.start()
    yield carrier
    await carrier.stop()


@pytest.fixture
async def connect(carrier):
    """Connect and bind; each client is closed in the end."""
    clients = []

    async def bound(kind="transceiver", to=carrier):
        client = await RawClient.connect(to.port)
        clients.append(client)
        assert await client.bind(kind) == 0
        return client

    yield bound
    for client in clients:
        client.close()
