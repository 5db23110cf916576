"""What messages come to, counted after each commit."""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from calendar_store.messages.attempt_outcomes import Outcome
from calendar_store.model.statuses import MessageKind, MessageStatus
from gateway.counting import SHORT, Histogram


class FateTally:
    """What messages came to, each status as often as one came to it.

    Attributes:
        statuses: by carrier and status.
        answer: seconds from a reply's turn to the carrier's acceptance.
    """

    def __init__(self) -> None:
        self.statuses: Counter[tuple[str, MessageStatus]] = Counter()
        self.answer = Histogram(SHORT)

    def settled(self, fates: Iterable[Outcome], now: datetime) -> None:
        """Count outcomes that were committed.

        Args:
            fates: of attempts, of receipts, or decided by time alone.
            now: UTC.
        """
        for fate in fates:
            message = fate.message
            self.statuses[message.carrier, fate.status] += 1
            if fate.status is MessageStatus.ACCEPTED and message.kind is MessageKind.REPLY:
                self.answer.observe((now - message.created_at).total_seconds())
