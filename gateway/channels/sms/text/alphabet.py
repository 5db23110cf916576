"""Encodes and decodes the GSM 7-bit default alphabet (3GPP 23.038 §6.2.1), one octet per septet.

The character tables are those of aiosmpplib. They are turned into `str.translate` tables here for
speed, since every message is encoded with them.
"""

from functools import cache

from aiosmpplib.codec import (  # type: ignore[import-untyped]
    GSM_BASIC_DECODE_MAP,
    GSM_EXTENDED_DECODE_MAP,
)

from config.choices import Alphabet
from gateway.channels.sms.smpp.national import LOCKING_SHIFT, SINGLE_SHIFT

ESCAPE = 0x1B
_ESCAPE = chr(ESCAPE)
_QUESTION = ord("?")
_OUTSIDE = "\ufffd"  # makes encoding as ASCII fail, as every other unmapped character does

_TO_SEPTETS: dict[int, str] = (
    dict.fromkeys(range(128), _OUTSIDE)
    | {ord(char): chr(code) for code, char in GSM_BASIC_DECODE_MAP.items()}
    | {ord(char): _ESCAPE + chr(code) for code, char in GSM_EXTENDED_DECODE_MAP.items()}
)
_BASIC = "".join(GSM_BASIC_DECODE_MAP.get(code, _ESCAPE) for code in range(128))


def to_septets(text: str) -> bytes | None:
    """Encode a text in the GSM alphabet.

    Args:
        text: any text.

    Returns:
        One octet for each septet, and two for an extension character; None if a character is not in
        the alphabet.
    """
    try:
        return text.translate(_TO_SEPTETS).encode("ascii")
    except UnicodeEncodeError:
        return None


def from_septets(octets: bytes, single_shift: int = 0, locking_shift: int = 0) -> str:
    """Decode text in the GSM alphabet.

    Args:
        octets: septets, one in each octet, all below 0x80.
        single_shift: national table for escaped characters, 0 or an unknown number for none.
        locking_shift: national table for all other characters, 0 or an unknown number for none.

    Returns:
        The text. An escaped character that is in no table is decoded without the escape, and a lone
        escape as a space (3GPP 23.038 §6.2.1.1).
    """
    plain = LOCKING_SHIFT.get(locking_shift, _BASIC)
    if ESCAPE not in octets:
        return octets.decode("ascii").translate(_table(plain))
    first, *escaped = octets.split(b"\x1b")
    shifted = _shifted(single_shift)
    read = [first.decode("ascii").translate(_table(plain))]
    for piece in escaped:
        if not piece:
            read.append(" ")
            continue
        read.append(shifted.get(piece[0], plain[piece[0]]))
        read.append(piece[1:].decode("ascii").translate(_table(plain)))
    return "".join(read)


def shown(octets: bytes, alphabet: Alphabet) -> str:
    """Return the text that a phone shows for octets in a carrier's default alphabet.

    Args:
        octets: the octets as sent to the carrier.
        alphabet: the alphabet in which the carrier reads the octets.

    Returns:
        The text, with "?" for every octet that the alphabet does not have.
    """
    if alphabet is Alphabet.GSM:
        return from_septets(bytes(each if each < 0x80 else _QUESTION for each in octets))
    text = octets.decode("latin-1" if alphabet is Alphabet.LATIN1 else "ascii", "replace")
    return "".join(
        char if char in "\r\n" or (char.isprintable() and char != "\ufffd") else "?"
        for char in text
    )


@cache
def _table(plain: str) -> dict[int, str]:
    return dict(enumerate(plain))


@cache
def _shifted(single_shift: int) -> dict[int, str]:
    shared: dict[int, str] = GSM_EXTENDED_DECODE_MAP
    return shared | SINGLE_SHIFT.get(single_shift, {})
