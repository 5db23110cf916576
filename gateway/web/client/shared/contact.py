"""How to reach the practice, on every page for clients."""

from markupsafe import Markup

from gateway.web.client.shared.reader import PageReader
from gateway.web.server.phone_numbers import shown


def phone_of(reader: PageReader) -> Markup:
    """Return a link that calls the practice; "" if it has no number to call."""
    practice = reader.practice
    if practice is None or not practice.phone:
        return Markup()
    number = shown(practice.phone, practice.region)
    return Markup('<a href="tel:{}" dir="ltr">{}</a>').format(practice.phone, number)
