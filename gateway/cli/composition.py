"""Which channel the commands write by: the one place of the command line that knows."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from gateway.messaging.channel import MessageChannel
    from gateway.use_cases.tariff import Tariff


def channel(config: Path | None) -> MessageChannel:
    """Return the channel over the carriers of a configuration, all of which are taken to do well.

    Args:
        config: the file, None for the usual one.
    """
    from gateway.channels.sms.sms_channel import sms_channel_of
    from gateway.cli import store

    return sms_channel_of(store.settings(config).carriers)


def tariff(config: Path | None) -> Tariff:
    """Return what texts cost over the carriers of a configuration.

    Args:
        config: the file, None for the usual one.
    """
    from gateway.use_cases.tariff import Tariff

    return Tariff(channel(config))
