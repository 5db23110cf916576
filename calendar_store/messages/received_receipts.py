"""A receipt as a carrier sent it."""

from datetime import datetime

from calendar_store.messages.receipt_match import ReceiptFacts
from calendar_store.model.plain import plain
from calendar_store.model.reasons import Reason
from calendar_store.model.statuses import (
    MessageStatus,
)


@plain
class Receipt:
    """A carrier's final word on one part.

    Attributes:
        carrier: its name.
        key: the carrier's id in the form that parts are matched by.
        status: DELIVERED, FAILED, EXPIRED or UNKNOWN.
        reason: what became of the part.
        decides: this part's fate is the message's, because the carrier reports on one only.
        source: its source address, usually the client's; "" where there is none.
        destination: its destination address.
        at: when it came, UTC; None for the moment at which it is recorded.
    """

    carrier: str
    key: str
    status: MessageStatus
    reason: Reason
    decides: bool = False
    source: str = ""
    destination: str = ""
    at: datetime | None = None

    @property
    def said(self) -> ReceiptFacts:
        """What tells whom it is about, beside the id."""
        return ReceiptFacts(self.source, self.destination, self.at)
