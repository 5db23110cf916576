"""The values `Heartbeat`, `Beacon` and `LostLine`: whether the line to a practice stands."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class BeatSource(StrEnum):
    """Who is heard from."""

    PAGES = "pages"
    BEACON = "beacon"


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """When a practice was heard from last.

    Attributes:
        closed: whether its people closed the last page: silence means nothing then.
    """

    practice_id: int
    source: BeatSource
    seen_at: datetime
    closed: bool = False


@dataclass(frozen=True, slots=True)
class Beacon:
    """A program in a practice's network that is heard from every minute."""

    practice_id: int
    id: int
    name: str
    created_at: datetime
    created_by: str


@dataclass(frozen=True, slots=True)
class LostLine:
    """A line that is lost still.

    Attributes:
        since: the last beat before it, UTC.
        alert_id: the alert about it.
    """

    practice_id: int
    id: int
    since: datetime
    found_at: datetime
    alert_id: int
