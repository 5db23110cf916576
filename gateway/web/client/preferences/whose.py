"""Whose preferences a link opens."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

from aiohttp import web

from calendar_store.clients import clients
from calendar_store.database.connection import Transaction
from calendar_store.model.actors import Actor, client_by_web
from calendar_store.model.clients import Client
from calendar_store.model.practices import Practice
from calendar_store.practices import practices
from gateway.links.links import ClientLink, LinkInvalid, LinkPurpose
from gateway.use_cases import client_consents
from gateway.web.client.shared.link_desk import link_desk, now_of
from gateway.web.server.forms import Form, form_of
from gateway.web.server.web_context import WEB_CONTEXT


@dataclass(frozen=True, slots=True)
class LinkedClient:
    """The client of a link with the form that was sent, in one transaction."""

    tx: Transaction
    actor: Actor
    practice: Practice
    client: Client
    form: Form
    now: datetime


async def link_of(request: web.Request) -> ClientLink:
    """Return the link of a page.

    Raises:
        LinkInvalid: if it is none of ours, or has expired: the page tells a lot about a client.
    """
    link = await link_desk(request).read(request, LinkPurpose.PREFERENCES)
    if link.expires_at <= now_of(request):
        raise LinkInvalid("expired")
    return link


@asynccontextmanager
async def linked(request: web.Request, *, write: bool = False) -> AsyncIterator[LinkedClient]:
    """Open a transaction for the client of a page.

    Raises:
        LinkInvalid: if the link is none of ours, or has expired.
        NotFound: if the client is gone.
        HTTPBadRequest: if the form cannot be read.
    """
    link = await link_of(request)
    # read before the transaction, which must not wait for a slow browser
    form = await form_of(request) if request.method == "POST" else {}
    database = request.app[WEB_CONTEXT].database
    async with database.write() if write else database.read() as tx:
        client = await clients.get(tx, link.practice_id, link.about)
        if not link.is_for(client_consents.address(client, link.channel)):
            raise LinkInvalid("sent to another address")
        practice = await practices.get(tx, link.practice_id)
        actor = client_by_web(practice.id, client.id)
        yield LinkedClient(tx, actor, practice, client, form, now_of(request))
