"""Texts as the rooms above the channel meet them, in tests: a sweeper, told how SMS fails."""

from gateway.channels.sms.smpp.concat import join
from gateway.channels.sms.smpp.failures import failure_of
from gateway.messaging.timeouts import Patience, Sweeper


def sweeper(database, clock, patience=None, fates=None, outages=None, **changes):
    """Return what looks after texts that have run out, as the service has it."""
    usual = {"joins": join, "failure_of": failure_of} | changes
    return Sweeper(database, clock, patience or Patience(), fates, outages, **usual)
