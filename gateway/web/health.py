"""Whether this process lives, and whether it can do its work; for machines that watch it."""

from ipaddress import ip_address

from aiohttp import hdrs, web
from sqlalchemy import text

from calendar_store.errors import StoreError
from gateway.web.site import SITE

_LOOK = text("SELECT 1")


async def healthz(request: web.Request) -> web.Response:
    """Answer as long as the process runs."""
    del request
    return web.json_response({"alive": True})


async def readyz(request: web.Request) -> web.Response:
    """Answer 200 when the store answers, 503 with the reason when it does not.

    How the links to carriers stand is told beside it and decides nothing: without a carrier the
    calendar is still there to be read.
    """
    site = request.app[SITE]
    answer: dict[str, object] = {"links": site.links()}
    try:
        async with site.database.read() as tx:
            await tx.execute(_LOOK)
    except StoreError as error:
        return web.json_response(answer | {"ready": False, "reason": str(error)}, status=503)
    return web.json_response(answer | {"ready": True})


async def status(request: web.Request) -> web.Response:
    """Tell `textback carriers` how the links stand; only to this machine, and not through a proxy.

    Raises:
        HTTPNotFound: to anybody else.
    """
    peer = ip_address(request.remote or "0.0.0.0")  # noqa: S104 (nothing is bound to it)
    if not peer.is_loopback or hdrs.X_FORWARDED_FOR in request.headers:
        raise web.HTTPNotFound
    tell = request.app[SITE].link_status
    return web.json_response({"carriers": list(tell()) if tell else []})
