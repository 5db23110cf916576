"""All ways by which mails come in, as the service starts and stops them."""

import asyncio
import ssl
from collections.abc import Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from calendar_store.database.connection import Database
from config.choices import MailTls
from config.mail_section import MailSettings
from gateway.channels.mail.addresses import SignedAddresses
from gateway.channels.mail.receiving.imap_session import MailboxConfig
from gateway.channels.mail.receiving.intake import MailIntake
from gateway.channels.mail.receiving.mail_reader import MailReader
from gateway.channels.mail.receiving.mailbox import ImapMailbox
from gateway.channels.mail.receiving.operator_mail import OperatorMail
from gateway.channels.mail.receiving.receive_tally import ReceiveTally
from gateway.channels.mail.receiving.smtp_limits import SmtpLimits
from gateway.channels.mail.receiving.smtp_listener import SmtpListener, server_context
from gateway.messaging.fax_receipts import FaxReceiptWords
from gateway.messaging.refusals import LogIn
from gateway.processes import WorkProcesses

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_MEGABYTE = 1024 * 1024
MAILBOX = "incoming mail"
"""The name of the mailbox beside those of carriers, in alerts."""


@dataclass(frozen=True, slots=True)
class IncomingMail:
    """How mails come in.

    Attributes:
        settings: the section [mail].
        addresses: our signed addresses.
        faxes: words of the receipts of a mail-to-fax gateway; None where there is none.
    """

    settings: MailSettings
    addresses: SignedAddresses
    faxes: FaxReceiptWords | None = None


class MailReceiver:
    """Receives mails by SMTP, from a mailbox, or both.

    Attributes:
        tally: counters of what came.

    Args:
        incoming: how mails come in.
        database: the store, with connections of its own: mails never wait for pages.
        clock: gives aware UTC times.
        processes: where many mails are read.

    Raises:
        OSError: if the certificate of the listener cannot be used.
    """

    def __init__(
        self,
        incoming: IncomingMail,
        database: Database,
        clock: Callable[[], datetime],
        processes: WorkProcesses,
    ) -> None:
        self.tally = ReceiveTally()
        settings, addresses = incoming.settings, incoming.addresses
        self._settings = settings
        reader = MailReader(processes=processes)
        self._intake = MailIntake(
            *(database, addresses, clock, reader, self.tally), faxes=incoming.faxes
        )
        octets = settings.max_megabytes * _MEGABYTE
        self._listener: SmtpListener | None = None
        self._operator: OperatorMail | None = None
        if settings.listen is not None:
            self._operator = OperatorMail(database, self._intake, clock)
            certificate, key = settings.listen_tls_cert, settings.listen_tls_key
            self._listener = SmtpListener(
                *(self._intake, addresses, clock),
                hostname=settings.hostname or settings.domain,
                tls=server_context(certificate, key) if certificate and key else None,
                limits=SmtpLimits(octets=octets, memory=max(8 * octets, 64 * _MEGABYTE)),
                operator=self._operator,
            )
        config = mailbox_config(settings)
        self._mailbox: ImapMailbox | None = None
        if config is not None:
            self._mailbox = ImapMailbox(config, self._intake, addresses, clock, octets=octets)

    @property
    def port(self) -> int:
        """The port of the SMTP listener; 0 where there is none."""
        return self._listener.port if self._listener else 0

    def log_ins(self) -> Mapping[str, LogIn]:
        """Return the state of our log-in at the mailbox, by a name that no carrier can have."""
        return {} if self._mailbox is None else {MAILBOX: self._mailbox.log_in}

    async def start(self) -> None:
        """Listen by SMTP where it is configured; return at once.

        Raises:
            OSError: if the address is taken.
        """
        listen = self._settings.listen
        if self._listener is not None and listen is not None:
            await self._listener.start(listen.host, listen.port)

    def watches(self) -> Mapping[str, Callable[[], Awaitable[None]]]:
        """Return the loops that the service keeps running, by name."""
        return {} if self._mailbox is None else {"mailbox": self._mailbox.run}

    async def stop(self, drain: float) -> None:
        """Take no more mails by SMTP, and finish those under way.

        Args:
            drain: seconds for mails under way.
        """
        if self._listener is not None:
            await self._listener.stop(drain)
        with suppress(TimeoutError):
            # a store that does not answer took none of them; their senders send them again
            async with asyncio.timeout(drain):
                await self._intake.quiet()
        self._intake.close()
        if self._operator is not None:
            self._operator.close()

    def status(self) -> dict[str, Any]:
        """Return what a person wants to know of the ways in, without addresses.

        The keys go beside those of the smarthost.
        """
        mails = {kind: count for kind, count in self.tally.mails.items() if count}
        incoming: dict[str, Any] = {"mails": mails, "repeated": self.tally.repeated}
        if self._listener is not None:
            incoming["smtp"] = {
                "port": self._listener.port,
                "connections": self._listener.connections,
                "refused": {why: count for why, count in self.tally.refused.items() if count},
            }
        if self._mailbox is not None:
            state = self._mailbox.state.value
            incoming["mailbox"] = {"state": state, "why": self._mailbox.why}
        return {"received": sum(mails.values()), "incoming": incoming}


def mailbox_config(settings: MailSettings) -> MailboxConfig | None:
    """Return the mailbox of the settings; None where there is none."""
    if settings.imap is None:
        return None
    tls, host = settings.imap_tls, settings.imap.host
    if tls is MailTls.AUTO:
        tls = MailTls.NONE if host in _LOOPBACK else MailTls.STARTTLS
    context = None
    if tls is not MailTls.NONE:
        context = ssl.create_default_context()
        if settings.tls_ca is not None:
            context.load_verify_locations(settings.tls_ca)
    return MailboxConfig(
        host=host,
        port=settings.imap.port,
        tls=context,
        starttls=tls is MailTls.STARTTLS,
        username=settings.imap_username,
        password=settings.imap_password.get_secret_value(),
        folder=settings.imap_folder,
    )
