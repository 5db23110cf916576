"""Live updates of the inbox's lists by server-sent events: a page fetches its list when it changed.

Waiting times are renewed by the page itself, since they change without anything happening.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from aiohttp import web

from calendar_store.conversations import conversation_marks, staff_queue
from calendar_store.conversations.staff_queue import PendingConversation, Who
from calendar_store.database.connection import Transaction
from calendar_store.database.notify import Topic
from calendar_store.views import day_view
from calendar_store.views.day_view import Counts
from gateway.web.server import live
from gateway.web.server.streams import renewing
from gateway.web.server.web_context import STAFF, WEB_CONTEXT

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
    site, number = request.app[WEB_CONTEXT], int(page)

    async def digest() -> str:
        async with site.database.read() as tx:
            return await _current(tx, request, tab, number)

    return await live.renewals(
        request,
        (Topic.CALENDAR, Topic.INBOUND),
        digest,
        renewing(f"{ADDRESSES[tab]}?page={page}&poll=1", "#waiting"),
    )


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
