"""Which carrier takes a text that staff write, and what a part of it costs there.

The one place where pages and commands ask; they run beside the workers, or without them, and what
a carrier that does badly was given the failover takes on.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

import phonenumbers
from phonenumbers import PhoneNumberFormat, PhoneNumberType

from config.sections import CarrierSettings
from gateway.channels.sms.routing.routes import Routes, routes_of
from gateway.wording.reason_words import in_words


@dataclass(frozen=True, slots=True)
class Quote:
    """A carrier that takes a text.

    Attributes:
        carrier: its name.
        price: of one part; None where the configuration names none.
    """

    carrier: str
    price: Decimal | None


@dataclass(frozen=True, slots=True)
class Tariff:
    """The carriers with their prices."""

    routes: Routes = field(default_factory=lambda: Routes(()))

    def way(self, sender: str, recipient: str) -> Quote | None:
        """Return over which carrier `recipient` is reached most cheaply, None over none.

        Args:
            sender: our number.
            recipient: theirs, in E.164 or a short code.
        """
        found = next(iter(self.routes.ways(sender, recipient)), None)
        if found is None:
            return None
        priced = any(one.prices for one in self.routes.routes if one.carrier == found.carrier)
        return Quote(found.carrier, found.price if priced else None)

    def at_home(self, sender: str, region: str) -> Decimal | None:
        """Return the price of a part to a mobile of the practice's own country, None unknown.

        Args:
            sender: the practice's number.
            region: its ISO country.
        """
        example = phonenumbers.example_number_for_type(region, PhoneNumberType.MOBILE)
        if example is None:
            return None
        way = self.way(sender, phonenumbers.format_number(example, PhoneNumberFormat.E164))
        return way.price if way else None

    def why_none(self, sender: str) -> str:
        """Return in words why there is no way."""
        return in_words(self.routes.why_none(sender))


def tariff_of(carriers: Iterable[CarrierSettings]) -> Tariff:
    """Return the tariff of a configuration."""
    return Tariff(routes_of(carriers))
