"""The sandbox carrier's habits: what real carriers do that a service must live with.

Owns the settings and the counting behind a share. Nothing is random, so that a demo can be shown
twice and a test fails twice.
"""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Habits:
    """How the carrier behaves; the defaults are those of a good one.

    Attributes:
        answer_delay: before a submit_sm is answered.
        receipt_delay: from the answer to the receipt.
        retry_delay: before a deliver_sm that could not be taken is tried again.
        throttled: share of submit_sm answered with ESME_RTHROTTLED, 0 to 1.
        receipts_lost: share of receipts never sent, 0 to 1.
        cut_every: after this many taken submit_sm the connection is dropped, the last of them
            unanswered; 0 for never.
        refused: numbers (E.164) that texts do not reach; their receipt says UNDELIV.
    """

    answer_delay: timedelta = timedelta(0)
    receipt_delay: timedelta = timedelta(0)
    retry_delay: timedelta = timedelta(seconds=1)
    throttled: float = 0.0
    receipts_lost: float = 0.0
    cut_every: int = 0
    refused: frozenset[str] = frozenset()

    def __post_init__(self) -> None:
        """Refuse shares that are none, and a negative count.

        Raises:
            ValueError: in one line for people.
        """
        if not (0 <= self.throttled <= 1 and 0 <= self.receipts_lost <= 1):
            raise ValueError("a share lies between 0 and 1")
        if self.cut_every < 0:
            raise ValueError("cut_every is a number of messages, or 0 for never")


class Share:
    """Picks a given share of what is counted, as evenly spread as can be."""

    __slots__ = ("_owed",)

    def __init__(self) -> None:
        self._owed = 0.0

    def picks(self, share: float) -> bool:
        """Count one more.

        Args:
            share: the present one, 0 to 1; it may differ at each call.

        Returns:
            Whether this one is among the share.
        """
        # Tenths do not add up to one in binary; the little more makes ten of them do.
        self._owed += share
        picked = self._owed + 1e-9 >= 1
        if picked:
            self._owed -= 1
        return picked
