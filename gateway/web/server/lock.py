"""Leads whoever comes with a locked log-in to the page that opens it, and keeps what was typed."""

from aiohttp import web
from aiohttp.typedefs import Handler
from yarl import URL

from gateway.web.languages.translation import gettext as _
from gateway.web.server.forms import form_of
from gateway.web.server.logins import LoginLocked, page_of_script
from gateway.web.server.protection import CSRF_FIELD
from gateway.web.server.rendering import page

UNLOCK = "/unlock"
KEPT = "kept-"
"""What the names of fields begin with that were typed before the log-in was opened again."""


@web.middleware
async def led_to_unlock(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer a request of a locked log-in with the way to open it."""
    try:
        return await handler(request)
    except LoginLocked:
        return await _to_unlock(request)


async def _to_unlock(request: web.Request) -> web.StreamResponse:
    if request.headers.get("HX-Request"):
        there = URL(UNLOCK).with_query(next=page_of_script(request))
        return web.Response(status=401, headers={"HX-Redirect": str(there)})
    if "text/event-stream" in request.headers.get("Accept", ""):
        return web.Response(status=401, text=_("The log-in is locked."))
    if request.method == "GET":
        raise web.HTTPSeeOther(URL(UNLOCK).with_query(next=str(request.rel_url)))
    typed = await form_of(request)
    kept = {f"{KEPT}{name}": value for name, value in typed.items() if name != CSRF_FIELD}
    facts = {"wrong": "", "next": str(request.rel_url), "kept": kept}
    return page(request, "shared/locked.html", facts, status=403)
