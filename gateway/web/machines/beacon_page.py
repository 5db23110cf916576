"""Answers beacons: programs in practices' networks that ask every minute, with their token.

To ask is to be heard from. The answer names the newest papers, which the beacon fetches and keeps.
"""

from typing import Any

from aiohttp import hdrs, web

from calendar_store.model.lines import BeatSource
from gateway.use_cases import beacons
from gateway.web.server.web_context import WEB_CONTEXT

ADDRESS = "/beacon"
PAPER = r"/beacon/paper/{version:\d{1,9}}"
_BEARER = "Bearer "
_NOT_KEPT = {hdrs.CACHE_CONTROL: "no-store"}


async def beat(request: web.Request) -> web.Response:
    """Note that a beacon was heard from, and say which papers and office hours there are.

    Raises:
        HTTPUnauthorized: if the token is of no beacon, or was revoked.
    """
    site = request.app[WEB_CONTEXT]
    now = site.clock()
    async with site.database.read() as tx:
        news = await beacons.news(tx, _token(request), now=now)
    if news is None:
        raise _unknown()
    site.heartbeats.beat(news.practice_id, BeatSource.BEACON, now)
    told: dict[str, Any] = {
        "papers": [one.version for one in news.papers],
        "office": [[start.isoformat(), end.isoformat()] for start, end in news.office],
    }
    return web.json_response(told, headers=_NOT_KEPT)


async def paper(request: web.Request) -> web.Response:
    """Return the PDF of a paper.

    Raises:
        HTTPUnauthorized: if the token is of no beacon, or was revoked.
        HTTPNotFound: if there is no such paper any more.
    """
    site = request.app[WEB_CONTEXT]
    async with site.database.read() as tx:
        if await beacons.news(tx, _token(request), now=site.clock()) is None:
            raise _unknown()
        content = await beacons.paper(tx, _token(request), int(request.match_info["version"]))
    if content is None:
        raise web.HTTPNotFound(text="There is no such paper.")
    return web.Response(body=content, content_type="application/pdf", headers=_NOT_KEPT)


def _token(request: web.Request) -> str:
    shown = request.headers.get(hdrs.AUTHORIZATION, "")
    return shown.removeprefix(_BEARER) if shown.startswith(_BEARER) else ""


def _unknown() -> web.HTTPUnauthorized:
    return web.HTTPUnauthorized(
        text="This is the token of no beacon.", headers={hdrs.WWW_AUTHENTICATE: "Bearer"}
    )
