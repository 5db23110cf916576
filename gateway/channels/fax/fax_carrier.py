"""The HylaFAX server as a carrier: its sender, its follower and their status."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from calendar_store.database.connection import Database
from calendar_store.model.messages import Message
from calendar_store.model.reasons import NO_REASON
from gateway.channels.fax.fax_channel import FAX_CARRIER
from gateway.channels.fax.fax_config import FaxServerConfig
from gateway.channels.fax.fax_follower import FaxFollower
from gateway.channels.fax.fax_sender import FaxSender, FaxServerState
from gateway.channels.fax.fax_tally import FaxFigures, FaxTally
from gateway.messaging.channel import Loop
from gateway.messaging.fate_tally import FateTally
from gateway.messaging.outages import TOLD_AFTER
from gateway.messaging.refusals import LogIn
from gateway.wording.reason_words import in_words

_LOOK = 0.05


@dataclass(frozen=True, slots=True)
class FaxCarrier:
    """The fax server at work; implements `gateway.messaging.channel.MessageCarrier`."""

    config: FaxServerConfig
    sender: FaxSender
    follower: FaxFollower
    tally: FaxTally
    clock: Callable[[], datetime]

    @property
    def name(self) -> str:
        """The name of the carrier of every fax."""
        return FAX_CARRIER

    @property
    def reachable(self) -> bool:
        """Whether faxes can be handed over; before the first attempt it is hoped so."""
        return self.sender.state in (FaxServerState.UP, FaxServerState.NEW)

    @property
    def broken(self) -> bool:
        """Whether a loop has ended for good: never, since the service runs all of them."""
        return False

    @property
    def log_in(self) -> LogIn:
        """Whether the server takes our faxes; told at once when it refuses, else after a while."""
        since = self.sender.troubled_since
        if since is None:
            return LogIn(NO_REASON, admitted=self.sender.state is FaxServerState.UP)
        lasts = self.clock() - since >= TOLD_AFTER
        told = lasts or self.sender.state is FaxServerState.REFUSED
        return LogIn(self.sender.why if told else NO_REASON, admitted=False)

    def status(self, now: datetime) -> dict[str, Any]:
        """Return the server's status for `textback carriers`; counters since the start."""
        del now
        return {
            "carrier": FAX_CARRIER,
            "channel": "fax",
            "address": f"{self.config.address.host}:{self.config.address.port}",
            "state": self.sender.state.value,
            "hindrance": in_words(self.sender.why),
            "attempts": dict(self.tally.submits),
            "ends": dict(self.tally.ends),
            "sent": self.sender.sent,
            "numbers": [],
            "binds": [],
            "received": 0,
        }

    def figures(self) -> FaxFigures:
        """Return the counters for the metrics."""
        return FaxFigures(
            binds={one.value: int(one is self.sender.state) for one in FaxServerState},
            in_flight=int(self.sender.busy),
            window=1,
            submits=dict(self.tally.submits),
            response=self.tally.response,
            receipts=dict(self.tally.ends),
        )

    async def run_sender(self) -> None:
        """Send faxes until `take_no_more`."""
        await self.sender.run()

    def watches(self) -> Mapping[str, Loop]:
        """Return the loop that follows faxes."""
        return {"jobs": self.follower.run}

    async def connect(self) -> None:
        """Do nothing: each fax has a log-in of its own."""

    def take_no_more(self) -> None:
        """Lease no more messages from the outbox."""
        self.sender.stop()

    async def drain(self, seconds: float) -> None:
        """Wait for the fax that is being handed over.

        Args:
            seconds: most seconds to wait; then its end counts as unknown, and its job is looked
                for at the next start.
        """
        try:
            async with asyncio.timeout(seconds):
                while self.sender.busy:  # noqa: ASYNC110 (a stop happens once)
                    await asyncio.sleep(_LOOK)
        except TimeoutError:
            pass

    async def record_last(self) -> None:
        """Do nothing: a log-in leaves nothing to record."""

    def holds(self, message: Message) -> bool:
        """Tell whether an attempt to send a message is still under way."""
        return self.sender.holds(message)


def connect_fax_server(
    config: FaxServerConfig,
    database: Database,
    clock: Callable[[], datetime],
    owner: str,
    *,
    fates: FateTally | None = None,
) -> FaxCarrier:
    """Build the carrier of faxes; nothing is connected yet.

    Args:
        config: the server.
        database: the store.
        clock: gives aware UTC times.
        owner: name under which this process leases messages.
        fates: counts the outcomes of messages.
    """
    tally = FaxTally()
    sender = FaxSender(config, database, clock, owner=owner, fates=fates, tally=tally)
    follower = FaxFollower(config, database, clock, fates=fates, tally=tally)
    return FaxCarrier(config, sender, follower, tally, clock)
