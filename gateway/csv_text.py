"""CSV files for people's spreadsheets: RFC 4180, in UTF-8 with its mark, and without formulas.

A spreadsheet takes a cell that begins with one of a few characters for a formula, also in a file of
texts that strangers wrote (OWASP, CSV injection). Such a text gets an apostrophe before it, which
spreadsheets do not show.
"""

import csv
from collections.abc import Iterable, Sequence
from decimal import Decimal
from io import StringIO

CsvCell = str | int | float | Decimal | None
MARK = "\ufeff"
"""Tells a spreadsheet that the file is UTF-8."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def csv_text(headings: Sequence[str], rows: Iterable[Sequence[CsvCell]]) -> str:
    """Return a CSV file without its mark.

    Args:
        headings: the first line.
        rows: the lines; numbers with a point, nothing for None.
    """
    return csv_lines([headings]) + csv_lines(rows)


def csv_lines(rows: Iterable[Sequence[CsvCell]]) -> str:
    """Return lines of a CSV file; "" for none."""
    file = StringIO()
    csv.writer(file).writerows([_cell(one) for one in row] for row in rows)
    return file.getvalue()


def harmless(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.lstrip(" \u00a0").startswith(_FORMULA) else text


def _cell(value: CsvCell) -> str:
    if value is None:
        return ""
    return harmless(value) if isinstance(value, str) else f"{value}"
