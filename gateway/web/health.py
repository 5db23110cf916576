"""Whether this process lives, and whether it can do its work; for machines that watch it."""

from aiohttp import web
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
