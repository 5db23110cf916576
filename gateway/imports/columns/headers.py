"""Finds the header of a file: below a title, or over two lines, as merged cells are exported."""

import re
from collections.abc import Callable, Sequence

from gateway.imports.columns.fields import bare
from gateway.imports.reading.table import RawRow

_WITHIN = 15
"""Rows at the beginning among which the header is looked for."""
_EMAIL = re.compile(r"[^\s@]+@[^\s@]+\.\w{2,}")
_DIGITS = 6
Knows = Callable[[str], bool]


def header_of(rows: Sequence[RawRow], knows: Knows) -> tuple[tuple[str, ...], int]:
    """Return the titles of a file, and the index of its first row below them.

    Args:
        rows: the rows at the beginning of the file, at least one.
        knows: tells whether a title is known.

    Returns:
        No titles, and 0, for a file that has values alone.
    """
    at = _header_at(rows, knows)
    if at is None:
        return (), 0
    cells = tuple(rows[at].cells)
    below = rows[at + 1].cells if at + 1 < len(rows) else ()
    if _continues(cells, below, knows):
        return _joined(cells, below, knows), at + 2
    above = rows[at - 1].cells if at else ()
    if not any(map(_is_value, above)):
        cells = _joined(above, cells, knows)
    return cells, at + 1


def _header_at(rows: Sequence[RawRow], knows: Knows) -> int | None:
    """Return the index of the row that names the columns; None if there is none."""
    best, at = 0, None
    for n, row in enumerate(rows[:_WITHIN]):
        known = sum(map(knows, row.cells))
        if known > best and not any(map(_is_value, row.cells)):
            best, at = known, n
    if at is None and not any(map(_is_value, rows[0].cells)):
        # words above values are titles, although none of them is known
        below = (text for row in rows[1:] for text in row.cells)
        return 0 if any(map(_is_value, below)) else None
    return at


def _continues(upper: Sequence[str], lower: Sequence[str], knows: Knows) -> bool:
    """Tell whether a row is the second line of the titles above it, and no entry.

    An entry has a value below a title that is known; a second line has none there, or a title.
    """
    more, group = 0, ""
    for text, over in zip(lower, [*upper, *[""] * len(lower)], strict=False):
        group = over or group
        known = knows(text) or knows(f"{group} {text}")
        if not text or bare(text) == bare(over):
            continue
        if _is_value(text) or (knows(over) and not known):
            return False
        more += known
    return more > 0


def _joined(upper: Sequence[str], lower: Sequence[str], knows: Knows) -> tuple[str, ...]:
    """Return the titles of two lines; one of the upper line stands over several of the lower."""
    width = max(len(upper), len(lower))
    group, titles = "", []
    for n in range(width):
        over = upper[n] if n < len(upper) else ""
        below = lower[n] if n < len(lower) else ""
        group = over or group
        both = f"{group} {below}".strip()
        if not below:
            titles.append(over if knows(over) else "")
        elif knows(both) and not knows(below):
            titles.append(both)
        else:
            titles.append(below)
    return tuple(titles)


def _is_value(text: str) -> bool:
    """Tell whether a text stands in a row of values, and not in a header."""
    digits = sum(map(str.isdecimal, text))
    return bool(_EMAIL.search(text)) or digits >= _DIGITS
