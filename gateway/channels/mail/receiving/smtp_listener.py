"""The SMTP listener: takes mails to our signed addresses, and nothing else.

A mail is answered with 250 after its commit. Where the store does not answer, the sender gets 451
and tries again: the sender keeps the mail, and nothing is lost. Recipients that we did not sign are
refused, so nobody relays through us.
"""

import asyncio
import logging
import ssl
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

import structlog

from calendar_store.database.connection import is_away
from gateway.channels.mail.addresses import SignedAddress, SignedAddresses
from gateway.channels.mail.receiving.intake import MailIntake
from gateway.channels.mail.receiving.operator_mail import OperatorMail, is_for_operator
from gateway.channels.mail.receiving.receive_tally import MailRefusal
from gateway.channels.mail.receiving.return_path import with_return_path
from gateway.channels.mail.receiving.smtp_connection import SmtpConnection
from gateway.channels.mail.receiving.smtp_limits import (
    OctetBudget,
    RateLimit,
    SmtpLimits,
)

_log = structlog.get_logger(__name__)

_BACKLOG = 512
_HOUR, _MINUTE = 3600.0, 60.0

# the library logs every command, with addresses
logging.getLogger("mail.log").setLevel(logging.CRITICAL)

_OPERATOR = "operator"
_UNKNOWN = "550 5.1.1 There is no such address here"
_EXPIRED = (
    "550 5.1.6 This address was made for one message and has expired;"
    " please answer a newer mail, or call"
)


