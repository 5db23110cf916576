"""Finds the carrier and the price of a text that staff write.

Pages and commands ask only here. They run beside the workers or without them, so the health of
carriers is not considered; the failover reroutes messages given to an unhealthy carrier.
"""

from dataclasses import dataclass
from decimal import Decimal

from gateway.messaging.channel import MessageChannel, RouteChoice
from gateway.messaging.text_cost import Measure
from gateway.wording.reason_words import in_words


@dataclass(frozen=True, slots=True)
class Tariff:
    """A channel with its carriers and prices, for pages and commands.

    Attributes:
        channel: the channel of staff's texts.
    """

    channel: MessageChannel

    def way(self, sender: str, recipient: str) -> RouteChoice | None:
        """Return the cheapest carrier that reaches `recipient`, None if none does.

        Args:
            sender: our address.
            recipient: the client's address.
        """
        return self.channel.cheapest(sender, recipient)

    def at_home(self, sender: str, region: str) -> Decimal | None:
        """Return the price of a part to a client in the practice's country, None if unknown.

        Args:
            sender: the practice's address.
            region: the practice's ISO country.
        """
        return self.channel.price_at_home(sender, region)

    def measure(self, text: str, price: Decimal | None = None) -> Measure:
        """Return size and cost of a text.

        Args:
            text: the text as it was written.
            price: of one part; None where it is not known.
        """
        return self.channel.measure(text, price)

    def why_none(self, sender: str) -> str:
        """Return in words why no carrier sends from an address of ours."""
        return in_words(self.channel.why_none(sender))
