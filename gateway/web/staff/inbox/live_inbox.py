"""Live updates of the inbox's lists by server-sent events: a page fetches its list when it changed.

Waiting times are renewed by the page itself, since they change without anything happening.
"""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from hashlib import sha256

from aiohttp import web
from aiohttp_sse import EventSourceResponse, sse_response

from calendar_store.conversations import conversation_marks, staff_queue
from calendar_store.conversations.staff_queue import PendingConversation, Who
from calendar_store.database.connection import Transaction
from calendar_store.database.notify import Listener, Topic
from calendar_store.views import day_view
from calendar_store.views.day_view import Counts
from gateway.web.server.logins import still_logged_in
from gateway.web.server.streams import Stream, renewing
from gateway.web.server.web_context import LOGIN, STAFF, WEB_CONTEXT
from gateway.web.staff.day.live_days import DEBOUNCE, LOOK_AGAIN

ADDRESSES = {"inbox": "/inbox", "mine": "/inbox/mine", "strangers": "/inbox/strangers"}
"""The lists that wait for staff, by the names of their tabs."""


@dataclass(frozen=True, slots=True)
class ShownInbox:
    """What a page of a list shows, but for waiting times.

    Attributes:
        found: the conversations on the page, in order.
        counts: the numbers beside the names of the lists.
        newest: id of the newest open alert that a text raised.
    """

    found: Sequence[PendingConversation]
    counts: Counts
    newest: int

    async def digest(self, tx: Transaction, practice_id: int) -> str:
        """Return a hash of what is shown, with who has read and who sees to each conversation."""
        addresses = [(one.key.channel, one.key.their_address) for one in self.found]
        marks = await conversation_marks.load(tx, practice_id, addresses)
        shown = [
            (
                [text.id for text in one.texts],
                sorted(alert.id for alert in one.alerts),
                marks[address].read_id,
                marks[address].assignee_id,
            )
            for one, address in zip(self.found, addresses, strict=True)
        ]
        return sha256(repr((shown, self.counts, self.newest)).encode()).hexdigest()[:16]


async def events(request: web.Request) -> web.StreamResponse:
    """Tell an open list whenever it changes."""
    tab, page = request.query.get("tab", ""), request.query.get("page", "1")
    if tab not in ADDRESSES or not (page.isascii() and page.isdecimal() and 0 < len(page) < 7):
        raise web.HTTPNotFound
    listener = request.app[WEB_CONTEXT].database.changes.listen(Topic.CALENDAR, Topic.INBOUND)
    try:
        with request.app[WEB_CONTEXT].streams.open(listener.wake, request[LOGIN]) as mine:
            async with sse_response(request) as stream:
                # a browser that closes the connection is no error
                with suppress(ConnectionResetError):
                    await _tell(request, stream, (listener, mine), (tab, int(page)))
        return stream
    finally:
        listener.close()


async def _tell(
    request: web.Request,
    stream: EventSourceResponse,
    waiting: tuple[Listener, Stream],
    shown: tuple[str, int],
) -> None:
    listener, mine = waiting
    tab, page = shown
    seen = request.headers.get("Last-Event-Id") or request.query.get("seen", "")
    while stream.is_connected() and not mine.ending:
        async with request.app[WEB_CONTEXT].database.read() as tx:
            current = await _current(tx, request, tab, page)
        if current != seen:
            told = renewing(f"{ADDRESSES[tab]}?page={page}&poll=1", "#waiting")
            await stream.send(told, id=current, event="renewed")
            seen = current
        if await listener.wait(LOOK_AGAIN.total_seconds()):
            await asyncio.sleep(DEBOUNCE.total_seconds())
        if not await still_logged_in(request):
            await stream.send("", event="gone")
            return


async def _current(tx: Transaction, request: web.Request, tab: str, page: int) -> str:
    site, practice_id = request.app[WEB_CONTEXT], request[STAFF].practice_id
    shown = ShownInbox(
        await on_page(tx, request, tab, page),
        await day_view.counts(tx, practice_id, site.clock()),
        await staff_queue.newest(tx, practice_id),
    )
    return await shown.digest(tx, practice_id)


async def on_page(
    tx: Transaction, request: web.Request, tab: str, page: int
) -> list[PendingConversation]:
    """Return the conversations on a page of a list.

    Args:
        tx: any transaction.
        request: whoever is logged in reads the list.
        tab: the name of the list's tab.
        page: the number of the page, from 1.
    """
    member = request[STAFF]
    return await staff_queue.waiting(
        tx,
        member.practice_id,
        {"inbox": Who.PEOPLE, "strangers": Who.STRANGERS, "mine": Who.ALL}[tab],
        after=(page - 1) * staff_queue.PAGE,
        assignee_id=member.id if tab == "mine" else None,
    )
