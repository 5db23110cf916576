"""The values `Client` and `ConsentEvent`."""

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
    """A client of a practice; several clients may share a mobile number or an email address.

    Attributes:
        prefers: the channel that the client prefers; SMS also where the client named none.
        mobile_bad: whether texts do not reach the number.
        email_bad: whether mails to the address came back for good.
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

    @property
    def name(self) -> str:
        """First and last name."""
        return f"{self.first} {self.last}"


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
