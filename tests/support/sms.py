"""SMS as the rooms above the channel meet it, in tests: the channel, and a sweeper over it."""

from gateway.channels.sms.routing.routes import Route, Routes
from gateway.channels.sms.smpp.concat import join
from gateway.channels.sms.smpp.failures import failure_of
from gateway.channels.sms.sms_channel import SmsChannel
from gateway.messaging.timeouts import Patience, Sweeper
from gateway.use_cases.tariff import Tariff


def sms(*routes, judge=None):
    """Return SMS over some carriers, each as the arguments of its `Route`."""
    return SmsChannel(Routes([Route(*one) for one in routes], judge))


NOBODY = Tariff(sms())
"""What texts cost where no carrier is configured."""


def sweeper(database, clock, patience=None, fates=None, outages=None, **changes):
    """Return what looks after texts that have run out, as the service has it."""
    usual = {"joins": join, "failure_of": failure_of} | changes
    return Sweeper(database, clock, patience or Patience(), fates, outages, **usual)
