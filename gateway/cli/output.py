"""What a command prints: JSON for machines, lines and tables for people, and nothing else."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from typing import Any

_PIPED_WIDTH = 160
"""Columns of a table that goes into a file or a pipe, where nothing says how wide it may be."""

_CONTROLS = dict.fromkeys((*range(32), *range(127, 160)), "\N{REPLACEMENT CHARACTER}")


def document(value: Any) -> None:
    """Print one JSON document on one line, at once."""
    sys.stdout.write(json.dumps(value, ensure_ascii=False) + "\n")
    sys.stdout.flush()


def line(text: str) -> None:
    """Print one line for people."""
    sys.stdout.write(printable(text) + "\n")


def printable(text: str) -> str:
    """Return `text` without what would steer a terminal: names and texts come from anywhere."""
    return text.translate(_CONTROLS)


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
    drawn = Table(title=title or None, title_justify="left", box=SIMPLE_HEAD, pad_edge=False)
    for heading in headings:
        drawn.add_column(heading, overflow="fold")
    for row in rows:
        drawn.add_row(*("\n".join(map(printable, cell.splitlines())) for cell in row))
    console.print(drawn)
