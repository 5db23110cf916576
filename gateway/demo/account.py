"""The demo's accounts at the sandbox carrier and the sandbox mail server, and its SMS channel."""

from collections.abc import Sequence
from decimal import Decimal

from config.checked import Address
from config.mail_section import MailSettings
from gateway.channels.mail.receiving.receiver import IncomingMail
from gateway.channels.mail.sending.mail_carrier import OutgoingMail, outgoing_mail
from gateway.channels.sms.routing.routes import Route, Routes
from gateway.channels.sms.smpp.carrier_config import CarrierConfig
from gateway.channels.sms.sms_channel import SmsChannel

NAME = "sandbox"
PRICES = {"": Decimal("0.07"), "39": Decimal("0.045")}
"""Price of an SMS part by prefix, so that the pages can show a cost."""


def account(port: int, number: str) -> CarrierConfig:
    """Return the configuration of the account.

    Args:
        port: the port on this machine that the carrier listens on.
        number: our number, which the phones write to.
    """
    return CarrierConfig(NAME, "127.0.0.1", port, "demo", "demo", numbers=(number,))


def channel(number: str) -> SmsChannel:
    """Return the SMS channel over the sandbox carrier, with its prices.

    Args:
        number: our number, which the phones write to.
    """
    return SmsChannel(Routes([Route(NAME, (number,), PRICES)]))


def mail_account(
    port: int, public_url: str, keys: Sequence[bytes]
) -> tuple[OutgoingMail, IncomingMail]:
    """Return how the demo's mails go out and come in.

    Args:
        port: the port on this machine that the sandbox mail server listens on.
        public_url: the URL by which browsers reach the pages.
        keys: the store's signing keys, the newest first.
    """
    settings = MailSettings(
        smarthost=Address("127.0.0.1", port),
        sender="calendar@aurora.example",
        listen=Address("127.0.0.1", 0),  # any free port
    )
    outgoing = outgoing_mail(settings, public_url, keys)
    return outgoing, IncomingMail(settings, outgoing.identity.addresses)
