"""Writes header fields: encoded (RFC 2047), folded (RFC 5322 §2.2.3), and never two from one.

Names and subjects hold whatever people typed. No line end of theirs reaches a header: what is not
printable becomes a blank before anything else is done.
"""

import base64
import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import lru_cache

import idna

Field = tuple[str, str]
"""Name and value of a header field; the value is folded by CRLF and a blank."""

LONGEST_LINE = 76
"""Octets of a line with encoded words (RFC 2047 §2), and of our other lines where they can fold."""

_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
_SPECIALS = re.compile(r'[()<>\[\]:;@\\,."]')
_LONGEST_NAME = 120
"""Letters of a display name: more is cut in every list of mails."""
_LONGEST_SUBJECT = 200
_LONGEST_VALUE = 900
"""Octets of a value that cannot be folded, below 998 of a line (RFC 5322 §2.1.1)."""
_WORD_OCTETS = 42
"""Octets in an encoded word: 56 letters of base64 and 12 of frame are below 75 (RFC 2047 §2)."""
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def one_line(text: str) -> str:
    """Return a text without line ends and other unprintable characters."""
    return " ".join(_UNPRINTABLE.sub(" ", text).split())


def written_subject(text: str) -> str:
    """Return the value of Subject.

    Args:
        text: the subject as people write it.
    """
    subject = one_line(text)[:_LONGEST_SUBJECT]
    if subject.isascii() and "=?" not in subject:
        return _folded(subject.split(" "), len("Subject: "))
    return _encoded(subject, len("Subject: "))


@lru_cache(maxsize=8192)
def written_mailbox(name: str, address: str, used: int) -> str:
    """Return a display name with its address (RFC 5322 §3.4).

    Args:
        name: the name as people write it, "" for none.
        address: the bare address.
        used: octets of the field's name, the colon and the blank.
    """
    spec, shown = f"<{header_address(address)}>", one_line(name)[:_LONGEST_NAME].strip()
    if not shown:
        return spec
    if not shown.isascii() or "=?" in shown:
        phrase = _encoded(shown, used)
    elif _SPECIALS.search(shown):
        # words of a quoted string may be folded apart
        quoted = shown.replace("\\", "\\\\").replace('"', '\\"')
        phrase = _folded(f'"{quoted}"'.split(" "), used)
    else:
        phrase = _folded(shown.split(" "), used)
    last = phrase.rpartition("\r\n")[2]
    taken = len(last.encode()) + (used if "\r\n" not in phrase else 0)
    between = " " if taken + 1 + len(spec.encode()) <= LONGEST_LINE else "\r\n "
    return f"{phrase}{between}{spec}"


@lru_cache(maxsize=8192)
def header_address(address: str) -> str:
    """Return an address as headers have it: its domain in ASCII (RFC 5891) where that is possible.

    A local part beyond ASCII stays as it is; such a mail needs SMTPUTF8 (RFC 6532).

    Args:
        address: the bare address, perhaps with characters that no address has.
    """
    clean = re.sub(r"[\s<>]", "", one_line(address))
    local, _, domain = clean.rpartition("@")
    return f"{local}@{ascii_domain(domain)}" if local else clean


def ascii_domain(domain: str) -> str:
    """Return a domain in ASCII; one that has no such form is returned unchanged."""
    if domain.isascii():
        return domain
    try:
        return idna.encode(domain, uts46=True).decode()
    except idna.IDNAError:
        return domain


def written_date(moment: datetime) -> str:
    """Return the value of Date, in UTC (RFC 5322 §3.3).

    Args:
        moment: an aware time.
    """
    at = moment.astimezone(UTC)
    day, month = _DAYS[at.weekday()], _MONTHS[at.month - 1]
    return f"{day}, {at.day:02} {month} {at.year} {at:%H:%M:%S} +0000"


def written_ids(ids: Sequence[str], used: int) -> str:
    """Return message ids one after the other, folded.

    Args:
        ids: message ids with their angle brackets; what is none is left out.
        used: octets of the field's name, the colon and the blank.
    """
    return _folded([each for each in ids if is_message_id(each)], used)


def is_message_id(text: str) -> bool:
    """Return whether a text is a message id that may stand in a header of ours."""
    return (
        len(text) <= _LONGEST_VALUE
        and text.isascii()
        and text.isprintable()
        and re.fullmatch(r"<[^<>\s]+>", text) is not None
    )


def written_links(links: Sequence[str], used: int) -> str:
    """Return links in angle brackets, with commas between them (RFC 2369 §2).

    Args:
        links: the links, percent-encoded; one with a blank or a bracket is left out.
        used: octets of the field's name, the colon and the blank.
    """
    whole = [each for each in links if each and not re.search(r"[\s<>,]", each) and each.isascii()]
    fitting = [each for each in whole if len(each) <= _LONGEST_VALUE]
    words = [f"<{each}>," for each in fitting]
    return _folded(words, used).removesuffix(",")


def written_fields(fields: Sequence[Field]) -> bytes:
    """Return header fields as octets, each with its CRLF."""
    return "".join(f"{name}: {value}\r\n" for name, value in fields).encode()


def _folded(words: Sequence[str], used: int) -> str:
    """Return words with blanks between them, folded where a line would be too long."""
    lines, line, room = [], "", LONGEST_LINE - used
    for word in words:
        if line and len(line.encode()) + 1 + len(word.encode()) > room:
            lines.append(line)
            line, room = word, LONGEST_LINE - 1
        else:
            line = f"{line} {word}" if line else word
    return "\r\n ".join([*lines, line])


def _encoded(text: str, used: int) -> str:
    """Return a text as encoded words in UTF-8 and base64, none of which splits a letter."""
    room = LONGEST_LINE - used - len("=?utf-8?b??=")
    words = [f"=?utf-8?b?{base64.b64encode(piece).decode()}?=" for piece in _pieces(text, room)]
    return "\r\n ".join(words)


def _pieces(text: str, room: int) -> Iterator[bytes]:
    """Yield the octets of a text in pieces of whole letters.

    Args:
        text: the text.
        room: letters of base64 that fit the first line.
    """
    most = min(_WORD_OCTETS, room // 4 * 3)
    piece = b""
    for letter in text:
        octets = letter.encode()
        if piece and len(piece) + len(octets) > most:
            yield piece
            piece, most = b"", _WORD_OCTETS
        piece += octets
    yield piece
