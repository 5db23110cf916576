"""A lean smarthost in a process of its own: takes every mail at once, keeps nothing but counts.

It shares no code with the pool of connections.
"""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection

import uvloop

_END = b"\r\n.\r\n"


class _Session(asyncio.Protocol):
    """One connection: commands by lines, and mails by their end."""

    def __init__(self, pipelining: bool) -> None:
        self._buffer = bytearray()
        self._in_mail = False
        self._hello = b"250-bench\r\n250-SIZE 10000000\r\n250-8BITMIME\r\n250 SMTPUTF8\r\n"
        if pipelining:
            self._hello = self._hello.replace(b"250 SMTP", b"250-PIPELINING\r\n250 SMTP")

    def connection_made(self, transport) -> None:
        self._transport = transport
        transport.write(b"220 bench\r\n")

    def data_received(self, data: bytes) -> None:
        self._buffer += data
        out = []
        while True:
            if self._in_mail:
                at = self._buffer.find(_END)
                if at < 0:
                    break
                del self._buffer[: at + len(_END)]
                self._in_mail = False
                out.append(b"250 2.0.0 queued as 4XyZ\r\n")
                continue
            at = self._buffer.find(b"\r\n")
            if at < 0:
                break
            word = bytes(self._buffer[:4])
            del self._buffer[: at + 2]
            self._in_mail = word == b"DATA"
            out.append(_REPLIES.get(word, self._hello))
        if out:
            self._transport.write(b"".join(out))


_REPLIES = {
    b"MAIL": b"250 2.1.0 Ok\r\n",
    b"RCPT": b"250 2.1.5 Ok\r\n",
    b"DATA": b"354 go ahead\r\n",
    b"RSET": b"250 2.0.0 Ok\r\n",
    b"QUIT": b"221 2.0.0 bye\r\n",
}


async def _serve(pipe: Connection, pipelining: bool) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: _Session(pipelining), "127.0.0.1", 0)
    pipe.send(server.sockets[0].getsockname()[1])
    await asyncio.to_thread(_until_closed, pipe)
    server.close()


def _until_closed(pipe: Connection) -> None:
    try:
        pipe.recv()
    except EOFError:
        return


def _process(pipe: Connection, pipelining: bool) -> None:
    uvloop.run(_serve(pipe, pipelining))


@dataclass(frozen=True, slots=True)
class LeanSmarthost:
    """The smarthost's process, seen from the bench."""

    port: int


@contextmanager
def lean_smarthost(*, pipelining: bool = True) -> Iterator[LeanSmarthost]:
    """Run a smarthost beside us while the block runs."""
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_process, args=(theirs, pipelining), daemon=True)
    process.start()
    theirs.close()
    try:
        yield LeanSmarthost(ours.recv())
    finally:
        ours.close()
        process.join(5)
