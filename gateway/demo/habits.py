"""The sandbox carrier's habits: settings that imitate the behaviour of real carriers.

Also the counter that picks a share of messages. Nothing is random, so that demos and failing tests
can be repeated.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from config.choices import Alphabet, MessageIdForm, ReceiptParts, Validity


class Spelling(StrEnum):
    """How clients' numbers are written, with their type of number and numbering plan."""

    INTERNATIONAL = "international"
    UNMARKED = "unmarked"
    NATIONAL = "national"
    DIALLED = "dialled"


@dataclass(frozen=True, slots=True)
class Habits:
    """How the carrier behaves; the defaults are the behaviour of a good carrier.

    Attributes:
        answer_delay: delay before a submit_sm is answered.
        receipt_delay: delay between the response to a submit_sm and the receipt.
        retry_delay: delay before a deliver_sm with a temporary error is sent again.
        throttled: share of submit_sm answered with ESME_RTHROTTLED, 0 to 1.
        receipts_lost: share of receipts never sent, 0 to 1.
        cut_every: number of accepted submit_sm after which the connection is dropped, before the
            last of them is answered; 0 for never.
        refused: numbers (E.164) that texts do not reach; their receipt says UNDELIV.
        alphabet: the alphabet of data_coding 0 and 1, in both directions.
        spelling: how clients' numbers are written.
        alias: a short code that replaces our number in texts from phones; "" for none.
        counts_null: whether texts from phones end with a null that counts in their length.
        loses_udhi: whether the UDHI bit of long texts from phones is lost.
        message_id: how message ids differ between responses and receipts.
        receipt_parts: the parts of a long text that have a receipt.
        refused_validity: forms of validity_period that are refused.
        refuses_receipts: whether a submit_sm that requests a receipt is refused.
    """

    answer_delay: timedelta = timedelta(0)
    receipt_delay: timedelta = timedelta(0)
    retry_delay: timedelta = timedelta(seconds=1)
    throttled: float = 0.0
    receipts_lost: float = 0.0
    cut_every: int = 0
    refused: frozenset[str] = frozenset()
    alphabet: Alphabet = Alphabet.GSM
    spelling: Spelling = Spelling.INTERNATIONAL
    alias: str = ""
    counts_null: bool = False
    loses_udhi: bool = False
    message_id: MessageIdForm = MessageIdForm.AS_IS
    receipt_parts: ReceiptParts = ReceiptParts.ALL
    refused_validity: frozenset[Validity] = frozenset()
    refuses_receipts: bool = False

    def __post_init__(self) -> None:
        """Check the shares and the count.

        Raises:
            ValueError: if a share is not between 0 and 1, or the count is negative.
        """
        if not (0 <= self.throttled <= 1 and 0 <= self.receipts_lost <= 1):
            raise ValueError("a share lies between 0 and 1")
        if self.cut_every < 0:
            raise ValueError("cut_every is a number of messages, or 0 for never")


class Share:
    """Picks a given share of counted events, spread evenly."""

    __slots__ = ("_owed",)

    def __init__(self) -> None:
        self._owed = 0.0

    def picks(self, share: float) -> bool:
        """Count an event.

        Args:
            share: the share of events to pick, 0 to 1; it may differ at each call.

        Returns:
            Whether the event is picked.
        """
        # Ten tenths add up to less than 1 in binary; 1e-9 makes up for the difference.
        self._owed += share
        picked = self._owed + 1e-9 >= 1
        if picked:
            self._owed -= 1
        return picked
