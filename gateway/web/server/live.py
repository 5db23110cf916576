"""Streams of server-sent events (HTML standard) to the open pages of staff.

A page is told whenever something has changed, until the browser closes the stream, a newer one
takes its place, the service stops, or the log-in ends.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta

from aiohttp import web
from aiohttp_sse import EventSourceResponse, sse_response

from calendar_store.database.notify import Listener, Topic
from calendar_store.model.statuses import Role
from gateway.lines.heartbeats import ASKED_ANEW
from gateway.web.server.contact_masks import ContactMask
from gateway.web.server.logins import still_logged_in
from gateway.web.server.masked_answers import is_masked, mask_of
from gateway.web.server.streams import Stream
from gateway.web.server.web_context import LOGIN, STAFF, WEB_CONTEXT

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
        begun: when it was opened, in the loop's time.
        mask: hides clients' numbers; None where they are shown.
    """

    request: web.Request
    response: EventSourceResponse
    listener: Listener
    counted: Stream
    begun: float
    mask: ContactMask | None = None

    @property
    def is_open(self) -> bool:
        """Tell whether the page still listens, and may."""
        return self.response.is_connected() and not self.counted.ending

    @property
    def seen(self) -> str:
        """The digest of what the page shows when it opens the stream."""
        return self.request.headers.get("Last-Event-Id") or self.request.query.get("seen", "")

    async def send(self, data: str, *, id: str | None = None, event: str) -> None:  # noqa: A002
        """Send an event; numbers are hidden in it where they are to be hidden."""
        if self.mask is not None:
            data = self.mask.page(data)
        await self.response.send(data, id=id, event=event)

    async def next_look(self) -> bool:
        """Wait for a change, or until it is time to look without one.

        Returns:
            Whether the stream goes on: the log-in is still valid, and the page need not ask anew
            to be heard from. The page is told why it does not.
        """
        if await self.listener.wait(_LOOK_AGAIN.total_seconds()):
            await asyncio.sleep(_DEBOUNCE.total_seconds())
        if not await still_logged_in(self.request):
            await self.response.send("", event="gone")
            return False
        lasts = asyncio.get_running_loop().time() - self.begun
        if lasts >= ASKED_ANEW.total_seconds() and self.is_open:
            self.counted.ending = True
            await self.response.send("", event="again")
            return False
        return True


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
    mask = await mask_of(request) if is_masked(request[STAFF]) else None
    listener = site.database.changes.listen(*topics)
    try:
        with site.streams.open(listener.wake, request[LOGIN]) as counted, _heard(request, counted):
            async with sse_response(request) as response:
                begun = asyncio.get_running_loop().time()
                with suppress(ConnectionResetError):
                    yield LiveStream(request, response, listener, counted, begun, mask)
    finally:
        listener.close()


@contextmanager
def _heard(request: web.Request, counted: Stream) -> Iterator[None]:
    """Let a page be heard from during the block, where it may be a page of the practice itself."""
    site, member = request.app[WEB_CONTEXT], request[STAFF]
    if member.role is Role.SUPPORT:
        yield
        return
    site.heartbeats.opened(member.practice_id, site.clock())
    try:
        yield
    finally:
        gone = request.transport is None or request.transport.is_closing()
        by_page = gone and not counted.ending
        site.heartbeats.ended(member.practice_id, site.clock(), by_page=by_page)


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
                await stream.send(renewed, id=current, event="renewed")
                seen = current
            if not await stream.next_look():
                break
    return stream.response
