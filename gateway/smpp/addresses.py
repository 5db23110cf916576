"""Addresses as carriers write them and as we do (SMPP 3.4 §5.2.5, §5.2.6).

Owns the type of number and numbering plan that go with an address, both ways.
"""

from typing import NamedTuple

INTERNATIONAL, NETWORK_SPECIFIC, ALPHANUMERIC = 1, 3, 5
_ISDN, _NO_PLAN = 1, 0
_LONGEST_SHORT_CODE = 8
_LONGEST_NUMBER = 15  # E.164 §6
_LONGEST_NAME = 11  # 3GPP 23.040 §9.1.2.5: eleven septets


class Address(NamedTuple):
    """An address with its type, as it goes into a PDU.

    Attributes:
        number: digits without "+", or a name.
        ton: type of number.
        npi: numbering plan.
    """

    number: str
    ton: int
    npi: int


def destination_address(number: str) -> Address:
    """The address of a client.

    Args:
        number: E.164 with "+", or a short code.

    Returns:
        International in the ISDN plan, or a short code.

    Raises:
        ValueError: if it is neither.
    """
    address = sender_address(number)
    if address.ton == ALPHANUMERIC:
        raise ValueError("a destination must be a number")
    return address


def sender_address(sender: str) -> Address:
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
            return Address(digits, INTERNATIONAL, _ISDN)
        return Address(digits, NETWORK_SPECIFIC, _NO_PLAN)
    if len(sender) > _LONGEST_NAME:
        raise ValueError(f"a sender's name has at most {_LONGEST_NAME} characters")
    return Address(sender, ALPHANUMERIC, _NO_PLAN)


def overridden(address: Address, ton: int | None, npi: int | None) -> Address:
    """Apply what a carrier wants in place of the usual type and plan of a sender.

    Args:
        address: of the sender.
        ton: type of number, None for the usual.
        npi: numbering plan, None for the usual.

    Returns:
        The address with the type and plan that the carrier wants.
    """
    return Address(
        address.number,
        address.ton if ton is None else ton,
        address.npi if npi is None else npi,
    )


def received_address(number: str, ton: int) -> str:
    """A client's address as the service writes it.

    Args:
        number: as received.
        ton: as received, any number.

    Returns:
        E.164 with "+" where the carrier says or writes that it is international; else as received.
    """
    bare = number.strip()
    if bare.isascii() and bare.isdigit():
        if bare.startswith("00") and len(bare) > _LONGEST_SHORT_CODE:
            return "+" + bare[2:]
        if ton == INTERNATIONAL:
            return "+" + bare
    return bare


def our_number(number: str, ton: int, numbers: tuple[str, ...]) -> str:
    """The number that a client wrote to, as it stands in the configuration.

    Args:
        number: as received.
        ton: as received.
        numbers: ours at this carrier.

    Returns:
        The configured one with the same digits; else as `received_address` writes it.
    """
    received = received_address(number, ton)
    digits = received.removeprefix("+")
    for ours in numbers:
        if ours.removeprefix("+") == digits:
            return ours
    return received
