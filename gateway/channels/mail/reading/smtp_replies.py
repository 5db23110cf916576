"""Codes of SMTP replies within a text (RFC 5321, 4.2; RFC 3463)."""

import re

_ENHANCED = r"([245]\.[0-7]\.\d{1,3})(?![\d.]*\d)"
_STATUS_LINE = re.compile(
    rf"^\W{{0,8}}status[ \t]*:[ \t]*{_ENHANCED}", re.IGNORECASE | re.MULTILINE
)
_AFTER_REPLY = re.compile(rf"(?<![\d.])[45]\d\d[ -]+#?\(?{_ENHANCED}")
_NAMED = re.compile(
    rf"(?:\(#|#|status(?: code)?:? ?|dsn[:=]? ?|smtp;? ?|error(?: code)?:? ?){_ENHANCED}",
    re.IGNORECASE,
)
_ALONE = re.compile(rf"(?<![\w.])#?{_ENHANCED}")
_REPLY = re.compile(
    r"(?:^|[\s:(\[<'\"=#,;>])([45][0-5]\d)(?=[\s\-#:,;)'\"\]]|$)(?!\s*(?:bytes|octets|kb|mb|am"
    r"|pm))",
    re.MULTILINE,
)
_AT_START = re.compile(
    r"(?:^|said:?|reply:?|response:?|:|<<<|\*\*\*|error)\s{0,3}([45][0-5]\d)[ \-#]",
    re.MULTILINE | re.IGNORECASE,
)


def enhanced_code(text: str) -> str:
    """Return the enhanced status code that a text most likely tells; "" if there is none.

    A Status field comes first, then a code after a reply code, then a code that is named as one,
    then a code alone.
    """
    for pattern in (_STATUS_LINE, _AFTER_REPLY, _NAMED, _ALONE):
        codes = [found[1] for found in pattern.finditer(text)]
        failures = [one for one in codes if not one.startswith("2")]
        if failures:
            return failures[0]
    return ""


def says_failure(text: str) -> bool:
    """Return whether a text holds a reply code with its status, which no date or number is like."""
    return _AFTER_REPLY.search(text) is not None


def reply_code(text: str) -> str:
    """Return the first SMTP reply code of a failure in a text; "" if there is none."""
    for pattern in (_AT_START, _REPLY):
        if found := pattern.search(text):
            return found[1]
    return ""
