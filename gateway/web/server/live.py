"""Streams of server-sent events (HTML standard) to the open pages of staff.

A page is told whenever something has changed, until the browser closes the stream, a newer one
takes its place, the service stops, or the log-in ends.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta

from aiohttp import web
from aiohttp_sse import EventSourceResponse, sse_response

from calendar_store.database.notify import Listener, Topic
from gateway.web.server.logins import still_logged_in
from gateway.web.server.streams import Stream
from gateway.web.server.web_context import LOGIN, WEB_CONTEXT

_DEBOUNCE = timedelta(milliseconds=150)
"""Wait after a change, so that changes within this time are sent together."""
_LOOK_AGAIN = timedelta(seconds=20)
"""Time between looks without a change: the current time moves, visits begin, log-ins end."""


@dataclass(frozen=True, slots=True)
class LiveStream:
    """An open stream to one page.

    Attributes:
        request: the request that opened the stream.
        response: the events go there.
        listener: hears of changes in the store.
        counted: the stream among all that are open.
    """

    request: web.Request
    response: EventSourceResponse
    listener: Listener
    counted: Stream

    @property
    def is_open(self) -> bool:
        """Tell whether the page still listens, and may."""
        return self.response.is_connected() and not self.counted.ending

    @property
    def seen(self) -> str:
        """The digest of what the page shows when it opens the stream."""
        return self.request.headers.get("Last-Event-Id") or self.request.query.get("seen", "")

    async def next_look(self) -> bool:
        """Wait for a change, or until it is time to look without one.

        Returns:
            Whether the log-in is still valid; the page is told if it is not.
        """
        if await self.listener.wait(_LOOK_AGAIN.total_seconds()):
            await asyncio.sleep(_DEBOUNCE.total_seconds())
        if await still_logged_in(self.request):
            return True
        await self.response.send("", event="gone")
        return False


@asynccontextmanager
async def opened(request: web.Request, *topics: Topic) -> AsyncIterator[LiveStream]:
    """Open a stream to a page for the block; a browser that closes it is no error.

    Args:
        request: the page's request.
        topics: the changes that wake the stream.

    Raises:
        HTTPServiceUnavailable: if too many streams are open.
    """
    site = request.app[WEB_CONTEXT]
    listener = site.database.changes.listen(*topics)
    try:
        with site.streams.open(listener.wake, request[LOGIN]) as counted:
            async with sse_response(request) as response:
                with suppress(ConnectionResetError):
                    yield LiveStream(request, response, listener, counted)
    finally:
        listener.close()


async def renewals(
    request: web.Request,
    topics: tuple[Topic, ...],
    digest: Callable[[], Awaitable[str]],
    renewed: str,
) -> web.StreamResponse:
    """Tell an open page whenever what it shows has changed; the page then asks for it anew.

    Args:
        request: the page's request.
        topics: the changes after which to look.
        digest: returns a hash of what the page would show now.
        renewed: what the page is sent; see `streams.renewing`.
    """
    async with opened(request, *topics) as stream:
        seen = stream.seen
        while stream.is_open:
            current = await digest()
            if current != seen:
                await stream.response.send(renewed, id=current, event="renewed")
                seen = current
            if not await stream.next_look():
                break
    return stream.response
