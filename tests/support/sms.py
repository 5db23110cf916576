"""SMS as the rooms above the channel meet it, in tests: the channel, and a sweeper over it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from calendar_store.database.connection import Database
from gateway.channels.sms.routing.routes import Judges, Route, Routes
from gateway.channels.sms.smpp.concat import join
from gateway.channels.sms.smpp.failures import failure_of
from gateway.channels.sms.sms_channel import SmsChannel
from gateway.messaging.fate_tally import FateTally
from gateway.messaging.outages import Outages
from gateway.messaging.timeouts import Sweeper, Timeouts
from gateway.use_cases.tariff import Tariff


def sms(*routes: tuple[Any, ...], judge: Judges | None = None) -> SmsChannel:
    """Return SMS over some carriers, each as the arguments of its `Route`."""
    return SmsChannel(Routes([Route(*one) for one in routes], judge))


NOBODY = Tariff(sms())
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
    usual: dict[str, Any] = {"joins": join, "failure_of": failure_of} | changes
    return Sweeper(database, clock, patience or Timeouts(), fates, outages, **usual)
