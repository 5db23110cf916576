"""The rows of a file as texts, whatever its form, and the bounds of all forms."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from calendar_store.model.errors import InvalidInput

LARGEST_FILE = 64 * 1024 * 1024
"""Bytes of a file."""
MOST_ROWS = 200_000
MOST_COLUMNS = 300
LONGEST_CELL = 1000
"""Characters that are kept of a cell; fields of clients are shorter."""


_WORD = re.compile(r"[^\W_]|[^\x00-\x7f\s]")


class NotReadable(InvalidInput):
    """The file cannot be read, or is too large; the text says what to do."""


@dataclass(frozen=True, slots=True)
class RawRow:
    """A row of a file.

    Attributes:
        line: where it begins in the file, from 1.
        cells: its texts.
        fault: why it cannot be read; "" for a row as it should be.
    """

    line: int
    cells: Sequence[str]
    fault: str = ""


@dataclass(frozen=True, slots=True)
class RawTable:
    """A file's rows.

    Attributes:
        rows: the rows, with those before the header.
        total: how many there are, or a guess.
        facts: what was found out: "form", "encoding", "separator", "sheet".
        titled: whether the first row names the columns for certain.
    """

    rows: Iterable[RawRow]
    total: int
    facts: Mapping[str, str] = field(default_factory=dict)
    titled: bool = False


def cell(value: str) -> str:
    """Return a cell's text without the space around it, cut where it is too long."""
    # no database keeps a NUL, and none belongs into a text
    return value.replace("\0", "").strip()[:LONGEST_CELL]


def has_text(cells: Sequence[str]) -> bool:
    """Tell whether a row has any text; a line of hyphens and bars has none."""
    return any(map(_WORD.search, cells))
