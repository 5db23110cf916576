"""Header fields of a mail or of a part: unfolded, decoded, and bounded (RFC 5322, 2047, 2231).

The standard library's parser is not used for received mails: it recurses once for each nested part,
and tests each line of a mail against every boundary that is open.
"""

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import unquote_to_bytes

from gateway.channels.mail.reading.charsets import decoded

MOST_FIELDS = 2_000
"""Fields that are read of one header; the rest is ignored."""

LONGEST_VALUE = 20_000
"""Characters that are kept of one field; a list of recipients fits."""

LARGEST_HEADER = 256 * 1024
"""Octets of a header whose lines are looked at; the rest is passed over up to an empty line."""

_NAME = re.compile(rb"[!-9;-~]{1,100}[ \t]*:")
_ENCODED_WORD = re.compile(r"=\?([^?\s=]{1,60})\?([bBqQ])\?([^?]{0,2000})\?=")
_ADDRESS = re.compile(r"[^\s<>\"(),:;\[\]@]{1,64}@[^\s<>\"(),:;@]{1,255}")
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"?')
_PARAMETER = re.compile(r';\s*([^\s=;"]{1,60})\s*=\s*("(?:[^"\\]|\\.)*"?|[^;]*)')
_CONTINUED = re.compile(r"^([^*]+)\*(\d{1,3})(\*?)$")


@dataclass(frozen=True)
class MailHeaders:
    """The header fields of a mail or of one of its parts.

    Attributes:
        fields: (name in lower case, unfolded value), in their order.
    """

    fields: tuple[tuple[str, str], ...] = ()

    @cached_property
    def _values(self) -> dict[str, list[str]]:
        values: dict[str, list[str]] = {}
        for name, value in self.fields:
            values.setdefault(name, []).append(value)
        return values

    def get(self, name: str) -> str:
        """Return the first value of a field, not decoded; "" if there is none."""
        return next(iter(self._values.get(name, ())), "")

    def all(self, name: str) -> list[str]:
        """Return all values of a field, not decoded."""
        return list(self._values.get(name, ()))

    def has(self, name: str) -> bool:
        """Return whether the field is there."""
        return name in self._values

    def text(self, name: str) -> str:
        """Return the first value of a field for people: encoded words decoded, on one line."""
        return " ".join(words(self.get(name)).split())

    def addresses(self, name: str) -> list[str]:
        """Return the bare addresses of all fields of this name, in lower case."""
        return [one for value in self.all(name) for one in addresses(value)]


def split(octets: bytes, start: int, end: int) -> tuple[MailHeaders, int]:
    """Read the header that begins at `start`; lines end with LF.

    A header ends at an empty line, or where two lines are no fields.

    Returns:
        The header, and where the body begins.
    """
    fields: list[tuple[str, list[bytes]]] = []
    at = start
    while at < end:
        if at - start > LARGEST_HEADER:
            empty = octets.find(b"\n\n", at - 1, end)
            at = end if empty < 0 else empty + 2
            break
        stop = octets.find(b"\n", at, end)
        stop = end if stop < 0 else stop
        line = octets[at:stop]
        if not line.strip():
            at = stop + 1
            break
        if line[:1] in b" \t":
            if fields:
                fields[-1][1].append(line)
            elif at != start:
                break
        elif _NAME.match(line):
            name, _, value = line.partition(b":")
            fields.append((name.strip().decode("ascii", "replace").lower(), [value]))
        elif (at != start or not line.startswith((b"From ", b">From "))) and not (
            fields and _NAME.match(octets, stop + 1, end)
        ):
            break  # a single line that is no field does not end the header
        at = stop + 1
    kept = tuple((name, _value(lines)) for name, lines in fields[:MOST_FIELDS])
    return MailHeaders(kept), min(at, end)


def _value(lines: list[bytes]) -> str:
    kept: list[bytes] = []
    room = LONGEST_VALUE
    for line in lines:
        kept.append(line[:room])
        room -= len(line)
        if room <= 0:
            break
    return decoded(b"".join(kept)).strip()


def words(value: str) -> str:
    """Return a field's value with its encoded words decoded (RFC 2047); nothing raises.

    Neighbouring words of one charset are joined before they are decoded, since some senders cut
    within a letter.
    """
    made: list[str] = []
    pending = b""
    charset = ""
    at = 0
    for found in _ENCODED_WORD.finditer(value):
        between = value[at : found.start()]
        named = found[1].split("*")[0].lower()
        if pending and (between.strip() or named != charset):
            made.append(decoded(pending, charset))
            pending = b""
        if not (at and not between.strip()):
            made.append(between)
        pending += _word(found[2], found[3])
        charset = named
        at = found.end()
    if pending:
        made.append(decoded(pending, charset))
    made.append(value[at:])
    return "".join(made)


def _word(encoding: str, text: str) -> bytes:
    octets = text.encode("utf-8", "replace")
    if encoding in "qQ":
        return binascii.a2b_qp(octets, header=True)
    return base64_octets(octets)


def base64_octets(octets: bytes) -> bytes:
    """Undo base64 and forgive what is not base64."""
    kept = re.sub(rb"[^A-Za-z0-9+/]+", b"", octets)
    if len(kept) % 4 == 1:
        kept = kept[:-1]
    return base64.b64decode(kept + b"=" * (-len(kept) % 4))


def addresses(value: str) -> list[str]:
    """Return the bare addresses in a field's value, in lower case."""
    bare = _QUOTED.sub(" ", value)  # a name may hold another address
    found = _named(bare) or (_named(value) if "@" not in bare else [])
    return [one.strip("<>\"'.,;").lower() for one in found]


def _named(value: str) -> list[str]:
    bracketed = re.findall(r"<\s*([^<>\s]{3,320})\s*>", value)
    return [one for one in bracketed if "@" in one] or _ADDRESS.findall(value)


def parameters(value: str) -> tuple[str, dict[str, str]]:
    """Read a field with parameters, such as Content-Type.

    Returns:
        The value in lower case, and its parameters by name in lower case (RFC 2231 joined).
    """
    head, _, _ = value.partition(";")
    return head.strip().lower(), dict(_joined(value))


def _joined(value: str) -> Iterator[tuple[str, str]]:
    pieces: dict[str, dict[int, tuple[str, bool]]] = {}
    for written, raw in _PARAMETER.findall(value):
        text = raw.strip()
        if text.startswith('"'):
            text = re.sub(r"\\(.)", r"\1", text.strip('"'))
        name = written.lower()
        if found := _CONTINUED.match(name):
            pieces.setdefault(found[1], {})[int(found[2])] = (text, bool(found[3]))
        elif name.endswith("*"):
            pieces.setdefault(name[:-1], {})[0] = (text, True)
        else:
            yield name, words(text)
    for name, numbered in pieces.items():
        yield name, _extended([numbered[number] for number in sorted(numbered)])


def _extended(pieces: list[tuple[str, bool]]) -> str:
    charset = ""
    octets = b""
    for index, (text, encoded) in enumerate(pieces):
        value = text
        if index == 0 and encoded and text.count("'") >= 2:
            charset, _, value = text.split("'", 2)
        octets += unquote_to_bytes(value) if encoded else value.encode("utf-8", "replace")
    return decoded(octets, charset)
