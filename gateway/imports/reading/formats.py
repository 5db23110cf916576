"""Finds out the form of a file by its content, whatever its name ends with."""

from datetime import date
from pathlib import Path

from gateway.imports.reading.calendars import table_of_calendar
from gateway.imports.reading.delimited import table_of_text
from gateway.imports.reading.sheets import table_of_sheet
from gateway.imports.reading.table import LARGEST_FILE, NotReadable, RawTable
from gateway.imports.reading.vcards import table_of_cards

_ZIP = b"PK\x03\x04"
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
    b"MZ": "a program",
    b"\x7fELF": "a program",
}


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
    if head.startswith((_ZIP, _OLE)):
        return table_of_sheet(path, sheet)
    for first, what in _OTHERS.items():
        if head.startswith(first):
            raise NotReadable(f"the file is {what}; save the list as CSV or XLSX, and import that")
    content = path.read_bytes()
    start = head.lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n").replace(b"\0", b"")[:40].upper()
    if start.startswith(b"BEGIN:VCARD"):
        return table_of_cards(content, encoding)
    if start.startswith(b"BEGIN:VCALENDAR"):
        return table_of_calendar(content, today, timezone)
    if start.startswith((b"<!DOCTYPE HTML", b"<HTML")):
        raise NotReadable(
            "the file is a web page; open it in a spreadsheet, save it as XLSX, and import that"
        )
    return table_of_text(content, encoding, separator)
