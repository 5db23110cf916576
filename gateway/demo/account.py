"""The demo's account at the sandbox carrier, and the SMS channel with its prices."""

from decimal import Decimal

from gateway.channels.sms.routing.routes import Route, Routes
from gateway.channels.sms.smpp.carrier_config import CarrierConfig
from gateway.channels.sms.sms_channel import SmsChannel
from gateway.messaging.channel import Channels

NAME = "sandbox"
_PRICES = {"": Decimal("0.07"), "39": Decimal("0.045")}
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
    return SmsChannel(Routes([Route(NAME, (number,), _PRICES)]))


def channels(number: str) -> Channels:
    """Return the channels of the demo; the argument is that of `channel`."""
    return Channels([channel(number)])
