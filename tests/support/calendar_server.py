"""A server of iCalendar files over loopback, that does what a test tells it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from hashlib import sha256

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]


@dataclass(slots=True)
class CalendarServer:
    """A running server; every path answers alike.

    Attributes:
        port: where it listens.
        content: the file.
        validates: whether it says and honours ETags.
        handler: answers in place of all that; None: it does not.
        requests: the headers of all requests so far.
    """

    port: int = 0
    content: bytes = b""
    validates: bool = True
    handler: Handler | None = None
    requests: list[dict[str, str]] = field(default_factory=list)

    @property
    def address(self) -> str:
        """The address of the file."""
        return f"http://127.0.0.1:{self.port}/private/s3cret.ics"

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Answer a request."""
        self.requests.append(dict(request.headers))
        if self.handler is not None:
            return await self.handler(request)
        etag = f'"{sha256(self.content).hexdigest()}"' if self.validates else ""
        if etag and request.headers.get("If-None-Match") == etag:
            return web.Response(status=304)
        headers = {"ETag": etag} if etag else {}
        return web.Response(body=self.content, content_type="text/calendar", headers=headers)


async def drip(request: web.Request) -> web.StreamResponse:
    """Answer with a byte now and then, for ever."""
    response = web.StreamResponse()
    await response.prepare(request)
    while True:
        await response.write(b"B")
        await asyncio.sleep(0.05)


@asynccontextmanager
async def running() -> AsyncIterator[CalendarServer]:
    """Serve while the block runs."""
    server = CalendarServer()
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", server.answer)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        server.port = runner.addresses[0][1]
        yield server
    finally:
        await runner.cleanup()
