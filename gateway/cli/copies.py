"""`textback copy`: whole copies of a practice, written to a file and imported again."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from calendar_store.model.actors import OPERATOR
from calendar_store.model.errors import InvalidInput
from gateway.cli.options import ConfigOption, JsonOption, PracticeOption

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from calendar_store.database.connection import Database
    from calendar_store.database.postgres import ConnectionLimits
    from gateway.copies.making import MadeCopy

app = typer.Typer(help="Whole copies of a practice: make one, check one, import one.")

_TOLD_EVERY = 50_000
"""Rows between two lines of progress, at a terminal."""


@app.command()
def make(
    *,
    to: Annotated[Path, typer.Option("--to", metavar="FILE.zip", help="A new file.")],
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Write a whole copy of a practice: CSV, iCalendar, JSON with its schema, PDF."""
    from gateway.cli import output, store
    from gateway.use_cases import copies

    if to.suffix.lower() != ".zip":
        raise typer.BadParameter("FILE has to end with .zip", param_hint="--to")
    if to.exists():
        raise InvalidInput(f"{to} exists already; name a new file")
    part = to.with_name(f".{to.name}.part")

    async def work(database: Database) -> MadeCopy:
        async with database.read() as tx:
            where = await store.practice(tx, practice, even_suspended=True)
        patient = database.apart(_patient())
        try:
            with part.open("w+b") as file:
                made = await copies.written(
                    *(patient, OPERATOR, where.id, file), now=store.now(), told=_progress()
                )
                os.fsync(file.fileno())
        finally:
            await patient.close()
        part.rename(to)
        return made

    try:
        made = store.with_database(config, work)
    finally:
        part.unlink(missing_ok=True)
    size = to.stat().st_size
    if as_json:
        output.document(
            {
                "file": str(to),
                "size": size,
                "practice": made.practice.name,
                "rows": made.rows,
                "counts": dict(made.counts),
                "made_at": made.made_at.isoformat(),
            }
        )
        return
    output.line(f"{to}: {made.rows} rows of {made.practice.name}, {size} octets")
    output.line("it holds personal data: keep it encrypted, delete it when it is not needed")


@app.command()
def check(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A copy.")],
    as_json: JsonOption = False,
) -> None:
    """Check that a copy is whole, octet by octet; nothing is imported."""
    from gateway.cli import output
    from gateway.copies.opening import OpenCopy

    copy = OpenCopy.checked(file)
    copy.close()
    facts = copy.facts
    if as_json:
        output.document(
            {
                "practice": facts.practice_name,
                "id": str(facts.practice_id),
                "made_at": facts.made_at.isoformat(),
                "store": facts.store,
                "rows": facts.rows,
            }
        )
        return
    made = facts.made_at.isoformat(timespec="minutes")
    output.line(f"whole: {facts.rows} rows of {facts.practice_name}, made at {made}")


@app.command("import")
def import_copy(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A copy.")],
    *,
    name: Annotated[str, typer.Option("--as", metavar="NAME", help="The practice's name here.")],
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Import a copy as a practice: all of it, or nothing; it comes in suspended."""
    from calendar_store.database.one_service import only_service
    from gateway.cli import output, store
    from gateway.copies import importing
    from gateway.copies.opening import OpenCopy

    async def work(database: Database) -> Mapping[str, int]:
        patient = database.apart(_patient())
        # one transaction for all of it, in which nobody else can write to a SQLite store
        alone = only_service(database.file)
        try:
            copy = OpenCopy.checked(file)
            try:
                return await importing.imported(
                    *(patient, OPERATOR, copy, name), now=store.now(), written=_progress()
                )
            finally:
                copy.close()
        finally:
            alone.close()
            await patient.close()

    counts = store.with_database(config, work)
    rows = sum(counts.values())
    if as_json:
        output.document({"practice": name, "rows": rows, "counts": dict(counts)})
        return
    output.line(f"{name}: {rows} rows imported; it is suspended, and sends nothing")
    output.line(f"  at work again: textback practice reactivate {name!r}")
    output.line("  nobody can log in yet: textback staff invite sends a link")


def _patient() -> ConnectionLimits:
    from calendar_store.database.postgres import PATIENT

    return PATIENT


def _progress() -> Callable[[int], None] | None:
    """Return what tells at a terminal how far it is; None elsewhere."""
    if not sys.stderr.isatty():
        return None
    told = 0

    def tell(rows: int) -> None:
        nonlocal told
        if rows - told >= _TOLD_EVERY:
            told = rows
            sys.stderr.write(f"\r{rows} rows")
            sys.stderr.flush()

    return tell
