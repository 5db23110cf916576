"""The sandbox carrier's habits: what real carriers do that a service must live with.

Owns the settings and the counting behind a share. Nothing is random, so that a demo can be shown
twice and a test fails twice.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from gateway.channels.sms.smpp.carrier_config import Alphabet, MessageIdForm, ReceiptParts, Validity


class Spelling(StrEnum):
    """How clients' numbers are written, with their type and plan."""

    INTERNATIONAL = "international"
    UNMARKED = "unmarked"
    NATIONAL = "national"
    DIALLED = "dialled"


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
        alphabet: what octets mean under data_coding 0 and 1, both ways.
        spelling: how clients' numbers are written.
        alias: a short code in place of our number in what phones send; "" for none.
        counts_null: whether a null is counted at the end of what phones send.
        loses_udhi: whether the mark of a long text's header is lost in what phones send.
        message_id: how ids differ in answers and receipts.
        receipt_parts: which parts of a long text have a receipt.
        refused_validity: forms of validity that are refused.
        refuses_receipts: whether a text that wants a receipt is refused.
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
