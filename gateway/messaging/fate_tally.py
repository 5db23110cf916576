"""Counts the outcomes of messages, after each commit."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from calendar_store.messages.attempt_outcomes import Outcome
from calendar_store.model.statuses import MessageKind, MessageStatus
from gateway.counting import SHORT, Histogram


class FateTally:
    """Counts of the outcomes of messages; a message counts once for each status it reaches.

    Attributes:
        statuses: number of outcomes by carrier and status.
        answer: seconds from the creation of a reply to the carrier's acceptance.
    """

    def __init__(self) -> None:
        self.statuses: Counter[tuple[str, MessageStatus]] = Counter()
        self.answer = Histogram(SHORT)

    def settled(self, fates: Iterable[Outcome], now: datetime) -> None:
        """Count outcomes that were committed.

        Args:
            fates: outcomes of attempts, of receipts or of timeouts.
            now: UTC.
        """
        for fate in fates:
            message = fate.message
            self.statuses[message.carrier, fate.status] += 1
            if fate.status is MessageStatus.ACCEPTED and message.kind is MessageKind.REPLY:
                self.answer.observe((now - message.created_at).total_seconds())
