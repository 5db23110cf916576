"""SMS as the rooms above the channel meet it, in tests: the channel, and a sweeper over it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from calendar_store.database.connection import Database
from calendar_store.model.statuses import Channel
from gateway.channels.sms.routing.routes import Judges, Route, Routes
from gateway.channels.sms.smpp.concat import join
from gateway.channels.sms.smpp.failures import failure_of
from gateway.channels.sms.sms_channel import SmsChannel
from gateway.messaging.channel import Channels
from gateway.messaging.fate_tally import FateTally
from gateway.messaging.outages import Outages
from gateway.messaging.timeouts import Sweeper, Timeouts
from gateway.use_cases.tariff import Tariff


def sms(*routes: tuple[Any, ...], judge: Judges | None = None) -> SmsChannel:
    """Return SMS over some carriers, each as the arguments of its `Route`."""
    return SmsChannel(Routes([Route(*one) for one in routes], judge))


def texts(*routes: tuple[Any, ...], judge: Judges | None = None) -> Channels:
    """Return the channels of a service that has SMS alone; the arguments are those of `sms`."""
    return Channels([sms(*routes, judge=judge)])


NOBODY = Tariff(texts())
"""What texts cost where no carrier is configured."""


def sweeper(
    database: Database,
    clock: Callable[[], datetime],
    patience: Timeouts | None = None,
    fates: FateTally | None = None,
    outages: Outages | None = None,
    **changes: Any,
) -> Sweeper:
    """Return what looks after texts that have run out, as the service has it."""
    usual: dict[str, Any] = {
        "joins": join,
        "failures": {Channel.SMS: failure_of, Channel.EMAIL: lambda _: None},
        "channels": Channels(),
    } | changes
    return Sweeper(database, clock, patience or Timeouts(), fates, outages, **usual)
