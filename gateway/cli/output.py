"""What a command prints: JSON for machines, lines and tables for people, and nothing else.

Names and texts come from anywhere: what would steer a terminal, or turn or hide what stands beside
it, is shown as a replacement character, and escaped in JSON.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from typing import Any

from calendar_store.entry.characters import SHOWN_INSTEAD, steers

_PIPED_WIDTH = 160
"""Columns of a table that goes into a file or a pipe, where nothing says how wide it may be."""


def document(value: Any) -> None:
    """Print one JSON document on one line, at once."""
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
    """Return `text` without what would steer a terminal."""
    if text.isprintable():
        return text
    return "".join(SHOWN_INSTEAD if steers(one) else one for one in text)


def _escaped(written: str) -> str:
    """Return JSON with the same meaning in which nothing steers a terminal."""
    if written.isprintable():
        return written
    return "".join(json.dumps(one)[1:-1] if steers(one) else one for one in written)


def table(title: str, headings: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Print a table.

    Args:
        title: above it, "" for none.
        headings: of its columns.
        rows: one text for each column; a text of several lines makes a row of several lines.
    """
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table

    width = None if sys.stdout.isatty() else _PIPED_WIDTH
    # names and texts are theirs: brackets in them are no markup, colons no emoji
    console = Console(width=width, markup=False, emoji=False, highlight=False)
    title = printable(title)
    drawn = Table(title=title or None, title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
    for heading in headings:
        drawn.add_column(heading, overflow="fold")
    for row in rows:
        drawn.add_row(*("\n".join(map(printable, cell.split("\n"))) for cell in row))
    console.print(drawn)
