"""Effects of the sandbox carrier's habits on one message: refusal, receipt, form of the id.

All functions are pure.
"""

from config.choices import MessageIdForm, ReceiptParts, Validity
from gateway.channels.sms.smpp.udh import UDHI, read_header
from gateway.demo.habits import Habits
from gateway.demo.wire import SAR_NUMBER, SAR_TOTAL, SandboxAnswer, Submitted

_WANTED = 0b11  # registered_delivery, bits 1 and 0 (§5.2.17)
_FIRST_ID = 0x2A00  # the hexadecimal form has a letter in it, so that it differs from decimal


def refusal_of(submitted: Submitted, habits: Habits) -> SandboxAnswer | None:
    """Return why a message is refused for its validity or receipt request; None if accepted."""
    relative = submitted.validity.endswith("R")
    form = Validity.RELATIVE if relative else Validity.ABSOLUTE
    if submitted.validity and form in habits.refused_validity:
        return SandboxAnswer.INVALID_VALIDITY
    if habits.refuses_receipts and submitted.registered_delivery & _WANTED:
        return SandboxAnswer.INVALID_RECEIPT
    return None


def has_receipt(submitted: Submitted, parts: ReceiptParts) -> bool:
    """Tell whether a receipt is sent for a message, by its place in a long text."""
    number, total = _place(submitted)
    match parts:
        case ReceiptParts.FIRST:
            return number == 1
        case ReceiptParts.LAST:
            return number == total
    return True


def written_id(number: int, form: MessageIdForm, *, in_receipt: bool) -> str:
    """Return the id of a message, in the form of the response or of the receipt.

    Args:
        number: the number of the message, from 1.
        form: how the ids of responses and receipts differ.
        in_receipt: whether the id is for a receipt.
    """
    if form is MessageIdForm.AS_IS:
        return str(number)
    hexadecimal = in_receipt is (form is MessageIdForm.DEC_TO_HEX)
    return format(_FIRST_ID + number, "X" if hexadecimal else "d")


def _place(submitted: Submitted) -> tuple[int, int]:
    """Return the part number of a message, and the number of parts of its text."""
    if submitted.esm_class & UDHI:
        concat = read_header(submitted.octets).concat
        return (concat.number, concat.total) if concat else (1, 1)
    total = int.from_bytes(submitted.tlvs.get(SAR_TOTAL, b""), "big")
    number = int.from_bytes(submitted.tlvs.get(SAR_NUMBER, b""), "big")
    return (number, total) if total > 1 else (1, 1)
