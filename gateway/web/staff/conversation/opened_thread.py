"""Finds the thread that the address of a page names: by a text, or by a client and a channel."""

from aiohttp import web

from calendar_store.clients import clients
from calendar_store.conversations import staff_queue
from calendar_store.database.connection import Transaction
from calendar_store.model.conversations import ConversationKey
from calendar_store.model.errors import NotFound
from calendar_store.model.statuses import Channel
from calendar_store.practices import practices
from gateway.messaging.addresses import conversation, their_address
from gateway.use_cases import inbox_threads
from gateway.use_cases.inbox_threads import InboxThread
from gateway.web.languages.translation import gettext as _
from gateway.web.server.web_context import STAFF, WEB_CONTEXT

_ACTS = ("/meant/undo", "/meant", "/assign", "/note", "/reopen")
"""What is done in a thread, at the end of a form's address."""


async def opened(tx: Transaction, request: web.Request) -> InboxThread:
    """Return the thread that a request is about.

    Raises:
        HTTPNotFound: if the practice has no such conversation.
    """
    site, practice_id = request.app[WEB_CONTEXT], request[STAFF].practice_id
    try:
        key = await _key(tx, request, practice_id)
    except NotFound as error:
        raise web.HTTPNotFound(text=_("This practice has no such conversation.")) from error
    return await inbox_threads.load(tx, practice_id, key, site.tariff, site.clock())


def page_of(request: web.Request) -> str:
    """Return the path of the thread's page, for a request to one of its forms."""
    act = next((one for one in _ACTS if request.path.endswith(one)), "")
    return request.path.removesuffix(act)


async def _key(tx: Transaction, request: web.Request, practice_id: int) -> ConversationKey:
    wanted, kind = int(request.match_info["id"]), request.match_info.get("kind", "text")
    if kind == "text":
        return (await staff_queue.text(tx, practice_id, wanted)).key
    client = await clients.get(tx, practice_id, wanted)
    practice = await practices.get(tx, practice_id)
    channel = Channel.EMAIL if kind == "email" else Channel.SMS
    if not their_address(client, channel):
        raise NotFound("this client has no email address")
    channels = request.app[WEB_CONTEXT].tariff.channels
    return conversation(channels, practice, client, channel)
