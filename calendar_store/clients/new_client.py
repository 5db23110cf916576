"""Check and normalise the fields of a new or changed client before they are stored."""

import re
from dataclasses import dataclass

from calendar_store.entry import locales, lookup, numbers
from calendar_store.entry.characters import steers
from calendar_store.model.errors import InvalidInput
from calendar_store.model.practices import Practice
from calendar_store.model.statuses import Channel

_EMAIL = re.compile(r"[^\s@<>,;\"]+@[^\s@<>,;\"]+\.[^\s@<>,;\".]{2,}")
"""The form of an email address: catches typing errors, does not prove that mail arrives."""

_LONGEST_EMAIL = 254  # RFC 5321 section 4.5.3.1.3, without the brackets


@dataclass(frozen=True, slots=True)
class NewClient:
    """The fields of a client as entered, not yet checked.

    Attributes:
        first: first name.
        last: last name.
        mobile: mobile number, with or without the country code.
        email: email address; "" for none.
        locale: the client's language; "" for the practice's language.
        prefers: the channel that the client prefers.
    """

    first: str
    last: str
    mobile: str
    email: str = ""
    locale: str = ""
    prefers: Channel = Channel.SMS


def checked(practice: Practice, entered: NewClient) -> NewClient:
    """Return the fields in the form in which they are stored.

    Args:
        practice: the practice; its region is used for a number without a country code.
        entered: the fields as entered.

    Raises:
        InvalidInput: if a field is invalid; the message names the field.
    """
    locale = locales.language(entered.locale) if entered.locale else ""
    email = checked_email(entered.email) if entered.email.strip() else ""
    if entered.prefers == Channel.EMAIL and not email:
        raise InvalidInput("a client who prefers email needs an email address")
    return NewClient(
        first=lookup.cleaned(entered.first, "client's first name"),
        last=lookup.cleaned(entered.last, "client's last name"),
        mobile=numbers.mobile(entered.mobile, practice.region),
        email=email,
        locale=locale,
        prefers=entered.prefers,
    )


def checked_email(text: str) -> str:
    """Return an email address without surrounding spaces, in lower case.

    No mail system in use tells capitals from small letters; people and their phones write both.

    Raises:
        InvalidInput: if the text is not an email address.
    """
    address = text.strip()
    plain = address.isascii() and address.isprintable()
    steering = not plain and any(map(steers, address))
    if len(address) > _LONGEST_EMAIL or not _EMAIL.fullmatch(address) or steering:
        raise InvalidInput(f'"{address}" is not an email address; write it as name@example.org')
    return address.lower()
