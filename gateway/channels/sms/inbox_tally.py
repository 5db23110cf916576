"""What an inbox counts of what its carrier brings, after each commit."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from calendar_store.messages.attempt_outcomes import Outcome
from calendar_store.model.statuses import MessageStatus
from gateway.channels.sms.smpp.inbound_pdus import InboundPdu, InboundText, ReceiptState
from gateway.counting import LONG, Histogram, Recent


class InboxTally:
    """What a carrier brought.

    Attributes:
        texts: how many, parts counted singly.
        receipts: by what they say.
        delays: by what they made of the message, the seconds since it was accepted.
        recent: seconds to the last receipts of any kind.
    """

    def __init__(self) -> None:
        self.texts = 0
        self.receipts: dict[ReceiptState, int] = dict.fromkeys(ReceiptState, 0)
        self.delays: dict[MessageStatus, Histogram] = {}
        self.recent = Recent()

    def received(self, pdus: Sequence[InboundPdu]) -> None:
        """Count what was committed."""
        for pdu in pdus:
            if isinstance(pdu, InboundText):
                self.texts += 1
            else:
                self.receipts[pdu.state] += 1

    def moved(self, fates: Iterable[Outcome], now: datetime) -> None:
        """Count how long receipts took that moved a message.

        Args:
            fates: with the messages as they stood before.
            now: UTC.
        """
        for fate in fates:
            accepted_at = fate.message.updated_at
            if accepted_at is None or fate.message.status is not MessageStatus.ACCEPTED:
                continue
            delay = (now - accepted_at).total_seconds()
            self.delays.setdefault(fate.status, Histogram(LONG)).observe(delay)
            self.recent.add(delay)
