"""Email as a channel: implements the port `gateway.messaging.channel`."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import Reason
from calendar_store.model.statuses import Channel
from gateway.messaging.channel import FittedText, RouteChoice
from gateway.messaging.text_cost import Measure

MAIL_CARRIER = "mail"
"""The name of the smarthost as a carrier; no carrier of texts may have it."""

_WAY = RouteChoice(MAIL_CARRIER, Decimal(0))


@dataclass(frozen=True, slots=True)
class MailChannel:
    """The email channel over the configured smarthost: every mail goes one way, at no price.

    Attributes:
        sender: the bare address of ours that clients see and answer to, in lower case.
    """

    sender: str

    @property
    def kind(self) -> Channel:
        """The kind of this channel."""
        return Channel.EMAIL

    @property
    def ours(self) -> frozenset[str]:
        """The address that clients answer to."""
        return frozenset({self.sender})

    def fit(self, text: str) -> FittedText:
        """Return a text as it is; a mail has no parts that are billed.

        Args:
            text: the text as written.
        """
        return FittedText(text, 0)

    def measure(self, text: str, price: Decimal | None = None) -> Measure:
        """Return the size of a text; it costs nothing.

        Args:
            text: the text as written.
            price: of no meaning for a mail.
        """
        del price
        size = len(text)
        return Measure(text, 0, size, size, size, plain=True)

    def way(self, sender: str, recipient: str, now: datetime) -> RouteChoice | None:
        """Return the smarthost.

        Args:
            sender: our address.
            recipient: the client's address.
            now: UTC.
        """
        del sender, recipient, now
        return _WAY

    def cheapest(self, sender: str, recipient: str) -> RouteChoice | None:
        """Return the smarthost."""
        del sender, recipient
        return _WAY

    def price_at_home(self, sender: str, region: str) -> Decimal | None:
        """Return the price of a mail, which is nothing."""
        del sender, region
        return Decimal(0)

    def unreached(self, sender: str, recipient: str) -> str:
        """Return "": the smarthost takes every mail."""
        del sender, recipient
        return ""

    def why_none(self, sender: str) -> Reason:
        """Return the reason why no carrier takes a mail; there always is one."""
        del sender
        return Reason(ReasonCode.NONE)
