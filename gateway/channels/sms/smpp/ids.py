"""Normalises the message ids of carriers, so that a receipt's id matches that of its response.

Ids are opaque. But some carriers write the same number in hexadecimal in one place and in decimal
in the other, change its case, or lose its leading zeros (appendix B leaves the form to them).
"""

from config.choices import MessageIdForm


def response_key(message_id: str, form: MessageIdForm) -> str:
    """Return the key of an id from a submit_sm_resp.

    Args:
        message_id: as received.
        form: the carrier's configured form.

    Returns:
        The key by which receipts are matched.
    """
    return _key(message_id, _HEX if form is MessageIdForm.HEX_TO_DEC else _DECIMAL, form)


def receipt_key(message_id: str, form: MessageIdForm) -> str:
    """Return the key of an id from a receipt.

    Args:
        message_id: as received.
        form: the carrier's configured form.

    Returns:
        The key by which the response is matched.
    """
    return _key(message_id, _HEX if form is MessageIdForm.DEC_TO_HEX else _DECIMAL, form)


_HEX, _DECIMAL = 16, 10
_LONGEST = 64  # SMPP 3.4 §5.2.23; a longer id is cut
_DIGITS = {_HEX: frozenset("0123456789abcdef"), _DECIMAL: frozenset("0123456789")}


def _key(message_id: str, base: int, form: MessageIdForm) -> str:
    folded = message_id.strip().casefold()[:_LONGEST]
    if form is MessageIdForm.AS_IS:
        return folded.lstrip("0") or folded[:1]
    digits = folded.removeprefix("0x")
    if digits and _DIGITS[base].issuperset(digits):
        return str(int(digits, base))
    # The receipted_message_id TLV often has the form of the response while the receipt's text has
    # the other form: an id with the letters a to f can only be hexadecimal.
    if digits and _DIGITS[_HEX].issuperset(digits):
        return str(int(digits, _HEX))
    return folded
