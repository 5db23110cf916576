"""Connects to the first address of a carrier that answers (RFC 8305).

Owns the race between hosts and their addresses. Each address has its own time limit, and the next
address is tried while the last one has not answered, so that a dead address costs only a quarter of
a second.
"""

import asyncio
import socket
from collections.abc import Awaitable, Callable, Iterator, Sequence
from functools import partial
from itertools import chain, zip_longest
from typing import Any, NamedTuple, TypeVar

T = TypeVar("T")
Resolve = Callable[[str, int], Awaitable[Sequence[tuple[Any, ...]]]]

_NEXT_AFTER = 0.25  # RFC 8305 §5


class Endpoint(NamedTuple):
    """Host and port of a carrier."""

    host: str
    port: int

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


class UnreachableError(Exception):
    """An endpoint could not be connected to.

    Attributes:
        endpoint: the endpoint.
        cause: the error of the socket or of the name resolution.
    """

    def __init__(self, endpoint: Endpoint, cause: Exception) -> None:
        super().__init__(str(cause))
        self.endpoint = endpoint
        self.cause = cause


class Connected(NamedTuple):
    """A connected socket and its endpoint."""

    sock: socket.socket
    endpoint: Endpoint


async def dial(
    endpoints: Sequence[Endpoint],
    limit: float,
    resolve: Resolve | None = None,
) -> Connected:
    """Connect to the endpoint that answers first; the first endpoints are tried first.

    Args:
        endpoints: at least one.
        limit: seconds for the name resolution, and again for each address.
        resolve: returns the addresses of a host and port, as `loop.getaddrinfo` does.

    Returns:
        A connected socket, for the caller to close.

    Raises:
        UnreachableError: if no endpoint answers; its `endpoint` is the first one.
    """
    found = resolve or _addresses_of
    attempts = [partial(_reach, endpoint, limit, found) for endpoint in endpoints]
    return await _first_of(attempts)


async def _reach(endpoint: Endpoint, limit: float, resolve: Resolve) -> Connected:
    try:
        async with asyncio.timeout(limit):
            infos = await resolve(*endpoint)
        sock = await _first_of([partial(_connect, info, limit) for info in _interleaved(infos)])
    # UnicodeError comes from an invalid host name
    except (OSError, UnicodeError) as error:
        raise UnreachableError(endpoint, error) from error
    return Connected(sock, endpoint)


async def _connect(info: tuple[Any, ...], limit: float) -> socket.socket:
    family, kind, protocol, _, address = info
    sock = socket.socket(family, kind, protocol)
    try:
        sock.setblocking(False)
        async with asyncio.timeout(limit):
            await asyncio.get_running_loop().sock_connect(sock, address)
        if kind == socket.SOCK_STREAM:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except BaseException:
        sock.close()
        raise
    return sock


async def _addresses_of(host: str, port: int) -> Sequence[tuple[Any, ...]]:
    loop = asyncio.get_running_loop()
    return await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)


def _interleaved(infos: Sequence[tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
    """Yield addresses of each family in turn, the resolver's first choice first (§4)."""
    families: dict[int, list[tuple[Any, ...]]] = {}
    for info in dict.fromkeys(infos):
        families.setdefault(info[0], []).append(info)
    return (info for info in chain(*zip_longest(*families.values())) if info is not None)


async def _first_of(attempts: Sequence[Callable[[], Awaitable[T]]]) -> T:
    """Start attempts one after the other; return the first result, and cancel the other attempts.

    Raises:
        OSError: if there are no attempts.
        Exception: the error of the first attempt, if all attempts fail.
    """
    if not attempts:
        raise OSError("the name has no address")
    tasks: list[asyncio.Future[T]] = []
    left = list(attempts)
    try:
        while left or not all(task.done() for task in tasks):
            if left:
                tasks.append(asyncio.ensure_future(left.pop(0)()))
            open_ = [task for task in tasks if not task.done()]
            if open_:
                await asyncio.wait(
                    open_,
                    timeout=_NEXT_AFTER if left else None,
                    return_when=asyncio.FIRST_COMPLETED,
                )
            won = next((t for t in tasks if t.done() and not t.exception()), None)
            if won is not None:
                tasks.remove(won)
                return won.result()
        return tasks[0].result()
    finally:
        for task in tasks:
            task.cancel()
        for late in await asyncio.gather(*tasks, return_exceptions=True):
            _discard(late)


def _discard(late: object) -> None:
    """Close a socket that was connected too late to be used."""
    if isinstance(late, Connected):
        late.sock.close()
    elif isinstance(late, socket.socket):
        late.close()
