"""One SMTP connection: aiosmtpd speaks the protocol, and what it does not bound is bounded here.

aiosmtpd's DATA keeps a line without an end in memory and answers a mail that is too large only
after all of it; its timer spares a client that sends octets without a line end, and its close waits
for a client that reads nothing.
"""

import asyncio
import re
from collections import defaultdict
from contextlib import suppress
from typing import Any, Protocol

from aiosmtpd.smtp import SMTP

from gateway.channels.mail.receiving.receive_tally import MailRefusal
from gateway.channels.mail.receiving.smtp_data import MailBody
from gateway.channels.mail.receiving.smtp_limits import SmtpLimits

_CHUNK = 1 << 20
_GOODBYE = 5.0
"""Seconds for a client to read our last line."""
_COMMAND = 1000
"""Octets of a command line; signed addresses and SMTPUTF8 make them long (RFC 6531 §3.6)."""
_LARGE = 256 * 1024
"""Octets of a mail that is not looked through on the event loop."""
_FEW = 50
_ATOMS = r"[\w+=-]+(?:\.[\w+=-]+)*"
_PLAIN_PATH = re.compile(rf"<(?P<address>{_ATOMS}@{_ATOMS})>(?: +(?P<parameters>\w.*))?", re.ASCII)
"""An address without quotes, comments and letters beyond ASCII, as nearly all are."""
_IDENT = "ESMTP Textback"
_MOST_UNKNOWN = 10
"""Unknown recipients on one connection, after which it is closed."""


class SmtpSite(Protocol):
    """What a connection asks its listener."""

    limits: SmtpLimits
    stopping: bool

    def admit(self, session: "SmtpConnection") -> str:
        """Return "" for a connection that may go on, else the reply that ends it."""

    def leave(self, session: "SmtpConnection") -> None:
        """Note that a connection has ended."""

    def refuse(self, why: MailRefusal) -> None:
        """Count a refusal."""

    def hold(self, octets: int) -> bool:
        """Hold octets of a mail in memory; False where there is no room."""

    def release(self, octets: int) -> None:
        """Release octets."""


