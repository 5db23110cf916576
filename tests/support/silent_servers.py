"""Servers that take every connection and say nothing, as machines do that stand still."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


@asynccontextmanager
async def silent_servers(count: int) -> AsyncIterator[list[int]]:
    """Yield the ports of servers on loopback that never answer; the last one by UDP."""
    held = []

    async def keep(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        held.append(writer)
        await asyncio.Event().wait()

    servers = [await asyncio.start_server(keep, "127.0.0.1", 0) for _ in range(count - 1)]
    loop = asyncio.get_running_loop()
    deaf, _ = await loop.create_datagram_endpoint(
        asyncio.DatagramProtocol, local_addr=("127.0.0.1", 0)
    )
    ports = [one.sockets[0].getsockname()[1] for one in servers]
    try:
        yield [*ports, deaf.get_extra_info("sockname")[1]]
    finally:
        deaf.close()
        for writer in held:
            writer.transport.abort()
        for one in servers:
            one.close()
