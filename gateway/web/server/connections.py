"""HTTP connections of browsers: limits on their number and on their time.

The limits keep idle connections from using up the server. A connection has to send a whole request
in time and read its response in time; it counts towards the limit of its address and the limit of
all. At a limit, the oldest idle connection is closed; a new connection is refused only if all
others are answering requests. Malformed requests are logged without their content.
"""

import asyncio
import math
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any

import structlog
from aiohttp import ClientConnectionResetError, hdrs, web
from aiohttp.typedefs import Handler

from gateway.web.server.addresses import Network, network_of

_log = structlog.get_logger(__name__)

SERVER = "textback"
"""The Server header of every response; it contains no version."""

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
        most: limit of all connections.
        most_of_address: limit of connections from one address, or from one IPv6 /64.
        trusted: networks of proxies; a proxy speaks for many browsers, so only `most` limits it.
        request_within: seconds until the first or next request has arrived with all its headers.
        taken_within: seconds that a browser may take to read a response.
        lingers: seconds for which the unread rest of a request's body is still received.
        idle_after: seconds after a response during which a connection is not closed as idle.
        refused: number of connections refused since the start.
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
        """Admit a connection, or return False if a limit is reached.

        Args:
            new: the connection.
            address: the network address of its peer.
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
        """Note that a connection has ended; ignore a connection that was not admitted."""
        network = self._open.pop(one, None)
        if network is None:
            return
        self._of[network] -= 1
        if not self._of[network]:
            del self._of[network]

    def tells(self, now: float) -> bool:
        """Tell whether to log another fault of a peer: the number of log lines a minute is limited.

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
        """Close the oldest idle connection.

        A connection that has sent no request yet is idle at once. A normal browser sends its
        request before it is the oldest, so in practice only connections that send nothing are
        closed.
        """
        for one, theirs in self._open.items():
            if (network is None or theirs == network) and one.is_idle(now):
                self.leave(one)
                one.end()
                return True
        return False

    def _counted_as(self, address: str) -> str:
        """Return the network that an address is counted as; "" for a proxy without a limit."""
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
        """Admit a connection, or answer 503 and close it."""
        peer = transport.get_extra_info("peername")
        address = str(peer[0]) if isinstance(peer, tuple) else ""
        self._admitted = self._connections.admit(self, address, self._loop.time())
        if self._admitted:
            super().connection_made(transport)
        elif isinstance(transport, asyncio.Transport) or hasattr(transport, "write"):
            transport.write(_FULL)
            transport.close()

    def data_received(self, data: bytes) -> None:
        """Read received bytes, unless the connection was refused."""
        if self._admitted:
            super().data_received(data)

    def connection_lost(self, exc: BaseException | None) -> None:
        """Remove the connection from the open ones."""
        self._connections.leave(self)
        self._taken()
        if self._admitted:
            super().connection_lost(exc)

    def pause_writing(self) -> None:
        """Wait until the browser has read the response, for at most `taken_within` seconds."""
        super().pause_writing()
        self._untaken = self._loop.call_later(self._connections.taken_within, self._give_up)

    def resume_writing(self) -> None:
        """Continue the response."""
        super().resume_writing()
        self._taken()

    def begins(self) -> None:
        """Note that a request is being answered."""
        self._at_work += 1

    def ends(self) -> None:
        """Note that a request has been answered."""
        self._at_work -= 1
        self._quiet_since = self._loop.time()

    @contextmanager
    def waiting(self) -> Iterator[None]:
        """Note, during the block, that the browser still has to send the rest of a request."""
        self._waits += 1
        try:
            yield
        finally:
            self._waits -= 1

    def is_idle(self, now: float) -> bool:
        """Tell whether the connection waits for its browser, `idle_after` after a response."""
        at_work = self._at_work > self._waits
        return not at_work and now - self._quiet_since >= self._connections.idle_after

    def end(self) -> None:
        """Close the connection after the response in progress has been sent."""
        self.force_close()

    def handle_error(
        self,
        request: web.BaseRequest,
        status: int = 500,
        exc: BaseException | None = None,
        message: str | None = None,
    ) -> web.StreamResponse:
        """Answer a malformed or failed request with its status alone, without its content.

        A browser that goes away while a response is sent to it is nobody's fault, and not logged.
        """
        del message
        left = isinstance(exc, ClientConnectionResetError)
        if not left and self._connections.tells(self._loop.time()):
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
        """Log a failure of the connection: the type of the error, and none of the bytes."""
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
    """Note on a request's connection, during the block, that the rest of the request is awaited."""
    connection = request.protocol
    return connection.waiting() if isinstance(connection, HttpConnection) else nullcontext()


@web.middleware
async def noted(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Note on a request's connection that the request is being answered."""
    connection = request.protocol
    if not isinstance(connection, HttpConnection):
        return await handler(request)
    connection.begins()
    try:
        return await handler(request)
    finally:
        connection.ends()
