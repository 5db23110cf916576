"""A mail as a tree of parts (RFC 2045, 2046), bounded in depth and number.

Parts are ranges of one buffer, so that nested parts of a large mail are not copied at each level.
"""

import binascii
import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from gateway.channels.mail.reading import mail_headers
from gateway.channels.mail.reading.charsets import decoded
from gateway.channels.mail.reading.mail_headers import MailHeaders
from gateway.channels.mail.reading.signed_content import signed_content

DEEPEST = 60
"""Levels of parts within parts that are read; deeper ones stay one part."""

MOST_PARTS = 400
"""Parts that are read of one mail; further ones stay unread within the last."""

LONGEST_TEXT = 400_000
"""Octets of a text part that are read."""

_EMBEDDED = frozenset({"message/rfc822", "message/global", "message/news"})
_SIGNED = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})


@dataclass(frozen=True)
class MailPart:
    """A mail, or a part of one.

    Attributes:
        headers: its header fields.
        source: the octets that hold it; lines end with LF.
        start: where its body begins in `source`.
        end: where its body ends in `source`.
        parts: the parts within it; for an embedded mail, that mail alone.
    """

    headers: MailHeaders
    source: bytes
    start: int
    end: int
    parts: tuple["MailPart", ...] = ()

    @cached_property
    def _typed(self) -> tuple[str, dict[str, str]]:
        return mail_headers.parameters(self.headers.get("content-type"))

    @cached_property
    def content_type(self) -> str:
        """The type as "text/plain", in lower case; the default where none is named."""
        named = self._typed[0]
        return named if "/" in named else "text/plain"

    def parameter(self, name: str) -> str:
        """Return a parameter of Content-Type; "" if there is none."""
        return self._typed[1].get(name, "")

    @property
    def embedded(self) -> bool:
        """Whether the part is a mail within the mail."""
        return self.content_type in _EMBEDDED

    @property
    def attached(self) -> bool:
        """Whether the part asks to be kept as a file."""
        return self._disposition[0] == "attachment"

    @cached_property
    def _disposition(self) -> tuple[str, dict[str, str]]:
        return mail_headers.parameters(self.headers.get("content-disposition"))

    @cached_property
    def file_name(self) -> str:
        """The name of the part as a file, without a path; "" if it has none."""
        named = self._disposition[1].get("filename") or self.parameter("name")
        return " ".join(re.split(r"[/\\]", named)[-1].split())[:200]

    def octets(self, most: int | None = None) -> bytes:
        """Return the body with its transfer encoding undone.

        Args:
            most: how many encoded octets are read; None for all.
        """
        end = self.end if most is None else min(self.end, self.start + most)
        return _undone(self.source[self.start : end], self.headers.get("content-transfer-encoding"))

    @property
    def size(self) -> int:
        """Size of the body in octets; of a base64 part, about that of its file."""
        encoded = self.end - self.start
        encoding = self.headers.get("content-transfer-encoding").strip().lower()
        return encoded * 54 // 73 if encoding == "base64" else encoded

    @cached_property
    def text(self) -> str:
        """The body as text; of a long one, its first part."""
        return decoded(self.octets(LONGEST_TEXT), self.parameter("charset"))

    def walk(self, *, into_mails: bool = False) -> Iterator["MailPart"]:
        """Yield the part and those within it.

        Args:
            into_mails: whether parts of embedded mails are yielded too.
        """
        yield self
        if self.embedded and not into_mails:
            return
        for part in self.parts:
            yield from part.walk(into_mails=into_mails)


def parse(raw: bytes) -> MailPart:
    """Return a mail as a tree of parts; nothing raises."""
    source = _with_lines(raw.removeprefix(codecs.BOM_UTF8))
    start = len(source) - len(source.lstrip(b"\n"))
    return _Parser().part(source, start, len(source), DEEPEST)


def _with_lines(octets: bytes) -> bytes:
    """Return octets whose lines end with LF; some gateways write CR CR LF."""
    for end in (b"\r\r\n", b"\r\n", b"\r"):
        octets = octets.replace(end, b"\n")
    return octets


class _Parser:
    """Counts the parts of one mail."""

    def __init__(self) -> None:
        self._left = MOST_PARTS

    def part(self, source: bytes, start: int, end: int, depth: int) -> MailPart:
        self._left -= 1
        headers, body = mail_headers.split(source, start, end)
        alone = MailPart(headers, source, body, end)
        if depth <= 0 or self._left <= 0:
            return alone
        if alone.content_type.startswith("multipart/"):
            return self._multipart(alone, depth)
        if alone.embedded:
            return self._mail(alone, depth)
        if alone.content_type in _SIGNED:
            return self._signed(alone, depth)
        return alone

    def _signed(self, whole: MailPart, depth: int) -> MailPart:
        source = _with_lines(signed_content(whole.octets()))
        if not source:
            return whole
        inner = self.part(source, 0, len(source), depth - 1)
        return replace(whole, parts=(inner,))

    def _multipart(self, whole: MailPart, depth: int) -> MailPart:
        boundary = whole.parameter("boundary").rstrip() or _guessed(whole)
        ranges = _ranges(whole, boundary.encode("utf-8", "replace")) if boundary else []
        parts = []
        for start, end in ranges:
            if self._left <= 0:
                break
            parts.append(self.part(whole.source, start, end, depth - 1))
        return replace(whole, parts=tuple(parts))

    def _mail(self, whole: MailPart, depth: int) -> MailPart:
        encoding = whole.headers.get("content-transfer-encoding").strip().lower()
        if encoding in ("base64", "quoted-printable"):  # forbidden by RFC 2046, 5.2.1, and sent
            source = _with_lines(whole.octets())
            inner = self.part(source, 0, len(source), depth - 1)
        else:
            start = whole.start
            while whole.source[start : start + 1] == b"\n" and start < whole.end:
                start += 1
            inner = self.part(whole.source, start, whole.end, depth - 1)
        return replace(whole, parts=(inner,))


def _guessed(whole: MailPart) -> str:
    """Return the boundary of a multipart that names none: its first line that looks like one."""
    head = whole.source[whole.start : min(whole.end, whole.start + 4_000)]
    found = re.search(rb"^--(\S[^\n]{0,99})$", head, re.MULTILINE)
    return found[1].decode("utf-8", "replace").rstrip() if found else ""


def _ranges(whole: MailPart, boundary: bytes) -> list[tuple[int, int]]:
    """Return where the parts of a multipart begin and end."""
    source, end = whole.source, whole.end
    line = b"--" + boundary
    found: list[tuple[int, int]] = []
    opened = -1
    at = whole.start
    while len(found) < MOST_PARTS:
        at = source.find(line, at, end)
        if at < 0:
            break
        stop = source.find(b"\n", at, end)
        stop = end if stop < 0 else stop
        rest = source[at + len(line) : min(stop, at + len(line) + 100)].strip()
        if (at > whole.start and source[at - 1 : at] != b"\n") or rest not in (b"", b"--"):
            at += len(line)
            continue
        if opened >= 0:
            found.append((opened, max(opened, at - 1)))
        opened = stop + 1
        at = stop
        if rest == b"--":
            opened = -1
            break
    if opened >= 0 and opened < end:
        found.append((opened, end))
    return found


def _undone(body: bytes, encoding: str) -> bytes:
    name = encoding.strip().lower()
    if name == "base64":
        return mail_headers.base64_octets(body)
    if name == "quoted-printable":
        return binascii.a2b_qp(body)
    return body
