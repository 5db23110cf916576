"""What machines ask: whether the process lives, whether it can do its work, and its figures.

Life and readiness are told to everybody, in a line without particulars. Figures and the state of
each bind are told to this machine, or to whoever knows the token.
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
"""Seconds for which a look at the store serves, and that an asker waits for it."""

_WRITES = 5.0
"""Seconds for which a write that was possible serves."""

_FORWARDED = (hdrs.X_FORWARDED_FOR, hdrs.FORWARDED, hdrs.VIA, "X-Real-IP", "X-Forwarded-Host")
"""Headers of proxies: who asks through one is not this machine."""
_SENDING = frozenset({"bound", "paused", "resting"})


class StoreLooks:
    """Looks at the store that machines ask for: each serves for some seconds.

    Args:
        site: of the pages.
    """

    def __init__(self, site: WebContext) -> None:
        self._site = site
        self._version = CachedProbe("version", self._look, fresh=_FRESH, patience=_PATIENCE)
        self._written = CachedProbe("write", self._write, fresh=_WRITES, patience=_PATIENCE)

    async def hindrance(self) -> str:
        """Return what keeps the service from using its store, "" when nothing does."""
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
    """Let what is seen of the store serve for some seconds."""
    app[_LOOKS] = StoreLooks(app[WEB_CONTEXT])


async def healthz(request: web.Request) -> web.Response:
    """Answer 200 while the process lives and its loops turn, 503 when one keeps failing.

    A store that is away is no reason: a process that is started anew finds it away, too.
    """
    watch = request.app[WEB_CONTEXT].watch
    # of a loop's name not the last of several words: that is a name of the configuration
    broken = {name.rsplit(maxsplit=1)[0] for name in watch.failing()} if watch else set()
    if broken:
        reason = f"what keeps failing: {', '.join(sorted(broken))}; the log says why"
        return web.json_response({"alive": False, "reason": reason}, status=503)
    return web.json_response({"alive": True})


async def readyz(request: web.Request) -> web.Response:
    """Answer 200 when the store takes writes and a carrier is there, 503 with the reason."""
    reason = await request.app[_LOOKS].hindrance() or _unconnected(request)
    if reason:
        return web.json_response({"ready": False, "reason": reason}, status=503)
    return web.json_response({"ready": True})


async def status(request: web.Request) -> web.Response:
    """Tell `textback carriers` how the links stand; only to this machine.

    Raises:
        HTTPNotFound: to anybody else.
    """
    _only_here(request)
    return web.json_response({"carriers": list(_links(request))})


async def metrics(request: web.Request) -> web.Response:
    """Tell Prometheus every figure: to whoever shows the token, or to this machine.

    Raises:
        HTTPUnauthorized: if there is a token and another or none was shown.
        HTTPNotFound: to another machine when there is no token, or nothing is counted.
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
    """Return that no carrier takes texts, "" when one does or there is none."""
    links = _links(request)
    binds = [bind["state"] for link in links for bind in link["binds"]]
    return "no carrier is connected" if links and _SENDING.isdisjoint(binds) else ""


def _links(request: web.Request) -> Sequence[Mapping[str, Any]]:
    tell = request.app[WEB_CONTEXT].link_status
    return tell() if tell else ()


def _only_here(request: web.Request) -> None:
    """Refuse another machine, and whoever comes through a proxy on this one."""
    peer = ip_address(request.remote or "0.0.0.0")  # noqa: S104 (nothing is bound to it)
    if not peer.is_loopback or any(header in request.headers for header in _FORWARDED):
        raise web.HTTPNotFound


def _shows(request: web.Request, token: str) -> bool:
    shown = request.headers.get(hdrs.AUTHORIZATION, "")
    return hmac.compare_digest(shown.encode(errors="surrogateescape"), f"Bearer {token}".encode())
