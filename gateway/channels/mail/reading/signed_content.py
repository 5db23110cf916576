"""The mail inside an opaque S/MIME signature (RFC 5652, 5; RFC 8551, 3.5.2).

The signature is not verified: a sender is believed only by the signed address that they answer to.
Only the few elements before the content are read; anything unexpected yields no content.
"""

_SIGNED_DATA = bytes.fromhex("2a864886f70d010702")
"""Object identifier 1.2.840.113549.1.7.2."""

_SEQUENCE, _SET, _INTEGER, _OBJECT, _EXPLICIT = 0x30, 0x31, 0x02, 0x06, 0xA0
_OCTETS, _OCTETS_IN_PIECES = 0x04, 0x24
_INDEFINITE = -1


class _Unexpected(Exception):
    """The octets are no signed data."""


def signed_content(octets: bytes) -> bytes:
    """Return the content that a signature encloses; b"" if there is none.

    Args:
        octets: a ContentInfo in BER or DER, as application/pkcs7-mime holds it.
    """
    try:
        return _content(octets)
    except (_Unexpected, IndexError):
        return b""


def _content(octets: bytes) -> bytes:
    at, _ = _element(octets, 0, _SEQUENCE)
    at, length = _element(octets, at, _OBJECT)
    if octets[at : at + length] != _SIGNED_DATA:
        raise _Unexpected
    at, _ = _element(octets, at + length, _EXPLICIT)
    at, _ = _element(octets, at, _SEQUENCE)
    for tag in (_INTEGER, _SET):
        at, length = _element(octets, at, tag)
        if length == _INDEFINITE:
            raise _Unexpected
        at += length
    at, _ = _element(octets, at, _SEQUENCE)
    at, length = _element(octets, at, _OBJECT)
    at, _ = _element(octets, at + length, _EXPLICIT)
    if octets[at] == _OCTETS:
        at, length = _element(octets, at, _OCTETS)
        return octets[at : at + length]
    return _joined(octets, at)


def _joined(octets: bytes, at: int) -> bytes:
    """Return the content that is cut into pieces."""
    at, length = _element(octets, at, _OCTETS_IN_PIECES)
    end = len(octets) if length == _INDEFINITE else min(len(octets), at + length)
    pieces: list[bytes] = []
    while at < end and octets[at] == _OCTETS:
        at, length = _element(octets, at, _OCTETS)
        if length <= 0:
            break
        pieces.append(octets[at : at + length])
        at += length
    return b"".join(pieces)


def _element(octets: bytes, at: int, tag: int) -> tuple[int, int]:
    """Return where the content of an element begins, and its length."""
    if octets[at] != tag:
        raise _Unexpected
    length = octets[at + 1]
    if length < 0x80:
        return at + 2, length
    if length == 0x80:
        return at + 2, _INDEFINITE
    digits = length & 0x7F
    if digits > 8:
        raise _Unexpected
    return at + 2 + digits, int.from_bytes(octets[at + 2 : at + 2 + digits], "big")
