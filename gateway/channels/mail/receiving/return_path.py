"""The envelope sender of a mail, written where readers of mails look for it. Pure.

Who takes a mail over for good writes the sender of its envelope as Return-Path before the header
(RFC 5321 §4.4). A Return-Path that the mail brings along is its writer's word and goes.
"""

import re

from gateway.channels.mail.receiving.fingerprints import LONGEST_HEADER

_HEADER_END = re.compile(rb"(?<=\n)\r?\n")
_WRITTEN = re.compile(
    rb"^return-path[ \t]*:[^\n]*(?:\n[ \t][^\n]*)*(?:\n|\Z)", re.IGNORECASE | re.MULTILINE
)


def with_return_path(raw: bytes, sender: str) -> bytes:
    """Return a mail with the sender of its envelope before it.

    Args:
        raw: the mail as received.
        sender: the address of MAIL FROM; "" for the null sender.
    """
    found = _HEADER_END.search(raw, 0, LONGEST_HEADER)
    end = found.start() if found else min(len(raw), LONGEST_HEADER)
    header, rest = raw[:end], raw[end:]
    field = f"Return-Path: <{sender}>\r\n".encode("utf-8", "replace")
    return b"".join((field, _WRITTEN.sub(b"", header), rest))