def server_context(certificate: Path, key: Path) -> ssl.SSLContext:
    """Return the TLS context of the listener: TLS 1.2 and newer, no renegotiation.

    Args:
        certificate: our certificate with its chain, PEM.
        key: its private key, PEM.

    Raises:
        OSError: if a file cannot be read, or the two do not belong together.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.options |= ssl.OP_NO_COMPRESSION | ssl.OP_NO_RENEGOTIATION
    context.options |= ssl.OP_CIPHER_SERVER_PREFERENCE
    context.load_cert_chain(certificate, key)
    return context


class SmtpListener:
    """Takes mails by SMTP.

    Attributes:
        limits: the limits.
        stopping: whether the service stops.
        port: the port, after `start`.

    Args:
        intake: commits the mails.
        addresses: our signed addresses.
        clock: gives aware UTC times.
        hostname: our name in the greeting.
        tls: the context for STARTTLS; None: STARTTLS is not offered.
        limits: the limits.
        operator: takes mails to postmaster; None: they are refused.
    """

    def __init__(
        self,
        intake: MailIntake,
        addresses: SignedAddresses,
        clock: Callable[[], datetime],
        *,
        hostname: str,
        tls: ssl.SSLContext | None = None,
        limits: SmtpLimits | None = None,
        operator: OperatorMail | None = None,
    ) -> None:
        self._operator = operator
        self.limits = limits or SmtpLimits()
        self.stopping = False
        self.port = 0
        self._intake, self._addresses, self._clock = intake, addresses, clock
        self._hostname, self._tls = hostname, tls
        self._sessions: dict[SmtpConnection, None] = {}
        self._of_network: dict[str, int] = {}
        self._budget = OctetBudget(self.limits.memory)
        self._opened = RateLimit(self.limits.opened, _MINUTE)
        self._unknown = RateLimit(self.limits.unknown, _HOUR)
        self._to_address = RateLimit(self.limits.mails_to_address, _HOUR)
        self._server: asyncio.Server | None = None
        self._empty = asyncio.Event()
        self._empty.set()

    @property
    def connections(self) -> int:
        """Number of open connections."""
        return len(self._sessions)

    async def start(self, host: str, port: int) -> None:
        """Listen.

        Args:
            host: the address to listen at.
            port: the port; 0 takes a free one.

        Raises:
            OSError: if the address is taken.
        """
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(self._session, host, port, backlog=_BACKLOG)
        self.port = self._server.sockets[0].getsockname()[1]
        _log.info("taking mails by SMTP", port=self.port, tls=self._tls is not None)

    async def stop(self, drain: float = 10.0) -> None:
        """Stop: finish the mails under way, and send everybody else away.

        Args:
            drain: seconds for mails under way.
        """
        self.stopping = True
        if self._server is not None:
            self._server.close()
        for one in tuple(self._sessions):
            if not one.in_mail:
                one.end("421 4.3.2 The service is stopping, please try again in some minutes")
        with suppress(TimeoutError):
            async with asyncio.timeout(drain):
                await self._empty.wait()
        for one in tuple(self._sessions):
            one.end("421 4.3.2 The service is stopping, please send the mail again")

    def admit(self, session: SmtpConnection) -> str:
        """Return "" for a connection that may go on, else the reply that ends it."""
        network = session.network
        if self.stopping:
            return "421 4.3.2 The service is stopping, please try again in some minutes"
        crowded = network and self._of_network.get(network, 0) >= self.limits.of_network
        full = len(self._sessions) >= self.limits.connections
        if crowded or (full and not self._make_room(session)):
            self.refuse(MailRefusal.CONNECTIONS)
            return "421 4.7.0 Too many connections, please try again later"
        if network and not (self._opened.allows(network) and self._unknown.allows(network)):
            self.refuse(MailRefusal.RATE)
            return "421 4.7.0 Too many tries from your network, please try again later"
        self._opened.add(network)
        self._sessions[session] = None
        self._of_network[network] = self._of_network.get(network, 0) + 1
        self._empty.clear()
        return ""

    def _make_room(self, new: SmtpConnection) -> bool:
        """Close the oldest connection without a mail; a mail server sends one at once."""
        for one in self._sessions:
            begun = one.in_mail or (one.envelope is not None and one.envelope.rcpt_tos)
            if not begun and new.opened_at - one.opened_at > self.limits.without_mail:
                self.refuse(MailRefusal.CONNECTIONS)
                self.leave(one)
                one.end("421 4.7.0 Too many connections, please connect again with a mail")
                return True
        return False

    def leave(self, session: SmtpConnection) -> None:
        """Note that a connection has ended."""
        if session not in self._sessions:
            return
        del self._sessions[session]
        self._of_network[session.network] -= 1
        if not self._of_network[session.network]:
            del self._of_network[session.network]
        if not self._sessions:
            self._empty.set()

    def refuse(self, why: MailRefusal) -> None:
        """Count a refusal."""
        self._intake.tally.refuse(why)

    def hold(self, octets: int) -> bool:
        """Hold octets of a mail in memory; False where there is no room."""
        return self._budget.take(octets)

    def release(self, octets: int) -> None:
        """Release octets."""
        self._budget.give_back(octets)

    def _session(self) -> SmtpConnection:
        return SmtpConnection(
            self,
            _Hooks(self),
            hostname=self._hostname,
            tls_context=self._tls,
            loop=asyncio.get_running_loop(),
        )

    def recipient(self, session: SmtpConnection, address: str, others: int) -> str:
        """Return the reply to a recipient.

        Args:
            session: the connection.
            address: the address as given.
            others: number of recipients before it.
        """
        signed = self._addresses.read(address)
        if signed is None:
            return self._to_operator(address, others) or self._not_ours(session)
        if signed.expires_at <= self._clock():
            self.refuse(MailRefusal.EXPIRED_RECIPIENT)
            return _EXPIRED
        if others >= self.limits.recipients:
            self.refuse(MailRefusal.TOO_MANY_RECIPIENTS)
            return "452 4.5.3 Too many recipients, please send the mail again for the others"
        if not self._to_address.allows(_conversation(signed)):
            self.refuse(MailRefusal.FLOOD)
            return "450 4.2.1 Too many mails to this address within an hour, try again later"
        return "250 2.1.5 OK"

    def _to_operator(self, address: str, others: int) -> str:
        """Return the reply to an address of the operator, "" to another."""
        if self._operator is None or not is_for_operator(address, self._addresses.domain):
            return ""
        if others >= self.limits.recipients or not self._to_address.allows(_OPERATOR):
            self.refuse(MailRefusal.FLOOD)
            return "450 4.2.1 Too many mails to this address within an hour, try again later"
        return "250 2.1.5 OK"

    def _not_ours(self, session: SmtpConnection) -> str:
        self.refuse(MailRefusal.UNKNOWN_RECIPIENT)
        if session.network:
            self._unknown.add(session.network)
        session.unknown += 1
        return _UNKNOWN

    async def take(self, recipients: list[str], raw: bytes, sender: str = "") -> str:
        """Commit a mail for each of its recipients; return the reply.

        Args:
            recipients: the addresses that were accepted.
            raw: the mail.
            sender: the sender in its envelope; "" for the null sender.
        """
        raw = with_return_path(raw, sender)
        found = (self._addresses.read(address) for address in recipients)
        signed = {(one.purpose, *_conversation(one)): one for one in found if one is not None}
        try:
            # to its end, also where the sender has gone: it will send the mail again
            for_us = len(signed) < len(set(recipients)) and any(
                is_for_operator(address, self._addresses.domain) for address in recipients
            )
            await asyncio.shield(self._take_all(list(signed.values()), raw, for_us=for_us))
        except Exception as error:  # noqa: BLE001 (whatever it is, the sender keeps the mail)
            self.refuse(MailRefusal.STORE_AWAY)
            if is_away(error):
                _log.warning("the store did not take a mail", error=type(error).__name__)
            else:
                _log.exception("a mail was not taken")
            return "451 4.3.0 The mail could not be stored, please try again later"
        for one in signed.values():
            self._to_address.add(_conversation(one))
        if for_us:
            self._to_address.add(_OPERATOR)
        return "250 2.0.0 The mail is stored"

    async def _take_all(
        self, signed: list[SignedAddress], raw: bytes, *, for_us: bool = False
    ) -> None:
        if for_us and self._operator is not None:
            await self._operator.take(raw)
        await asyncio.gather(*(self._intake.take(raw, one, "smtp") for one in signed))


class _Hooks:
    """The hooks of aiosmtpd for one connection."""

    def __init__(self, listener: SmtpListener) -> None:
        self._listener = listener

    async def handle_EHLO(  # noqa: N802 (the library's form)
        self, server: SmtpConnection, session: Any, envelope: Any, hostname: str, lines: list[str]
    ) -> list[str]:
        del server, envelope
        session.host_name = hostname
        kept = [one for one in lines if not one.startswith("250-AUTH")]
        return [*kept[:-1], "250-ENHANCEDSTATUSCODES", "250 HELP"]

    async def handle_RCPT(  # noqa: N802
        self, server: SmtpConnection, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        del session, options
        reply = self._listener.recipient(server, address, len(envelope.rcpt_tos))
        if reply.startswith("250"):
            envelope.rcpt_tos.append(address)
        return reply

    async def handle_DATA(self, server: SmtpConnection, session: Any, envelope: Any) -> str:  # noqa: N802
        del server, session
        return await self._listener.take(
            envelope.rcpt_tos, envelope.content, envelope.mail_from or ""
        )

    async def handle_exception(self, error: Exception) -> str:
        if not isinstance(error, ConnectionError):
            _log.warning("a command of an SMTP client failed", error=type(error).__name__)
        return "451 4.3.0 The command failed, please try again later"


def _conversation(signed: SignedAddress) -> tuple[int, int]:
    return signed.practice_id, signed.message_id
