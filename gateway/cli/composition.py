"""The channel and tariff that commands use; only this module of the command line builds them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from gateway.messaging.channel import MessageChannel
    from gateway.use_cases.tariff import Tariff


def channel(config: Path | None) -> MessageChannel:
    """Return the SMS channel over the carriers of a configuration; all carriers count as healthy.

    Args:
        config: the configuration file; None for the default file.
    """
    from gateway.channels.sms.sms_channel import sms_channel_of
    from gateway.cli import store

    return sms_channel_of(store.settings(config).carriers)


def tariff(config: Path | None) -> Tariff:
    """Return the prices of texts over the carriers of a configuration.

    Args:
        config: the configuration file; None for the default file.
    """
    from gateway.use_cases.tariff import Tariff

    return Tariff(channel(config))
