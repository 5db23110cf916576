"""Counters of the texts and receipts that an inbox has committed."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from calendar_store.messages.attempt_outcomes import Outcome
from calendar_store.model.statuses import MessageStatus
from gateway.channels.sms.smpp.inbound_pdus import InboundPdu, InboundText, ReceiptState
from gateway.counting import LONG, Histogram, Recent


class InboxTally:
    """Counters of one carrier's texts and receipts.

    Attributes:
        texts: number of texts, parts counted singly.
        receipts: number of receipts by state.
        delays: seconds from acceptance to receipt, by the status that the receipt gave the message.
        recent: seconds from acceptance to receipt, of the last receipts.
    """

    def __init__(self) -> None:
        self.texts = 0
        self.receipts: dict[ReceiptState, int] = dict.fromkeys(ReceiptState, 0)
        self.delays: dict[MessageStatus, Histogram] = {}
        self.recent = Recent()

    def received(self, pdus: Sequence[InboundPdu]) -> None:
        """Count committed texts and receipts."""
        for pdu in pdus:
            if isinstance(pdu, InboundText):
                self.texts += 1
            else:
                self.receipts[pdu.state] += 1

    def moved(self, fates: Iterable[Outcome], now: datetime) -> None:
        """Count the delay of receipts that changed the status of a message.

        Args:
            fates: the new statuses, with the messages as they were before the receipts.
            now: UTC.
        """
        for fate in fates:
            accepted_at = fate.message.updated_at
            if accepted_at is None or fate.message.status is not MessageStatus.ACCEPTED:
                continue
            delay = (now - accepted_at).total_seconds()
            self.delays.setdefault(fate.status, Histogram(LONG)).observe(delay)
            self.recent.add(delay)
