"""What is stored about a client: to read, and as a file to take along."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from aiohttp import hdrs, web

from calendar_store.entry.numbers import national
from calendar_store.model.conversations import Inbound
from calendar_store.model.messages import Message
from gateway.use_cases import stored_about
from gateway.web.client.preferences.whose import linked
from gateway.web.client.shared.client_page import client_page, without_traces
from gateway.web.client.shared.faults import told_to_clients
from gateway.web.client.shared.reader import reader_of
from gateway.web.languages.translation import own_name

_SHOWN = 50
"""Lines of one kind on the page; the file has all of them."""


@dataclass(frozen=True, slots=True)
class TalkLine:
    """One message of either side."""

    at: datetime
    text: str
    ours: bool


@told_to_clients
async def show(request: web.Request) -> web.Response:
    """Show what is stored, the newest first."""
    async with linked(request) as whose:
        stored = await stored_about.load(whose.tx, whose.actor, whose.practice, whose.client)
    reader = reader_of(request, whose.practice, whose.client)
    path = f"/p/{request.match_info['token']}"
    lines = _talk(stored.messages, stored.received)
    facts = {
        "title": reader.say("data.title"),
        "path": path,
        "client": stored.client,
        "mobile": national(stored.client.mobile) if stored.client.mobile else "",
        "language": own_name(stored.client.locale) if stored.client.locale else "",
        "appointments": stored.appointments[::-1][:_SHOWN],
        "consents": stored.consents[::-1][:_SHOWN],
        "talk": lines[:_SHOWN],
        "waiting": stored.waiting[::-1][:_SHOWN],
        "of_kinds": stored.of_kinds[::-1][:_SHOWN],
        "more": max(map(len, (lines, stored.appointments, stored.consents, stored.waiting)))
        > _SHOWN,
        "preferences": path,
    }
    return client_page(request, "client/preferences/data.html", reader, facts, by_link=True)


@told_to_clients
async def download(request: web.Request) -> web.Response:
    """Answer with a file of everything that is stored."""
    async with linked(request) as whose:
        stored = await stored_about.load(whose.tx, whose.actor, whose.practice, whose.client)
    body = json.dumps(stored_about.as_json(stored), ensure_ascii=False, indent=1)
    response = web.Response(
        text=body,
        content_type="application/json",
        headers={hdrs.CONTENT_DISPOSITION: 'attachment; filename="my-data.json"'},
    )
    return without_traces(response, by_link=True)


def _talk(messages: Sequence[Message], received: Sequence[Inbound]) -> list[TalkLine]:
    """Return what was sent and received, the newest first."""
    ours = [TalkLine(one.created_at, one.text, ours=True) for one in messages]
    theirs = [TalkLine(one.received_at, one.text, ours=False) for one in received]
    return sorted([*ours, *theirs], key=lambda line: line.at, reverse=True)
