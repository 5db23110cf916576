"""Checks whether texts can reach a number that staff enter."""

from collections.abc import Callable

from gateway.messaging.channel import Channels
from gateway.use_cases.tariff import Tariff


def unreached(channels: Channels) -> Callable[[str, str], str]:
    """Return a function that says why no text reaches a client's number: `Tariff.why_unreached`.

    Args:
        channels: the channels of the configuration.
    """
    return Tariff(channels).why_unreached
