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

from calendar_store.database import migrate, write_probe
from gateway.cached_probe import Look
from gateway.web.server.web_context import SITE, Site

_FRESH = 1.0
_PATIENCE = 2.0
"""Seconds for which a look at the store serves, and that an asker waits for it."""

_WRITES = 5.0
"""Seconds for which a write that was possible serves."""

_FORWARDED = (hdrs.X_FORWARDED_FOR, hdrs.FORWARDED, hdrs.VIA, "X-Real-IP", "X-Forwarded-Host")
"""Headers of proxies: who asks through one is not this machine."""
_SENDING = frozenset({"bound", "paused", "resting"})


class HealthAnswers:
    """The addresses for machines.

    Args:
        app: of the pages.
    """

    def __init__(self, app: web.Application) -> None:
        self._site: Site = app[SITE]
        self._version = Look("version", self._look, fresh=_FRESH, patience=_PATIENCE)
        self._written = Look("write", self._write, fresh=_WRITES, patience=_PATIENCE)

    def add_to(self, app: web.Application) -> None:
        """Add the addresses."""
        app.router.add_get("/healthz", self.healthz)
        app.router.add_get("/readyz", self.readyz)
        app.router.add_get("/status", self.status)
        app.router.add_get("/metrics", self.metrics)

    async def healthz(self, request: web.Request) -> web.Response:
        """Answer 200 while the process lives and its loops turn, 503 when one keeps failing.

        A store that is away is no reason: a process that is started anew finds it away, too.
        """
        del request
        watch = self._site.watch
        # of a loop's name not the last of several words: that is a name of the configuration
        broken = {name.rsplit(maxsplit=1)[0] for name in watch.failing()} if watch else set()
        if broken:
            reason = f"what keeps failing: {', '.join(sorted(broken))}; the log says why"
            return web.json_response({"alive": False, "reason": reason}, status=503)
        return web.json_response({"alive": True})

    async def readyz(self, request: web.Request) -> web.Response:
        """Answer 200 when the store takes writes and a carrier is there, 503 with the reason."""
        del request
        reason = await self._hindrance()
        if reason:
            return web.json_response({"ready": False, "reason": reason}, status=503)
        return web.json_response({"ready": True})

    async def status(self, request: web.Request) -> web.Response:
        """Tell `textback carriers` how the links stand; only to this machine.

        Raises:
            HTTPNotFound: to anybody else.
        """
        _only_here(request)
        return web.json_response({"carriers": list(self._links())})

    async def metrics(self, request: web.Request) -> web.Response:
        """Tell Prometheus every figure: to whoever shows the token, or to this machine.

        Raises:
            HTTPUnauthorized: if there is a token and another or none was shown.
            HTTPNotFound: to another machine when there is no token, or nothing is counted.
        """
        watch = self._site.watch
        if watch is None:
            raise web.HTTPNotFound
        if watch.token is None:
            _only_here(request)
        elif not _shows(request, watch.token):
            raise web.HTTPUnauthorized(headers={hdrs.WWW_AUTHENTICATE: "Bearer"})
        body, content_type = await watch.metrics(request.headers.get(hdrs.ACCEPT, ""))
        return web.Response(body=body, headers={hdrs.CONTENT_TYPE: content_type})

    async def _hindrance(self) -> str:
        """Return what keeps the service from its work, "" when nothing does."""
        version = await self._version.seen()
        if version is None:
            return "the store does not answer"
        if version != self._newest:
            return "the store is of another version"
        if not await self._written.seen():
            return "the store takes no writes"
        links = self._links()
        binds = [bind["state"] for link in links for bind in link["binds"]]
        if links and _SENDING.isdisjoint(binds):
            return "no carrier is connected"
        return ""

    def _links(self) -> Sequence[Mapping[str, Any]]:
        tell = self._site.link_status
        return tell() if tell else ()

    async def _look(self) -> str:
        return await migrate.version(self._site.database) or "none"

    async def _write(self) -> bool:
        site = self._site
        async with site.database.write() as tx:
            await write_probe.write(tx, "readyz", site.clock())
        return True

    @cached_property
    def _newest(self) -> str:
        return migrate.newest()


def _only_here(request: web.Request) -> None:
    """Refuse another machine, and whoever comes through a proxy on this one."""
    peer = ip_address(request.remote or "0.0.0.0")  # noqa: S104 (nothing is bound to it)
    if not peer.is_loopback or any(header in request.headers for header in _FORWARDED):
        raise web.HTTPNotFound


def _shows(request: web.Request, token: str) -> bool:
    shown = request.headers.get(hdrs.AUTHORIZATION, "")
    return hmac.compare_digest(shown.encode(errors="surrogateescape"), f"Bearer {token}".encode())
