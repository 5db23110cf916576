"""CSV files for people's spreadsheets: RFC 4180, in UTF-8 with its mark, and without formulas.

A spreadsheet takes a cell that begins with one of a few characters for a formula, also in a file of
texts that strangers wrote (OWASP, CSV injection). Such a text gets an apostrophe before it, which
spreadsheets do not show.

A spreadsheet that is opened with a double click expects the separators of its language: where
numbers have a comma, cells are apart by a semicolon. Programs read the plain form.
"""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from io import StringIO

CsvCell = str | int | float | Decimal | None
MARK = "\ufeff"
"""Tells a spreadsheet that the file is UTF-8."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


@dataclass(frozen=True, slots=True)
class CsvForm:
    """What stands between cells, and in numbers before their fractions."""

    separator: str = ","
    point: str = "."


PLAIN = CsvForm()
"""As programs read it, and spreadsheets in English."""
_WITH_COMMAS = CsvForm(";", ",")
_WITH_POINTS = frozenset({"en"})


def form_of(language: str) -> CsvForm:
    """Return the form that a spreadsheet in a language opens with a double click."""
    return PLAIN if language in _WITH_POINTS else _WITH_COMMAS


def csv_text(
    headings: Sequence[str], rows: Iterable[Sequence[CsvCell]], form: CsvForm = PLAIN
) -> str:
    """Return a CSV file without its mark.

    Args:
        headings: the first line.
        rows: the lines; nothing for None.
        form: its separators.
    """
    return csv_lines([headings], form) + csv_lines(rows, form)


def csv_lines(rows: Iterable[Sequence[CsvCell]], form: CsvForm = PLAIN) -> str:
    """Return lines of a CSV file; "" for none."""
    file = StringIO()
    writer = csv.writer(file, delimiter=form.separator)
    writer.writerows([_cell(one, form) for one in row] for row in rows)
    return file.getvalue()


def harmless(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.lstrip(" \u00a0").startswith(_FORMULA) else text


def _cell(value: CsvCell, form: CsvForm) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return harmless(value)
    # an amount of a hundredth of a cent is no power of ten
    written = format(value, "f") if isinstance(value, Decimal) else f"{value}"
    return written.replace(".", form.point)
