"""What a client wrote, out of the octets that a carrier delivered.

Owns the reading of data_coding (SMPP 3.4 §5.2.19, 3GPP 23.038 §4). Carriers label loosely, so the
octets have a say; but what has no certain reading has none, and people see the octets.
"""

import codecs
from enum import Enum, auto

from gateway.channels.sms.smpp.carrier_config import Alphabet
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
# §5.2.19, by the names of Python's codecs
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
    """Take off the nulls that a carrier counts as part of a text (`udh.unpadded`).

    Args:
        data: the user data, its header removed.
        data_coding: as received, 0 to 255.
        more_follows: whether other parts of the same text follow.

    Returns:
        What is to be read.
    """
    return unpadded(data, utf16=is_utf16(data_coding), more_follows=more_follows)


def is_utf16(data_coding: int) -> bool:
    """Tell whether a data_coding names an alphabet of two octets a character."""
    return _reading(data_coding) is _Reading.UCS2


def names_alphabet(data_coding: int) -> bool:
    """Tell whether a data_coding says which alphabet it is, and so nothing of a default one."""
    return _reading(data_coding) is not _Reading.GSM


def read_text(
    octets: bytes,
    data_coding: int,
    single_shift: int = 0,
    locking_shift: int = 0,
    alphabet: Alphabet = Alphabet.GSM,
) -> str | None:
    """Decode the user data of an inbound text, its header removed.

    Args:
        octets: the user data.
        data_coding: as received, 0 to 255.
        single_shift: national table named by the header, 0 for none.
        locking_shift: national table named by the header, 0 for none.
        alphabet: what the carrier means by its default one.

    Returns:
        The text; None where it is binary or in a coding that cannot be read.
    """
    reading = _reading(data_coding)
    if (single_shift or locking_shift) and reading is not _Reading.UCS2:
        # Only the GSM alphabet has national tables, whatever the carrier made of the label.
        reading = _Reading.GSM
    elif reading is _Reading.GSM and alphabet is not Alphabet.GSM:
        reading = _Reading.IA5  # or Latin-1: above 0x7F both are read alike
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
    """Which alphabet a data_coding names; above 0x0F it is a GSM coding scheme (23.038 §4)."""
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
    # GSM octets are often labelled as IA5. A control character other than a line end is then a
    # letter or sign: 0x00 is "@".
    return all(octet >= 0x20 or octet in _PLAIN_CONTROLS for octet in octets)


def _read_eight_bit(octets: bytes) -> str:
    """Octets above 0x7F under a 7-bit label: UTF-8 if they are that, which is rarely by chance."""
    try:
        return octets.decode("utf-8")
    except UnicodeDecodeError:
        return _read_latin1(octets)


def _read_latin1(octets: bytes) -> str:
    # Windows-1252 fills Latin-1's control characters with the quotes and the euro that people type.
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
    """Tell whether UCS-2 without a mark has its octets in the wrong order (23.038 §6.2.3).

    A Latin letter, digit or space has a null in its pair: the first octet by the standard, the
    second in the wrong order. There it reads as a sign whose last octet is null, one in 256, and
    of those that people write most are not. A single one of them may be meant: U+4E00 is a word.
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
    """Binary by its label; some carriers send text under it, which then reads as text."""
    text = _read_eight_bit(octets)
    readable = all(char.isprintable() or char in "\t\r\n" for char in text)
    return text if readable else None
