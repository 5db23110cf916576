"""A slow line to a server of this machine: a proxy that passes bytes on late and at a bounded rate.

Nothing of HTTP is known here. Both directions have the rate of the line to themselves, whatever the
number of connections; a new connection costs a round trip, as its handshake would.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

_SEGMENT, _HEADERS = 1460, 40
"""Octets that TCP sends at once over Ethernet, and those of its own and of IP before them."""


@dataclass(slots=True)
class _Direction:
    """One direction of the line, shared by all connections.

    Attributes:
        rate: octets in a second, headers of segments included.
        delay: seconds that an octet is under way.
        passed: octets that were passed on, without headers of segments.
    """

    rate: float
    delay: float
    passed: int = 0
    _free_at: float = 0.0

    async def carry(self, octets: bytes) -> float:
        """Wait until the line has taken octets; return when they arrive, in the loop's time."""
        now = asyncio.get_running_loop().time()
        self._free_at = max(self._free_at, now) + (len(octets) + _HEADERS) / self.rate
        self.passed += len(octets)
        arrives = self._free_at + self.delay
        await asyncio.sleep(self._free_at - now)
        return arrives


@dataclass(slots=True)
class SlowLine:
    """The line.

    Attributes:
        port: where browsers connect to.
        connections: how many were opened.
    """

    server_port: int
    up: _Direction
    down: _Direction
    port: int = 0
    connections: int = 0
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    async def _connected(self, reader: asyncio.StreamReader, browser: asyncio.StreamWriter) -> None:
        self.connections += 1
        await asyncio.sleep(self.up.delay + self.down.delay)
        answers, server = await asyncio.open_connection("127.0.0.1", self.server_port)
        for way, source, sink in ((self.up, reader, server), (self.down, answers, browser)):
            task = asyncio.create_task(_pass_on(way, source, sink))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _stop(self) -> None:
        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _pass_on(
    way: _Direction, source: asyncio.StreamReader, sink: asyncio.StreamWriter
) -> None:
    """Pass on what comes from one end; octets that are under way do not delay those behind them."""
    loop = asyncio.get_running_loop()
    with suppress(ConnectionError):
        try:
            while octets := await source.read(_SEGMENT):
                arrives = await way.carry(octets)
                loop.call_at(arrives, sink.write, octets)
            await asyncio.sleep(way.delay)
        finally:
            sink.close()


@asynccontextmanager
async def slow_line(server_port: int, *, bits: float, latency: float) -> AsyncIterator[SlowLine]:
    """Have a slow line to a port of this machine while the block runs.

    Args:
        server_port: the port.
        bits: bits in a second, in each direction.
        latency: seconds of a round trip.
    """
    up, down = (_Direction(bits / 8, latency / 2) for _ in range(2))
    line = SlowLine(server_port, up, down)
    listener = await asyncio.start_server(line._connected, "127.0.0.1", 0)
    line.port = listener.sockets[0].getsockname()[1]
    try:
        yield line
    finally:
        listener.close()
        await line._stop()
