"""The user data header that precedes a text's octets (3GPP 23.040 §9.2.3.24).

Owns reading its elements, in whatever order they come, and writing the one for long texts.
"""

from typing import NamedTuple

from gateway.channels.sms.smpp.inbound_pdus import Concat

UDHI = 0x40  # esm_class bit: user data begins with a header (SMPP 3.4 §5.2.12)
_CONCAT_8BIT = 0x00
_CONCAT_16BIT = 0x08
_SINGLE_SHIFT = 0x24
_LOCKING_SHIFT = 0x25
_BARE_8BIT, _BARE_16BIT = b"\x05\x00\x03", b"\x06\x08\x04"
_FULL_PART = 153  # septets beside a header with an 8-bit reference
_MOST_PARTS, _LAST_REFERENCE = 0xFF, 0xFFFF


class Header(NamedTuple):
    """What a user data header says, as far as texts are concerned.

    Attributes:
        concat: which part of a long text this is, if it is one.
        single_shift: national language of escaped characters, 0 for none.
        locking_shift: national language of all characters, 0 for none.
        length: octets to skip, the length octet included.
    """

    concat: Concat | None = None
    single_shift: int = 0
    locking_shift: int = 0
    length: int = 0


def read_header(octets: bytes) -> Header:
    """Read the header at the front of the user data.

    Args:
        octets: user data whose esm_class has the UDHI bit.

    Returns:
        What it says. Elements that are not about texts (ports and others) are passed over. A header
        longer than the data is none: everything then counts as text.
    """
    if not octets or octets[0] >= len(octets):
        return Header()
    end, at = octets[0] + 1, 1
    concat, single, locking = None, 0, 0
    while at + 2 <= end:
        element, length = octets[at], octets[at + 1]
        value = octets[at + 2 : at + 2 + length]
        if at + 2 + length > end:
            break
        if element == _CONCAT_8BIT and len(value) == 3:
            concat = place(value[0], value[1], value[2]) or concat
        elif element == _CONCAT_16BIT and len(value) == 4:
            concat = place(value[0] << 8 | value[1], value[2], value[3]) or concat
        elif element == _SINGLE_SHIFT and len(value) == 1:
            single = value[0]
        elif element == _LOCKING_SHIFT and len(value) == 1:
            locking = value[0]
        at += 2 + length
    return Header(concat, single, locking, end)


def split(octets: bytes, esm_class: int) -> tuple[Header, bytes]:
    """Part user data into its header and the rest.

    Args:
        octets: user data as received.
        esm_class: as received. Some carriers lose its UDHI bit: what begins exactly as a header
            for a long text does, with numbers that are possible, is one all the same.

    Returns:
        The header, one of no length where there is none, and what follows it.
    """
    bare = octets[:3] == _BARE_8BIT or octets[:3] == _BARE_16BIT
    header = read_header(octets) if esm_class & UDHI or bare else Header()
    if not (esm_class & UDHI or header.concat):
        header = Header()
    return header, octets[header.length :]


def unpadded(data: bytes, *, utf16: bool, more_follows: bool) -> bytes:
    """Take off the nulls that some carriers count as part of a text, or fill it up with.

    In the GSM alphabet the null is "@". At the end of a text it is padding all the same: no word,
    number or address ends with that sign, so a "mail me @" that loses it means what it meant,
    whereas a STOP that is read as "STOP@@" stops nothing. One who writes nothing but that sign is
    told from an empty text.

    Args:
        data: user data without its header.
        utf16: whether it is written in two octets a character; then a null may end a character.
        more_follows: whether it is a part that others of the same text follow. Such a one is full:
            the null of the GSM alphabet is "@", and belongs to the text unless there is no room.

    Returns:
        The data without the nulls at its end; of nothing but nulls, without one.
    """
    if not data.endswith(b"\0") or (utf16 and len(data) % 2 == 0):
        return data
    text = data.rstrip(b"\0")
    if utf16 or not text:
        return data[:-1]
    return data[: max(len(text), _FULL_PART)] if more_follows else text


def place(reference: int, total: int, number: int) -> Concat | None:
    """Say which part of a long text this is, as a header or the SAR parameters number it.

    Args:
        reference: the sender's number for the text.
        total: how many parts.
        number: which one, 1 for the first.

    Returns:
        Its place; None for a text of one part, and for impossible numbers, which are to be ignored
        (3GPP 23.040 §9.2.3.24.1; SMPP 3.4 §5.3.2.22 to 24).
    """
    if not 1 <= number <= total <= _MOST_PARTS or total == 1 or reference > _LAST_REFERENCE:
        return None
    return Concat(reference, total, number)


def write_concat(concat: Concat, *, wide: bool) -> bytes:
    """Write the header for one part of a long text.

    Args:
        concat: its place; the reference is cut to the width.
        wide: 16-bit reference, else 8-bit.

    Returns:
        7 or 6 octets, the length octet included.
    """
    if wide:
        reference = (concat.reference & 0xFFFF).to_bytes(2, "big")
        return bytes((6, _CONCAT_16BIT, 4)) + reference + bytes((concat.total, concat.number))
    return bytes((5, _CONCAT_8BIT, 3, concat.reference & 0xFF, concat.total, concat.number))
