"""Live updates of the inbox's lists by server-sent events: a page fetches its list when it changed.

Waiting times are renewed by the page itself, since they change without anything happening.
"""

import asyncio
from contextlib import suppress
from hashlib import sha256

from aiohttp import web
from aiohttp_sse import EventSourceResponse, sse_response

from calendar_store.conversations import conversation_marks, staff_queue
from calendar_store.conversations.staff_queue import PendingConversation, Who
from calendar_store.database.connection import Transaction
from calendar_store.database.notify import Listener, Topic
from calendar_store.views import day_view
from gateway.web.server.logins import still_logged_in
from gateway.web.server.streams import Stream
from gateway.web.server.web_context import LOGIN, STAFF, WEB_CONTEXT
from gateway.web.staff.day.live_days import DEBOUNCE, LOOK_AGAIN

_RENEWED = (
    '<div hx-get="{address}" hx-trigger="load" hx-select="#waiting" hx-target="#waiting"'
    ' hx-swap="outerHTML"></div>'
)
ADDRESSES = {"inbox": "/inbox", "mine": "/inbox/mine", "strangers": "/inbox/strangers"}
"""The lists that wait for staff, by the names of their tabs."""


async def digest(tx: Transaction, request: web.Request, found: list[PendingConversation]) -> str:
    """Return a hash of what a list shows, without its waiting times.

    Args:
        tx: any transaction.
        request: whoever is logged in reads the list.
        found: the conversations on its page, in order.
    """
    site, practice_id = request.app[WEB_CONTEXT], request[STAFF].practice_id
    counts = await day_view.counts(tx, practice_id, site.clock())
    addresses = [(one.key.channel, one.key.their_address) for one in found]
    marks = await conversation_marks.load(tx, practice_id, addresses)
    shown = [
        (
            [text.id for text in one.texts],
            sorted(alert.id for alert in one.alerts),
            marks[address].read_id,
            marks[address].assignee_id,
        )
        for one, address in zip(found, addresses, strict=True)
    ]
    newest = await staff_queue.newest(tx, practice_id)
    return sha256(repr((shown, counts, newest)).encode()).hexdigest()[:16]


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
            current = await digest(tx, request, await on_page(tx, request, tab, page))
        if current != seen:
            told = _RENEWED.format(address=f"{ADDRESSES[tab]}?page={page}&amp;poll=1")
            await stream.send(told, id=current, event="renewed")
            seen = current
        if await listener.wait(LOOK_AGAIN.total_seconds()):
            await asyncio.sleep(DEBOUNCE.total_seconds())
        if not await still_logged_in(request):
            await stream.send("", event="gone")
            return


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
