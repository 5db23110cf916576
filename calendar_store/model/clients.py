"""A client, and what a client agreed to."""

from dataclasses import dataclass
from datetime import datetime

from calendar_store.model.plain import plain
from calendar_store.model.statuses import (
    Channel,
    ConsentHow,
    ConsentKind,
)


@plain
class Client:
    """Somebody who comes; several may share a number (F17)."""

    practice_id: int
    id: int
    first: str
    last: str
    mobile: str
    email: str = ""
    locale: str = ""
    prefers: Channel = Channel.SMS
    mobile_bad: bool = False

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first} {self.last}"


@dataclass(frozen=True, slots=True)
class ConsentEvent:
    """One thing said or signed about receiving messages (F19)."""

    practice_id: int
    id: int
    client_id: int
    channel: Channel
    kind: ConsentKind
    how: ConsentHow
    by: str
    at: datetime
    evidence: str = ""
