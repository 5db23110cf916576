"""Reads the sheets of office programs: XLSX, XLSM, XLSB, XLS and ODS.

Formulas are never computed: a cell has the value that the office program has stored for it. An
archive is looked at before it is unpacked, since a small file may hold gigabytes.
"""

import zipfile
import zlib
from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any
from xml.parsers import expat

from gateway.imports.reading.table import (
    MOST_COLUMNS,
    MOST_ROWS,
    NotReadable,
    RawRow,
    RawTable,
    cell,
    has_text,
)

MOST_UNPACKED = 400 * 1024 * 1024
"""Bytes that an archive may hold."""
_MOST_TIMES = 200
"""How many times as large as the archive its content may be; usual sheets have a tenth of it."""
_LITTLE = 20 * 1024 * 1024
_LARGEST_MANIFEST = 1024 * 1024
_MOST_MERGED = 200_000
"""Ranges of cells made one, and rows of them, that are filled."""
_LOCKED = "the sheet has a password; save it without one, and try again"
_BROKEN = "the sheet cannot be opened; save it again as XLSX or CSV, and try again"


def table_of_sheet(path: Path, sheet: str = "") -> RawTable:
    """Return the rows of a sheet.

    Args:
        path: the file.
        sheet: the name of the sheet; "" for the first one with rows.

    Raises:
        NotReadable: if the file cannot be opened or is too large unpacked, or lacks the sheet.
    """
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    _require_bounded(path)
    try:
        with CalamineWorkbook.from_path(str(path)) as book:
            if sheet and sheet not in book.sheet_names:
                raise NotReadable(f'the file has no sheet "{sheet}"')
            for name in [sheet] if sheet else book.sheet_names:
                page = book.get_sheet_by_name(name)
                rows = page.to_python()
                if rows:
                    return _table(rows, name, page)
    except PasswordError:
        raise NotReadable(_LOCKED) from None
    except CalamineError as error:
        raise NotReadable(_LOCKED if "password" in str(error).lower() else _BROKEN) from None
    raise NotReadable("the file has no rows")


def _require_bounded(path: Path) -> None:
    if not zipfile.is_zipfile(path):
        return
    try:
        with zipfile.ZipFile(path) as archive:
            inside = archive.infolist()
        unpacked = sum(one.file_size for one in inside)
        names = {one.filename for one in inside}
    except (zipfile.BadZipFile, OSError, ValueError):
        raise NotReadable(_BROKEN) from None
    bound = max(_LITTLE, path.stat().st_size * _MOST_TIMES)
    if unpacked > min(MOST_UNPACKED, bound):
        raise NotReadable("the file is too large once it is unpacked; save it as CSV, in parts")
    if not any(one.startswith("xl/") for one in names) and "content.xml" not in names:
        if what := _of_another(names):
            raise NotReadable(f"the file is {what}; save the list as CSV or XLSX, and import that")
        raise NotReadable("the file is an archive; unpack it, and import the list inside")
    if "content.xml" in names:
        _require_whole(path)


def _require_whole(path: Path) -> None:
    """Refuse a document of OpenDocument with a broken part, over which the library never ends."""
    try:
        with zipfile.ZipFile(path) as archive, archive.open("content.xml") as content:
            if b"encryption-data" in _manifest(archive):
                return  # the library says that it has a password
            expat.ParserCreate().ParseFile(content)
    except (expat.ExpatError, zipfile.BadZipFile, zlib.error, OSError, ValueError, RuntimeError):
        raise NotReadable(_BROKEN) from None


def _manifest(archive: zipfile.ZipFile) -> bytes:
    if "META-INF/manifest.xml" not in archive.namelist():
        return b""
    with archive.open("META-INF/manifest.xml") as manifest:
        return manifest.read(_LARGEST_MANIFEST)


def _of_another(names: Collection[str]) -> str:
    """Return what an archive is that is no sheet, by the names of its parts; "" if unknown."""
    if any(one.startswith("Index/") and one.endswith(".iwa") for one in names):
        return "a Numbers document"
    if any(one.startswith("word/") for one in names):
        return "a text document"
    return ""


def _table(rows: list[list[Any]], name: str, page: Any) -> RawTable:
    if len(rows) > MOST_ROWS * 5:
        raise NotReadable(
            f"the file has more than {MOST_ROWS} rows; split it, and import the parts"
        )
    top, left = page.start or (0, 0)
    _fill_merged(rows, page.merged_cell_ranges or (), top, left)
    return RawTable(_rows(rows, top + 1), len(rows), {"form": "sheet", "sheet": name})


def _fill_merged(rows: list[list[Any]], ranges: Sequence[Any], top: int, left: int) -> None:
    """Write the value of cells that were made one, over several rows, into each of these rows.

    Args:
        rows: the rows, which are changed.
        ranges: the first and the last (row, column) of each.
        top: how many rows of the sheet stand above.
        left: how many columns stand before.
    """
    most = _MOST_MERGED
    for (first, column), (last, until) in ranges[:_MOST_MERGED]:
        place, begin = column - left, first - top
        if column != until or not 0 <= begin < len(rows) or not 0 <= place < len(rows[begin]):
            continue
        value = rows[begin][place]
        for row in rows[begin + 1 : min(last - top, begin + most) + 1]:
            most -= 1
            if row[place] in (None, ""):
                row[place] = value


def _rows(rows: Sequence[Sequence[Any]], first: int) -> Iterator[RawRow]:
    for line, row in enumerate(rows, first):
        cells = [text_of(value) for value in row[:MOST_COLUMNS]]
        if has_text(cells):
            yield RawRow(line, cells)


def text_of(value: Any) -> str:  # noqa: PLR0911 (one for each type)
    """Return a cell's value as text: a number without a needless point, a date as ISO has it."""
    if isinstance(value, str):
        return cell(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e18 else repr(value)
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(round(value.total_seconds() / 60))
    return "" if value is None else cell(str(value))
