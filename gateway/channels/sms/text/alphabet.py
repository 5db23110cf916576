"""The GSM 7-bit default alphabet (3GPP 23.038 §6.2.1), one octet for each septet.

Owns its translation to and from Unicode. The character tables are those of aiosmpplib; here they
are turned into single `str.translate` tables, since every message of ours passes through.
"""

from functools import cache

from aiosmpplib.codec import (  # type: ignore[import-untyped]
    GSM_BASIC_DECODE_MAP,
    GSM_EXTENDED_DECODE_MAP,
)

from gateway.channels.sms.smpp.carrier_config import Alphabet
from gateway.channels.sms.smpp.national import LOCKING_SHIFT, SINGLE_SHIFT

ESCAPE = 0x1B
_ESCAPE = chr(ESCAPE)
_QUESTION = ord("?")
_OUTSIDE = "\ufffd"  # fails to encode as ASCII, as every unmapped character above ASCII does

_TO_SEPTETS: dict[int, str] = (
    dict.fromkeys(range(128), _OUTSIDE)
    | {ord(char): chr(code) for code, char in GSM_BASIC_DECODE_MAP.items()}
    | {ord(char): _ESCAPE + chr(code) for code, char in GSM_EXTENDED_DECODE_MAP.items()}
)
_BASIC = "".join(GSM_BASIC_DECODE_MAP.get(code, _ESCAPE) for code in range(128))


def to_septets(text: str) -> bytes | None:
    """Write a text in the GSM alphabet.

    Args:
        text: any text.

    Returns:
        One octet for each septet, extension characters as two; None if a character is outside.
    """
    try:
        return text.translate(_TO_SEPTETS).encode("ascii")
    except UnicodeEncodeError:
        return None


def from_septets(octets: bytes, single_shift: int = 0, locking_shift: int = 0) -> str:
    """Read the GSM alphabet.

    Args:
        octets: each below 0x80.
        single_shift: national table for escaped characters, 0 or unknown for none.
        locking_shift: national table for all others, 0 or unknown for none.

    Returns:
        The text. An escaped character that no table has is shown as the plain one, and a lone
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
    """Say what a phone shows of octets that a carrier takes for its default alphabet.

    Args:
        octets: as the carrier was given them.
        alphabet: what it takes them for; no matter what they were meant to be.

    Returns:
        The text, "?" for every octet that the alphabet has no sign for.
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
