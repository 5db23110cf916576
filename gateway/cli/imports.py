"""`textback import`: files of clients and visits read, shown, written and undone."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from calendar_store.model.actors import OPERATOR
from calendar_store.model.errors import NotFound
from calendar_store.model.imports import ImportKind, RowOutcome, RowVerdict
from gateway.cli.options import ConfigOption, JsonOption, PracticeOption

if TYPE_CHECKING:
    from calendar_store.database.connection import Database, Transaction
    from calendar_store.model.imports import ImportFile, ImportRow
    from gateway.cli.import_running import AskedImport

app = typer.Typer(help="Imports: clients and visits from files, undone whole where needed.")
_MOST_SHOWN = 20
"""Faults that are printed for people; --json has them all."""
_MOST_FAULTS = 1000
_LONGEST_ID = 18

FileArgument = Annotated[
    Path, typer.Argument(metavar="FILE", help="CSV, XLSX, XLS, ODS, vCard or iCalendar.")
]
DryOption = Annotated[
    bool, typer.Option("--dry-run", help="Say what would be done, and do nothing.")
]
EncodingOption = Annotated[
    str, typer.Option("--encoding", metavar="E", help="Of a text; default: found out.")
]
SeparatorOption = Annotated[
    str, typer.Option("--separator", metavar="S", help="Of a text; default: found out.")
]
SheetOption = Annotated[
    str, typer.Option("--sheet", metavar="NAME", help="Of a workbook; default: the first.")
]
DaysOption = Annotated[
    str,
    typer.Option(
        "--days",
        metavar="ORDER",
        help="Of days as 03/04/2026: day-first or month-first; default: found out.",
    ),
]
ColumnsOption = Annotated[
    list[str] | None,
    typer.Option(
        "--column",
        metavar="N=FIELD",
        help='What the Nth column holds: mobile, last, ...; "3=" leaves it out.',
    ),
]


@app.command("clients")
def import_clients(
    file: FileArgument,
    *,
    practice: PracticeOption = None,
    dry_run: DryOption = False,
    consent: Annotated[
        str,
        typer.Option(
            "--consent",
            metavar="HOW",
            help="How those agreed whom the file says so of: spoken, form or web.",
        ),
    ] = "",
    since: Annotated[
        str, typer.Option("--since", metavar="DAY", help="Since when, where the file has no date.")
    ] = "",
    all_agreed: Annotated[
        bool, typer.Option("--all-agreed", help="All of the file agreed; needs --consent, --since.")
    ] = False,
    no_consent: Annotated[
        bool, typer.Option("--no-consent", help="Leave out the file's column of consent.")
    ] = False,
    column: ColumnsOption = None,
    encoding: EncodingOption = "",
    separator: SeparatorOption = "",
    sheet: SheetOption = "",
    days: DaysOption = "",
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Import clients from a file; nothing is sent to anybody."""
    from gateway.cli.import_running import AskedImport
    from gateway.use_cases.import_choices import ReadingChoices, consent_of

    kind_of = "none" if no_consent else "all" if all_agreed else ""
    kind_of = kind_of or ("column" if consent else "")
    chosen = consent_of(kind_of, consent, since) if kind_of else None
    reading = ReadingChoices(encoding, separator, sheet, _days(days))
    _import(
        config,
        AskedImport(
            *(file, _size(file), ImportKind.CLIENTS, practice),
            *(reading, chosen, column or [], dry_run),
        ),
        as_json=as_json,
    )


