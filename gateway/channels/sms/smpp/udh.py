"""Reads and writes the user data header before a text's octets (3GPP 23.040 §9.2.3.24).

The elements are read in any order. Only the element for parts of long texts is written.
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
    """The elements of a user data header that concern texts.

    Attributes:
        concat: which part of a long text this is, None for a text of one part.
        single_shift: national language of escaped characters, 0 for none.
        locking_shift: national language of all characters, 0 for none.
        length: octets of the header, its length octet included; 0 for no header.
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
        The header. Elements that do not concern texts (ports and others) are skipped. If the header
        would be longer than the data, the data has no header: all of it is text.
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
    """Split user data into its header and the rest.

    Args:
        octets: user data as received.
        esm_class: as received. Some carriers lose its UDHI bit: user data that begins exactly as
            the header of a long text, with possible part numbers, is read as a header anyway.

    Returns:
        The header (of length 0 if there is none) and the octets after it.
    """
    bare = octets[:3] == _BARE_8BIT or octets[:3] == _BARE_16BIT
    header = read_header(octets) if esm_class & UDHI or bare else Header()
    if not (esm_class & UDHI or header.concat):
        header = Header()
    return header, octets[header.length :]


def unpadded(data: bytes, *, utf16: bool, more_follows: bool) -> bytes:
    """Remove trailing nulls, which some carriers count as part of a text or pad it with.

    In the GSM alphabet the null is "@". A null at the end of a text is still treated as padding: no
    word, number or address ends with "@", so "mail me @" means the same without it, whereas a STOP
    that is read as "STOP@@" would not opt out. Data of nothing but nulls loses only one null, so
    that a text "@" with padding differs from an empty text.

    Args:
        data: user data without its header.
        utf16: whether a character has two octets; then a null may be the end of a character.
        more_follows: whether other parts of the same text follow. Then this part is full: a null
            within the length of a full part is an "@" of the text, and only nulls after that length
            are removed.

    Returns:
        The data without padding.
    """
    if not data.endswith(b"\0") or (utf16 and len(data) % 2 == 0):
        return data
    text = data.rstrip(b"\0")
    if utf16 or not text:
        return data[:-1]
    return data[: max(len(text), _FULL_PART)] if more_follows else text


def place(reference: int, total: int, number: int) -> Concat | None:
    """Return which part of a long text this is, from the numbers of a header or of the SAR TLVs.

    Args:
        reference: the sender's number for the text.
        total: number of parts.
        number: number of this part, 1 for the first.

    Returns:
        The part's place; None for a text of one part, and for impossible numbers, which have to be
        ignored (3GPP 23.040 §9.2.3.24.1; SMPP 3.4 §5.3.2.22 to 24).
    """
    if not 1 <= number <= total <= _MOST_PARTS or total == 1 or reference > _LAST_REFERENCE:
        return None
    return Concat(reference, total, number)


def write_concat(concat: Concat, *, wide: bool) -> bytes:
    """Write the header for one part of a long text.

    Args:
        concat: the part's place; the reference is cut to 8 or 16 bits.
        wide: whether the reference has 16 bits instead of 8.

    Returns:
        7 octets if `wide`, else 6, the length octet included.
    """
    if wide:
        reference = (concat.reference & 0xFFFF).to_bytes(2, "big")
        return bytes((6, _CONCAT_16BIT, 4)) + reference + bytes((concat.total, concat.number))
    return bytes((5, _CONCAT_8BIT, 3, concat.reference & 0xFF, concat.total, concat.number))
