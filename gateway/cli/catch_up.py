"""`textback catch-up`: copies in what was written on paper, lists it, settles what conflicts."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from calendar_store.model.actors import OPERATOR
from calendar_store.model.errors import InvalidInput
from gateway.cli.options import ConfigOption, GlobalOptions, JsonOption, PracticeOption
from gateway.cli.visit_options import MOST_ID

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from calendar_store.database.connection import Database, Transaction
    from calendar_store.model.paper_entries import PaperEntry
    from calendar_store.model.practices import Practice
    from gateway.use_cases.catch_up_view import SettledEntry

_UNSETTLED = 3
"""Exit code where something waits to be settled."""
EntryArgument = Annotated[
    int, typer.Argument(metavar="ID", min=1, max=MOST_ID, help="The entry, as listed.")
]


def catch_up(
    context: typer.Context,
    *,
    file: Annotated[
        str, typer.Option("--from", metavar="FILE", help="The paper as typed; - for the input.")
    ] = "-",
    paper: Annotated[
        int | None,
        typer.Option("--paper", metavar="N", min=1, help="Its version; default: the newest."),
    ] = None,
    made: Annotated[
        str | None,
        typer.Option("--made", metavar="ISO", help="When it was made, if no version is known."),
    ] = None,
    day: Annotated[
        str | None, typer.Option("--day", metavar="D", help="Its day; default: today.")
    ] = None,
    practitioner: Annotated[
        str | None, typer.Option("--practitioner", metavar="NAME|ID", help="Whose page.")
    ] = None,
    confirm: Annotated[
        bool, typer.Option("--confirm/--no-confirm", help="Tell clients of new visits.")
    ] = False,
    tell: Annotated[
        bool, typer.Option("--tell/--no-tell", help="Tell clients of moves and cancellations.")
    ] = True,
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Copy in what was written on paper: "10:30 Byron", "09:00 Hopper x", "9:30 Peano > 15:00"."""
    if context.invoked_subcommand is not None:
        context.obj = GlobalOptions(config, as_json)
        return
    from gateway.cli import catch_up_work, composition, output, store

    text = sys.stdin.read() if file == "-" else _text_of(Path(file))
    asked = catch_up_work.TypedPaper(
        text, paper, made, day, practitioner, confirm=confirm, tell=tell
    )
    tariff = composition.tariff(config)

    async def work(database: Database) -> tuple[Practice, list[PaperEntry]]:
        async with database.read() as tx:
            where = await store.practice(tx, practice)
        taken = await catch_up_work.take(database, where, asked, tariff, store.now())
        return where, taken

    where, entries = store.with_database(config, work)
    _show(where, [(one, one.name) for one in entries], as_json=as_json)
    if any(one.is_open for one in entries):
        if not as_json:
            output.complaint("some of it waits to be settled: textback catch-up list --open")
        raise typer.Exit(_UNSETTLED)


app = typer.Typer(callback=catch_up, invoke_without_command=True)


