"""Finds the carrier and the price of a message that staff write.

Pages and commands ask only here. They run beside the workers or without them, so the health of
carriers is not considered; the failover reroutes messages given to an unhealthy carrier.
"""

from dataclasses import dataclass
from decimal import Decimal

from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import Reason
from calendar_store.model.statuses import Channel
from gateway.messaging.channel import Channels, MessageChannel, RouteChoice
from gateway.messaging.text_cost import Measure
from gateway.wording.reason_words import in_words


@dataclass(frozen=True, slots=True)
class Tariff:
    """The channels with their carriers and prices, for pages and commands.

    Attributes:
        channels: the configured channels.
    """

    channels: Channels

    def of(self, kind: Channel) -> MessageChannel | None:
        """Return the channel of a kind, None where it is not configured."""
        return self.channels.of(kind)

    def way(self, sender: str, recipient: str, kind: Channel = Channel.SMS) -> RouteChoice | None:
        """Return the cheapest carrier that reaches `recipient`, None if none does.

        Args:
            sender: our address.
            recipient: the client's address.
            kind: the kind of channel.
        """
        channel = self.of(kind)
        return channel.cheapest(sender, recipient) if channel else None

    def why_unreached(self, sender: str, mobile: str) -> str:
        """Return why no text reaches a client's number; "" if one does.

        If no carrier has the practice's own number yet, every client's number is accepted: the
        fault is in the configuration, not in the client's number.

        Args:
            sender: the practice's number, E.164.
            mobile: the client's number, E.164.
        """
        texts = self.of(Channel.SMS)
        return texts.unreached(sender, mobile) if texts and sender in texts.ours else ""

    def at_home(self, sender: str, region: str) -> Decimal | None:
        """Return the price of a text's part to a client in the practice's country, None if unknown.

        Args:
            sender: the practice's number.
            region: the practice's ISO country.
        """
        channel = self.of(Channel.SMS)
        return channel.price_at_home(sender, region) if channel else None

    def measure(
        self, text: str, price: Decimal | None = None, kind: Channel = Channel.SMS
    ) -> Measure:
        """Return size and cost of a text.

        Args:
            text: the text as it was written.
            price: of one part; None where it is not known.
            kind: the kind of channel; a text for a channel that is not configured has no parts.
        """
        channel = self.of(kind)
        if channel is None:
            return Measure(text, parts=0, used=len(text), room=0, part=0, plain=True)
        return channel.measure(text, price)

    def fitted(self, text: str) -> str:
        """Return a text as it is sent over SMS."""
        channel = self.of(Channel.SMS)
        return channel.fit(text).text if channel else text

    def why_none(self, sender: str, kind: Channel = Channel.SMS) -> str:
        """Return in words why no carrier sends from an address of ours."""
        channel = self.of(kind)
        missing = Reason(ReasonCode.MAIL_NOT_CONFIGURED)
        return in_words(channel.why_none(sender) if channel else missing)
