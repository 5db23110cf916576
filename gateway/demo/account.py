"""The demo's account at the sandbox carrier, and the channel that its pages tell the cost of."""

from decimal import Decimal

from gateway.channels.sms.routing.routes import Route, Routes
from gateway.channels.sms.smpp.carrier_config import CarrierConfig
from gateway.channels.sms.sms_channel import SmsChannel

NAME = "sandbox"
_PRICES = {"": Decimal("0.07"), "39": Decimal("0.045")}
"""Of a part over the sandbox carrier, so that the pages have a cost to tell."""


def account(port: int, number: str) -> CarrierConfig:
    """Return the account.

    Args:
        port: of this machine, on which the carrier listens.
        number: ours, that the phones write to.
    """
    return CarrierConfig(NAME, "127.0.0.1", port, "demo", "demo", numbers=(number,))


def channel(number: str) -> SmsChannel:
    """Return SMS over the sandbox carrier, with its prices.

    Args:
        number: ours, that the phones write to.
    """
    return SmsChannel(Routes([Route(NAME, (number,), _PRICES)]))
