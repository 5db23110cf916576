"""The sandbox mail server of the demo: takes the service's mails on a real socket, into mailboxes.

It stands for the smarthost and for the clients' own mail servers. Only `textback demo` and tests
start one; everything is in memory.
"""

import asyncio
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser

from aiosmtpd.smtp import SMTP, Envelope, Session

_PARSER = BytesParser(policy=policy.default)
_LARGEST = 10 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class MailboxEntry:
    """A mail in a client's mailbox.

    Attributes:
        at: when the mail came or was written, UTC.
        mail: the mail.
        bounces_to: the envelope sender, to which a delivery report goes; "" for none.
        outgoing: whether the mailbox's owner wrote the mail.
    """

    at: datetime
    mail: EmailMessage
    bounces_to: str
    outgoing: bool = False


@dataclass(slots=True)
class Mailboxes:
    """All mailboxes that have got or sent a mail.

    Attributes:
        refusing: addresses whose mails come back: the server refuses them as unknown.
    """

    refusing: set[str] = field(default_factory=set)
    _mails: defaultdict[str, list[MailboxEntry]] = field(default_factory=lambda: defaultdict(list))
    _listeners: set[asyncio.Queue[str]] = field(default_factory=set)

    def of(self, address: str) -> tuple[MailboxEntry, ...]:
        """Return the mails of a mailbox, oldest first.

        Args:
            address: the owner's address, in any case.
        """
        return tuple(self._mails.get(address.lower(), ()))

    def add(self, address: str, entry: MailboxEntry) -> None:
        """Add a mail to a mailbox and tell the subscribers."""
        self._mails[address.lower()].append(entry)
        for listener in self._listeners:
            listener.put_nowait(address.lower())

    @contextmanager
    def subscribe(self) -> Iterator[asyncio.Queue[str]]:
        """Return a context in which a queue receives the address of every changed mailbox."""
        queue: asyncio.Queue[str] = asyncio.Queue()
        self._listeners.add(queue)
        try:
            yield queue
        finally:
            self._listeners.discard(queue)


class SandboxMailServer:
    """A mail server with the mailboxes of the demo's clients.

    Attributes:
        mailboxes: the mailboxes.
        port: the port that the server listens on, once started.
    """

    def __init__(self, *, clock: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.mailboxes = Mailboxes()
        self.port = 0
        self._clock = clock
        self._server: asyncio.Server | None = None
        self._sessions: set[_SandboxSmtp] = set()

    async def start(self, host: str = "127.0.0.1", port: int = 0) -> None:
        """Start to listen.

        Args:
            host: address to listen on.
            port: port to listen on; 0 for any free port, which is then in the attribute `port`.
        """
        self._server = await asyncio.get_running_loop().create_server(self._session, host, port)
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Stop listening and close every connection."""
        if self._server is None:
            return
        self._server.close()
        for session in tuple(self._sessions):
            if session.transport is not None:
                session.transport.close()
        await self._server.wait_closed()
        self._server = None

    async def handle_RCPT(  # noqa: N802 (the name that aiosmtpd calls)
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        address: str,
        rcpt_options: list[str],
    ) -> str:
        """Take a recipient, or refuse it as a server does that does not know it (RFC 3463)."""
        del server, session, rcpt_options
        if address.lower() in self.mailboxes.refusing:
            return f"550 5.1.1 <{address}>: Recipient address rejected: User unknown"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802 (the name that aiosmtpd calls)
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Put a mail into the mailboxes of its recipients."""
        del server, session
        content = envelope.content or b""
        # the session does not decode, so the content is bytes
        mail = _PARSER.parsebytes(content.encode() if isinstance(content, str) else content)
        for address in envelope.rcpt_tos:
            entry = MailboxEntry(self._clock(), mail, (envelope.mail_from or "").strip("<>"))
            self.mailboxes.add(address, entry)
        return "250 OK"

    def _session(self) -> SMTP:
        return _SandboxSmtp(self, self._sessions)


class _SandboxSmtp(SMTP):
    """A session that is known to its server until it ends."""

    def __init__(self, owner: SandboxMailServer, sessions: "set[_SandboxSmtp]") -> None:
        super().__init__(
            owner, hostname="mail.sandbox.test", enable_SMTPUTF8=True, data_size_limit=_LARGEST
        )
        self._sessions = sessions

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Note the session."""
        self._sessions.add(self)
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        """Forget the session."""
        self._sessions.discard(self)
        super().connection_lost(error)
