"""What the service is given, made of the settings."""

from collections.abc import Sequence

from config.sections import DeliverySettings
from config.settings import Settings
from gateway.channels.mail.receiving.receiver import IncomingMail
from gateway.channels.mail.sending.mail_carrier import OutgoingMail, outgoing_mail
from gateway.channels.sms.routing.health import HealthLimits


def outgoing(settings: Settings, keys: Sequence[bytes]) -> OutgoingMail | None:
    """Return how mails are sent; None where no smarthost is configured."""
    if settings.mail is None:
        return None
    return outgoing_mail(settings.mail, settings.web.public_url, keys)


def incoming(settings: Settings, mail: OutgoingMail | None) -> IncomingMail | None:
    """Return how mails come in; None where they do not."""
    known = settings.mail
    if known is None or mail is None or not (known.listen or known.imap):
        return None
    return IncomingMail(known, mail.identity.addresses)


def health_limits(delivery: DeliverySettings) -> HealthLimits:
    """Return when a carrier counts as down or poor."""
    return HealthLimits(
        down_after=delivery.failover_after,
        window=delivery.poor_window,
        least=delivery.poor_least,
        share=delivery.poor_share,
        delay=delivery.poor_delay,
        rest=delivery.poor_rest,
    )
