"""A toy channel that is not SMS: pigeons carry short slips in capitals from one loft of ours."""

from dataclasses import dataclass
from decimal import Decimal

from calendar_store.model.reasons import Reason
from calendar_store.model.statuses import Channel
from gateway.messaging.channel import FittedText, RouteChoice, TextTooLongError
from gateway.messaging.text_cost import Measure
from tests.support.reasons import saying

SLIP, MOST_SLIPS = 40, 12
"""Characters on a slip, and slips that one pigeon carries."""


@dataclass
class Pigeons:
    """Implements the port of a channel in memory.

    Attributes:
        lofts: our addresses.
        fair: whether pigeons fly today.
    """

    lofts: frozenset[str]
    fair: bool = True

    @property
    def kind(self) -> Channel:
        return Channel.EMAIL

    @property
    def ours(self) -> frozenset[str]:
        return self.lofts

    def fit(self, text: str) -> FittedText:
        slips = -(-len(text) // SLIP)
        if slips > MOST_SLIPS:
            raise TextTooLongError(slips, MOST_SLIPS)
        return FittedText(text.upper(), slips)

    def measure(self, text: str, price: Decimal | None = None) -> Measure:
        slips = max(1, -(-len(text) // SLIP))
        return Measure(text.upper(), slips, len(text), slips * SLIP, SLIP, plain=True, price=price)

    def way(self, sender: str, recipient: str, now: object) -> RouteChoice | None:
        del now
        return self.cheapest(sender, recipient) if self.fair else None

    def cheapest(self, sender: str, recipient: str) -> RouteChoice | None:
        del recipient
        return RouteChoice("loft", Decimal(2)) if sender in self.lofts else None

    def price_at_home(self, sender: str, region: str) -> Decimal | None:
        del region
        return Decimal(2) if sender in self.lofts else None

    def unreached(self, sender: str, recipient: str) -> str:
        return "" if sender in self.lofts else f"no pigeon finds {recipient}"

    def why_none(self, sender: str) -> Reason:
        return saying("it rains" if sender in self.lofts else f"no loft at {sender}")