class SmtpConnection(SMTP):
    """One connection.

    Attributes:
        network: the network of the client, for the limits; "" for one of ours.
        opened_at: when it was opened, loop time in seconds.
        unknown: number of unknown recipients on this connection.
        in_mail: whether a mail is being received.

    Args:
        site: the listener.
        handler: the hooks of aiosmtpd.
        options: further arguments of `SMTP`.
    """

    def __init__(self, site: SmtpSite, handler: Any, **options: Any) -> None:
        # of this connection alone: in aiosmtpd all connections share and change it
        self.command_size_limits = defaultdict(lambda: _COMMAND)
        mails = site.limits.mails
        super().__init__(
            handler,
            data_size_limit=site.limits.octets,
            enable_SMTPUTF8=True,
            ident=_IDENT,
            timeout=site.limits.idle,
            auth_exclude_mechanism=("LOGIN", "PLAIN"),
            command_call_limit={
                **dict.fromkeys(("MAIL", "DATA", "RSET", "RCPT"), mails),
                "*": _FEW,
            },
            **options,
        )
        self._site = site
        self._life: asyncio.TimerHandle | None = None
        self._admitted = False
        self._ends = False
        self._declared = 0
        self.network = ""
        self.opened_at = self.loop.time()
        self.unknown = 0
        self.in_mail = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Admit a connection, or end it with the reason."""
        if self._admitted:  # the same connection, now with TLS
            super().connection_made(transport)
            return
        peer = transport.get_extra_info("peername")
        if isinstance(peer, tuple):
            self.network = self._site.limits.network_of(str(peer[0]))
        refused = self._site.admit(self)
        if refused:
            if isinstance(transport, asyncio.WriteTransport):
                transport.write(f"{refused}\r\n".encode())
                transport.close()
            return
        self._admitted = True
        self._life = self.loop.call_later(self._site.limits.session, self._timeout_cb)
        super().connection_made(transport)

    def data_received(self, data: bytes) -> None:
        """Read octets, unless the connection was refused."""
        if self._admitted:
            super().data_received(data)

    def eof_received(self) -> bool | None:
        """Note that the client sends nothing more."""
        return super().eof_received() if self._admitted else False

    def connection_lost(self, error: Exception | None) -> None:
        """Note that the connection has ended."""
        if not self._admitted:
            return
        if self._life is not None:
            self._life.cancel()
        self._site.leave(self)
        super().connection_lost(error)

    def end(self, reply: str) -> None:
        """Say a last line and close; the client has some seconds to read it."""
        transport = self.transport
        if transport is None or self._ends:
            return
        self._ends = True
        # of a connection with TLS that closes already, the transport cannot be written to
        with suppress(AttributeError, RuntimeError):
            transport.write(f"{reply}\r\n".encode())  # type: ignore[attr-defined]
        transport.close()
        # a client that reads nothing would keep the connection for ever
        self.loop.call_later(_GOODBYE, self._abort, transport)
        if self._handler_coroutine is not None:
            # commands that have come already are not performed
            self._handler_coroutine.cancel()

    async def handle_exception(self, error: Exception) -> str:
        """Return the reply to a fault of ours: the sender tries again."""
        reply: str = await self.event_handler.handle_exception(error)
        return reply

    async def smtp_MAIL(self, arg: str | None) -> None:  # noqa: N802 (the library's form)
        """MAIL FROM, unless the service stops."""
        if self._site.stopping:
            self._site.refuse(MailRefusal.STOPPING)
            self.end("421 4.3.2 The service is stopping, please try again in some minutes")
            return
        self._declared = _declared_size(arg)
        await super().smtp_MAIL(arg)

    async def smtp_RCPT(self, arg: str | None) -> None:  # noqa: N802 (the library's form)
        """RCPT TO; whoever tries out addresses is sent away."""
        await super().smtp_RCPT(arg)
        if self.network and self.unknown > _MOST_UNKNOWN:
            self.end("421 4.7.0 Too many unknown addresses")

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802 (the library's form)
        """DATA, with a bound on octets, time and memory."""
        if self.envelope is None or not self.envelope.rcpt_tos:
            await self.push("503 5.5.1 Name a recipient first (RCPT)")
            return
        if arg:
            await self.push("501 5.5.4 DATA takes no argument")
            return
        receiving = _Receiving(self, self._site, self._declared)
        self.in_mail = True
        try:
            content = await receiving.receive()
            if content is None:
                return
            self.envelope.content = self.envelope.original_content = content
            self._reset_timeout(self._site.limits.transfer)
            reply = await self.event_handler.handle_DATA(self, self.session, self.envelope)
        finally:
            self.in_mail = False
            receiving.release()
        self._reset_timeout()
        self.forget_mail()
        await self.push(reply)
        if self._site.stopping:
            self.end("421 4.3.2 The service is stopping")

    async def smtp_VRFY(self, arg: str) -> None:  # noqa: N802 (the library's form)
        """VRFY is off: nobody may try out which addresses there are."""
        del arg
        await self.push("502 5.5.1 VRFY is not offered")

    async def smtp_EXPN(self, arg: str) -> None:  # noqa: N802 (the library's form)
        """EXPN is off."""
        del arg
        await self.push("502 5.5.1 EXPN is not offered")

    async def smtp_AUTH(self, arg: str) -> None:  # noqa: N802 (the library's form)
        """AUTH is off: mails of anybody are taken, to our own addresses alone."""
        del arg
        await self.push("502 5.5.1 AUTH is not offered")

    async def smtp_HELP(self, arg: str) -> None:  # noqa: N802 (the library's form)
        """HELP, in one line."""
        del arg
        await self.push("214 2.0.0 This server takes answers to our mails; see RFC 5321")

    async def smtp_STARTTLS(self, arg: str) -> None:  # noqa: N802 (the library's form)
        """STARTTLS, once."""
        if self._tls_protocol is not None:
            await self.push("503 5.5.1 The connection is encrypted already")
            return
        await super().smtp_STARTTLS(arg)

    async def push(self, status: Any) -> None:
        """Send a line; an address of any octets in it must not fail."""
        line = status if isinstance(status, bytes) else status.encode("utf-8", "replace")
        await super().push(line)

    def forget_mail(self) -> None:
        """Forget sender and recipients: the mail is over."""
        self.envelope = self._create_envelope()

    def refill(self, rest: bytes) -> None:
        """Put octets that came after a mail back before the next command."""
        # the reader is empty: all of it was read at once
        self._reader.feed_data(rest)

    async def more(self) -> bytes:
        """Return the next octets; b"" at the end of the connection.

        Raises:
            TimeoutError: if none came in time.
        """
        async with asyncio.timeout(self._site.limits.idle):
            chunk: bytes = await self._reader.read(_CHUNK)
        self._reset_timeout()
        return chunk

    def _getaddr(self, arg: str) -> tuple[str | None, str | None]:
        plain = _PLAIN_PATH.fullmatch(arg)
        if plain is not None:
            # the parser of addresses takes longer than all the rest of a command
            return plain["address"], plain["parameters"] or ""
        try:
            found: tuple[str | None, str | None] = super()._getaddr(arg)
        except Exception:  # noqa: BLE001 (the parser of addresses fails at some that are none)
            return None, None
        return found

    def _timeout_cb(self) -> None:
        self._site.refuse(MailRefusal.TIMEOUT)
        self.end("421 4.4.2 Nothing came for too long, please connect again")

    def _abort(self, transport: Any) -> None:
        # also of a connection with TLS: an end in order needs the other side
        transports: tuple[Any, ...] = (transport, self._original_transport)
        for one in transports:
            if one is not None:
                one.abort()


class _Receiving:
    """The reception of one mail."""

    def __init__(self, session: SmtpConnection, site: SmtpSite, declared: int) -> None:
        self._session, self._site = session, site
        self._declared = declared
        self._held = 0

    async def receive(self) -> bytes | None:
        """Return the mail; None if it was refused, and the refusal was told."""
        limits = self._site.limits
        if not self._hold(min(self._declared, limits.octets)):
            await self._refuse(MailRefusal.MEMORY)
            return None
        body = MailBody()
        await self._session.push("354 End the mail with <CR><LF>.<CR><LF>")
        try:
            async with asyncio.timeout(limits.transfer):
                why = await self._collect(body)
        except TimeoutError:
            self._site.refuse(MailRefusal.TIMEOUT)
            self._session.end("421 4.4.2 The mail took too long, please send it again")
            return None
        if why is not None:
            return None
        large = body.size > _LARGE
        if await asyncio.to_thread(body.has_look_alike) if large else body.has_look_alike():
            self._site.refuse(MailRefusal.BARE_LINE_END)
            self._session.end("550 5.5.2 The mail has a line end that is not CR LF beside a dot")
            return None
        return body.content()

    def release(self) -> None:
        """Release the octets that are held."""
        self._site.release(self._held)
        self._held = 0

    async def _collect(self, body: MailBody) -> MailRefusal | None:
        """Collect the mail; tell a refusal at once, and drop what still comes."""
        while not body.ended:
            chunk = await self._session.more()
            if not chunk:
                raise ConnectionResetError("the connection ended within a mail")
            rest = body.feed(chunk)
            if body.size > self._site.limits.octets:
                return await self._overrun(body, MailRefusal.TOO_LARGE, rest)
            if body.size > self._held and not self._hold(body.size - self._held):
                return await self._overrun(body, MailRefusal.MEMORY, rest)
            if rest:
                self._session.refill(rest)
        return None

    async def _overrun(self, body: MailBody, why: MailRefusal, rest: bytes) -> MailRefusal:
        """Refuse a mail before all of it has come."""
        body.drop()
        self.release()
        await self._refuse(why)
        most = body.size + self._site.limits.overrun
        while not body.ended and body.size <= most:
            chunk = await self._session.more()
            if not chunk:
                raise ConnectionResetError("the connection ended within a mail")
            rest = body.feed(chunk)
        if not body.ended:
            self._session.end("421 4.3.4 The mail is too large")
        elif rest:
            self._session.refill(rest)
        self._session.forget_mail()
        return why

    async def _refuse(self, why: MailRefusal) -> None:
        self._site.refuse(why)
        if why is MailRefusal.TOO_LARGE:
            megabytes = self._site.limits.octets // (1024 * 1024)
            await self._session.push(f"552 5.3.4 The mail is larger than {megabytes} MB")
        else:
            await self._session.push("452 4.3.1 Too many mails at once, please try again later")

    def _hold(self, octets: int) -> bool:
        if not self._site.hold(octets):
            return False
        self._held += octets
        return True


def _declared_size(arg: str | None) -> int:
    """Return the size that MAIL FROM declares (RFC 1870 §6), 0 for none."""
    for word in (arg or "").upper().split()[1:]:
        name, _, value = word.partition("=")
        if name == "SIZE" and value.isdigit() and len(value) < 12:
            return int(value)
    return 0
