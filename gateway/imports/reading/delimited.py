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
_RARE = ("^", "~", "¦", ":")
"""Separators that count where none of the usual ones parts every line alike."""
_SAID = re.compile(r'\s*"?sep=(.)"?\s*', re.IGNORECASE)
"""The first line by which a spreadsheet is told the separator."""
_OPENED = re.compile(r'\s*"(.*)"\s*', re.DOTALL)
_MARKS = frozenset("=“„«‘' ")
_WRAPPED = re.compile(
    r"""="([^"]*)"|“([^“”]*)”|„([^„“”]*)[“”]|«([^«»]*)»|‘([^‘’]*)’|'((?:[^']|'')*)'"""
)
"""The cell ="0347" of a spreadsheet, and quotes that are none for programs."""
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
    written = [line[:_TELLING] for line in lines if has_text([line[:_TELLING]])]
    best, score = ",", 0.0
    for sign in SEPARATORS:
        try:
            widths = [len(row) for row in csv.reader(written, delimiter=sign) if row]
        except csv.Error:  # a quote that is never closed, over long lines
            widths = [line.count(sign) + 1 for line in written]
        same, usual = _usual(widths)
        if same * usual**0.5 > score and usual > 1:
            best, score = sign, same * usual**0.5
    if score:
        return best
    # a quote around each line, as a spreadsheet saves what it has opened as one column
    opened = [_OPENED.fullmatch(line) for line in written]
    if sum(map(bool, opened)) * 2 >= len(written) > 0:
        return _likeliest(
            [
                found[1].replace('""', '"') if found else line
                for line, found in zip(written, opened, strict=True)
            ]
        )
    return next((sign for sign in _RARE if _parts_all(written, sign)), ",")


def _usual(widths: Sequence[int]) -> tuple[float, int]:
    """Return the share of lines with the usual number of cells, and that number."""
    if not widths:
        return 0.0, 1
    usual = max(set(widths), key=lambda width: (widths.count(width), width))
    return widths.count(usual) / len(widths), usual


def _parts_all(lines: Sequence[str], sign: str) -> bool:
    counts = {line.count(sign) for line in lines}
    return len(lines) > 1 and len(counts) == 1 and min(counts) > 0


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
        if taken == 1 and len(cells) == 1 and sign in cells[0]:
            cells = _within(cells[0], sign)
        if has_text(cells):
            yield RawRow(at + 1, [cell(_unwrapped(one)) for one in cells], fault)
        at += taken


def _within(text: str, sign: str) -> list[str]:
    """Return the cells of a line that was put into quotes as a whole."""
    try:
        return next(csv.reader([text], delimiter=sign), [text])
    except csv.Error:
        return [text]


def _unwrapped(text: str) -> str:
    """Return a text without signs around it by which programs mark it as text."""
    if text[:1] in _MARKS and (found := _WRAPPED.fullmatch(text.strip())):
        return next(filter(None, found.groups()), "").replace("''", "'")
    return text


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
