"""SMS as a channel: implements the port `gateway.messaging.channel` with routes and SMS parts."""

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
    """The SMS channel over the configured carriers.

    Attributes:
        routes: the routes of all carriers.
    """

    routes: Routes

    @property
    def kind(self) -> Channel:
        """The kind of this channel."""
        return Channel.SMS

    @property
    def ours(self) -> frozenset[str]:
        """The numbers that clients can answer to over one of the carriers."""
        return self.routes.ours

    def fit(self, text: str) -> FittedText:
        """Return a text with its costly characters replaced, and the number of billed parts.

        Args:
            text: the text as written.

        Raises:
            TextTooLongError: if the text needs more than 255 parts.
        """
        cheap = replace_costly_characters(text)
        return FittedText(cheap, count_parts(cheap)[0])

    def measure(self, text: str, price: Decimal | None = None) -> Measure:
        """Return parts and cost of a text, and the characters that make it cost more.

        Args:
            text: the text as written.
            price: price of one part, None if it is not known.
        """
        return measuring.measure(text, price)

    def way(self, sender: str, recipient: str, now: datetime) -> RouteChoice | None:
        """Return the cheapest healthy carrier, or else the best of the others (see `Routes.way`).

        Args:
            sender: our number.
            recipient: the client's number.
            now: UTC.
        """
        return self.routes.way(sender, recipient, now)

    def cheapest(self, sender: str, recipient: str) -> RouteChoice | None:
        """Return the cheapest carrier, healthy or not.

        Args:
            sender: our number.
            recipient: the client's number, in E.164 or a short code.
        """
        return next(iter(self.routes.ways(sender, recipient)), None)

    def price_at_home(self, sender: str, region: str) -> Decimal | None:
        """Return the price of a part to a mobile number of a country, None if not known.

        Args:
            sender: the practice's number.
            region: the practice's ISO country.
        """
        example = phonenumbers.example_number_for_type(region, PhoneNumberType.MOBILE)
        if example is None:
            return None
        mobile = phonenumbers.format_number(example, PhoneNumberFormat.E164)
        found = self.cheapest(sender, mobile)
        return found.known_price if found else None

    def unreached(self, sender: str, recipient: str) -> str:
        """Return in words why no text can reach a client, "" if a text can.

        Args:
            sender: our number.
            recipient: the client's number.
        """
        return self.routes.unreached(sender, recipient)

    def why_none(self, sender: str) -> Reason:
        """Return the reason why no carrier takes a message from a number.

        Args:
            sender: our number.
        """
        return self.routes.why_none(sender)


def sms_channel_of(carriers: Iterable[CarrierSettings], judge: Judges | None = None) -> SmsChannel:
    """Return the SMS channel over the configured carriers.

    Args:
        carriers: the configured carriers, in their order.
        judge: gives the standing of carriers; None if all of them count as healthy.
    """
    return SmsChannel(routes_of(carriers, judge))
