"""Reads delimited text: any separator, quotes that are never closed, lines of any ending.

A quote that is never closed would swallow all rows after it: the row where it is opened is wrong,
and the next line begins the next row.
"""

import csv
import io
import re
from collections.abc import Iterator, Sequence

from calendar_store.model.errors import InvalidInput
from gateway.imports.reading.decoding import decoded
from gateway.imports.reading.table import (
    LONGEST_CELL,
    MOST_COLUMNS,
    NotReadable,
    RawRow,
    RawTable,
    cell,
    has_text,
)

SEPARATORS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
_NAMES = {name: sign for sign, name in SEPARATORS.items()}
_SAMPLE = 60
"""Lines by which the separator is found out."""
_MOST_LINES = 200
"""Lines of one row; a note of more is a quote that was never closed."""
_SAID = re.compile(r"\s*sep=(.)\s*", re.IGNORECASE)
"""The first line by which a spreadsheet is told the separator."""
_OPEN = str(InvalidInput("a quote is opened and never closed"))
_LONGEST_LINE = 1_000_000
_TELLING = 20_000
"""Characters of a line by which the separator is found out."""
csv.field_size_limit(_LONGEST_LINE)


def table_of_text(content: bytes, encoding: str = "", separator: str = "") -> RawTable:
    """Return the rows of a delimited text.

    Args:
        content: the file.
        encoding: its encoding; "" to find it out.
        separator: its separator, as a sign or a name of `SEPARATORS`; "" to find it out.

    Raises:
        NotReadable: if it is no text, or the separator is not one character.
    """
    text, found = decoded(content, encoding)
    lines = list(io.StringIO(text, newline=""))
    first = 0
    sign = _NAMES.get(separator, separator)
    if lines and (said := _SAID.fullmatch(lines[0])):
        first, sign = 1, sign or said[1]
    if len(sign) > 1 or sign in {'"', "\n", "\r"}:
        raise NotReadable("the separator has to be one character, or comma, semicolon, tab or bar")
    sign = sign or _likeliest(lines[first : first + _SAMPLE])
    facts = {"form": "text", "encoding": found, "separator": SEPARATORS.get(sign, sign)}
    return RawTable(_rows(lines, first, sign), max(0, len(lines) - first), facts)


def _likeliest(lines: Sequence[str]) -> str:
    """Return the separator by which most lines have the same number of cells, more than one."""
    written = [line[:_TELLING] for line in lines if line.strip()]
    best, score = ",", 0.0
    for sign in SEPARATORS:
        try:
            widths = [len(row) for row in csv.reader(written, delimiter=sign) if row]
        except csv.Error:  # a quote that is never closed, over long lines
            widths = [line.count(sign) + 1 for line in written]
        if not widths:
            continue
        usual = max(set(widths), key=lambda width: (widths.count(width), width))
        if usual == 1:
            continue
        same = widths.count(usual) / len(widths)
        if same * usual**0.5 > score:
            best, score = sign, same * usual**0.5
    return best


def _rows(lines: Sequence[str], first: int, sign: str) -> Iterator[RawRow]:
    at = first
    while at < len(lines):
        line = lines[at]
        if '"' not in line:
            taken, cells, fault = 1, line.rstrip("\r\n").split(sign), ""
        else:
            taken, cells, fault = _quoted(lines, at, sign)
        if len(cells) > MOST_COLUMNS or len(line) > _LONGEST_LINE:
            fault = str(InvalidInput(f"the row has more than {MOST_COLUMNS} cells, or is too long"))
            cells = cells[:MOST_COLUMNS]
        if has_text(cells):
            yield RawRow(at + 1, [cell(one) for one in cells], fault)
        at += taken


def _quoted(lines: Sequence[str], at: int, sign: str) -> tuple[int, list[str], str]:
    """Return how many lines a row with quotes takes, its cells, and why it cannot be read."""
    quotes = 0
    for count, line in enumerate(lines[at : at + _MOST_LINES], 1):
        quotes += line.count('"')
        if quotes % 2 == 0:
            try:
                rows = list(csv.reader(lines[at : at + count], delimiter=sign))
            except csv.Error:
                break
            if len(rows) == 1:
                return count, rows[0], ""
            break
    # a quote within a word, as 5" or Ada "Dada Byron, opens nothing
    whole = lines[at].rstrip("\r\n")
    opens = re.search(rf'(?:^|{re.escape(sign)})\s*"', whole)
    cells = [one.strip().strip('"') for one in whole.split(sign)]
    return 1, [one[:LONGEST_CELL] for one in cells], _OPEN if opens else ""
