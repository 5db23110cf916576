"""The value `Receipt`: a receipt as a carrier sent it."""

from datetime import datetime

from calendar_store.messages.receipt_match import ReceiptFacts
from calendar_store.model.plain import plain
from calendar_store.model.reasons import Reason
from calendar_store.model.statuses import (
    MessageStatus,
)


@plain
class Receipt:
    """A receipt: the final status of one part, as reported by the carrier.

    Attributes:
        carrier: the carrier's name.
        key: the carrier's message id in the form used to match parts.
        status: DELIVERED, FAILED, EXPIRED or UNKNOWN.
        reason: reason for the status.
        decides: the status counts for the whole message, because the carrier reports on one part
            only.
        source: source address, usually the client's; "" if there is none.
        destination: destination address.
        at: when the receipt came, UTC; None: the time at which the receipt is recorded.
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
        """The facts used to match the receipt, apart from the id."""
        return ReceiptFacts(self.source, self.destination, self.at)
