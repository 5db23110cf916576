"""Reads what somebody enters on the booking page, and says what is wrong with each field. Pure."""

import re
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

from calendar_store.clients.new_client import NewClient, checked_email
from calendar_store.entry import lookup, numbers
from calendar_store.model.errors import InvalidInput
from calendar_store.model.practices import Practice
from calendar_store.model.statuses import Channel, MessageKind

_MOST_IN_NAME = 80
_MOST_IN_NUMBER = 40
_WEBSITE = re.compile(r"//|\bwww\.", re.IGNORECASE)


class EntryFault(StrEnum):
    """What is wrong with a field; the page has the words."""

    NAME = "name"
    LETTERS = "letters"
    MOBILE = "mobile"
    FOREIGN = "foreign"
    EMAIL = "email"
    EMAIL_MISSING = "email_missing"
    CHANNEL = "channel"
    CONSENT = "consent"


@dataclass(frozen=True, slots=True)
class WebEntry:
    """Who wants to book, as entered and checked.

    Attributes:
        channel: the channel by which the code is sent; it becomes the preferred one.
        waits: whether they want a place on the waiting list, and no time yet.
        practitioner_id: who they wanted; None for any.
        agrees: kinds of messages after visits that they ticked, separated by spaces.
    """

    first: str
    last: str
    mobile: str
    email: str
    locale: str
    channel: Channel
    waits: bool = False
    practitioner_id: int | None = None
    agrees: str = ""

    @property
    def address(self) -> str:
        """The number or address that the code is sent to."""
        return self.mobile if self.channel is Channel.SMS else self.email

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first} {self.last}"

    @property
    def kinds(self) -> tuple[MessageKind, ...]:
        """The kinds of messages after visits to which they agree."""
        return tuple(MessageKind(one) for one in self.agrees.split())

    def new_client(self) -> NewClient:
        """Return the fields of a new client."""
        return NewClient(
            *(self.first, self.last, self.mobile, self.email, self.locale), prefers=self.channel
        )

    def to_json(self) -> dict[str, Any]:
        """Return the entry as it is kept with a hold."""
        return asdict(self)

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "WebEntry":
        """Return the entry that `to_json` kept."""
        return cls(**{**kept, "channel": Channel(kept["channel"])})


def countries_of(practice: Practice) -> frozenset[str]:
    """Return the countries to whose numbers codes are sent: those whose strangers are answered."""
    own = {practice.region, numbers.region_of(practice.sender)}
    return frozenset(own | set(practice.countries.split())) - {""}


def read_entry(
    practice: Practice,
    typed: Mapping[str, str],
    channels: Collection[Channel],
    *,
    locale: str,
    waits: bool,
    practitioner_id: int | None,
    kinds: Collection[MessageKind] = (),
) -> WebEntry | dict[str, EntryFault]:
    """Return what was entered, or what is wrong by field.

    Args:
        practice: the practice.
        typed: the fields of the form.
        channels: the channels by which codes can be sent.
        locale: the language that was chosen, one of ours.
        waits: whether the waiting list is wanted.
        practitioner_id: who is wanted; None for any.
        kinds: messages after visits to which they may agree.
    """
    wrong: dict[str, EntryFault] = {}
    first = _read_name(wrong, "first", typed)
    last = _read_name(wrong, "last", typed)
    mobile = _read(
        *(wrong, "mobile", EntryFault.MOBILE),
        lambda: _mobile(typed.get("mobile", ""), practice.region),
    )
    written = typed.get("email", "").strip()
    email = _read(
        wrong, "email", EntryFault.EMAIL, lambda: checked_email(written).lower() if written else ""
    )
    channel = _channel(typed.get("by", ""), channels)
    if channel is None:
        wrong["by"] = EntryFault.CHANNEL
    elif channel is Channel.EMAIL and not email:
        wrong.setdefault("email", EntryFault.EMAIL_MISSING)
    elif channel is Channel.SMS and mobile and not is_served(practice, mobile):
        wrong["mobile"] = EntryFault.FOREIGN
    if typed.get("consent") != "yes":
        wrong["consent"] = EntryFault.CONSENT
    if wrong or channel is None:
        return wrong
    agrees = " ".join(kind for kind in kinds if typed.get(kind) == "yes")
    return WebEntry(first, last, mobile, email, locale, channel, waits, practitioner_id, agrees)


def is_served(practice: Practice, mobile: str) -> bool:
    """Tell whether codes are sent to a number: an ordinary one of the practice's countries.

    Texts to other numbers may cost a lot, and somebody may earn from them.
    """
    return not numbers.why_unanswered(mobile, countries_of(practice))


def _mobile(written: str, region: str) -> str:
    if len(written) > _MOST_IN_NUMBER:
        raise InvalidInput("too long for a number")
    return numbers.mobile(written, region)


def _channel(written: str, channels: Collection[Channel]) -> Channel | None:
    if not written and len(channels) == 1:
        return next(iter(channels))
    return next((one for one in channels if one.value == written), None)


def _read_name(wrong: dict[str, EntryFault], field: str, typed: Mapping[str, str]) -> str:
    name = _read(wrong, field, EntryFault.NAME, lambda: _name(typed.get(field, "")))
    if name and not is_like_name(name):
        wrong[field] = EntryFault.LETTERS
        return ""
    return name


def is_like_name(name: str) -> bool:
    """Tell whether a name has a letter of any script, and is no address of a website.

    Args:
        name: a cleaned name.
    """
    return any(map(str.isalpha, name)) and not _WEBSITE.search(name)


def _name(text: str) -> str:
    name = lookup.cleaned(text, "name")
    if len(name) > _MOST_IN_NAME:
        raise InvalidInput("a name of too many letters")
    return name


def _read(wrong: dict[str, EntryFault], field: str, fault: EntryFault, read: Any) -> str:
    try:
        return str(read())
    except InvalidInput:
        wrong[field] = fault
        return ""
