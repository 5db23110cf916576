"""Reads the lines of calendar objects as mail programs really write them.

RFC 5545 asks for UTF-8, CRLF and lines folded before a space. What comes has LF alone, UTF-16,
lines broken without a space, letters cut in two, and names in any case. A line that cannot be read
is left out, so that the others still count.
"""

import codecs
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from icalendar.parser import Contentline

MOST_OCTETS = 1_000_000
"""Octets that are read of a calendar object; an answer has a few thousand."""
MOST_LINES = 20_000
"""Lines that are read."""
_MOST_OF_LINE = 8_000
"""Characters that are read of one line."""
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_FOLD = re.compile(rb"(?:\r\n|\r(?!\n)|\n)[ \t]")
_FOLD_OF_TEXT = re.compile(r"(?:\r\n|\r(?!\n)|\n)[ \t]")
_END = re.compile(r"\r\n|\r|\n")
_NAMED = re.compile(r"\s*[A-Za-z][A-Za-z0-9-]*\s*[;:]")


@dataclass(frozen=True, slots=True)
class ContentLine:
    """A line of a calendar object.

    Attributes:
        name: its name, in capitals.
        params: its parameters, by name in capitals; of several values the text with commas.
        value: its value, unescaped.
    """

    name: str
    params: Mapping[str, str]
    value: str


@dataclass(frozen=True, slots=True)
class CalendarPart:
    """A component of a calendar object, as VEVENT.

    Attributes:
        name: its name, in capitals.
        lines: its own lines, unread, by name in capitals, in order.
        parts: the components in it.
    """

    name: str
    lines: dict[str, list[str]]
    parts: list["CalendarPart"]

    def first(self, name: str) -> ContentLine | None:
        """Return the first readable line of a name, None if there is none."""
        return next(self.all(name), None)

    def all(self, name: str) -> Iterator[ContentLine]:
        """Yield the readable lines of a name."""
        for raw in self.lines.get(name, ()):
            if (line := _read(raw)) is not None:
                yield line

    def walk(self, name: str) -> Iterator["CalendarPart"]:
        """Yield the components of a name directly in this one."""
        return (part for part in self.parts if part.name == name)


def calendar_of(ics: bytes) -> CalendarPart | None:
    """Return the first calendar of a file; None where there is none.

    Args:
        ics: the file; what is beyond `MOST_OCTETS` is not read.
    """
    root = CalendarPart("", {}, [])
    within = [root]
    for raw in _lines(ics[:MOST_OCTETS]):
        name = re.split(r"[;:]", raw, maxsplit=1)[0].strip().upper()
        if name == "BEGIN":
            part = CalendarPart(_value(raw), {}, [])
            within[-1].parts.append(part)
            within.append(part)
        elif name == "END":
            _close(within, _value(raw))
        else:
            within[-1].lines.setdefault(name, []).append(raw)
    return next(root.walk("VCALENDAR"), None)


def _close(within: list[CalendarPart], name: str) -> None:
    """Close the component that ends, and those in it whose end is missing."""
    for at in range(len(within) - 1, 0, -1):
        if within[at].name == name:
            del within[at:]
            return


def _value(raw: str) -> str:
    return raw.partition(":")[2].strip().upper()


def _lines(ics: bytes) -> Sequence[str]:
    """Return the lines of a file, joined where they were folded, rightly or not."""
    joined: list[str] = []
    for line in _END.split(_text(ics))[:MOST_LINES]:
        if _NAMED.match(line) or not joined:
            joined.append(line)
        elif len(joined[-1]) < _MOST_OF_LINE:
            # a line without a name was broken without the space of a fold
            joined[-1] += line
    return joined


def _text(ics: bytes) -> str:
    for mark, encoding in _MARKS:
        if ics.startswith(mark):
            return _unfolded(ics[len(mark) :], encoding)
    # the first letter is that of BEGIN, so its zero octet tells how UTF-16 is written
    if ics[1:2] == b"\0":
        return _unfolded(ics, "utf-16-le")
    if ics[:1] == b"\0":
        return _unfolded(ics, "utf-16-be")
    return _unfolded(ics, "utf-8")


def _unfolded(ics: bytes, encoding: str) -> str:
    if encoding != "utf-8":
        return _FOLD_OF_TEXT.sub("", ics.decode(encoding, "replace"))
    # old programs fold between the octets of one letter, so octets are joined before they are read
    octets = _FOLD.sub(b"", ics)
    try:
        return octets.decode()
    except UnicodeDecodeError:
        return octets.decode("cp1252", "replace")


def _read(raw: str) -> ContentLine | None:
    try:
        line: Contentline = Contentline(raw.strip()[:_MOST_OF_LINE])  # type: ignore[no-untyped-call]
        name, params, value = line.parts()
    except ValueError:
        return None
    read = {
        key.upper(): ",".join(each) if isinstance(each, list) else str(each)
        for key, each in params.items()
    }
    return ContentLine(name.upper(), read, value.strip())
