"""Endpoints for monitoring: /healthz (alive), /readyz (ready), /metrics, /status (links).

Everybody may ask whether the service is alive and ready; the answer has no details. /status
answers this machine only. /metrics answers requests with the token, or, if there is no token, this
machine only.
"""

import hmac
from collections.abc import Mapping, Sequence
from functools import cached_property
from ipaddress import ip_address
from typing import Any

from aiohttp import hdrs, web

from calendar_store.database import version, write_probe
from gateway.cached_probe import CachedProbe
from gateway.web.server.web_context import WEB_CONTEXT, WebContext

_FRESH = 1.0
_PATIENCE = 2.0
"""Seconds for which a read of the store is reused, and for which a request waits for it."""

_WRITES = 5.0
"""Seconds for which a successful write is reused."""

_FORWARDED = (hdrs.X_FORWARDED_FOR, hdrs.FORWARDED, hdrs.VIA, "X-Real-IP", "X-Forwarded-Host")
"""Headers that proxies add: a request with one of them does not come from this machine."""
_SENDING = frozenset({"bound", "paused", "resting"})


class StoreLooks:
    """Checks of the store for /readyz; each result is reused for some seconds.

    Args:
        site: the context of the web application.
    """

    def __init__(self, site: WebContext) -> None:
        self._site = site
        self._version = CachedProbe("version", self._look, fresh=_FRESH, patience=_PATIENCE)
        self._written = CachedProbe("write", self._write, fresh=_WRITES, patience=_PATIENCE)

    async def hindrance(self) -> str:
        """Return why the service cannot use its store; "" if it can."""
        version = await self._version.seen()
        if version is None:
            return "the store does not answer"
        if version != self._newest:
            return "the store is of another version"
        if not await self._written.seen():
            return "the store takes no writes"
        return ""

    async def _look(self) -> str:
        return await version.version(self._site.database) or "none"

    async def _write(self) -> bool:
        site = self._site
        async with site.database.write() as tx:
            await write_probe.write(tx, "readyz", site.clock())
        return True

    @cached_property
    def _newest(self) -> str:
        return version.newest()


_LOOKS = web.AppKey("looks at the store", StoreLooks)


def set_up(app: web.Application) -> None:
    """Add the checks of the store to an application."""
    app[_LOOKS] = StoreLooks(app[WEB_CONTEXT])


async def healthz(request: web.Request) -> web.Response:
    """Answer 200 while the process and its loops run, 503 if a loop keeps failing.

    An unreachable store is no reason for 503, because a restart of the process would not help.
    """
    watch = request.app[WEB_CONTEXT].watch
    # the last word of a loop's name is dropped: it may be a name from the configuration
    broken = {name.rsplit(maxsplit=1)[0] for name in watch.failing()} if watch else set()
    if broken:
        reason = f"what keeps failing: {', '.join(sorted(broken))}; the log says why"
        return web.json_response({"alive": False, "reason": reason}, status=503)
    return web.json_response({"alive": True})


async def readyz(request: web.Request) -> web.Response:
    """Answer 200 if the store accepts writes and a carrier is connected, else 503 with why."""
    reason = await request.app[_LOOKS].hindrance() or _unconnected(request)
    if reason:
        return web.json_response({"ready": False, "reason": reason}, status=503)
    return web.json_response({"ready": True})


async def status(request: web.Request) -> web.Response:
    """Return the state of links and loops, for commands; only this machine may ask.

    Raises:
        HTTPNotFound: if another machine asks.
    """
    _only_here(request)
    watch = request.app[WEB_CONTEXT].watch
    state = watch.state() if watch and watch.state else {}
    return web.json_response({"carriers": list(_links(request)), "service": dict(state)})


async def metrics(request: web.Request) -> web.Response:
    """Return the metrics for Prometheus, to a request with the token or from this machine.

    Raises:
        HTTPUnauthorized: if there is a token and the request's token is missing or wrong.
        HTTPNotFound: if there is no token and another machine asks, or if there are no metrics.
    """
    watch = request.app[WEB_CONTEXT].watch
    if watch is None:
        raise web.HTTPNotFound
    if watch.token is None:
        _only_here(request)
    elif not _shows(request, watch.token):
        raise web.HTTPUnauthorized(headers={hdrs.WWW_AUTHENTICATE: "Bearer"})
    body, content_type = await watch.metrics(request.headers.get(hdrs.ACCEPT, ""))
    return web.Response(body=body, headers={hdrs.CONTENT_TYPE: content_type})


def _unconnected(request: web.Request) -> str:
    """Return that no carrier is connected; "" if one is, or if no carrier is configured."""
    links = _links(request)
    binds = [bind["state"] for link in links for bind in link["binds"]]
    return "no carrier is connected" if links and _SENDING.isdisjoint(binds) else ""


def _links(request: web.Request) -> Sequence[Mapping[str, Any]]:
    tell = request.app[WEB_CONTEXT].link_status
    return tell() if tell else ()


def _only_here(request: web.Request) -> None:
    """Refuse requests from other machines, and requests through a proxy on this machine."""
    peer = ip_address(request.remote or "0.0.0.0")  # noqa: S104 (nothing is bound to it)
    if not peer.is_loopback or any(header in request.headers for header in _FORWARDED):
        raise web.HTTPNotFound


def _shows(request: web.Request, token: str) -> bool:
    shown = request.headers.get(hdrs.AUTHORIZATION, "")
    return hmac.compare_digest(shown.encode(errors="surrogateescape"), f"Bearer {token}".encode())
