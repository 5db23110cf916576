"""Connections of browsers: bounded in number and in time, so that idle ones keep nobody out.

A connection has to send a whole request soon, to take its answer soon, and counts against its
address and against all. When there is no room, one that waits idle makes it; only where all are at
work is a new one refused. What cannot be read as HTTP is logged without what it was.
"""

import asyncio
import math
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any

import structlog
from aiohttp import hdrs, web
from aiohttp.typedefs import Handler

from gateway.web.server.addresses import Network, network_of

_log = structlog.get_logger(__name__)

SERVER = "textback"
"""All that answers say about what made them."""

_TOLD_A_MINUTE = 60
_LONGEST_LINE = 4096
_MOST_HEADERS = 64
_FULL = (
    b"HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nRetry-After: 5\r\n"
    b"Content-Type: text/plain\r\nContent-Length: 36\r\n\r\nToo many connections; try again soon"
)


@dataclass(slots=True)
class Connections:
    """The open connections of one listener.

    Attributes:
        most: how many in all.
        most_of_address: how many of one address, or one IPv6 /64.
        trusted: proxies, which speak for many and have no bound of their own.
        request_within: seconds for the first or next request to be there, with all its headers.
        taken_within: seconds that a browser may leave an answer untaken.
        lingers: seconds for which the rest of a body is read that nobody wanted.
        idle_after: seconds after an answer during which a connection does not have to make room.
        refused: how many found no room since the start.
    """

    most: int = 500
    most_of_address: int = 60
    trusted: Sequence[Network] = ()
    request_within: float = 15.0
    taken_within: float = 30.0
    lingers: float = 5.0
    idle_after: float = 1.0
    refused: int = 0
    _open: "dict[HttpConnection, str]" = field(default_factory=dict)
    _of: dict[str, int] = field(default_factory=dict)
    _minute: int = -1
    _told: int = 0

    def __len__(self) -> int:
        return len(self._open)

    def admit(self, new: "HttpConnection", address: str, now: float) -> bool:
        """Take a connection in, or tell that there is no room.

        Args:
            new: it.
            address: of its peer.
            now: loop time, seconds.
        """
        network = self._counted_as(address)
        crowded = bool(network) and self._of.get(network, 0) >= self.most_of_address
        if crowded and not self._make_room(now, network):
            self.refused += 1
            return False
        if len(self._open) >= self.most and not self._make_room(now):
            self.refused += 1
            return False
        self._open[new] = network
        self._of[network] = self._of.get(network, 0) + 1
        return True

    def leave(self, one: "HttpConnection") -> None:
        """Note that a connection has ended; one that was never taken in is no matter."""
        network = self._open.pop(one, None)
        if network is None:
            return
        self._of[network] -= 1
        if not self._of[network]:
            del self._of[network]

    def tells(self, now: float) -> bool:
        """Tell whether a fault of a peer is logged still: so many a minute, and no flood of lines.

        Args:
            now: loop time, seconds.
        """
        minute = int(now // 60)
        if minute != self._minute:
            self._minute, self._told = minute, 0
        self._told += 1
        if self._told == _TOLD_A_MINUTE:
            _log.warning("more faults of peers in this minute are not logged")
        return self._told < _TOLD_A_MINUTE

    def _make_room(self, now: float, network: str | None = None) -> bool:
        """End the connection that was opened first among those that wait for their browser.

        Those that never asked anything are among them at once: so many would have to come after
        one that does ask, before it has, that only whoever sends nothing is met.
        """
        for one, theirs in self._open.items():
            if (network is None or theirs == network) and one.is_idle(now):
                self.leave(one)
                one.end()
                return True
        return False

    def _counted_as(self, address: str) -> str:
        """Return under what an address counts, "" for one without a bound."""
        try:
            known = ip_address(address.partition("%")[0])
        except ValueError:
            return ""
        return "" if any(known in one for one in self.trusted) else network_of(address)


class HttpConnection(web.RequestHandler):
    """One connection; aiohttp reads the requests on it."""

    def __init__(self, connections: Connections, server: web.Server, **options: Any) -> None:
        super().__init__(
            server,
            keepalive_timeout=connections.request_within,
            lingering_time=connections.lingers,
            max_line_size=_LONGEST_LINE,
            max_field_size=_LONGEST_LINE,
            max_headers=_MOST_HEADERS,
            access_log=None,  # type: ignore[arg-type]  # as aiohttp's own runner passes it
            **options,
        )
        self._connections = connections
        self._untaken: asyncio.TimerHandle | None = None
        self._at_work = 0
        self._waits = 0
        self._quiet_since = -math.inf
        self._admitted = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Take a connection in, or say that there is no room and end it."""
        peer = transport.get_extra_info("peername")
        address = str(peer[0]) if isinstance(peer, tuple) else ""
        self._admitted = self._connections.admit(self, address, self._loop.time())
        if self._admitted:
            super().connection_made(transport)
        elif isinstance(transport, asyncio.Transport) or hasattr(transport, "write"):
            transport.write(_FULL)
            transport.close()

    def data_received(self, data: bytes) -> None:
        """Read what came, unless it came on a connection that was refused."""
        if self._admitted:
            super().data_received(data)

    def connection_lost(self, exc: BaseException | None) -> None:
        """Give the connection's room back."""
        self._connections.leave(self)
        self._taken()
        if self._admitted:
            super().connection_lost(exc)

    def pause_writing(self) -> None:
        """Wait for the browser to take what was answered, and no longer than it should take."""
        super().pause_writing()
        self._untaken = self._loop.call_later(self._connections.taken_within, self._give_up)

    def resume_writing(self) -> None:
        """Go on answering."""
        super().resume_writing()
        self._taken()

    def begins(self) -> None:
        """Note that a request is being answered."""
        self._at_work += 1

    def ends(self) -> None:
        """Note that it was."""
        self._at_work -= 1
        self._quiet_since = self._loop.time()

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """Note that the browser has to send the rest of a request before it can be answered."""
        self._waits += 1
        try:
            yield
        finally:
            self._waits -= 1

    def is_idle(self, now: float) -> bool:
        """Tell whether its browser is waited for, and nothing was answered just now."""
        at_work = self._at_work > self._waits
        return not at_work and now - self._quiet_since >= self._connections.idle_after

    def end(self) -> None:
        """End the connection; what was answered still goes out."""
        self.force_close()

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """Answer what could not be read, or failed, without telling any of it."""
        del message
        if self._connections.tells(self._loop.time()):
            _log.warning(
                "a request could not be answered" if status >= 500 else "a malformed request",
                status=status,
                network=network_of(request.remote or ""),
                error=type(exc).__name__ if exc else "",
            )
        if request.writer.output_size > 0:
            raise ConnectionError("an answer was sent already")
        answer = web.Response(status=status, text=f"{status}\n")
        answer.headers[hdrs.SERVER] = SERVER
        answer.force_close()
        return answer

    def log_exception(self, *args: Any, **kw: Any) -> None:
        """Log that something failed on the connection: its kind, and none of the bytes."""
        del args
        error = kw.get("exc_info")
        if self._connections.tells(self._loop.time()):
            _log.warning("a connection failed", error=type(error).__name__ if error else "")

    def _taken(self) -> None:
        if self._untaken is not None:
            self._untaken.cancel()
            self._untaken = None

    def _give_up(self) -> None:
        if self.transport is not None:
            self.transport.abort()


def waiting_for(request: web.Request) -> AbstractContextManager[None]:
    """Note on its connection that the rest of a request has to come."""
    connection = request.protocol
    return connection.waiting() if isinstance(connection, HttpConnection) else nullcontext()


@web.middleware
async def noted(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Note on its connection that a request is being answered."""
    connection = request.protocol
    if not isinstance(connection, HttpConnection):
        return await handler(request)
    connection.begins()
    try:
        return await handler(request)
    finally:
        connection.ends()
