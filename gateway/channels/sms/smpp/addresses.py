"""Addresses in the PDUs that we send (SMPP 3.4 §5.2.5, §5.2.6).

Owns the type of number and numbering plan of an address. Received addresses are read in
`received_address`.
"""

from typing import NamedTuple

UNKNOWN, INTERNATIONAL, NETWORK_SPECIFIC, ALPHANUMERIC = 0, 1, 3, 5
_ISDN, _NO_PLAN = 1, 0
_LONGEST_SHORT_CODE = 8
_LONGEST_NUMBER = 15  # E.164 §6
_LONGEST_NAME = 11  # 3GPP 23.040 §9.1.2.5: eleven septets


class SmppAddress(NamedTuple):
    """An address with its type, as written into a PDU.

    Attributes:
        number: digits without "+", or a name.
        ton: type of number.
        npi: numbering plan.
    """

    number: str
    ton: int
    npi: int


def destination_address(number: str) -> SmppAddress:
    """Return the address of a client.

    Args:
        number: E.164 with "+", a short code, or digits of an unknown country.

    Returns:
        International in the ISDN plan, or a short code. Digits of an unknown country get the type
        "unknown", as the carrier wrote them: with the type "international" they could be a
        stranger's number in another country.

    Raises:
        ValueError: if `number` is none of these.
    """
    address = sender_address(number)
    if address.ton == ALPHANUMERIC:
        raise ValueError("a destination must be a number")
    if address.ton == INTERNATIONAL and not number.startswith("+"):
        return SmppAddress(address.number, UNKNOWN, _ISDN)
    return address


def sender_address(sender: str) -> SmppAddress:
    """Return the address of the sender, with the type that its form suggests.

    Args:
        sender: E.164 with "+", a short code, or a name.

    Returns:
        An address with type and plan 1/1 (international), 3/0 (short code) or 5/0 (alphanumeric).

    Raises:
        ValueError: if `sender` is neither a number nor a name that SMPP allows.
    """
    digits = sender.removeprefix("+")
    if not (sender and sender.isascii() and sender.isprintable()):
        raise ValueError("a sender must be a number or a name in plain letters")
    if digits.isdigit() and len(digits) <= _LONGEST_NUMBER:
        if sender.startswith("+") or len(digits) > _LONGEST_SHORT_CODE:
            return SmppAddress(digits, INTERNATIONAL, _ISDN)
        return SmppAddress(digits, NETWORK_SPECIFIC, _NO_PLAN)
    if len(sender) > _LONGEST_NAME:
        raise ValueError(f"a sender's name has at most {_LONGEST_NAME} characters")
    return SmppAddress(sender, ALPHANUMERIC, _NO_PLAN)


def overridden(address: SmppAddress, ton: int | None, npi: int | None) -> SmppAddress:
    """Replace type and plan of an address by those that a carrier wants.

    Args:
        address: the address of a sender or a client.
        ton: type of number, None to keep the usual one.
        npi: numbering plan, None to keep the usual one.

    Returns:
        The address with the type and plan that the carrier wants.
    """
    return SmppAddress(
        address.number,
        address.ton if ton is None else ton,
        address.npi if npi is None else npi,
    )
