"""Fax as a channel: implements the port `gateway.messaging.channel`.

A fax carries a paper to a practice; clients are never written to by fax, and nobody answers.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import Reason
from calendar_store.model.statuses import Channel
from gateway.messaging.channel import FittedText, RouteChoice
from gateway.messaging.fax_numbers import is_fax_number
from gateway.messaging.text_cost import Measure

FAX_CARRIER = "fax"
"""The name of the HylaFAX server as a carrier; no carrier of texts may have it."""


@dataclass(frozen=True, slots=True)
class FaxChannel:
    """The fax channel: every fax goes one way, at no price that we know.

    Attributes:
        carrier: the name of the carrier that takes faxes: of the HylaFAX server, or of the
            smarthost for a mail-to-fax gateway.
    """

    carrier: str = FAX_CARRIER

    @property
    def kind(self) -> Channel:
        """The kind of this channel."""
        return Channel.FAX

    @property
    def ours(self) -> frozenset[str]:
        """No address: nobody answers a fax."""
        return frozenset()

    def fit(self, text: str) -> FittedText:
        """Return a text as it is; a fax carries a paper, and its text is for lists alone.

        Args:
            text: the text as written.
        """
        return FittedText(text, 0)

    def measure(self, text: str, price: Decimal | None = None) -> Measure:
        """Return the size of a text; its price is not known.

        Args:
            text: the text as written.
            price: of no meaning for a fax.
        """
        del price
        size = len(text)
        return Measure(text, 0, size, size, size, plain=True)

    def way(self, sender: str, recipient: str, now: datetime) -> RouteChoice | None:
        """Return the fax server or gateway.

        Args:
            sender: of no meaning.
            recipient: a fax number.
            now: UTC.
        """
        del now
        return self.cheapest(sender, recipient)

    def cheapest(self, sender: str, recipient: str) -> RouteChoice | None:
        """Return the fax server or gateway; None for what is no number.

        Args:
            sender: of no meaning.
            recipient: a fax number.
        """
        del sender
        if not is_fax_number(recipient):
            return None
        return RouteChoice(self.carrier, Decimal(0), priced=False)

    def price_at_home(self, sender: str, region: str) -> Decimal | None:
        """Return None: the price of a fax is not known."""
        del sender, region
        return None

    def unreached(self, sender: str, recipient: str) -> str:
        """Return why no fax reaches a number; "" when one does.

        Args:
            sender: of no meaning.
            recipient: a fax number.
        """
        del sender
        return "" if is_fax_number(recipient) else f"{recipient} is no fax number"

    def why_none(self, sender: str) -> Reason:
        """Return the reason why no carrier takes a fax: its number is none."""
        del sender
        return Reason(ReasonCode.FAX_NUMBER_UNUSABLE)