@app.command("list")
def list_entries(
    *,
    only_open: Annotated[bool, typer.Option("--open", help="Only what waits.")] = False,
    limit: Annotated[int, typer.Option("--limit", min=1, max=1000, help="Most entries.")] = 100,
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """List what was copied in, the newest first, and what became of it."""
    from gateway.cli import store
    from gateway.use_cases import catch_up_view

    async def work(tx: Transaction) -> tuple[Practice, Sequence[SettledEntry]]:
        where = await store.practice(tx, practice)
        return where, await catch_up_view.settled(tx, OPERATOR, where, limit)

    where, found = store.read(config, work)
    some = [
        (one.entry, one.client.name if one.client else one.entry.name)
        for one in found
        if one.entry.is_open or not only_open
    ]
    _show(where, some, as_json=as_json)


@app.command("settle")
def settle(
    entry: EntryArgument,
    way: Annotated[
        str, typer.Argument(metavar="keep|elsewhere|offer|paper|both|drop", help="How.")
    ],
    *,
    at: Annotated[
        str | None, typer.Option("--at", metavar="ISO", help="For elsewhere and offer: when.")
    ] = None,
    others: Annotated[
        list[str] | None,
        typer.Option("--move", metavar="ID@ISO", help="For paper: who gives way, and until when."),
    ] = None,
    reason: Annotated[str, typer.Option("--reason", help="For drop: why.")] = "",
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Settle an entry against which something stands."""
    from dataclasses import replace

    from gateway.cli import catch_up_work, composition, store
    from gateway.use_cases import catch_up_settling

    tariff = composition.tariff(config)

    async def work(tx: Transaction) -> tuple[Practice, PaperEntry]:
        where = await store.practice(tx, practice)
        choice = await catch_up_work.choice(tx, where, way, at, others or [])
        choice = replace(choice, reason=reason)
        done = await catch_up_settling.settle(
            *(tx, OPERATOR, where, entry, choice), tariff=tariff, now=store.now()
        )
        return where, done

    where, done = store.write(config, work)
    _show_one(where, done, as_json=as_json)


@app.command("undo")
def undo(
    entry: EntryArgument,
    *,
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Take back what became of an entry a moment ago: it waits again."""
    from gateway.cli import composition, store
    from gateway.use_cases import catch_up_settling

    tariff = composition.tariff(config)

    async def work(tx: Transaction) -> tuple[Practice, PaperEntry]:
        where = await store.practice(tx, practice)
        done = await catch_up_settling.undo(
            *(tx, OPERATOR, where, entry), tariff=tariff, now=store.now()
        )
        return where, done

    where, done = store.write(config, work)
    _show_one(where, done, as_json=as_json)


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidInput(f"{path} cannot be read: {error}") from error


def _show_one(where: Practice, entry: PaperEntry, *, as_json: bool) -> None:
    from gateway.cli import output

    if as_json:
        output.document(_document(entry, where.timezone))
        return
    output.line(f"{entry.state.value}: {_became(entry)}, id {entry.id}")


def _show(where: Practice, entries: Sequence[tuple[PaperEntry, str]], *, as_json: bool) -> None:
    from gateway.cli import output
    from gateway.cli.moments import local

    zone = where.timezone
    if as_json:
        output.document([_document(one, zone) for one, _name in entries])
        return
    if not entries:
        output.line(f"{where.name}: nothing was copied in")
        return

    def when(at: datetime | None) -> str:
        return local(at, zone) if at else ""

    rows = [
        (
            when(one.starts_at) or one.written,
            name,
            one.kind.value + (f" to {when(one.moves_to)}" if one.moves_to else ""),
            f"{one.state.value}: {_became(one)}",
            str(one.id),
        )
        for one, name in entries
    ]
    output.table(where.name, ("when", "who", "what", "state", "id"), rows)


def _became(one: PaperEntry) -> str:
    """Return what became of an entry, or what stands against it."""
    if one.is_open:
        return one.words or one.obstacle.value or "not tried yet"
    return f"{one.fate.value} ({one.reason})" if one.reason else one.fate.value


def _document(one: PaperEntry, zone: str) -> dict[str, Any]:
    from gateway.cli.json_output import identity, instant

    return {
        "id": str(one.id),
        "kind": one.kind.value,
        "state": one.state.value,
        "obstacle": one.obstacle.value or None,
        "words": one.words or None,
        "fate": one.fate.value or None,
        "reason": one.reason or None,
        "paper": one.paper_version,
        "made_at": instant(one.made_at, zone),
        "day": one.day.isoformat(),
        "written": one.written,
        "name": one.name,
        "phone": one.phone or None,
        "start": instant(one.starts_at, zone),
        "moves_to": instant(one.moves_to, zone),
        "client_id": identity(one.client_id),
        "appointment_id": identity(one.appointment_id),
        "by": one.by,
        "entered_at": instant(one.entered_at, zone),
        "settled_by": one.settled_by or None,
        "settled_at": instant(one.settled_at, zone),
    }
