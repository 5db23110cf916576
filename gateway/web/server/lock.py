"""Leads whoever comes with a locked log-in to the page that opens it, and keeps what was typed."""

from collections.abc import Mapping
from typing import Any

from aiohttp import web
from aiohttp.typedefs import Handler
from yarl import URL

from gateway.accounts import passkey_checks
from gateway.use_cases import own_factors
from gateway.web.languages.translation import gettext as _
from gateway.web.server.forms import form_of
from gateway.web.server.logins import LoginLocked, page_of_script
from gateway.web.server.passkey_site import of_lock, passkey_site
from gateway.web.server.protection import CSRF_FIELD
from gateway.web.server.rendering import page
from gateway.web.server.web_context import LOGIN, STAFF, WEB_CONTEXT

UNLOCK = "/unlock"
KEPT = "kept-"
"""What the names of fields begin with that were typed before the log-in was opened again."""

_FORGOTTEN = frozenset({CSRF_FIELD, "password", "new_password", "code", "credential", "secret"})
"""Fields that are not kept: whoever comes to a locked desk reads the page."""


@web.middleware
async def led_to_unlock(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer a request of a locked log-in with the way to open it."""
    try:
        return await handler(request)
    except LoginLocked:
        return await _to_unlock(request)


async def locked_page(
    request: web.Request, target: str, kept: Mapping[str, str], *, wrong: str = "", status: int
) -> web.Response:
    """Return the page that opens the locked log-in of a request.

    Args:
        request: the request, of which the log-in is known.
        target: the path that follows.
        kept: the fields that were typed, by names that begin with `KEPT`.
        wrong: why it was not opened, in words; "" if nothing was tried.
        status: the HTTP status.
    """
    site, party = request.app[WEB_CONTEXT], passkey_site(request)
    async with site.database.read() as tx:
        factors = await own_factors.factors(tx, request[STAFF])
    known = [key.credential_id for key in factors.passkeys]
    options = ""
    if party is not None and known:
        purpose = of_lock(request[LOGIN])
        options = passkey_checks.request_options(party, purpose, known, site.clock(), alone=True)
    facts: dict[str, Any] = {"wrong": wrong, "next": target, "kept": kept, "options": options}
    facts["by_phone"] = bool(factors.totp_secret)
    return page(request, "shared/locked.html", facts, status=status)


async def _to_unlock(request: web.Request) -> web.StreamResponse:
    if request.headers.get("HX-Request"):
        there = URL(UNLOCK).with_query(next=page_of_script(request))
        return web.Response(status=401, headers={"HX-Redirect": str(there)})
    if "text/event-stream" in request.headers.get("Accept", ""):
        return web.Response(status=401, text=_("The log-in is locked."))
    if request.method == "GET":
        raise web.HTTPSeeOther(URL(UNLOCK).with_query(next=str(request.rel_url)))
    typed = await form_of(request)
    kept = {f"{KEPT}{name}": value for name, value in typed.items() if name not in _FORGOTTEN}
    return await locked_page(request, str(request.rel_url), kept, status=403)
