"""Which carrier a message goes over, and what a part of it costs there.

A carrier reaches a number when one of its prices is for numbers that begin so, or when it has no
prices at all. Pure; asked for every message, so what depends on the configuration alone is looked
up once for all numbers that begin alike.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from calendar_store.entry.numbers import CALLING_CODES
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import Reason
from config.choices import BindSetting
from config.sections import CarrierSettings
from gateway.channels.sms.routing.health import CarrierStanding, Health
from gateway.messaging.channel import RouteChoice
from gateway.wording.reason_words import in_words

_LONGEST_SHORT_CODE = 8


@dataclass(frozen=True, slots=True)
class Route:
    """What a carrier takes.

    Attributes:
        carrier: its name.
        numbers: ours that clients can answer to over it; () for a carrier that takes any sender.
        prices: of one part, by the digits that a number begins with; the longest that fits
            counts. Empty for a carrier that reaches every number, at a price nobody told us.
        sends: whether texts go over it at all; where not, clients still answer to its numbers.
    """

    carrier: str
    numbers: tuple[str, ...] = ()
    prices: Mapping[str, Decimal] = field(default_factory=dict)
    sends: bool = True

    def way(self, digits: str) -> RouteChoice | None:
        """Return the way to numbers that begin with `digits`, None if they are not reached."""
        if not self.sends:
            return None
        if not self.prices:
            destination = _longest(CALLING_CODES, digits)
            return RouteChoice(self.carrier, Decimal(0), destination, priced=False)
        if not any(digits.startswith(prefix) for prefix in self.prices):
            return None
        prefix = _longest(self.prices, digits)
        return RouteChoice(self.carrier, self.prices[prefix], prefix)


class Judges(Protocol):
    """Who tells how carriers do."""

    def standing(self, carrier: str, destination: str, now: datetime) -> CarrierStanding:
        """Return how a carrier does for numbers that begin alike."""


class Routes:
    """The carriers, asked for the one that fits a message.

    Attributes:
        routes: what each carrier takes, in the order of the configuration.
        ours: the numbers that clients can answer to over one of them.
    """

    def __init__(self, routes: Iterable[Route], judge: Judges | None = None) -> None:
        self.routes: Sequence[Route] = tuple(routes)
        self._judge = judge or Health()
        self.ours = frozenset(number for route in self.routes for number in route.numbers)
        beginnings = {prefix for route in self.routes for prefix in route.prices}
        if not all(route.prices for route in self.routes):
            beginnings |= CALLING_CODES
        self._beginnings = frozenset(beginnings)
        self._lengths = sorted({len(prefix) for prefix in beginnings}, reverse=True)
        self._known: dict[tuple[str, str], tuple[RouteChoice, ...]] = {}

    def ways(self, sender: str, recipient: str) -> tuple[RouteChoice, ...]:
        """Return the carriers over which a client is reached and can answer, cheapest first.

        Args:
            sender: our number, as the practice has it.
            recipient: the client's, in E.164 or a short code.

        Returns:
            Those that have our number, and those that take any sender; equal prices stand in the
            order of the configuration. None of them if no carrier at all has our number: what the
            client answers would reach nobody.
        """
        if sender not in self.ours:
            return ()
        begins = self._begins(recipient)
        ways = self._known.get((sender, begins))
        if ways is None:
            ways = self._known[sender, begins] = self._found(sender, begins)
        return ways

    def way(
        self, sender: str, recipient: str, now: datetime, without: Container[str] = ()
    ) -> RouteChoice | None:
        """Return the carrier to send a message over, None when there is none.

        Args:
            sender: our number.
            recipient: the client's.
            now: UTC.
            without: names of carriers that will not do.

        Returns:
            The cheapest healthy one. If there is none, the cheapest poor one, since most of what
            it takes may arrive; else the cheapest, for which the message waits in the store.
        """
        best, best_standing = None, None
        for way in self.ways(sender, recipient):
            if way.carrier in without:
                continue
            standing = self.standing(way, now)
            if standing is CarrierStanding.HEALTHY:
                return way
            if best_standing is None or standing < best_standing:
                best, best_standing = way, standing
        return best

    def standing(self, way: RouteChoice, now: datetime) -> CarrierStanding:
        """Return how a carrier does on a way."""
        return self._judge.standing(way.carrier, way.destination, now)

    def destination(self, carrier: str, sender: str, recipient: str) -> str:
        """Return the digits under which a carrier's way to a number is judged."""
        ways = self.ways(sender, recipient)
        return next((way.destination for way in ways if way.carrier == carrier), "")

    def has(self, sender: str) -> bool:
        """Tell whether any carrier has a number of ours, so that clients can answer to it."""
        return sender in self.ours

    def unreached(self, sender: str, recipient: str) -> str:
        """Return in words why no text can reach a client, "" when one can.

        Where no carrier is configured nothing is said: then nobody is texted yet.

        Args:
            sender: our number.
            recipient: the client's.
        """
        if not self.routes or self.ways(sender, recipient):
            return ""
        return f"no text can reach {recipient}: {in_words(self.why_none(sender))}"

    def why_none(self, sender: str) -> Reason:
        """Return why there is no way.

        Args:
            sender: our number.
        """
        if self.has(sender):
            return Reason(ReasonCode.NO_PRICE)
        return Reason(ReasonCode.NO_CARRIER_FOR_NUMBER, {"number": sender})

    def _begins(self, recipient: str) -> str:
        """Return the longest prefix of any carrier that a number begins with.

        Every other prefix that fits the number is a beginning of it, so it decides all prices.
        """
        # digits whose country nobody knows begin with no country's code
        unknown = not recipient.startswith("+") and len(recipient) > _LONGEST_SHORT_CODE
        digits = "" if unknown else recipient.removeprefix("+")
        for length in self._lengths:
            if digits[:length] in self._beginnings:
                return digits[:length]
        return ""

    def _found(self, sender: str, begins: str) -> tuple[RouteChoice, ...]:
        ways = [
            way
            for route in self.routes
            if not route.numbers or sender in route.numbers
            if (way := route.way(begins)) is not None
        ]
        return tuple(sorted(ways, key=lambda way: way.price))


def routes_of(carriers: Iterable[CarrierSettings], judge: Judges | None = None) -> Routes:
    """Return the routes that a configuration describes.

    Args:
        carriers: its carriers, in their order.
        judge: who tells how they do; None: all of them do well.
    """
    return Routes(
        [
            Route(one.name, one.numbers, one.prices, one.bind is not BindSetting.RECEIVER)
            for one in carriers
        ],
        judge,
    )


def _longest(prefixes: Iterable[str], digits: str) -> str:
    """Return the longest of some prefixes that fits, "" if none does."""
    return max((prefix for prefix in prefixes if digits.startswith(prefix)), key=len, default="")
