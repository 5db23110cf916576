"""Health of carriers: whether a carrier is bound, and whether its messages arrive.

Owns the observations of this process, in memory and bounded: counts for fifteen spans of a sliding
window, not an entry for each message. Pure: links, senders and receipts report events, with the
time as an argument.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import IntEnum
from typing import Any

from calendar_store.model.statuses import MessageStatus

STEADY = timedelta(seconds=3)
"""How long a bind must last before a carrier that was down counts as up again."""
_SPANS = 15
"""Number of spans in the window; the oldest span is dropped as a whole."""
_LONG_AGO = datetime.min.replace(tzinfo=UTC)

_LOST = {MessageStatus.DELIVERED: 0.0, MessageStatus.FAILED: 1.0, MessageStatus.EXPIRED: 0.5}
"""How much of a loss a final status counts for. A text expires mostly because a phone was off, and
sometimes because the route lost it: it counts half, so that expired texts alone never exceed the
default `HealthLimits.share`, but add to failures."""


class CarrierStanding(IntEnum):
    """How well a carrier works; a lower number is better."""

    HEALTHY = 0
    POOR = 1
    DOWN = 2


@dataclass(frozen=True, slots=True)
class HealthLimits:
    """Limits beyond which a carrier counts as down or as poor.

    Attributes:
        down_after: how long a carrier may be without any bind.
        window: length of the sliding window in which texts are judged.
        least: fewest attempts, or final receipts, that are judged.
        share: largest share of texts that may be lost, from 0 to 1.
        delay: delay of a receipt that counts as slow; half of the receipts may be slow.
        rest: how long a poor carrier is left out before it is tried again.
    """

    down_after: timedelta = timedelta(seconds=10)
    window: timedelta = timedelta(minutes=15)
    least: int = 20
    share: float = 0.5
    delay: timedelta = timedelta(minutes=10)
    rest: timedelta = timedelta(minutes=10)


@dataclass(slots=True)
class _Binds:
    """Whether a carrier has any bind, since when, and whether it was down before."""

    bound: bool
    since: datetime
    was_down: bool = False

    def is_down(self, now: datetime, after: timedelta) -> bool:
        """Tell whether the carrier is down; a short cut or a short bind changes nothing."""
        if self.bound:
            return self.was_down and now - self.since < STEADY
        return self.was_down or now - self.since >= after


@dataclass(slots=True)
class _Counts:
    """Counts of events in one span, or in the window."""

    attempts: int = 0
    refused: int = 0
    fates: int = 0
    lost: float = 0.0
    delivered: int = 0
    slow: int = 0

    def add(self, other: "_Counts") -> None:
        self.attempts += other.attempts
        self.refused += other.refused
        self.fates += other.fates
        self.lost += other.lost
        self.delivered += other.delivered
        self.slow += other.slow


@dataclass(slots=True)
class _Destination:
    """Observations of one carrier for numbers with a common prefix."""

    spans: dict[int, _Counts] = field(default_factory=dict)
    rests_until: datetime = _LONG_AGO
    words: str = ""

    def span(self, number: int) -> _Counts:
        """Return the counts of a span; drop spans that are no longer in the window."""
        counts = self.spans.get(number)
        if counts is None:
            for old in [one for one in self.spans if one <= number - _SPANS]:
                del self.spans[old]
            counts = self.spans[number] = _Counts()
        return counts

    def judge(self, number: int, limits: HealthLimits, now: datetime) -> None:
        """Let the carrier rest from this prefix if the counts in the window exceed the limits."""
        seen = _Counts()
        for one, counts in self.spans.items():
            if one > number - _SPANS:
                seen.add(counts)
        self.words = _trouble(seen, limits)
        if self.words:
            self.rests_until = now + limits.rest
            self.spans.clear()


class Health:
    """The health of all carriers; a carrier without observations is healthy."""

    def __init__(self, limits: HealthLimits | None = None) -> None:
        self._limits = limits or HealthLimits()
        self._width = self._limits.window.total_seconds() / _SPANS
        self._binds: dict[str, _Binds] = {}
        self._destinations: dict[tuple[str, str], _Destination] = {}

    def binds(self, carrier: str, now: datetime, *, bound: bool) -> None:
        """Note whether a carrier has a bind that can send.

        Args:
            carrier: name of the carrier.
            now: UTC.
            bound: whether texts can be sent.
        """
        known = self._binds.get(carrier)
        if known is None:
            self._binds[carrier] = _Binds(bound, now)
        elif known.bound != bound:
            known.was_down = known.is_down(now, self._limits.down_after)
            known.bound, known.since = bound, now

    def attempted(self, carrier: str, destination: str, now: datetime, *, refused: bool) -> None:
        """Count an attempt that the carrier answered.

        Args:
            carrier: name of the carrier.
            destination: prefix of the number, from `RouteChoice.destination`.
            now: UTC.
            refused: whether the carrier refused it for a reason that may concern only this carrier.
        """
        one = self._tried(carrier, destination, now)
        if one is None:
            return
        number = self._number(now)
        counts = one.span(number)
        counts.attempts += 1
        if refused:
            counts.refused += 1
            one.judge(number, self._limits, now)

    def reported(
        self,
        carrier: str,
        destination: str,
        now: datetime,
        *,
        status: MessageStatus,
        accepted_at: datetime,
    ) -> None:
        """Count the status that a receipt gave a message.

        Args:
            carrier: name of the carrier that sent the receipt.
            destination: prefix of the number, from `RouteChoice.destination`.
            now: UTC.
            status: status of the message; only delivered, failed and expired messages count.
            accepted_at: when the carrier accepted the message; messages accepted before the end of
                the carrier's last rest do not count.
        """
        one = self._tried(carrier, destination, now)
        if one is None or status not in _LOST or accepted_at < one.rests_until:
            return
        number = self._number(now)
        counts = one.span(number)
        counts.fates += 1
        counts.lost += _LOST[status]
        slow = now - accepted_at > self._limits.delay
        if status is MessageStatus.DELIVERED:
            counts.delivered += 1
            counts.slow += slow
        if slow or _LOST[status]:
            one.judge(number, self._limits, now)

    def standing(self, carrier: str, destination: str, now: datetime) -> CarrierStanding:
        """Return the standing of a carrier for numbers with a common prefix."""
        if self.is_down(carrier, now):
            return CarrierStanding.DOWN
        one = self._destinations.get((carrier, destination))
        return (
            CarrierStanding.POOR
            if one is not None and now < one.rests_until
            else CarrierStanding.HEALTHY
        )

    def is_down(self, carrier: str, now: datetime) -> bool:
        """Tell whether a carrier counts as down."""
        binds = self._binds.get(carrier)
        return binds is not None and binds.is_down(now, self._limits.down_after)

    def is_away(self, carrier: str, now: datetime) -> bool:
        """Tell whether a carrier is down and has no bind, so that its messages cannot be sent."""
        return self.is_down(carrier, now) and not self._binds[carrier].bound

    def report(self, carrier: str, now: datetime) -> dict[str, Any]:
        """Return the health of a carrier for reports.

        Returns:
            `down`: whether the carrier is down. `poor`: the prefixes for which it is left out, each
            with the reason in words and the end of the rest.
        """
        poor = {
            destination: {"words": one.words, "until": one.rests_until.isoformat()}
            for (name, destination), one in self._destinations.items()
            if name == carrier and now < one.rests_until
        }
        return {"down": self.is_down(carrier, now), "poor": poor}

    def _tried(self, carrier: str, destination: str, now: datetime) -> _Destination | None:
        """Return the observations of a prefix, None while the carrier rests from that prefix."""
        one = self._destinations.get((carrier, destination))
        if one is None:
            one = self._destinations[carrier, destination] = _Destination()
        return None if now < one.rests_until else one

    def _number(self, now: datetime) -> int:
        return int(now.timestamp() / self._width)


def _trouble(seen: _Counts, limits: HealthLimits) -> str:
    """Return in words which limit the counts exceed, "" if none."""
    refused = seen.refused / seen.attempts if seen.attempts >= limits.least else 0.0
    lost = seen.lost / seen.fates if seen.fates >= limits.least else 0.0
    # of the accepted texts some are lost as well
    missing = 1 - (1 - refused) * (1 - lost)
    if missing > limits.share:
        return f"{missing:.0%} of its texts were refused or not delivered"
    if seen.delivered >= limits.least and 2 * seen.slow > seen.delivered:
        late = limits.delay.total_seconds() / 60
        return f"half of its receipts came later than {late:g} minutes"
    return ""
