"""Finds out the form of a file by its content, whatever its name ends with."""

import re
from datetime import date
from pathlib import Path

from gateway.imports.reading.calendars import table_of_calendar
from gateway.imports.reading.delimited import table_of_text
from gateway.imports.reading.sheets import table_of_sheet
from gateway.imports.reading.table import LARGEST_FILE, NotReadable, RawTable
from gateway.imports.reading.vcards import table_of_cards

_ZIP = (b"PK\x03\x04", b"PK\x05\x06")
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""The first octets of an XLS, and of a document with a password."""
_OTHERS = {
    b"%PDF": "a PDF",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"\x1f\x8b": "an archive",
    b"Rar!": "an archive",
    b"7z\xbc\xaf": "an archive",
    b"SQLite format 3": "a database",
    b"!BDN": "a data file of Outlook",
    b"{\\rtf": "a text document",
    b"MZ": "a program",
    b"\x7fELF": "a program",
}
_WEB_PAGE = re.compile(
    rb"(?:<!--.*?-->\s*)*<(?:!DOCTYPE HTML|HTML|HEAD|META|TABLE|BODY|DIV|STYLE|\?XML)\b", re.DOTALL
)
"""Many systems write a web page, or XML, and call it a sheet; spreadsheets open it."""
_TEXTS = {
    re.compile(rb"[\[{]\s*[\[{\"]"): "a text for programs, JSON",
    re.compile(rb"(?:VERSION: \d\s+)?DN:{1,2} "): "an address book as LDIF",
    re.compile(rb"(?:FROM|RECEIVED|RETURN-PATH): ?.*\n[A-Z-]+: "): "a mail",
}
"""Texts with the lines of another form, by their beginning in capital letters."""


def table_of(
    path: Path,
    *,
    encoding: str = "",
    separator: str = "",
    sheet: str = "",
    today: date,
    timezone: str = "UTC",
) -> RawTable:
    """Return the rows of a file.

    Args:
        path: the file.
        encoding: the encoding of a text; "" to find it out.
        separator: the separator of a text; "" to find it out.
        sheet: the name of a sheet; "" for the first one with rows.
        today: the day of the practice.
        timezone: the zone of times without one.

    Raises:
        NotReadable: if it cannot be read.
    """
    size = path.stat().st_size
    if size > LARGEST_FILE:
        raise NotReadable(
            f"the file is larger than {LARGEST_FILE // 1024**2} MB; split it, and import the parts"
        )
    with path.open("rb") as file:
        head = file.read(4096)
    if not head.strip(b"\0 \t\r\n"):
        raise NotReadable("the file is empty")
    if head.startswith((*_ZIP, _OLE)):
        return table_of_sheet(path, sheet)
    start = head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").replace(b"\0", b"")[:400].upper()
    _require_list(head, start)
    content = path.read_bytes()
    if start.startswith(b"BEGIN:VCARD"):
        return table_of_cards(content, encoding)
    if start.startswith(b"BEGIN:VCALENDAR"):
        return table_of_calendar(content, today, timezone)
    return table_of_text(content, encoding, separator)


def _require_list(head: bytes, start: bytes) -> None:
    """Refuse files of other kinds, in words that say what they are.

    Args:
        head: the first octets.
        start: the first letters, in capitals.

    Raises:
        NotReadable: if it is another kind.
    """
    if _WEB_PAGE.match(start):
        raise NotReadable(
            "the file is a web page; open it in a spreadsheet, save it as XLSX, and import that"
        )
    kinds = [what for first, what in _OTHERS.items() if head.startswith(first)]
    kinds += [what for form, what in _TEXTS.items() if form.match(start)]
    if kinds:
        raise NotReadable(f"the file is {kinds[0]}; save the list as CSV or XLSX, and import that")
