"""Mail servers in a process of its own that send mails to us: lean, over many connections.

It shares no code with the listener.
"""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection

import uvloop

CONNECTIONS = 64
"""Clients have many mail providers, each of which connects by itself."""


@dataclass(frozen=True, slots=True)
class LeanSenders:
    """The senders' process, seen from the bench."""

    pipe: Connection

    async def hold(self, mails: Sequence[tuple[str, bytes]]) -> None:
        """Hand mails over as (recipient, mail), for `deliver` to send."""
        await asyncio.to_thread(self.pipe.send, mails)
        await asyncio.to_thread(self.pipe.recv)

    def deliver(self, port: int) -> None:
        """Begin to send the mails; `acknowledged` waits for the end of it."""
        self.pipe.send(port)

    async def acknowledged(self) -> None:
        """Wait until every mail is acknowledged.

        Raises:
            RuntimeError: if a mail was refused.
        """
        refused = await asyncio.to_thread(self.pipe.recv)
        if refused:
            raise RuntimeError(f"refused: {refused}")


@contextmanager
def lean_senders() -> Iterator[LeanSenders]:
    """Run senders beside us while the block runs."""
    context = get_context("spawn")
    ours, theirs = context.Pipe()
    process = context.Process(target=_process, args=(theirs,), daemon=True)
    process.start()
    theirs.close()
    try:
        yield LeanSenders(ours)
    finally:
        ours.close()
        process.join(5)


def _process(pipe: Connection) -> None:
    while True:
        try:
            mails = pipe.recv()
            pipe.send("held")
            port = pipe.recv()
        except EOFError:
            return
        pipe.send(uvloop.run(_deliver(port, mails)))


async def _deliver(port: int, mails: Sequence[tuple[str, bytes]]) -> str:
    waiting = iter(mails)
    told = await asyncio.gather(*(_one_after_the_other(port, waiting) for _ in range(CONNECTIONS)))
    return next((one for one in told if one), "")


async def _one_after_the_other(port: int, waiting: Iterator[tuple[str, bytes]]) -> str:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)

    async def said(wanted: bytes) -> str:
        while (line := await reader.readline())[3:4] == b"-":
            pass
        return "" if line.startswith(wanted) else line.decode() or "cut"

    refused = await said(b"220")
    writer.write(b"EHLO bench\r\n")
    refused = refused or await said(b"250")
    for recipient, mail in waiting:
        for command, wanted in (
            (b"MAIL FROM:<client@bench.example>\r\n", b"250"),
            (f"RCPT TO:<{recipient}>\r\n".encode(), b"250"),
            (b"DATA\r\n", b"354"),
            (mail + b"\r\n.\r\n", b"250"),
        ):
            writer.write(command)
            refused = refused or await said(wanted)
        if refused:
            return refused
    writer.close()
    return ""
