"""What the composition root makes of single sections of the settings, and how a carrier ends."""

import asyncio
import hashlib
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from typing import Any

import structlog

from calendar_store.database.connection import is_away
from config.sections import DeliverySettings
from config.settings import Settings
from gateway.backups.workers import BackupWorkers
from gateway.channels.fax.fax_channel import FaxChannel
from gateway.channels.fax.fax_config import FaxServerConfig, fax_server_config
from gateway.channels.mail.mail_channel import MAIL_CARRIER
from gateway.channels.mail.receiving.receiver import IncomingMail
from gateway.channels.mail.sending.mail_carrier import OutgoingMail, outgoing_mail
from gateway.channels.sms.routing.health import HealthLimits
from gateway.messaging.channel import MessageCarrier
from gateway.messaging.fax_receipts import FaxReceiptWords
from gateway.supervisor import LoopState

_log = structlog.get_logger(__name__)


def outgoing_mail_of(settings: Settings, keys: Sequence[bytes]) -> OutgoingMail | None:
    """Return what sends mails; None where no smarthost is configured."""
    if settings.mail is None:
        return None
    gateway = settings.fax.gateway if settings.fax else None
    return outgoing_mail(settings.mail, settings.web.public_url, keys, gateway or "")


def incoming_mail_of(settings: Settings, mail: OutgoingMail | None) -> IncomingMail | None:
    """Return how mails come in; None where they do not."""
    known = settings.mail
    if known is None or mail is None or not (known.listen or known.imap):
        return None
    fax = settings.fax
    words = None
    if fax is not None and fax.gateway is not None:
        words = FaxReceiptWords(fax.gateway_delivered, fax.gateway_failed)
    return IncomingMail(known, mail.identity.addresses, words)


def fax_channel_of(settings: Settings) -> FaxChannel | None:
    """Return the fax channel of the settings; None where nothing is faxed."""
    if settings.fax is None:
        return None
    return FaxChannel() if settings.fax.server else FaxChannel(MAIL_CARRIER)


def fax_server_of(settings: Settings, keys: Sequence[bytes]) -> FaxServerConfig | None:
    """Return the HylaFAX server; None where none is configured."""
    if settings.fax is None or settings.fax.server is None:
        return None
    # two services at one server must not take each other's jobs for theirs
    mark = hashlib.sha256(b"textback fax " + keys[-1]).hexdigest()[:8]
    return fax_server_config(settings.fax, f"textback-{mark}")


def limits_of(delivery: DeliverySettings) -> HealthLimits:
    """Return when a carrier counts as down or poor."""
    return HealthLimits(
        down_after=delivery.failover_after,
        window=delivery.poor_window,
        least=delivery.poor_least,
        share=delivery.poor_share,
        delay=delivery.poor_delay,
        rest=delivery.poor_rest,
    )


async def ends_recorded(carrier: MessageCarrier, within: float) -> bool:
    """Record which of a carrier's sessions have ended; tell whether the store answered."""
    try:
        async with asyncio.timeout(within):
            await carrier.record_last()
    except Exception as error:
        if not is_away(error):
            raise
        return False
    return True


def tell_stopped(*, recorded: bool) -> None:
    """Log that the service has stopped.

    Args:
        recorded: whether what the carriers said last is in the store.
    """
    if recorded:
        _log.info("stopped")
        return
    _log.warning(
        "stopped, but the store did not answer: what carriers said last is not recorded,"
        " and counts as unknown at the next start"
    )


def state_of(
    loops: Mapping[str, LoopState], failing: Sequence[str], backups: BackupWorkers
) -> dict[str, Any]:
    """Return what the running service alone knows of itself, for /status; no personal data.

    Args:
        loops: the states of its loops, by name.
        failing: what keeps failing.
        backups: its backups.
    """
    copied_at, trouble = backups.log
    return {
        "version": version("textback"),
        "loops": len(loops),
        "failing": list(failing),
        "failures": {name: one.failures for name, one in loops.items() if one.failures},
        "log_copied_at": copied_at.isoformat() if copied_at else None,
        "log_trouble": trouble,
    }
