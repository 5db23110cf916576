"""How well each carrier does: whether its binds stand, and whether what it takes arrives.

Owns what this process has seen of its carriers, in memory and bounded: counts for fifteenths of a
sliding window and not one entry for each message. Pure; told by the links, the senders and the
receipts, with the time as an argument.
"""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import IntEnum
from typing import Any

from calendar_store.model.statuses import MessageStatus

STEADY = timedelta(seconds=3)
"""A carrier that was down is trusted again once a bind has stood so long."""
_SPANS = 15
"""Into how many spans the window is divided; the oldest falls out as a whole."""
_LONG_AGO = datetime.min.replace(tzinfo=UTC)

_LOST = {MessageStatus.DELIVERED: 0.0, MessageStatus.FAILED: 1.0, MessageStatus.EXPIRED: 0.5}
"""How much a final receipt speaks against the carrier. A text expires mostly because a phone was
off, and now and then because a route swallows it: it counts half, so that expiry alone never
exceeds the usual bound, and weighs only beside plain failures."""


class CarrierStanding(IntEnum):
    """How a carrier does, the best first."""

    HEALTHY = 0
    POOR = 1
    DOWN = 2


@dataclass(frozen=True, slots=True)
class HealthLimits:
    """When a carrier counts as down, and when as poor.

    Attributes:
        down_after: how long all of its binds may be away.
        window: how far back counts for its quality.
        least: how many attempts, or fates, have to be known before they are judged.
        share: the most of its texts that may be lost, from 0 to 1.
        delay: how late the receipts of half of its texts may come.
        rest: how long a poor carrier is left out before it is tried anew.
    """

    down_after: timedelta = timedelta(seconds=10)
    window: timedelta = timedelta(minutes=15)
    least: int = 20
    share: float = 0.5
    delay: timedelta = timedelta(minutes=10)
    rest: timedelta = timedelta(minutes=10)


@dataclass(slots=True)
class _Binds:
    """Whether any bind of a carrier stands, since when, and whether it was down before."""

    bound: bool
    since: datetime
    was_down: bool = False

    def is_down(self, now: datetime, after: timedelta) -> bool:
        """Tell whether the carrier counts as down: a short cut and a short visit change nothing."""
        if self.bound:
            return self.was_down and now - self.since < STEADY
        return self.was_down or now - self.since >= after


@dataclass(slots=True)
class _Counts:
    """What happened within one span, or within the window."""

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
    """What is known of one carrier's way to the numbers that begin alike."""

    spans: dict[int, _Counts] = field(default_factory=dict)
    rests_until: datetime = _LONG_AGO
    words: str = ""

    def span(self, number: int) -> _Counts:
        """Return the counts of a span; those that the window has left fall out."""
        counts = self.spans.get(number)
        if counts is None:
            for old in [one for one in self.spans if one <= number - _SPANS]:
                del self.spans[old]
            counts = self.spans[number] = _Counts()
        return counts

    def judge(self, number: int, limits: HealthLimits, now: datetime) -> None:
        """Send the carrier to rest if what is in the window speaks against it."""
        seen = _Counts()
        for one, counts in self.spans.items():
            if one > number - _SPANS:
                seen.add(counts)
        self.words = _trouble(seen, limits)
        if self.words:
            self.rests_until = now + limits.rest
            self.spans.clear()


class Health:
    """What this process knows of its carriers; one that nothing is known of is healthy."""

    def __init__(self, limits: HealthLimits | None = None) -> None:
        self._limits = limits or HealthLimits()
        self._width = self._limits.window.total_seconds() / _SPANS
        self._binds: dict[str, _Binds] = {}
        self._destinations: dict[tuple[str, str], _Destination] = {}

    def binds(self, carrier: str, now: datetime, *, bound: bool) -> None:
        """Note whether any bind that sends stands.

        Args:
            carrier: its name.
            now: UTC.
            bound: whether something can be sent.
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
            carrier: its name.
            destination: digits that the number begins with, as its way says.
            now: UTC.
            refused: whether it was refused for a reason that may be the carrier's own.
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
        """Count what a receipt made of a message.

        Args:
            carrier: who sent the receipt.
            destination: digits that the number begins with.
            now: UTC.
            status: of the message; what is neither delivered nor lost does not count.
            accepted_at: when the carrier took it; what it took before its rest does not count.
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
        """Return how a carrier does for numbers that begin alike."""
        if self.is_down(carrier, now):
            return CarrierStanding.DOWN
        one = self._destinations.get((carrier, destination))
        return (
            CarrierStanding.POOR
            if one is not None and now < one.rests_until
            else CarrierStanding.HEALTHY
        )

    def is_down(self, carrier: str, now: datetime) -> bool:
        """Tell whether a carrier can take nothing at all."""
        binds = self._binds.get(carrier)
        return binds is not None and binds.is_down(now, self._limits.down_after)

    def is_away(self, carrier: str, now: datetime) -> bool:
        """Tell whether a carrier is down and no bind of it stands: what waits for it only waits."""
        return self.is_down(carrier, now) and not self._binds[carrier].bound

    def report(self, carrier: str, now: datetime) -> dict[str, Any]:
        """Return how a carrier does, as the running service tells it.

        Returns:
            `down`, and under `poor` the destinations that it is left out for, each with why and
            until when.
        """
        poor = {
            destination: {"words": one.words, "until": one.rests_until.isoformat()}
            for (name, destination), one in self._destinations.items()
            if name == carrier and now < one.rests_until
        }
        return {"down": self.is_down(carrier, now), "poor": poor}

    def _tried(self, carrier: str, destination: str, now: datetime) -> _Destination | None:
        """Return what is known of a destination, None while the carrier rests from it."""
        one = self._destinations.get((carrier, destination))
        if one is None:
            one = self._destinations[carrier, destination] = _Destination()
        return None if now < one.rests_until else one

    def _number(self, now: datetime) -> int:
        return int(now.timestamp() / self._width)


def _trouble(seen: _Counts, limits: HealthLimits) -> str:
    """Return what speaks against a carrier, in words; "" when nothing does enough."""
    refused = seen.refused / seen.attempts if seen.attempts >= limits.least else 0.0
    lost = seen.lost / seen.fates if seen.fates >= limits.least else 0.0
    # of what it takes some is lost as well
    missing = 1 - (1 - refused) * (1 - lost)
    if missing > limits.share:
        return f"{missing:.0%} of its texts were refused or not delivered"
    if seen.delivered >= limits.least and 2 * seen.slow > seen.delivered:
        late = limits.delay.total_seconds() / 60
        return f"half of its receipts came later than {late:g} minutes"
    return ""
