"""Splits a text into SMS parts for one carrier, and counts parts.

Owns the choice of encoding and the splitting (3GPP 23.038 §4, 23.040 §9.2.3.24.1): the carrier's
default alphabet if the text fits, else UCS-2. A grapheme (what a reader sees as one character) is
not divided between parts.
"""

from collections.abc import Iterator, Sequence

import regex  # type: ignore[import-untyped]
from aiosmpplib.state import (  # type: ignore[import-untyped]
    SAR_MSG_REF_NUM,
    SAR_SEGMENT_SEQNUM,
    SAR_TOTAL_SEGMENTS,
)

from config.choices import Alphabet, LongMessages
from gateway.channels.sms.smpp.carrier_config import CarrierConfig, Encoding
from gateway.channels.sms.smpp.inbound_pdus import Concat
from gateway.channels.sms.smpp.submits import PreparedPart, PreparedText
from gateway.channels.sms.smpp.udh import UDHI, write_concat
from gateway.channels.sms.text.alphabet import ESCAPE, from_septets, to_septets
from gateway.messaging.channel import TextTooLongError

_UCS2_CODING = 8  # SMPP 3.4 §5.2.19
_SIZES = {Alphabet.LATIN1: 256, Alphabet.ASCII: 128}
_MOST_PARTS = 255  # one octet holds the number of parts
_GRAPHEME = regex.compile(r"\X")

# Room in one part, in octets in SMPP: a single part, with an 8-bit and with a 16-bit reference.
# In SMPP a septet takes one octet, and the carrier packs the septets: hence 160, 153 and 152.
_SEPTET_ROOM = (160, 153, 152)
_UCS2_ROOM = (140, 134, 132)


def prepare(text: str, carrier: CarrierConfig, reference: int = 0) -> PreparedText:
    """Split a text into the parts for a carrier.

    Args:
        text: the text that the client will read.
        carrier: the carrier, for its default alphabet and its form of long texts.
        reference: reference number of the parts, different from that of other texts to the same
            client in the same hours; cut to 8 or 16 bits.

    Returns:
        The parts, with their encoding, data_coding and esm_class.

    Raises:
        TextTooLongError: if the text needs more than 255 parts.
    """
    way = carrier.long_messages
    encoding, pieces = _pieces(text, carrier.written_in, wide=way is LongMessages.UDH16)
    coding = _UCS2_CODING if encoding is Encoding.UCS2 else int(carrier.data_coding)
    if len(pieces) == 1:
        return PreparedText(encoding, coding, 0, (PreparedPart(pieces[0]),), 1)
    if way is LongMessages.PAYLOAD:
        whole = PreparedPart(b"".join(pieces), in_payload=True)
        return PreparedText(encoding, coding, 0, (whole,), len(pieces))
    parts = tuple(_numbered(pieces, reference, way))
    esm_class = 0 if way is LongMessages.SAR else UDHI
    return PreparedText(encoding, coding, esm_class, parts, len(parts))


def count_parts(text: str) -> tuple[int, Encoding]:
    """Count the parts of a text, before a carrier is chosen.

    Args:
        text: the text that the client will read.

    Returns:
        The number of parts that a carrier with the usual 8-bit references bills, and the encoding.

    Raises:
        TextTooLongError: if the text needs more than 255 parts.
    """
    encoding, pieces = _pieces(text, Alphabet.GSM, wide=False)
    return len(pieces), encoding


def _pieces(text: str, alphabet: Alphabet, *, wide: bool) -> tuple[Encoding, list[bytes]]:
    """Encode and split a text; an empty text is one empty piece."""
    septets = to_septets(text)
    if not _is_written_in(text, alphabet):
        septets = None
    if septets is None:
        encoding, (alone, *rooms) = Encoding.UCS2, _UCS2_ROOM
        octets = text.encode("utf-16-be", "replace")
        pieces = [octets] if len(octets) <= alone else list(_cut_ucs2(text, rooms[wide]))
    else:
        encoding, (alone, *rooms) = Encoding.GSM7, _SEPTET_ROOM
        pieces = [septets] if len(septets) <= alone else list(_cut_septets(septets, rooms[wide]))
        if alphabet is not Alphabet.GSM:
            # The octets are in the carrier's alphabet, but the room in septets: the carrier
            # converts the text to septets.
            encoding = Encoding(alphabet)
            pieces = [from_septets(piece).encode("latin-1") for piece in pieces]
    if len(pieces) > _MOST_PARTS:
        raise TextTooLongError(len(pieces), _MOST_PARTS)
    return encoding, pieces


def _is_written_in(text: str, alphabet: Alphabet) -> bool:
    return alphabet is Alphabet.GSM or all(ord(char) < _SIZES[alphabet] for char in text)


def _cut_septets(septets: bytes, room: int) -> Iterator[bytes]:
    at = 0
    while at < len(septets):
        end = at + room
        if end < len(septets) and septets[end - 1] == ESCAPE:
            end -= 1  # the escape goes with the character it escapes
        yield septets[at:end]
        at = end


def _cut_ucs2(text: str, room: int) -> Iterator[bytes]:
    piece = b""
    for unit in _units(text, room):
        if len(piece) + len(unit) > room:
            yield piece
            piece = b""
        piece += unit
    yield piece


def _units(text: str, room: int) -> Iterator[bytes]:
    """Yield the units that are not divided: graphemes, or characters of a too long grapheme."""
    for grapheme in _GRAPHEME.findall(text):
        octets = grapheme.encode("utf-16-be", "replace")
        if len(octets) <= room:
            yield octets
        else:
            yield from (char.encode("utf-16-be", "replace") for char in grapheme)


def _numbered(pieces: Sequence[bytes], reference: int, way: LongMessages) -> Iterator[PreparedPart]:
    for number, piece in enumerate(pieces, 1):
        place = Concat(reference & 0xFFFF, len(pieces), number)
        if way is LongMessages.SAR:
            tlvs = (
                (SAR_MSG_REF_NUM, place.reference),
                (SAR_TOTAL_SEGMENTS, place.total),
                (SAR_SEGMENT_SEQNUM, place.number),
            )
            yield PreparedPart(piece, tlvs)
        else:
            yield PreparedPart(write_concat(place, wide=way is LongMessages.UDH16) + piece)
