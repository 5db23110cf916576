"""Measure the pages of staff alone, on SQLite and PostgreSQL; `--keep` keeps the SQLite store."""

import argparse
import logging
import tempfile
from pathlib import Path

import structlog
from rich.console import Console

from tests.bench.pages import report


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.pages", description=__doc__)
    parser.add_argument("--scale", type=float, default=1.0, help="share of the years and clients")
    parser.add_argument("--rounds", type=int, default=report.ROUNDS, help="requests of each page")
    parser.add_argument("--keep", type=Path, help="folder of the SQLite store, for another run")
    parser.add_argument("--only", default="", help="the beginning of the pages' names")
    asked = parser.parse_args()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    with tempfile.TemporaryDirectory() as folder:
        where = asked.keep or Path(folder)
        tables = report.tables(where, asked.scale, rounds=asked.rounds, only=asked.only)
    for table in tables:
        Console(width=120).print(table)


if __name__ == "__main__":
    main()
