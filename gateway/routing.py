"""Which carrier a message goes over, and what a part of it costs there.

A carrier reaches a number when one of its prices is for numbers that begin so, or when it has no
prices at all. Pure; asked for every message, so what depends on the configuration alone is looked
up once for all numbers that begin alike.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Route:
    """What a carrier takes.

    Attributes:
        carrier: its name.
        numbers: ours that clients can answer to over it; () for a carrier that takes any sender.
        prices: of one part, by the digits that a number begins with; the longest that fits
            counts. Empty for a carrier that reaches every number, at a price nobody told us.
    """

    carrier: str
    numbers: tuple[str, ...] = ()
    prices: Mapping[str, Decimal] = field(default_factory=dict)

    def price(self, digits: str) -> Decimal | None:
        """Return what a part costs to a number that begins with `digits`, None if not reached."""
        if not self.prices:
            return Decimal(0)
        fitting = [prefix for prefix in self.prices if digits.startswith(prefix)]
        return self.prices[max(fitting, key=len)] if fitting else None


@dataclass(frozen=True, slots=True)
class Way:
    """A carrier that takes a message.

    Attributes:
        carrier: its name.
        price: of one part.
    """

    carrier: str
    price: Decimal


class Routes:
    """The carriers, asked for the one that fits a message."""

    def __init__(self, routes: Iterable[Route]) -> None:
        self._routes: Sequence[Route] = tuple(routes)
        self._ours = frozenset(number for route in self._routes for number in route.numbers)
        self._beginnings = frozenset(prefix for route in self._routes for prefix in route.prices)
        self._lengths = sorted({len(prefix) for prefix in self._beginnings}, reverse=True)
        self._known: dict[tuple[str, str], tuple[Way, ...]] = {}

    def ways(self, sender: str, recipient: str) -> tuple[Way, ...]:
        """Return the carriers over which a client is reached and can answer, cheapest first.

        Args:
            sender: our number, as the practice has it.
            recipient: the client's, in E.164 or a short code.

        Returns:
            Those that have our number, and those that take any sender; equal prices stand in the
            order of the configuration. None of them if no carrier at all has our number: what the
            client answers would reach nobody.
        """
        if sender not in self._ours:
            return ()
        begins = self._begins(recipient)
        ways = self._known.get((sender, begins))
        if ways is None:
            ways = self._known[sender, begins] = self._found(sender, begins)
        return ways

    def way(self, sender: str, recipient: str) -> Way | None:
        """Return the carrier to send a message over, None when there is none.

        Args:
            sender: our number.
            recipient: the client's.
        """
        return next(iter(self.ways(sender, recipient)), None)

    def why_none(self, sender: str) -> str:
        """Return in words why there is no way.

        Args:
            sender: our number.
        """
        if sender in self._ours:
            return "no carrier has a price for this number; see prices in the configuration"
        return f"no carrier has the number {sender}; see numbers in the configuration"

    def _begins(self, recipient: str) -> str:
        """Return the longest prefix of any carrier that a number begins with.

        Every other prefix that fits the number is a beginning of it, so it decides all prices.
        """
        digits = recipient.removeprefix("+")
        for length in self._lengths:
            if digits[:length] in self._beginnings:
                return digits[:length]
        return ""

    def _found(self, sender: str, begins: str) -> tuple[Way, ...]:
        ways = [
            Way(route.carrier, price)
            for route in self._routes
            if not route.numbers or sender in route.numbers
            if (price := route.price(begins)) is not None
        ]
        return tuple(sorted(ways, key=lambda way: way.price))
