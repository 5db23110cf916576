"""Private calendar feeds: the appointments of one practitioner for programs that show calendars."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple


class FeedNames(StrEnum):
    """How clients are named in a feed."""

    INITIALS = "initials"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class Feed:
    """A feed; its address is shown when it is made, and kept nowhere.

    Attributes:
        names: how clients are named in it.
        created_by: label of the actor who made it.
        revoked_at: since when its address leads nowhere; None while it does.
        read_at: when a calendar asked for it last, to the hour; None if none has.
        digest: hash of what was read last.
        changed_at: since when it reads so.
    """

    practice_id: int
    id: int
    practitioner_id: int
    names: FeedNames
    created_at: datetime
    created_by: str
    revoked_at: datetime | None
    read_at: datetime | None
    digest: str
    changed_at: datetime


class FeedVisit(NamedTuple):
    """One appointment in a feed: a plain tuple, because a feed has thousands.

    Attributes:
        status: the value of its state.
        updated_at: its last change, UTC.
        first: the client's first name.
        last: the client's last name.
    """

    appointment_id: int
    starts_at: datetime
    ends_at: datetime
    status: str
    sequence: int
    updated_at: datetime
    first: str
    last: str
