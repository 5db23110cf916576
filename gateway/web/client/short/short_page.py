"""Leads from a short code to the page of its link; a wrong code is told like a wrong link."""

from aiohttp import web

from calendar_store.practices import short_links
from gateway.links.links import LinkInvalid
from gateway.links.short_codes import read_code
from gateway.web.client.shared.faults import told_to_clients
from gateway.web.client.shared.link_desk import link_desk, now_of
from gateway.web.server.web_context import WEB_CONTEXT


@told_to_clients
async def show(request: web.Request) -> web.Response:
    """Lead to the page of a link."""
    desk = link_desk(request)
    desk.refuse_guesses(request)
    code, path = read_code(request.match_info["code"]), ""
    if code:
        async with request.app[WEB_CONTEXT].database.read() as tx:
            path = await short_links.find(tx, code, now_of(request))
    if not path:
        desk.wrong(request)
        raise LinkInvalid(code)
    raise web.HTTPFound(f"/{path}")
