"""One carrier at work: builds its link, inbox and sender from the settings, and runs them."""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from calendar_store.database.connection import Database
from calendar_store.model.messages import Message
from config.choices import InterfaceVersion
from config.sections import CarrierSettings
from gateway.channels.sms.figures import SmsFigures, figures_of
from gateway.channels.sms.inbox import Inbox
from gateway.channels.sms.routing.health_recorder import HealthRecorder
from gateway.channels.sms.sending.sender import Sender
from gateway.channels.sms.smpp.bind_status import BindState
from gateway.channels.sms.smpp.carrier_config import CarrierConfig
from gateway.channels.sms.smpp.link import Link
from gateway.channels.sms.smpp.received_address import alias_key
from gateway.messaging.channel import Loop
from gateway.messaging.fate_tally import FateTally
from gateway.messaging.refusals import LogIn

_VERSIONS = {
    InterfaceVersion.V3_3: 0x33,
    InterfaceVersion.V3_4: 0x34,
    InterfaceVersion.V5_0: 0x50,
}
_LOOK_EVERY = 5.0
_STANDING = frozenset({BindState.BOUND, BindState.PAUSED, BindState.RESTING})


@dataclass(frozen=True, slots=True)
class Carrier:
    """One carrier with its link, inbox, sender and health recorder."""

    config: CarrierConfig
    link: Link
    inbox: Inbox
    sender: Sender
    observer: HealthRecorder
    clock: Callable[[], datetime]

    @property
    def name(self) -> str:
        """Name of the carrier in the configuration."""
        return self.config.name

    @property
    def reachable(self) -> bool:
        """Whether texts can be sent over this carrier now."""
        return self.link.working

    @property
    def broken(self) -> bool:
        """Whether a task of the link has ended (see `Link.broken`)."""
        return self.link.broken

    @property
    def log_in(self) -> LogIn:
        """Whether the carrier accepts our log-in, and the reason if it refuses."""
        return LogIn(self.link.refusal, admitted=self.link.healthy)

    def status(self, now: datetime) -> dict[str, Any]:
        """Return the carrier's status for `textback carriers`; counters since the service start."""
        went, came = self.link.tally, self.inbox.tally
        return {
            "carrier": self.config.name,
            "state": self.link.state,
            "hindrance": self._hindrance(),
            "numbers": list(self.config.numbers),
            "binds": [asdict(bind) for bind in self.link.status()],
            "sent": self.sender.sent,
            "received": self.inbox.received,
            "health": self.observer.health.report(self.config.name, now),
            "parts_last_minute": went.accepted.count(asyncio.get_running_loop().time()),
            "throttled": went.throttled,
            "refused_wishes": list(self.link.refused_wishes.values()),
            "response_seconds": went.recent.summary(),
            "receipts": {state.value: count for state, count in came.receipts.items() if count},
            "receipt_seconds": came.recent.summary(),
        }

    def figures(self) -> SmsFigures:
        """Return the counters of the link and the inbox."""
        return figures_of(self.link, self.inbox.tally)

    async def run_sender(self) -> None:
        """Send messages until `take_no_more`, then until every leased message has an outcome."""
        await self.sender.run()

    def watches(self) -> Mapping[str, Loop]:
        """Return the loops that watch the carrier's binds and health, by name."""
        return {"binds": self.watch_binds, "health": self.watch_health}

    async def connect(self) -> None:
        """Begin to connect; returns at once, whether the carrier can be reached or not."""
        await self.link.start()

    def take_no_more(self) -> None:
        """Lease no more messages from the outbox."""
        self.sender.stop()

    async def drain(self, seconds: float) -> None:
        """Wait for the carrier's last responses, and unbind.

        Args:
            seconds: most seconds to wait.
        """
        await self.link.stop(seconds)
        self.inbox.binds_standing(())

    async def record_last(self) -> None:
        """Record in the store which sessions have ended."""
        await self.inbox.record_ends()

    def holds(self, message: Message) -> bool:
        """Tell whether an attempt to send a message is still under way."""
        return self.sender.holds(message)

    def _hindrance(self) -> str:
        """Return in words why no texts can be sent now, for pages; "" if they can."""
        if self._well:
            return ""
        return "refuses them for the moment" if self.link.bound else "is not connected"

    @property
    def _well(self) -> bool:
        # a carrier that only receives is well while all its binds are bound; no route leads over it
        return self.link.working if self.config.sends else self.link.healthy

    async def watch_binds(self) -> None:
        """Tell the inbox of every cut, until cancelled.

        SMPP gives a text no identity: the inbox recognises repeated deliveries by the cut before
        them.
        """
        while True:
            await self.link.until_changed()
            standing = {one.name for one in self.link.status() if one.state in _STANDING}
            self.inbox.binds_standing(standing)
            await self.inbox.record_ends()

    async def watch_health(self) -> None:
        """Tell the health recorder and the sender whether texts can be sent, until cancelled."""
        while True:
            self.observer.binds(self.clock(), bound=self._well)
            with suppress(TimeoutError):
                # a bind becomes trusted again by time alone, without a change of its state
                async with asyncio.timeout(_LOOK_EVERY):
                    await self.link.until_changed()
            self.sender.link_changed()


def connect(
    config: CarrierConfig,
    database: Database,
    intake: Database,
    clock: Callable[[], datetime],
    owner: str,
    *,
    observer: HealthRecorder,
    fates: FateTally,
) -> Carrier:
    """Build a carrier; its link is not started yet.

    Args:
        config: the carrier's configuration.
        database: the store.
        intake: the store, by separate connections for texts and receipts from carriers.
        clock: gives aware UTC times.
        owner: name under which this process leases messages.
        observer: is told the carrier's binds, answers and receipts.
        fates: counts the outcomes of messages.
    """
    inbox = Inbox(config, intake, clock, observer, fates, owner=owner)
    link = Link(config, inbox.receive, clock)
    sender = Sender(config, link, database, clock, owner=owner, observer=observer, fates=fates)
    link.on_slow = sender.overdue
    link.on_taken = sender.taken_after_all
    return Carrier(config, link, inbox, sender, observer, clock)


def carrier_config(settings: CarrierSettings) -> CarrierConfig:
    """Convert a carrier's settings into the configuration of its link.

    A setting has the name of its field there; named here are those with another form.
    """
    other_forms: dict[str, Any] = {
        "host": settings.endpoints[0].host,
        "port": settings.endpoints[0].port,
        "hosts": tuple((one.host, one.port) for one in settings.endpoints),
        "receiver_hosts": tuple((one.host, one.port) for one in settings.receiver_endpoints),
        "tls_server_name": settings.tls_server_name or "",
        "password": settings.password.get_secret_value(),
        "interface_version": _VERSIONS[settings.interface_version],
        "aliases": {
            alias_key(alias): number for number, some in settings.aliases.items() for alias in some
        },
        "country": settings.country or "",
        "longest_validity": settings.longest_validity,
        "tlvs": tuple((int(tag, 16), octets) for tag, octets in settings.tlvs.items()),
    }
    same_names = (one.name for one in fields(CarrierConfig) if one.name not in other_forms)
    taken_over = {name: _for_link(getattr(settings, name)) for name in same_names}
    return CarrierConfig(**taken_over, **other_forms)


def _for_link(value: Any) -> Any:
    """Return a setting's value as the link holds it: durations in seconds, files by their names."""
    match value:
        case timedelta():
            return value.total_seconds()
        case Path():
            return str(value)
        case _:
            return value
