"""The inbox page: lists threads that wait for staff, with emergencies and clients first.

Among these, what nobody has opened comes first. Texts from unknown numbers have a list of their
own, which staff can close all at once; what was seen to in the last two weeks has one too.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from aiohttp import web

from calendar_store.conversations import closed_texts, labelled_examples, staff_queue
from calendar_store.conversations.staff_queue import PAGE, PendingConversation, Who
from calendar_store.database.connection import Transaction
from calendar_store.model.actors import Permission, of_staff
from calendar_store.model.labelled_examples import LabelledExample
from calendar_store.model.practices import Practice
from calendar_store.practices import practices
from calendar_store.views import day_view
from calendar_store.views.day_view import Counts
from gateway.use_cases import staff_meanings, staff_replies
from gateway.web.server.forms import form_of
from gateway.web.server.moments import face_of
from gateway.web.server.rendering import page
from gateway.web.server.web_context import STAFF, WEB_CONTEXT
from gateway.web.staff.conversation import meaning_view
from gateway.web.staff.conversation.meaning_view import DONE, MeaningView
from gateway.web.staff.inbox import live_inbox
from gateway.web.staff.inbox.inbox_items import InboxItem, done_items, waiting_items
from gateway.web.staff.inbox.live_inbox import ShownInbox

_FEW = 10
"""Limit of conversations with strangers shown below the last page of clients."""
_DONE_SINCE = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Pages:
    """The pages of a list, and the page that is shown.

    Attributes:
        total: number of conversations in the list.
        wanted: number of the requested page, from 1.
    """

    total: int
    wanted: int

    @property
    def last(self) -> int:
        """Number of the last page, at least 1."""
        return max(1, -(-self.total // PAGE))

    @property
    def number(self) -> int:
        """Number of the page that is shown."""
        return min(max(1, self.wanted), self.last)


async def show(request: web.Request) -> web.Response:
    """List the conversations to answer: emergencies and clients, then the first strangers."""
    return await _list(request, "inbox")


async def show_mine(request: web.Request) -> web.Response:
    """List the conversations to answer that whoever is logged in sees to."""
    return await _list(request, "mine")


async def show_strangers(request: web.Request) -> web.Response:
    """List the conversations with unknown numbers."""
    return await _list(request, "strangers")


async def show_done(request: web.Request) -> web.Response:
    """List what a person has seen to lately, the last first."""
    site, member = request.app[WEB_CONTEXT], request[STAFF]
    now = site.clock()
    async with site.database.read() as tx:
        practice = await practices.get(tx, member.practice_id)
        counts = await day_view.counts(tx, practice.id, now)
        found = await closed_texts.closed(tx, practice.id, now - _DONE_SINCE)
        facts = {
            "done": await done_items(tx, practice, found, now),
            "practice": practice,
            "counts": counts,
            "mine": await staff_queue.count_assigned(tx, practice.id, member.id),
            "shown": "inbox",
            "tab": "done",
            "examples": bool(await labelled_examples.listed(tx, practice.id, limit=1)),
        }
    return page(request, "staff/inbox/done.html", facts)


async def close_strangers(request: web.Request) -> web.Response:
    """Close the texts of strangers that were received before the page was loaded."""
    site, member = request.app[WEB_CONTEXT], request[STAFF]
    up_to = _id(str((await form_of(request)).get("seen", "")))
    async with site.database.write() as tx:
        await staff_replies.close_strangers(
            tx, of_staff(member), member.practice_id, up_to=up_to, now=site.clock()
        )
    raise web.HTTPSeeOther("/inbox")


async def _list(request: web.Request, tab: str) -> web.Response:
    site, member = request.app[WEB_CONTEXT], request[STAFF]
    now = site.clock()
    async with site.database.read() as tx:
        practice = await practices.get(tx, member.practice_id)
        counts = await day_view.counts(tx, practice.id, now)
        mine = await staff_queue.count_assigned(tx, practice.id, member.id)
        total = _total(tab, counts, mine)
        shown = Pages(total, _number(request.query.get("page", "1")))
        found = await live_inbox.on_page(tx, request, tab, shown.number)
        newest = await staff_queue.newest(tx, practice.id)
        few: Sequence[PendingConversation] = ()
        if tab == "inbox" and shown.number == shown.last:
            few = await staff_queue.waiting(tx, practice.id, Who.STRANGERS, limit=_FEW)
        facts = {
            "items": await _items(tx, request, practice, found),
            "strangers": await _items(tx, request, practice, few),
            "pages": shown,
            "newest": newest,
            "practice": practice,
            "counts": counts,
            "mine": mine,
            "shown": "strangers" if tab == "strangers" else "inbox",
            "tab": tab,
            "digest": await ShownInbox(found, counts, newest).digest(tx, practice.id),
            **await _just_done(tx, request, practice),
        }
    return page(request, "staff/inbox/inbox.html", facts)


def _total(tab: str, counts: Counts, mine: int) -> int:
    return {"inbox": counts.to_answer, "strangers": counts.strangers, "mine": mine}[tab]


async def _just_done(tx: Transaction, request: web.Request, practice: Practice) -> dict[str, Any]:
    """Return what was done a moment ago, for its undo."""
    settled: LabelledExample | None = None
    if wanted := _id(request.query.get("settled", "")):
        found = await labelled_examples.of_texts(tx, practice.id, [wanted])
        settled = found.get(wanted)
    return {"settled": settled, "told": DONE, "closed": _id(request.query.get("closed", ""))}


async def _items(
    tx: Transaction, request: web.Request, practice: Practice, found: Sequence[PendingConversation]
) -> Sequence[InboxItem]:
    now = request.app[WEB_CONTEXT].clock()
    meanings = await _meanings(tx, request, practice, found)
    return await waiting_items(tx, practice, found, meanings, now)


async def _meanings(
    tx: Transaction, request: web.Request, practice: Practice, found: Sequence[PendingConversation]
) -> dict[int, MeaningView]:
    actor, now = of_staff(request[STAFF]), request.app[WEB_CONTEXT].clock()
    if not found or not actor.may(Permission.REPLY, practice.id):
        return {}
    face = face_of(practice)
    offered = await staff_meanings.offered_at_once(tx, actor, practice.id, found, now)
    return {one.text.id: meaning_view.view(one, face) for one in offered}


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else 1


def _id(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0
