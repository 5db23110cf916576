"""The demo's log-in middleware: logs visitors on this machine in without a password."""

from aiohttp import web
from aiohttp.typedefs import Handler

from calendar_store.practices import staff
from gateway.web.demo.demo_context import DEMO
from gateway.web.server.addresses import address_of, is_loopback
from gateway.web.server.logins import NotLoggedIn, open_login, set_cookie
from gateway.web.server.web_context import LOGIN, WEB_CONTEXT

_OWN_MACHINE = frozenset({"localhost", "127.0.0.1", "::1"})


@web.middleware
async def logged_in_here(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Log a visitor on this machine in if a page needs a log-in, and set the log-in's cookie."""
    try:
        return await handler(request)
    except NotLoggedIn:
        if not _on_this_machine(request):
            raise
    request[LOGIN] = await _opened(request)
    try:
        response = await handler(request)
    except web.HTTPRedirection as redirection:
        set_cookie(request, redirection, request[LOGIN])
        raise
    if not response.prepared:
        set_cookie(request, response, request[LOGIN])
    return response


async def _opened(request: web.Request) -> str:
    """Open a log-in of the demo's member of staff; return its token.

    Raises:
        NotLoggedIn: if the member of staff has been removed.
    """
    async with request.app[WEB_CONTEXT].database.read() as tx:
        member = await staff.by_email(tx, request.app[DEMO].sign_in)
    if member is None:
        raise NotLoggedIn
    return await open_login(request, member)


def _on_this_machine(request: web.Request) -> bool:
    """Tell whether the visitor is on this machine and used one of its loopback names.

    The host name is checked because a page of another website could point its own name to this
    machine (DNS rebinding).
    """
    return is_loopback(address_of(request)) and request.url.host in _OWN_MACHINE
