"""Stops the messages of a channel: a button, or one request of a mail program (RFC 8058).

Opening the page stops nothing: scanners of mail systems open every link. The request of a mail
program is a POST without a cookie, from anywhere, and its body says no more than the link; so the
body is not read. A link works here after it has expired too: a stop is never refused.
"""

from aiohttp import web

from calendar_store.clients import clients
from calendar_store.database.connection import Transaction
from calendar_store.model.actors import client_by_web
from calendar_store.model.clients import Client
from calendar_store.model.practices import Practice
from calendar_store.practices import practices
from gateway.links.links import ClientLink, LinkInvalid, LinkPurpose
from gateway.use_cases import client_consents
from gateway.use_cases.client_consents import OwnStatement
from gateway.use_cases.consent_changes import standing
from gateway.web.client.shared.client_page import client_page
from gateway.web.client.shared.faults import told_to_clients
from gateway.web.client.shared.link_desk import link_desk, now_of
from gateway.web.client.shared.reader import reader_of
from gateway.web.server.web_context import WEB_CONTEXT

_EVIDENCE = "unsubscribe link"
_UNDONE = "unsubscribe link, undone"


@told_to_clients
async def show(request: web.Request) -> web.Response:
    """Say what the button stops, or that it is stopped."""
    return await _page(request, await _link(request))


@told_to_clients
async def stop(request: web.Request) -> web.Response:
    """Stop the messages, and say so."""
    link = await _link(request)
    async with request.app[WEB_CONTEXT].database.write() as tx:
        _, client = await _whose(tx, link)
        said = OwnStatement(
            client_by_web(link.practice_id, client.id), client, _EVIDENCE, now_of(request)
        )
        await client_consents.stop(tx, said, [link.channel])
    # no redirect: a mail program need not follow one (RFC 8058, 3.1)
    return await _page(request, link)


@told_to_clients
async def undo(request: web.Request) -> web.Response:
    """Let messages come again."""
    link = await _link(request)
    if link.expires_at > now_of(request):
        async with request.app[WEB_CONTEXT].database.write() as tx:
            _, client = await _whose(tx, link)
            said = OwnStatement(
                client_by_web(link.practice_id, client.id), client, _UNDONE, now_of(request)
            )
            await client_consents.allow(tx, said, [link.channel])
    raise web.HTTPSeeOther(f"/u/{request.match_info['token']}?said=undone")


@told_to_clients
async def again(request: web.Request) -> web.Response:
    """Lead to the page whoever opens the address of a form."""
    await _link(request)
    raise web.HTTPSeeOther(f"/u/{request.match_info['token']}")


async def _link(request: web.Request) -> ClientLink:
    return await link_desk(request).read(request, LinkPurpose.UNSUBSCRIBE)


async def _whose(tx: Transaction, link: ClientLink) -> tuple[Practice, Client]:
    practice = await practices.get(tx, link.practice_id)
    client = await clients.get(tx, link.practice_id, link.about)
    if not link.is_for(client_consents.address(client, link.channel)):
        raise LinkInvalid("sent to another address")
    return practice, client


async def _page(request: web.Request, link: ClientLink) -> web.Response:
    now = now_of(request)
    async with request.app[WEB_CONTEXT].database.read() as tx:
        practice, client = await _whose(tx, link)
        stopped = bool((await standing(tx, client))[link.channel])
    reader = reader_of(request, practice, client)
    valid = link.expires_at > now
    facts = {
        "title": reader.say(f"unsubscribe.title_{link.channel}"),
        "path": f"/u/{request.match_info['token']}",
        "channel": link.channel,
        "stopped": stopped,
        "undone": request.query.get("said") == "undone" and not stopped,
        "may_undo": valid and bool(client_consents.address(client, link.channel)),
        "preferences": await link_desk(request).preferences_of(client) if valid else "",
    }
    return client_page(request, "client/unsubscribe/unsubscribe.html", reader, facts, by_link=True)
