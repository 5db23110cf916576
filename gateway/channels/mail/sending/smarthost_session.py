"""One connection to the smarthost after the log-in: commands out, replies in, none mixed up.

aiosmtplib connects, encrypts and logs in (`dialling`); then this protocol takes its transport over.
aiosmtplib cannot pipeline (RFC 2920): it drops a reply that comes with another. It also leaves a
reply to a cancelled command to the next one, and does not tell whether a mail was cut off before or
after its end, which decides whether the mail may be sent again.
"""

import asyncio
import re
from collections.abc import Mapping, Sequence

from gateway.channels.mail.sending.smtp_replies import SmtpReply

_LONGEST_REPLY = 65_536
_PIECE = 32_768
"""Octets of a mail written at once; the connection is looked at between the pieces."""
_LINE = re.compile(rb"(\d{3})(?:([ -])(.*))?", re.DOTALL)


class SessionLost(Exception):
    """The connection ended, or the server's replies no longer match our commands.

    Attributes:
        replies: the replies to the last commands that had come by then.
    """

    def __init__(self, words: str, replies: Sequence[SmtpReply] = ()) -> None:
        super().__init__(words)
        self.replies = tuple(replies)


class SmarthostSession(asyncio.Protocol):
    """A connection on which mails are sent, one after the other.

    Args:
        transport: connected and logged in; its protocol is replaced.
        extensions: the server's EHLO keywords in lower case, with their parameters.

    Attributes:
        mails: how many mails were begun on it.
        closing: whether the server said that it closes the connection, or it is closed.
        stale: whether the server still holds an envelope that was not finished.
    """

    def __init__(self, transport: asyncio.Transport, extensions: Mapping[str, str]) -> None:
        self.extensions = extensions
        self.mails = 0
        self.closing = False
        self.stale = False
        self._transport = transport
        self._buffer = bytearray()
        self._lines: list[str] = []
        self._code = 0
        self._replies: list[SmtpReply] = []
        self._wanted = 0
        self._waiter: asyncio.Future[None] | None = None
        self._writable: asyncio.Future[None] | None = None
        self._lost = ""
        transport.set_protocol(self)
        if transport.is_closing():
            self._end("the connection was cut")

    @property
    def pipelines(self) -> bool:
        """Whether the server takes several commands at once."""
        return "pipelining" in self.extensions

    @property
    def largest(self) -> int:
        """The size in octets of the largest mail that the server takes; 0 if it does not say."""
        size = self.extensions.get("size", "")
        return int(size) if size.isascii() and size.isdigit() else 0

    async def command(self, lines: Sequence[bytes], limit: float) -> list[SmtpReply]:
        """Send commands at once and return the reply to each.

        Args:
            lines: the commands without line ends.
            limit: seconds to wait for all replies.

        Raises:
            SessionLost: if the connection ended or the replies are late; it is closed then.
        """
        self._require_open()
        self._transport.write(b"".join(b"%b\r\n" % line for line in lines))
        return await self._wait_for(len(lines), limit)

    async def data(self, content: bytes) -> None:
        """Send a mail after the reply 354; its end is the last thing that is written.

        Args:
            content: the mail as DATA takes it, with its end.

        Raises:
            SessionLost: if the connection ended before the mail's end was written: the server
                cannot have taken the mail.
        """
        whole = memoryview(content)
        for start in range(0, len(whole), _PIECE):
            if self._writable is not None:
                await self._until_writable()
            self._require_open()
            self._transport.write(whole[start : start + _PIECE])

    async def reply(self, limit: float) -> SmtpReply:
        """Wait for one reply.

        Args:
            limit: seconds.

        Raises:
            SessionLost: as `command`.
            TimeoutError: if the reply is late; waiting may go on with another call.
        """
        (found,) = await self._wait_for(1, limit, ends=False)
        return found

    def close(self) -> None:
        """Say goodbye without waiting for the answer."""
        if not self._lost and not self._transport.is_closing():
            self._transport.write(b"QUIT\r\n")
            self._transport.close()
        self._end("the connection was closed")

    def abort(self, words: str) -> None:
        """Cut the connection; whoever waits for a reply gets `SessionLost`."""
        self._transport.abort()
        self._end(words)

    def pause_writing(self) -> None:
        """Hold the next piece of a mail back (called by asyncio)."""
        if self._writable is None:
            self._writable = asyncio.get_running_loop().create_future()

    def resume_writing(self) -> None:
        """Go on with a mail (called by asyncio)."""
        if self._writable is not None and not self._writable.done():
            self._writable.set_result(None)
        self._writable = None

    def data_received(self, data: bytes) -> None:
        """Read replies (called by asyncio)."""
        self._buffer += data
        while not self._lost and (at := self._buffer.find(b"\n")) >= 0:
            line = bytes(self._buffer[:at]).rstrip(b"\r")
            del self._buffer[: at + 1]
            self._read(line)
        if len(self._buffer) + sum(map(len, self._lines)) > _LONGEST_REPLY:
            self.abort("a reply without end came")

    def eof_received(self) -> bool:
        """Note that the server closed the connection (called by asyncio)."""
        self._end("the server closed the connection")
        return False

    def connection_lost(self, exc: Exception | None) -> None:
        """Note that the connection is gone (called by asyncio)."""
        self._end(f"the connection was cut{f': {exc}' if exc else ''}")

    def _read(self, line: bytes) -> None:
        found = _LINE.fullmatch(line)
        if found is None or (self._lines and int(found[1]) != self._code):
            self.abort("a line came that is no reply")
            return
        self._code = int(found[1])
        self._lines.append((found[3] or b"").decode("utf-8", "replace").strip())
        if found[2] != b"-":
            text, self._lines = _joined(self._lines), []
            self._take(SmtpReply(self._code, text))

    def _take(self, reply: SmtpReply) -> None:
        if reply.code == 421:
            self.closing = True
        if len(self._replies) < self._wanted:
            self._replies.append(reply)
            if len(self._replies) == self._wanted:
                self._wake()
        elif reply.code == 421:
            self._transport.close()
            self._end(f"the server closed the connection: {reply}")
        else:
            self.abort("a reply came that nobody waits for")

    async def _wait_for(self, count: int, limit: float, *, ends: bool = True) -> list[SmtpReply]:
        """Wait for replies; a late one ends the session, unless `ends` is false.

        A waiter that is cancelled ends the session too: its reply would be taken for another's.
        """
        self._wanted = count
        loop = asyncio.get_running_loop()
        try:
            if len(self._replies) < count and not self._lost:
                self._waiter = loop.create_future()
                late = loop.call_later(limit, self._wake)
                try:
                    await self._waiter
                finally:
                    late.cancel()
                    self._waiter = None
        except asyncio.CancelledError:
            self.abort("the wait for a reply was cancelled")
            raise
        if len(self._replies) < count:
            if self._lost:
                raise SessionLost(self._lost, self._replies)
            if not ends:
                raise TimeoutError
            self.abort("the server did not answer in time")
            raise SessionLost("the server did not answer in time", self._replies)
        found, self._replies, self._wanted = self._replies, [], 0
        return found

    async def _until_writable(self) -> None:
        writable = self._writable
        try:
            if writable is not None:
                await writable
        except asyncio.CancelledError:
            self.abort("the mail was cancelled")
            raise

    def _require_open(self) -> None:
        if self._lost:
            raise SessionLost(self._lost)

    def _end(self, words: str) -> None:
        self.closing = True
        self._lost = self._lost or words
        self._wake()
        self.resume_writing()

    def _wake(self) -> None:
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)


def _joined(lines: Sequence[str]) -> str:
    """Join the lines of a reply; the enhanced code stands on each (RFC 2034 §4)."""
    first, *others = lines
    if not others:
        return first
    status = SmtpReply(0, first).enhanced
    return " ".join((first, *(line.removeprefix(status).strip() for line in others)))
