"""Which carrier takes a text that staff write, and what a part of it costs there.

The one place where pages and commands ask; they run beside the workers, or without them, and what
a carrier that does badly was given the failover takes on.
"""

from dataclasses import dataclass
from decimal import Decimal

from gateway.messaging.channel import MessageChannel, RouteChoice
from gateway.messaging.text_cost import Measure
from gateway.wording.reason_words import in_words


@dataclass(frozen=True, slots=True)
class Tariff:
    """What staff are told of a channel.

    Attributes:
        channel: by which their texts go.
    """

    channel: MessageChannel

    def way(self, sender: str, recipient: str) -> RouteChoice | None:
        """Return over which carrier `recipient` is reached most cheaply, None over none.

        Args:
            sender: our address.
            recipient: theirs.
        """
        return self.channel.cheapest(sender, recipient)

    def at_home(self, sender: str, region: str) -> Decimal | None:
        """Return the price of a part to a client of the practice's own country, None unknown.

        Args:
            sender: the practice's address.
            region: its ISO country.
        """
        return self.channel.price_at_home(sender, region)

    def measure(self, text: str, price: Decimal | None = None) -> Measure:
        """Return what a text comes to.

        Args:
            text: as it was written.
            price: of a part, None where it is not known.
        """
        return self.channel.measure(text, price)

    def why_none(self, sender: str) -> str:
        """Return in words why there is no way."""
        return in_words(self.channel.why_none(sender))
