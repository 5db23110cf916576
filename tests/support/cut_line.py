"""A line between a browser and the service that can be cut, go silent, or lose answers."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from enum import Enum

_MOST = 65536


class LineState(Enum):
    """What becomes of what is sent.

    OPEN: it goes through. CUT: connections are closed at once. SILENT: nothing comes through, and
    nobody says so.
    """

    OPEN = "open"
    CUT = "cut"
    SILENT = "silent"


@dataclass(slots=True)
class CutLine:
    """A TCP proxy on a port of its own.

    Attributes:
        upstream: the port of the service.
        port: the port to which browsers go.
        state: what becomes of what is sent.
        loses: tells of a request whose answer is lost: the service has it, the browser hears
            nothing.
        lost: how many answers were lost.
    """

    upstream: int
    port: int = 0
    state: LineState = LineState.OPEN
    loses: Callable[[bytes], bool] = field(default=lambda _request: False)
    lost: int = 0
    _open: set[asyncio.StreamWriter] = field(default_factory=set)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    @property
    def url(self) -> str:
        """The address of the service on this line."""
        return f"http://127.0.0.1:{self.port}"

    def cut(self, state: LineState = LineState.CUT) -> None:
        """Cut the line, also for connections that are open."""
        self.state = state
        if state is LineState.CUT:
            for writer in self._open:
                writer.transport.abort()

    def mend(self) -> None:
        """Let everything through again."""
        self.state = LineState.OPEN
        self.loses = lambda _request: False
        for writer in self._open:
            writer.transport.abort()

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Carry a connection of a browser."""
        task = asyncio.current_task()
        if task is not None:
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        if self.state is LineState.CUT:
            writer.transport.abort()
            return
        self._open.add(writer)
        try:
            there, out = await asyncio.open_connection("127.0.0.1", self.upstream)
            swallow = asyncio.Event()
            self._open.add(out)
            try:
                await asyncio.gather(
                    self._carry(reader, out, swallow), self._answer(there, writer, swallow)
                )
            finally:
                self._open.discard(out)
                out.transport.abort()
        except OSError:
            pass
        finally:
            self._open.discard(writer)
            writer.transport.abort()

    async def _carry(
        self, reader: asyncio.StreamReader, out: asyncio.StreamWriter, swallow: asyncio.Event
    ) -> None:
        while octets := await reader.read(_MOST):
            if self.state is LineState.SILENT:
                continue
            if self.loses(octets):
                swallow.set()
            out.write(octets)
            await out.drain()
        out.transport.abort()

    async def _answer(
        self, there: asyncio.StreamReader, writer: asyncio.StreamWriter, swallow: asyncio.Event
    ) -> None:
        while octets := await there.read(_MOST):
            if swallow.is_set():
                self.lost += 1
                break
            if self.state is LineState.SILENT:
                continue
            writer.write(octets)
            await writer.drain()
        writer.transport.abort()

    async def end(self) -> None:
        """Close all connections."""
        for task in self._tasks:
            task.cancel()
        for task in tuple(self._tasks):
            with suppress(asyncio.CancelledError, OSError):
                await task


@asynccontextmanager
async def cut_line(upstream: int) -> AsyncIterator[CutLine]:
    """Run a line to a port of this machine while the block runs."""
    line = CutLine(upstream)
    server = await asyncio.start_server(line.take, "127.0.0.1", 0)
    line.port = server.sockets[0].getsockname()[1]
    try:
        yield line
    finally:
        server.close()
        await line.end()
