"""The privacy notice of a practice: its own words, or ours where it has none."""

import re

from aiohttp import web

from calendar_store.database.connection import Transaction
from calendar_store.model.practices import Practice
from calendar_store.practices import practices
from gateway.web.client.shared.client_page import client_page
from gateway.web.client.shared.contact import phone_of
from gateway.web.client.shared.faults import told_to_clients
from gateway.web.client.shared.reader import PageReader, reader_of
from gateway.web.server.web_context import WEB_CONTEXT

_ID = re.compile("[0-9]{1,18}")
_OURS = ("what", "why", "who", "long", "rights")


@told_to_clients
async def show(request: web.Request) -> web.Response:
    """Show the notice."""
    async with request.app[WEB_CONTEXT].database.read() as tx:
        practice = await _practice(tx, request.match_info["practice"])
    reader = reader_of(request, practice)
    facts = {
        "title": reader.say("privacy.title"),
        "own": [part.strip() for part in practice.privacy.split("\n") if part.strip()],
        "ours": _ours(reader),
        "phone": phone_of(reader),
    }
    return client_page(request, "client/privacy/privacy.html", reader, facts)


def _ours(reader: PageReader) -> list[tuple[object, object]]:
    return [(reader.say(f"privacy.{name}_title"), reader.say(f"privacy.{name}")) for name in _OURS]


async def _practice(tx: Transaction, named: str) -> Practice:
    """Return the practice of a public name or an id.

    Raises:
        NotFound: if there is none.
    """
    if _ID.fullmatch(named):
        return await practices.get(tx, int(named))
    return await practices.by_slug(tx, named)
