"""Routing: chooses the carrier for a message, with the price of a part. Pure.

A carrier reaches a number if one of its prices is for a prefix of the number, or if it has no
prices at all. Routes are needed for every message, so results that depend only on the
configuration are kept for each prefix.
"""

from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from calendar_store.entry.numbers import CALLING_CODES
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import Reason
from config.choices import BindKind
from config.sections import CarrierSettings
from gateway.channels.sms.routing.health import CarrierStanding, Health
from gateway.messaging.channel import RouteChoice
from gateway.wording.reason_words import in_words

_LONGEST_SHORT_CODE = 8


@dataclass(frozen=True, slots=True)
class Route:
    """The senders and destinations of one carrier.

    Attributes:
        carrier: name of the carrier.
        numbers: our numbers that clients can answer to over this carrier; () if it takes any
            sender.
        prices: price of one part by prefix of the number; the longest matching prefix counts. Empty
            for a carrier that reaches every number, at an unknown price.
        sends: whether the carrier sends texts; if not, clients can still answer to its numbers.
    """

    carrier: str
    numbers: tuple[str, ...] = ()
    prices: Mapping[str, Decimal] = field(default_factory=dict)
    sends: bool = True

    def way(self, digits: str) -> RouteChoice | None:
        """Return the route choice for numbers that begin with `digits`, None if not reached."""
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
    """Gives the standing of carriers."""

    def standing(self, carrier: str, destination: str, now: datetime) -> CarrierStanding:
        """Return the standing of a carrier for numbers with a common prefix."""


class Routes:
    """The routes of all carriers; chooses the carrier for a message.

    Attributes:
        routes: the route of each carrier, in the order of the configuration.
        ours: our numbers that clients can answer to over one of the carriers.
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
            recipient: the client's number, in E.164 or a short code.

        Returns:
            The carriers that have our number, and those that take any sender; carriers with equal
            prices are in the order of the configuration. Empty if no carrier has our number: the
            client's answer would reach nobody.
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
        """Return the carrier to send a message over, None if there is none.

        Args:
            sender: our number.
            recipient: the client's number.
            now: UTC.
            without: names of carriers to leave out.

        Returns:
            The cheapest healthy carrier. If there is none, the cheapest poor carrier, since most of
            its texts may arrive. Else the cheapest carrier that is down; the message then waits for
            it in the store.
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
        """Return the standing of a carrier for the prefix of a route choice."""
        return self._judge.standing(way.carrier, way.destination, now)

    def destination(self, carrier: str, sender: str, recipient: str) -> str:
        """Return the prefix under which a carrier's health for a number is judged."""
        ways = self.ways(sender, recipient)
        return next((way.destination for way in ways if way.carrier == carrier), "")

    def has(self, sender: str) -> bool:
        """Tell whether any carrier has a number, so that clients can answer to it."""
        return sender in self.ours

    def unreached(self, sender: str, recipient: str) -> str:
        """Return in words why no text can reach a client, "" if a text can.

        Also "" if no carrier is configured: then no texts are sent yet.

        Args:
            sender: our number.
            recipient: the client's number.
        """
        if not self.routes or self.ways(sender, recipient):
            return ""
        return f"no text can reach {recipient}: {in_words(self.why_none(sender))}"

    def why_none(self, sender: str) -> Reason:
        """Return the reason why no carrier takes a message from a number.

        Args:
            sender: our number.
        """
        if self.has(sender):
            return Reason(ReasonCode.NO_PRICE)
        return Reason(ReasonCode.NO_CARRIER_FOR_NUMBER, {"number": sender})

    def _begins(self, recipient: str) -> str:
        """Return the longest prefix, of all carriers' prefixes, that a number begins with.

        Every other matching prefix is a beginning of the longest one, so that the longest one alone
        decides all prices.
        """
        # digits of an unknown country have no country code
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
    """Return the routes of the configured carriers.

    Args:
        carriers: the configured carriers, in their order.
        judge: gives the standing of carriers; None if all of them count as healthy.
    """
    return Routes(
        [
            Route(one.name, one.numbers, one.prices, one.bind is not BindKind.RECEIVER)
            for one in carriers
        ],
        judge,
    )


def _longest(prefixes: Iterable[str], digits: str) -> str:
    """Return the longest prefix that the digits begin with, "" if there is none."""
    return max((prefix for prefix in prefixes if digits.startswith(prefix)), key=len, default="")
