"""The identity of a received mail: equal when the same mail comes again, in whichever way."""

import hashlib
import re

from gateway.channels.mail.addresses import SignedAddress

LONGEST_HEADER = 256 * 1024
"""Most octets of a mail that are searched for its header."""
_END = re.compile(rb"\r?\n\r?\n")
_FOLD = re.compile(rb"\r?\n[ \t]+")
# what relays and mailboxes do not change
_OF_SENDER = (b"from", b"to", b"date", b"subject", b"in-reply-to")


def fingerprint_of(raw: bytes, signed: SignedAddress | None) -> bytes:
    """Return the identity of a mail to one address of ours.

    The Message-ID counts together with Date, because a mail that was lost because a careless
    program repeats its Message-IDs would be worse than one that is answered twice. A mail without a
    Message-ID is compared by its content; the headers of its way are left out.

    Args:
        raw: the mail.
        signed: what the address of ours says; None for a mail to no signed address.
    """
    header, body = split(raw)
    fields = fields_of(header)
    about = f"{signed.purpose} {signed.practice_id} {signed.message_id}" if signed else ""
    if message_id := _first(fields, b"message-id"):
        parts = [b"id", message_id, _first(fields, b"date")]
    else:
        parts = [b"content", *(_first(fields, name) for name in _OF_SENDER), body]
    digest = hashlib.sha256(about.encode())
    for part in parts:
        # each part with its length, so that no two lists of parts are written alike
        digest.update(b"\0%d\0" % len(part))
        digest.update(part)
    return digest.digest()


def split(raw: bytes) -> tuple[bytes, bytes]:
    """Return header and body of a mail; the body is without the line ends before and after it."""
    found = _END.search(raw, 0, LONGEST_HEADER)
    if found is None:
        return raw[:LONGEST_HEADER], raw[LONGEST_HEADER:]
    return raw[: found.start()], raw[found.end() :].strip(b"\r\n")


def fields_of(header: bytes) -> list[tuple[bytes, bytes]]:
    """Return the fields of a header in their order, names in lower case, values unfolded."""
    fields = []
    for line in _FOLD.sub(b" ", header).splitlines():
        name, colon, value = line.partition(b":")
        if colon:
            fields.append((name.strip().lower(), value.strip()))
    return fields


def _first(fields: list[tuple[bytes, bytes]], wanted: bytes) -> bytes:
    return next((value for name, value in fields if name == wanted), b"")
