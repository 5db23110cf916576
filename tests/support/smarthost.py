"""A smarthost that takes what we send over real sockets, and answers as it is told.

aiosmtpd with a script: a reply of one stage, a cut, or a wait until the test goes on.
"""

import asyncio
import ssl
import subprocess
from collections import defaultdict, deque
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

CUT = "cut"
"""In place of a reply: the connection is cut."""
CUT_IN_MAIL = "cut in mail"
"""In place of the reply to DATA: 354, and a cut before the mail's end."""
WAIT = "wait"
"""In place of a reply: `Smarthost.go_on` brings the usual one."""
STAGES = ("connect", "ehlo", "mail", "rcpt", "data", "end")
_DEADLINE = 20


@dataclass(frozen=True, slots=True)
class TakenMail:
    """A mail that the smarthost has accepted."""

    sender: str
    recipient: str
    options: tuple[str, ...]
    content: bytes
    encrypted: bool
    login: str

    @property
    def message_id(self) -> str:
        head = self.content.partition(b"\r\n\r\n")[0]
        lines = head.replace(b"\r\n ", b" ").split(b"\r\n")
        return next(one[11:].strip().decode() for one in lines if one[:11] == b"Message-ID:")


@dataclass(eq=False)
class Smarthost:
    """A scriptable smarthost.

    Attributes:
        extensions: EHLO keywords beside those of aiosmtpd.
        users: passwords by user; log-in is offered where there are any.
        tls: offers STARTTLS with this context, or encrypts from the start with `implicit`.
        smtputf8: whether it takes addresses in all letters.
        size: the largest mail; None does not say.
        judge: gives a reply for a (stage, argument), None for the usual one; after the script.
        taken: the accepted mails, in order.
        seen: every stage that was reached, in order.
        opened: connections since the start.
        most: most connections at a time.
    """

    extensions: Sequence[str] = ("PIPELINING", "ENHANCEDSTATUSCODES")
    users: dict[str, str] = field(default_factory=dict)
    tls: ssl.SSLContext | None = None
    implicit: bool = False
    smtputf8: bool = False
    size: int | None = None
    judge: Callable[[str, str], str | None] = lambda *_: None
    port: int = 0
    taken: list[TakenMail] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)
    opened: int = 0
    most: int = 0
    log_ins: int = 0
    open: set["_Session"] = field(default_factory=set)
    _script: dict[str, deque[str]] = field(default_factory=lambda: defaultdict(deque))
    _server: asyncio.Server | None = None
    _going: asyncio.Event = field(default_factory=asyncio.Event)
    _news: asyncio.Event = field(default_factory=asyncio.Event)

    def say(self, stage: str, reply: str, times: int = 1) -> None:
        """Let the next times of a stage have this reply."""
        assert stage in STAGES
        self._script[stage].extend([reply] * times)

    def next(self, stage: str, argument: str) -> str | None:
        self.seen.append(stage)
        self.news()
        script = self._script[stage]
        return script.popleft() if script else self.judge(stage, argument)

    def go_on(self) -> None:
        """Let everybody who waits have the usual reply."""
        self._going.set()

    async def wait(self) -> None:
        await self._going.wait()

    def news(self) -> None:
        self._news.set()

    async def until(self, holds: Callable[[], bool]) -> None:
        """Wait until something holds of this smarthost."""
        async with asyncio.timeout(_DEADLINE):
            while not holds():
                self._news.clear()
                await self._news.wait()

    async def until_taken(self, count: int) -> None:
        await self.until(lambda: len(self.taken) >= count)

    async def until_seen(self, stage: str, count: int = 1) -> None:
        await self.until(lambda: self.seen.count(stage) >= count)

    def cut(self) -> None:
        """Cut every connection."""
        for one in tuple(self.open):
            one.cut()

    def close_idle(self, words: str = "") -> None:
        """Close every connection as a server does whose patience is over."""
        for one in tuple(self.open):
            one.leave(words)

    async def start(self, port: int = 0) -> None:
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(
            lambda: _Session(self, loop),
            "127.0.0.1",
            port,
            ssl=self.tls if self.implicit else None,
        )
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Go away: no new connections, and the standing ones are cut."""
        if self._server is not None:
            self._server.close()
            self._server = None
        self.cut()
        await asyncio.sleep(0)

    @asynccontextmanager
    async def running(self) -> AsyncIterator["Smarthost"]:
        await self.start()
        try:
            yield self
        finally:
            self.go_on()
            await self.stop()


class _Session(SMTP):
    """One connection."""

    def __init__(self, host: Smarthost, loop: asyncio.AbstractEventLoop) -> None:
        self._host = host
        super().__init__(
            _Handler(host),
            data_size_limit=host.size,
            enable_SMTPUTF8=host.smtputf8,
            hostname="smarthost.example.org",
            tls_context=None if host.implicit else host.tls,
            auth_required=False,
            auth_require_tls=False,
            authenticator=self._log_in if host.users else None,
            auth_exclude_mechanism=() if host.users else ("PLAIN", "LOGIN"),
            loop=loop,
        )

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        fresh = self not in self._host.open
        super().connection_made(transport)
        if fresh:
            self._host.open.add(self)
            self._host.opened += 1
            self._host.most = max(self._host.most, len(self._host.open))
            self._host.news()

    def connection_lost(self, error: Exception | None) -> None:
        super().connection_lost(error)
        self._host.open.discard(self)
        self._host.news()

    def cut(self) -> None:
        if isinstance(self.transport, asyncio.WriteTransport):
            self.transport.abort()

    def leave(self, words: str) -> None:
        if isinstance(self.transport, asyncio.WriteTransport):
            if words:
                self.transport.write(words.encode() + b"\r\n")
            self.transport.close()

    async def _handle_client(self) -> None:
        try:
            told = await self._told("connect", "")
        except asyncio.CancelledError:
            self.cut()
            raise
        if told is None:
            await super()._handle_client()
        elif self.transport is not None:
            await self.push(told)
            self.transport.close()

    async def smtp_EHLO(self, hostname: str) -> None:  # noqa: N802 (the name is aiosmtpd's)
        told = await self._told("ehlo", hostname)
        if told is None:
            await super().smtp_EHLO(hostname)
        else:
            await self.push(told)

    async def smtp_MAIL(self, arg: str) -> None:  # noqa: N802 (the name is aiosmtpd's)
        told = await self._told("mail", arg)
        if told is None:
            await super().smtp_MAIL(arg)
        else:
            await self.push(told)

    async def smtp_RCPT(self, arg: str) -> None:  # noqa: N802 (the name is aiosmtpd's)
        told = await self._told("rcpt", arg)
        if told is None:
            await super().smtp_RCPT(arg)
        else:
            await self.push(told)

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 (the name is aiosmtpd's)
        told = self._host.next("data", "")
        if told == CUT_IN_MAIL:
            await self.push("354 go ahead")
            await self._reader.readuntil(b"\r\n")
            self.cut()
        elif told is None:
            await super().smtp_DATA(arg)
        else:
            told = await self._said(told)
            await (super().smtp_DATA(arg) if told is None else self.push(told))

    async def _told(self, stage: str, argument: str) -> str | None:
        return await self._said(self._host.next(stage, argument or ""))

    async def _said(self, told: str | None) -> str | None:
        """Return the reply to give, None for the usual one."""
        if told == CUT:
            self.cut()
            # aiosmtpd notices at its next read
            return "250 nobody reads this"
        if told == WAIT:
            await self._host.wait()
            return None
        if told is not None and told.startswith("421") and self.transport is not None:
            await self.push(told)
            self.transport.close()
            return "250 nobody reads this"
        return told

    def _log_in(self, _server: Any, _session: Any, _envelope: Any, _how: str, data: Any) -> Any:
        self._host.log_ins += 1
        known = isinstance(data, LoginPassword) and (
            self._host.users.get(data.login.decode()) == data.password.decode()
        )
        user = data.login.decode() if known else None
        return AuthResult(success=known, handled=False, auth_data=user)


class _Handler:
    """What aiosmtpd asks about each session."""

    def __init__(self, host: Smarthost) -> None:
        self._host = host

    async def handle_EHLO(  # noqa: N802 (the name is aiosmtpd's)
        self, _server: SMTP, session: Any, _envelope: Any, hostname: str, replies: list[str]
    ) -> list[str]:
        session.host_name = hostname
        return [replies[0], *(f"250-{one}" for one in self._host.extensions), *replies[1:]]

    async def handle_DATA(self, server: SMTP, session: Any, envelope: Any) -> str:  # noqa: N802 (the name is aiosmtpd's)
        told = self._host.next("end", envelope.rcpt_tos[0])
        if told is not None and told not in (CUT, WAIT) and not told.startswith("2"):
            return str(await server._said(told))  # type: ignore[attr-defined]
        if told == WAIT:
            await self._host.wait()
        mail = TakenMail(
            envelope.mail_from,
            envelope.rcpt_tos[0],
            tuple(envelope.mail_options),
            bytes(envelope.original_content),
            session.ssl is not None or self._host.implicit,
            session.auth_data or "",
        )
        self._host.taken.append(mail)
        self._host.news()
        if told == CUT:
            # taken, and nobody hears of it
            server.cut()  # type: ignore[attr-defined]
        return told if told and told not in (CUT, WAIT) else "250 2.0.0 queued as 4XyZ"


def certificate(folder: Path, name: str = "127.0.0.1") -> tuple[Path, ssl.SSLContext]:
    """Return the file of a certificate for an address of this machine, and a server's context."""
    file, key = folder / "smarthost.pem", folder / "smarthost.key"
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2"
    alternative = f"subjectAltName=IP:{name}" if name[0].isdigit() else f"subjectAltName=DNS:{name}"
    subprocess.run(
        [
            *(*command.split(), "-subj", f"/CN={name}", "-addext", alternative),
            *("-keyout", str(key), "-out", str(file)),
        ],
        check=True,
        capture_output=True,
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(file, key)
    return file, context
