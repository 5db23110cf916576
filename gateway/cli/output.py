"""Output of commands: JSON for machines, lines and tables for people.

Names and texts come from strangers. Characters that control a terminal, or that hide or reorder the
text beside them, are printed as a replacement character, and are escaped in JSON.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from typing import Any

from calendar_store.entry.characters import SHOWN_INSTEAD, steers

_PIPED_WIDTH = 160
"""Width in characters of a table in a file or a pipe, which have no width of their own."""


def document(value: Any) -> None:
    """Print a JSON document on one line, and flush the output."""
    sys.stdout.write(_escaped(json.dumps(value, ensure_ascii=False)) + "\n")
    sys.stdout.flush()


def line(text: str) -> None:
    """Print one line for people."""
    sys.stdout.write(printable(text) + "\n")


def complaint(text: str) -> None:
    """Print one line for people on standard error."""
    sys.stderr.write(printable(text) + "\n")
    sys.stderr.flush()


def printable(text: str) -> str:
    """Return `text` with a replacement for each character that controls a terminal."""
    if text.isprintable():
        return text
    return "".join(SHOWN_INSTEAD if steers(one) else one for one in text)


def _escaped(written: str) -> str:
    """Return equivalent JSON with the characters escaped that control a terminal."""
    if written.isprintable():
        return written
    return "".join(json.dumps(one)[1:-1] if steers(one) else one for one in written)


def table(title: str, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table.

    Args:
        title: the title above the table; "" for none.
        headings: the headings of the columns.
        rows: rows of one text for each column; a text may have several lines.
    """
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table

    width = None if sys.stdout.isatty() else _PIPED_WIDTH
    # names and texts come from strangers: brackets in them are no markup, colons no emoji
    console = Console(width=width, markup=False, emoji=False, highlight=False)
    title = printable(title)
    drawn = Table(title=title or None, title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
    for heading in headings:
        drawn.add_column(heading, overflow="fold")
    for row in rows:
        drawn.add_row(*("\n".join(map(printable, cell.split("\n"))) for cell in row))
    console.print(drawn)
