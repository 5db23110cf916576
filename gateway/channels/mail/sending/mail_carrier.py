"""The smarthost as a carrier: its pool, its sender and their status, as the service runs them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from calendar_store.database.connection import Database
from calendar_store.model.messages import Message
from config.mail_section import MailSettings
from gateway.channels.mail.mail_channel import MAIL_CARRIER
from gateway.channels.mail.sending.composer import MailComposer, MailKeys
from gateway.channels.mail.sending.connections import SmarthostPool
from gateway.channels.mail.sending.facts_of_mails import MailIdentity
from gateway.channels.mail.sending.mail_figures import MailFigures, mail_figures
from gateway.channels.mail.sending.mail_sender import MailSender
from gateway.channels.mail.sending.mail_tally import MailTally
from gateway.channels.mail.sending.smarthost_config import SmarthostConfig
from gateway.channels.mail.sending.smarthost_standing import RouteState
from gateway.channels.mail.sending.smtp_mail import ascii_domain
from gateway.messaging.channel import Loop
from gateway.messaging.fate_tally import FateTally
from gateway.messaging.outages import TOLD_AFTER
from gateway.messaging.refusals import LogIn
from gateway.processes import WorkProcesses
from gateway.wording.reason_words import in_words


@dataclass(frozen=True, slots=True)
class OutgoingMail:
    """All that sending mails needs of the configuration and the store's keys.

    Attributes:
        smarthost: the mail server that takes our mails.
        keys: what mails are signed with.
    """

    smarthost: SmarthostConfig
    keys: MailKeys

    @property
    def identity(self) -> MailIdentity:
        """What signs addresses and links."""
        return self.keys.identity


@dataclass(frozen=True, slots=True)
class MailCarrier:
    """The smarthost at work; implements `gateway.messaging.channel.MessageCarrier`."""

    config: SmarthostConfig
    pool: SmarthostPool
    sender: MailSender
    tally: MailTally

    @property
    def name(self) -> str:
        """The name of the carrier of every mail."""
        return MAIL_CARRIER

    @property
    def reachable(self) -> bool:
        """Whether mails can be sent now; before the first attempt it is hoped that they can."""
        return self.pool.standing.state in (RouteState.UP, RouteState.CONNECTING)

    @property
    def broken(self) -> bool:
        """Whether a task has ended for good: never, since the service runs all loops."""
        return False

    @property
    def log_in(self) -> LogIn:
        """Whether the smarthost takes our mails, and the reason if it does not.

        Staff are told at once of a refusal, and after some minutes of a smarthost that is away:
        other carriers may be up, so that no alert about an outage of all of them would tell it.
        """
        lasts = self.pool.troubled_for() >= TOLD_AFTER.total_seconds()
        told = self.pool.standing.state is RouteState.REFUSED or lasts
        refusing = self.pool.streak.against_everybody
        why = self.pool.standing.why if told else refusing
        return LogIn(why, admitted=self.pool.open and not refusing)

    def status(self, now: datetime) -> dict[str, Any]:
        """Return the smarthost's status for `textback carriers`; counters since the start."""
        del now
        pool, tally = self.pool, self.tally
        hindrance = pool.standing.why or pool.streak.against_everybody
        last = hindrance or pool.standing.last_fault
        return {
            "carrier": MAIL_CARRIER,
            "channel": "email",
            "address": self.config.address,
            "state": pool.standing.state.value,
            "hindrance": in_words(hindrance),
            "connections": {
                "open": pool.connected,
                "busy": pool.running,
                "most": self.config.connections,
                "made": tally.connections,
            },
            "pace": {
                "per_second": self.config.max_per_second,
                "per_second_per_domain": self.config.max_per_second_per_domain,
            },
            "slow_domains": pool.slow_domains(),
            "waiting": pool.waiting,
            "sent": self.sender.sent,
            "mails_last_minute": tally.last_minute(),
            "attempts": {fate.name.lower(): count for fate, count in tally.fates.items() if count},
            "response_seconds": tally.recent.summary(),
            "last_fault": in_words(last),
            "numbers": [],
            "binds": [],
            "received": 0,
        }

    def figures(self) -> MailFigures:
        """Return the counters for the metrics."""
        return mail_figures(self.pool, self.tally)

    async def run_sender(self) -> None:
        """Send mails until `take_no_more`, then until every leased message has an outcome."""
        await self.sender.run()

    def watches(self) -> Mapping[str, Loop]:
        """Return the loop that opens, probes and closes connections."""
        return {"connections": self.pool.watch}

    async def connect(self) -> None:
        """Begin to connect; returns at once, whether the smarthost can be reached or not."""
        self.pool.begin()

    def take_no_more(self) -> None:
        """Lease no more messages from the outbox."""
        self.sender.stop()

    async def drain(self, seconds: float) -> None:
        """Wait for the mails under way, and close the connections.

        Args:
            seconds: most seconds to wait.
        """
        await self.pool.stop(seconds)
        self.sender.pool_changed()

    async def record_last(self) -> None:
        """Do nothing: a connection to a smarthost leaves nothing to record."""

    def holds(self, message: Message) -> bool:
        """Tell whether an attempt to send a message is still under way."""
        return self.sender.holds(message)


def connect_smarthost(
    mail: OutgoingMail,
    database: Database,
    clock: Callable[[], datetime],
    owner: str,
    *,
    processes: WorkProcesses,
    fates: FateTally | None = None,
) -> MailCarrier:
    """Build the carrier of mails; nothing is connected yet.

    Args:
        mail: the smarthost, and what signs mails.
        database: the store.
        clock: gives aware UTC times.
        owner: name under which this process leases messages.
        processes: where many mails are composed.
        fates: counts the outcomes of messages.

    Raises:
        OSError: if the file of trusted certificates cannot be read.
        DkimKeyInvalid: if a key file cannot sign.
    """
    tally = MailTally()
    composer = MailComposer(mail.keys, processes)
    pool = SmarthostPool(mail.smarthost, tally)
    sender = MailSender(
        pool,
        mail.smarthost.connections,
        database,
        clock,
        owner=owner,
        composer=composer,
        fates=fates,
    )
    return MailCarrier(mail.smarthost, pool, sender, tally)


def outgoing_mail(
    mail: MailSettings, public_url: str, keys: Sequence[bytes], fax_gateway: str = ""
) -> OutgoingMail:
    """Return what sending needs of the section `[mail]`.

    Args:
        mail: the section.
        public_url: the URL by which browsers reach the pages.
        keys: the store's signing keys, the newest first.
        fax_gateway: pattern of the address of a mail-to-fax gateway; "" for none.
    """
    signs = MailKeys(
        mail.address,
        tuple(keys),
        public_url,
        mail.dkim_domain or mail.domain,
        tuple(mail.dkim_keys.items()),
        fax_gateway=fax_gateway,
    )
    return OutgoingMail(smarthost_config(mail), signs)


def smarthost_config(mail: MailSettings) -> SmarthostConfig:
    """Convert the section `[mail]` into the configuration of the pool."""
    return SmarthostConfig(
        host=mail.smarthost.host,
        port=mail.smarthost.port,
        tls=mail.tls,
        tls_ca=str(mail.tls_ca) if mail.tls_ca else None,
        username=mail.username,
        password=mail.password.get_secret_value(),
        hostname=mail.hostname or ascii_domain(mail.domain) or "localhost",
        connections=mail.connections,
        max_per_second=mail.max_per_second,
        max_per_second_per_domain=mail.max_per_second_per_domain,
        timeout=mail.timeout.total_seconds(),
    )
