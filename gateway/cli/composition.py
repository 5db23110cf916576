"""The channels and tariff that commands use; only this module of the command line builds them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from gateway.messaging.channel import Channels, MessageChannel
    from gateway.use_cases.tariff import Tariff


def channels(config: Path | None) -> Channels:
    """Return the channels of a configuration; all carriers count as healthy.

    Args:
        config: the configuration file; None for the default file.
    """
    from gateway.channels.sms.sms_channel import sms_channel_of
    from gateway.cli import store
    from gateway.messaging.channel import Channels

    settings = store.settings(config)
    found: list[MessageChannel] = [sms_channel_of(settings.carriers)]
    if settings.mail is not None:
        from gateway.channels.mail.mail_channel import MailChannel

        found.append(MailChannel(settings.mail.address))
    if settings.fax is not None:
        from gateway.channels.fax.fax_channel import FAX_CARRIER, FaxChannel
        from gateway.channels.mail.mail_channel import MAIL_CARRIER

        found.append(FaxChannel(FAX_CARRIER if settings.fax.server else MAIL_CARRIER))
    return Channels(found)


def tariff(config: Path | None) -> Tariff:
    """Return the prices of messages over the carriers of a configuration.

    Args:
        config: the configuration file; None for the default file.
    """
    from gateway.use_cases.tariff import Tariff

    return Tariff(channels(config))
