"""A client as entered, checked before anything is written."""

import re
from dataclasses import dataclass

from calendar_store.entry import locales, lookup, numbers
from calendar_store.entry.characters import steers
from calendar_store.model.errors import InvalidInput
from calendar_store.model.practices import Practice
from calendar_store.model.statuses import Channel

_EMAIL = re.compile(r"[^\s@<>,;\"]+@[^\s@<>,;\"]+\.[^\s@<>,;\".]{2,}")
"""A slip of the keyboard is caught here; whether mail arrives only sending shows."""

_LONGEST_EMAIL = 254  # RFC 5321 section 4.5.3.1.3, without the brackets


@dataclass(frozen=True, slots=True)
class NewClient:
    """A client as entered, before anything is checked.

    Attributes:
        first: first name.
        last: last name.
        mobile: as people write it, with or without its country.
        email: "" for none.
        locale: the client's language, "" for the practice's.
        prefers: the channel asked for.
    """

    first: str
    last: str
    mobile: str
    email: str = ""
    locale: str = ""
    prefers: Channel = Channel.SMS


def checked(practice: Practice, entered: NewClient) -> NewClient:
    """Return a client with every field as it is stored.

    Args:
        practice: whose country a number without one belongs to.
        entered: as entered.

    Raises:
        InvalidInput: if a field cannot be; the message names it.
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
    """Return an email address without stray spaces, its domain in small letters.

    Raises:
        InvalidInput: if it cannot be one.
    """
    address = text.strip()
    if not _EMAIL.fullmatch(address) or len(address) > _LONGEST_EMAIL or any(map(steers, address)):
        raise InvalidInput(f'"{address}" is not an email address; write it as name@example.org')
    local, _, domain = address.rpartition("@")
    return f"{local}@{domain.lower()}"