@app.command("visits")
def import_visits(
    file: FileArgument,
    *,
    practice: PracticeOption = None,
    dry_run: DryOption = False,
    add_clients: Annotated[
        bool,
        typer.Option(
            "--add-clients",
            help="Add clients who are not there yet, from rows with a name and a mobile number.",
        ),
    ] = False,
    column: ColumnsOption = None,
    encoding: EncodingOption = "",
    separator: SeparatorOption = "",
    sheet: SheetOption = "",
    days: DaysOption = "",
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Import visits of clients from a file; nobody is told, reminders come as usual."""
    from calendar_store.model.imports import ImportChoices
    from gateway.cli.import_running import AskedImport
    from gateway.use_cases.import_choices import ReadingChoices

    reading = ReadingChoices(encoding, separator, sheet, _days(days))
    _import(
        config,
        AskedImport(
            *(file, _size(file), ImportKind.VISITS, practice),
            *(reading, ImportChoices(strangers=add_clients), column or [], dry_run),
        ),
        as_json=as_json,
    )


@app.command("list")
def list_imports(
    *, practice: PracticeOption = None, config: ConfigOption = None, as_json: JsonOption = False
) -> None:
    """Show the imports, the newest first."""
    from gateway.cli import output, store
    from gateway.use_cases import imports as use_case

    async def work(tx: Transaction) -> tuple[ImportFile, ...]:
        return await use_case.listed(tx, OPERATOR, await store.practice(tx, practice))

    found = store.read(config, work)
    if as_json:
        output.document([document(one) for one in found])
        return
    if not found:
        output.line("no imports yet")
        return
    rows = [
        (str(one.id), one.created_at.date().isoformat(), one.name, one.status.value, _told(one))
        for one in found
    ]
    output.table("", ("id", "day", "file", "status", "rows"), rows)


@app.command("undo")
def undo_import(
    number: Annotated[str, typer.Argument(metavar="ID", help="As `import list` shows it.")],
    *,
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Undo an import: whom it added is removed, what it changed is put back."""
    from calendar_store.clients.imports import LEASE
    from gateway.cli import store
    from gateway.imports.importer import work_on
    from gateway.use_cases import imports as use_case

    async def work(database: Database) -> tuple[ImportFile, tuple[ImportRow, ...]]:
        now = store.now()
        async with database.write() as tx:
            found = await store.practice(tx, practice)
            file = await use_case.undo(
                tx, OPERATOR, found, _id(number), now=now, leased_until=now + LEASE
            )
        file = await work_on(database, file, store.now)
        async with database.read() as tx:
            kept = await use_case.rows(
                tx, OPERATOR, found, file, outcomes=[RowOutcome.KEPT], limit=_MOST_FAULTS
            )
        return file, kept

    _print(*store.with_database(config, work), as_json=as_json)


def _import(config: Path | None, asked: AskedImport, *, as_json: bool) -> None:
    from gateway.cli import store
    from gateway.cli.import_running import run_import

    async def work(database: Database) -> tuple[ImportFile, tuple[ImportRow, ...]]:
        return await run_import(database, asked)

    _print(*store.with_database(config, work), as_json=as_json)


def _days(order: str) -> str:
    """Return which is first in days.

    Raises:
        typer.BadParameter: if it is no order.
    """
    known = {"": "", "day-first": "day", "month-first": "month"}
    if order not in known:
        raise typer.BadParameter("--days is day-first or month-first")
    return known[order]


def _id(number: str) -> int:
    """Return an id.

    Raises:
        NotFound: if it can be none.
    """
    if not (number.isascii() and number.isdecimal() and len(number) <= _LONGEST_ID):
        raise NotFound(f"there is no import {number} in this practice")
    return int(number)


def _size(file: Path) -> int:
    """Return the bytes of a file.

    Raises:
        typer.BadParameter: if there is none.
    """
    if not file.is_file():
        raise typer.BadParameter(f"there is no file {file}")
    return file.stat().st_size


def _print(file: ImportFile, faults: tuple[ImportRow, ...], *, as_json: bool) -> None:
    from gateway.cli import output

    if as_json:
        shown = [{"line": row.line, "why": row.fault} for row in faults]
        output.document(document(file) | {"faults": shown})
        return
    for row in faults[:_MOST_SHOWN]:
        output.line(f"line {row.line}: {row.fault}")
    if len(faults) > _MOST_SHOWN:
        output.line(f"and {len(faults) - _MOST_SHOWN} more; --json has them all")
    if file.facts.get("days.shown") in {"usual", "mixed"}:
        first = file.facts.get("days", "day")
        other = "month" if first == "day" else "day"
        output.line(
            f"the order of days as {file.facts['days.example']} is not clear from the file: they"
            f" were read with the {first} first; --days {other}-first reads them the other way"
        )
    output.line(f"import {file.id} of {file.name} {file.status.value}: {_told(file)}")


def document(file: ImportFile) -> dict[str, Any]:
    """Return an import as JSON for machines."""
    columns = [
        {"title": title, "field": field}
        for title, field in zip(file.header, file.columns, strict=False)
    ]
    return {
        "id": str(file.id),
        "kind": file.kind.value,
        "file": file.name,
        "status": file.status.value,
        "at": file.created_at.isoformat(),
        "by": file.by,
        "columns": columns,
        "consent": file.choices.as_json(),
        "days": {
            "first": file.facts.get("days", ""),
            "shown": file.facts.get("days.shown", ""),
            "example": file.facts.get("days.example", ""),
        },
        **{one.value: file.counts.get(one.value, 0) for one in RowVerdict},
        "done": {
            one.value: file.counts.get(f"outcome.{one.value}", 0) for one in RowOutcome if one.value
        },
        "strangers": file.counts.get("strangers", 0),
        "fault": file.fault,
    }


def _told(file: ImportFile) -> str:
    """Return the numbers of an import: what became of its rows, or what they mean."""
    done = [
        f"{count} {one.value}"
        for one in RowOutcome
        if one.value and (count := file.counts.get(f"outcome.{one.value}", 0))
    ]
    found = [
        f"{count} {one.value}" for one in RowVerdict if (count := file.counts.get(one.value, 0))
    ]
    return file.fault or f"{', '.join(found) or 'no rows'}" + (
        f"; {', '.join(done)}" if done else ""
    )
