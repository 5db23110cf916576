"""Decodes the text of a client from the octets that a carrier delivered.

Owns the reading of data_coding (SMPP 3.4 §5.2.19, 3GPP 23.038 §4). Carriers often send a wrong
data_coding, so the octets are looked at, too. Octets without a certain reading are not decoded;
people then see the octets.
"""

import codecs
from enum import Enum, auto

from config.choices import Alphabet
from gateway.channels.sms.smpp.udh import unpadded
from gateway.channels.sms.text.alphabet import from_septets


class _Reading(Enum):
    GSM = auto()
    IA5 = auto()
    OCTETS = auto()
    LATIN1 = auto()
    UCS2 = auto()
    NONE = auto()


_READINGS: dict[int, _Reading] = {
    0: _Reading.GSM,
    1: _Reading.IA5,
    2: _Reading.OCTETS,
    3: _Reading.LATIN1,
    4: _Reading.OCTETS,
    8: _Reading.UCS2,
}
# data_coding (§5.2.19) to the name of Python's codec
_OTHER_CODECS = {
    5: "iso2022_jp",
    6: "iso8859_5",
    7: "iso8859_8",
    9: "shift_jis",
    10: "iso2022_jp",
    13: "iso2022_jp_1",
    14: "euc_kr",
}
_PLAIN_CONTROLS = frozenset(b"\t\n\r")


def without_padding(data: bytes, data_coding: int, *, more_follows: bool = False) -> bytes:
    """Remove the trailing nulls that a carrier counts as part of a text (`udh.unpadded`).

    Args:
        data: the user data without its header.
        data_coding: as received, 0 to 255.
        more_follows: whether other parts of the same text follow.

    Returns:
        The data without padding.
    """
    return unpadded(data, utf16=is_utf16(data_coding), more_follows=more_follows)


def is_utf16(data_coding: int) -> bool:
    """Tell whether a data_coding names an alphabet with two octets for a character."""
    return _reading(data_coding) is _Reading.UCS2


def names_alphabet(data_coding: int) -> bool:
    """Tell whether a data_coding names an alphabet, so that the default alphabet is not used."""
    return _reading(data_coding) is not _Reading.GSM


def read_text(
    octets: bytes,
    data_coding: int,
    single_shift: int = 0,
    locking_shift: int = 0,
    alphabet: Alphabet = Alphabet.GSM,
) -> str | None:
    """Decode the user data of an inbound text.

    Args:
        octets: the user data without its header.
        data_coding: as received, 0 to 255.
        single_shift: national table named by the header, 0 for none.
        locking_shift: national table named by the header, 0 for none.
        alphabet: the carrier's default alphabet.

    Returns:
        The text; None if the data is binary or its coding cannot be read.
    """
    reading = _reading(data_coding)
    if (single_shift or locking_shift) and reading is not _Reading.UCS2:
        # Only the GSM alphabet has national tables, whatever data_coding the carrier wrote.
        reading = _Reading.GSM
    elif reading is _Reading.GSM and alphabet is not Alphabet.GSM:
        reading = _Reading.IA5  # also for Latin-1: octets above 0x7F are read in the same way
    text: str | None
    match reading:
        case _Reading.GSM | _Reading.IA5:
            text = _read_septets(octets, reading, single_shift, locking_shift)
        case _Reading.LATIN1:
            text = _read_latin1(octets)
        case _Reading.UCS2:
            text = _read_ucs2(octets)
        case _Reading.OCTETS:
            text = _read_octets(octets)
        case _Reading.NONE:
            text = _read_other(octets, data_coding)
    # A null character is padding here, and PostgreSQL takes none in a text.
    return text.replace("\0", "") if text else text


def _reading(data_coding: int) -> _Reading:
    """Return how to read a data_coding; above 0x0F it is a GSM coding scheme (23.038 §4)."""
    known = _READINGS.get(data_coding)
    if known is not None:
        return known
    group = data_coding >> 4
    if group in {0x1, 0xF}:  # text with a message class; bits 3 and 2 give the alphabet
        alphabet = data_coding >> 2 & (0b01 if group == 0xF else 0b11)
        return (_Reading.GSM, _Reading.OCTETS, _Reading.UCS2, _Reading.GSM)[alphabet]
    if group in {0xC, 0xD}:  # message waiting, GSM alphabet
        return _Reading.GSM
    if group == 0xE:  # message waiting, UCS-2
        return _Reading.UCS2
    return _Reading.NONE


def _read_septets(octets: bytes, reading: _Reading, single_shift: int, locking_shift: int) -> str:
    if max(octets, default=0) > 0x7F:
        return _read_eight_bit(octets)
    if reading is _Reading.IA5 and _is_ascii_text(octets):
        return octets.decode("ascii")
    return from_septets(octets, single_shift, locking_shift)


def _is_ascii_text(octets: bytes) -> bool:
    # Octets of GSM text often have the data_coding of IA5. A control character other than a tab or
    # a line end is then a letter or sign of GSM: 0x00 is "@".
    return all(octet >= 0x20 or octet in _PLAIN_CONTROLS for octet in octets)


def _read_eight_bit(octets: bytes) -> str:
    """Read 8-bit octets with a 7-bit data_coding: UTF-8 if valid (rarely by chance), or Latin-1."""
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError:
        return _read_latin1(octets)


def _read_latin1(octets: bytes) -> str:
    # Windows-1252 has the quotes and the euro sign in place of Latin-1's control characters.
    try:
        return octets.decode("cp1252")
    except UnicodeDecodeError:
        return octets.decode("latin-1")


def _read_ucs2(octets: bytes) -> str:
    if octets.startswith(codecs.BOM_UTF16_LE):
        return octets[2:].decode("utf-16-le", "replace")
    if _is_little_endian(octets):
        return octets.decode("utf-16-le", "replace")
    return octets.removeprefix(codecs.BOM_UTF16_BE).decode("utf-16-be", "replace")


def _is_little_endian(octets: bytes) -> bool:
    """Tell whether UCS-2 without a byte order mark is little-endian (23.038 §6.2.3).

    A Latin letter, digit or space has a null octet: the first of its pair by the standard, the
    second if little-endian. Read by the standard, a pair whose second octet is null is one of the
    few characters U+xx00, which people rarely write. A text of a single character U+xx00 may be
    meant (U+4E00 is a word), so a single pair counts only if it is a digit.
    """
    pairs = [pair for pair in zip(octets[::2], octets[1::2], strict=False) if pair != (0, 0)]
    if any(first == 0 for first, _ in pairs):
        return False
    latin = sum(second == 0 for _, second in pairs)
    if len(pairs) == 1:
        return latin == 1 and chr(pairs[0][0]).isdigit()
    return 2 * latin > len(pairs)


def _read_other(octets: bytes, data_coding: int) -> str | None:
    codec = _OTHER_CODECS.get(data_coding)
    if codec is None:
        return None
    try:
        return octets.decode(codec)
    except UnicodeDecodeError:
        return None


def _read_octets(octets: bytes) -> str | None:
    """Read data with the data_coding of binary data: the text if it is readable, else None.

    Some carriers send text with this data_coding.
    """
    text = _read_eight_bit(octets)
    readable = all(char.isprintable() or char in "\t\r\n" for char in text)
    return text if readable else None
