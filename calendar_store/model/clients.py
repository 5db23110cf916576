"""The values `Client`, `ConsentEvent` and `KindConsentEvent`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from calendar_store.model.plain import plain
from calendar_store.model.statuses import (
    Channel,
    ConsentHow,
    ConsentKind,
    MessageKind,
)

ERASED = "–"
"""Stands in place of an erased name."""


@plain
class Client:
    """A client of a practice; several clients may share a mobile number or an email address.

    Attributes:
        prefers: the channel that the client prefers; SMS also where the client named none.
        mobile_bad: whether texts do not reach the number.
        email_bad: whether mails to the address came back for good.
        retired_at: since when they come no longer, UTC; None: they come.
    """

    practice_id: int
    id: int
    first: str
    last: str
    mobile: str
    email: str = ""
    locale: str = ""
    prefers: Channel = Channel.SMS
    mobile_bad: bool = False
    email_bad: bool = False
    retired_at: datetime | None = None

    @property
    def name(self) -> str:
        """First and last name; a dash for a client whose name was erased."""
        return f"{self.first} {self.last}".strip() or ERASED

    @property
    def listed(self) -> str:
        """The name as lists sort it, "Byron, Ada"; a dash for a client whose name was erased."""
        return listed_name(self.first, self.last)

    @property
    def is_erased(self) -> bool:
        """Whether name and addresses were erased; no other client lacks a name."""
        return not (self.first or self.last)


def listed_name(first: str, last: str) -> str:
    """Return a name as lists sort it, "Byron, Ada"; a dash for a name that was erased."""
    return ", ".join(filter(None, (last, first))) or ERASED


@dataclass(frozen=True, slots=True)
class ConsentEvent:
    """A recorded statement of a client that grants or withdraws consent to messages."""

    practice_id: int
    id: int
    client_id: int
    channel: Channel
    kind: ConsentKind
    how: ConsentHow
    by: str
    at: datetime
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class KindConsentEvent:
    """A recorded statement that grants or withdraws consent to one kind of messages.

    Attributes:
        about: the kind of messages.
    """

    practice_id: int
    id: int
    client_id: int
    about: MessageKind
    kind: ConsentKind
    how: ConsentHow
    by: str
    at: datetime
    evidence: str = ""


@dataclass(frozen=True, slots=True)
class ClientMerge:
    """One client merged into another, because both were the same person.

    Attributes:
        kept_id: the client that stays.
        merged_id: the client that was merged into it.
        at: when, UTC.
        by: label of the actor.
        moved: ids of the rows that moved, by table; and what the kept client took over.
        undone_at: when the merge was undone, UTC; None if it stands.
    """

    practice_id: int
    id: int
    kept_id: int
    merged_id: int
    at: datetime
    by: str
    moved: Mapping[str, Any]
    undone_at: datetime | None = None
