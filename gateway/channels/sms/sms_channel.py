"""SMS as a channel: the port of `gateway.messaging`, over routes and the GSM alphabet."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from calendar_store.model.reasons import Reason
from calendar_store.model.statuses import Channel
from config.sections import CarrierSettings
from gateway.channels.sms.routing.routes import Judges, Routes, routes_of
from gateway.channels.sms.text import measuring
from gateway.channels.sms.text.parts import count_parts
from gateway.channels.sms.text.replacements import replace_costly_characters
from gateway.messaging.channel import FittedText, RouteChoice
from gateway.messaging.text_cost import Measure


@dataclass(frozen=True, slots=True)
class SmsChannel:
    """Texts over carriers.

    Attributes:
        routes: the carriers, asked for the one that fits a message.
    """

    routes: Routes

    @property
    def kind(self) -> Channel:
        """Which channel it is."""
        return Channel.SMS

    @property
    def ours(self) -> frozenset[str]:
        """The numbers that clients can answer to over one of the carriers."""
        return self.routes.ours

    def fit(self, text: str) -> FittedText:
        """Return a text with cheap characters where they do, and the parts that it is billed as.

        Args:
            text: as it was worded.

        Raises:
            TextTooLongError: if it needs more than 255 parts.
        """
        cheap = replace_costly_characters(text)
        return FittedText(cheap, count_parts(cheap)[0])

    def measure(self, text: str, price: Decimal | None = None) -> Measure:
        """Return what a text comes to, and what in it is dear.

        Args:
            text: as it was written.
            price: of one part, None where it is not known.
        """
        return measuring.measure(text, price)

    def way(self, sender: str, recipient: str, now: datetime) -> RouteChoice | None:
        """Return the cheapest carrier that does well, else one that a text may wait for.

        Args:
            sender: our number.
            recipient: the client's.
            now: UTC.
        """
        return self.routes.way(sender, recipient, now)

    def cheapest(self, sender: str, recipient: str) -> RouteChoice | None:
        """Return the cheapest carrier, however it does just now.

        Args:
            sender: our number.
            recipient: the client's, in E.164 or a short code.
        """
        return next(iter(self.routes.ways(sender, recipient)), None)

    def price_at_home(self, sender: str, region: str) -> Decimal | None:
        """Return the price of a part to a mobile of a country, None unknown.

        Args:
            sender: the practice's number.
            region: its ISO country.
        """
        example = phonenumbers.example_number_for_type(region, PhoneNumberType.MOBILE)
        if example is None:
            return None
        mobile = phonenumbers.format_number(example, PhoneNumberFormat.E164)
        found = self.cheapest(sender, mobile)
        return found.known_price if found else None

    def unreached(self, sender: str, recipient: str) -> str:
        """Return in words why no text can reach a client, "" when one can.

        Args:
            sender: our number.
            recipient: the client's.
        """
        return self.routes.unreached(sender, recipient)

    def why_none(self, sender: str) -> Reason:
        """Return why there is no way.

        Args:
            sender: our number.
        """
        return self.routes.why_none(sender)


def sms_channel_of(carriers: Iterable[CarrierSettings], judge: Judges | None = None) -> SmsChannel:
    """Return SMS over the carriers of a configuration.

    Args:
        carriers: its carriers, in their order.
        judge: who tells how they do; None: all of them do well.
    """
    return SmsChannel(routes_of(carriers, judge))
