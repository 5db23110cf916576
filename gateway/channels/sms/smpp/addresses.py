"""Addresses as we write them for carriers (SMPP 3.4 §5.2.5, §5.2.6).

Owns the type of number and numbering plan that go with an address. How received ones are read is
said in `received_address`.
"""

from typing import NamedTuple

UNKNOWN, INTERNATIONAL, NETWORK_SPECIFIC, ALPHANUMERIC = 0, 1, 3, 5
_ISDN, _NO_PLAN = 1, 0
_LONGEST_SHORT_CODE = 8
_LONGEST_NUMBER = 15  # E.164 §6
_LONGEST_NAME = 11  # 3GPP 23.040 §9.1.2.5: eleven septets


class SmppAddress(NamedTuple):
    """An address with its type, as it goes into a PDU.

    Attributes:
        number: digits without "+", or a name.
        ton: type of number.
        npi: numbering plan.
    """

    number: str
    ton: int
    npi: int


def destination_address(number: str) -> SmppAddress:
    """The address of a client.

    Args:
        number: E.164 with "+", a short code, or digits whose country nobody knows.

    Returns:
        International in the ISDN plan, or a short code. Digits of unknown country go back to the
        carrier that wrote them so, of unknown type: called international they could be the number
        of somebody in another country.

    Raises:
        ValueError: if it is none of them.
    """
    address = sender_address(number)
    if address.ton == ALPHANUMERIC:
        raise ValueError("a destination must be a number")
    if address.ton == INTERNATIONAL and not number.startswith("+"):
        return SmppAddress(address.number, UNKNOWN, _ISDN)
    return address


def sender_address(sender: str) -> SmppAddress:
    """The address that a message comes from, by its look.

    Args:
        sender: E.164 with "+", a short code, or a name.

    Returns:
        International 1/1, short code 3/0 or alphanumeric 5/0.

    Raises:
        ValueError: if no carrier could take it.
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
    """Apply what a carrier wants in place of the usual type and plan of a sender.

    Args:
        address: of the sender.
        ton: type of number, None for the usual.
        npi: numbering plan, None for the usual.

    Returns:
        The address with the type and plan that the carrier wants.
    """
    return SmppAddress(
        address.number,
        address.ton if ton is None else ton,
        address.npi if npi is None else npi,
    )
