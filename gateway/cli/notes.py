"""`textback note`: the commands that keep notes of staff about appointments."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from calendar_store.model.actors import OPERATOR
from gateway.cli.options import ConfigOption, JsonOption, PracticeOption
from gateway.cli.visit_options import MOST_ID, VisitArgument

if TYPE_CHECKING:
    from collections.abc import Sequence

    from calendar_store.database.connection import Transaction
    from calendar_store.model.appointments import AppointmentNote
    from calendar_store.model.practices import Practice

app = typer.Typer(help="Notes of staff about appointments; never sent to anybody.")


@app.command("add")
def add(
    appointment: VisitArgument,
    text: Annotated[str, typer.Argument(help="The note.")],
    *,
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Add a note to an appointment."""
    from gateway.cli import output, store
    from gateway.use_cases import notes

    async def work(tx: Transaction) -> tuple[Practice, AppointmentNote]:
        where = await store.practice(tx, practice)
        return where, await notes.add(tx, OPERATOR, where, appointment, text, now=store.now())

    where, note = store.write(config, work)
    if as_json:
        output.document(_document(note, where.timezone))
    else:
        output.line(f"noted, id {note.id}")


@app.command("list")
def list_notes(
    appointment: VisitArgument,
    *,
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the notes of an appointment, the oldest first."""
    from gateway.cli import output, store
    from gateway.cli.moments import local
    from gateway.use_cases import notes

    async def work(tx: Transaction) -> tuple[Practice, Sequence[AppointmentNote]]:
        where = await store.practice(tx, practice)
        return where, await notes.listed(tx, OPERATOR, where, appointment)

    where, found = store.read(config, work)
    if as_json:
        output.document([_document(one, where.timezone) for one in found])
        return
    if not found:
        output.line("no notes")
    for one in found:
        output.line(f"{local(one.at, where.timezone)} {one.by}, id {one.id}")
        for line in one.text.split("\n"):
            output.line(f"  {line}")


@app.command("remove")
def remove(
    note: Annotated[int, typer.Argument(metavar="ID", min=1, max=MOST_ID, help="As listed.")],
    *,
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Remove a note; who removed it is recorded."""
    from gateway.cli import output, store
    from gateway.use_cases import notes

    async def work(tx: Transaction) -> tuple[Practice, AppointmentNote]:
        where = await store.practice(tx, practice)
        return where, await notes.remove(tx, OPERATOR, where, note, now=store.now())

    where, gone = store.write(config, work)
    if as_json:
        output.document(_document(gone, where.timezone))
    else:
        output.line(f"note removed, id {gone.id}")


def _document(one: AppointmentNote, timezone: str) -> dict[str, Any]:
    from gateway.cli.json_output import instant

    return {
        "id": str(one.id),
        "appointment_id": str(one.appointment_id),
        "at": instant(one.at, timezone),
        "by": one.by,
        "text": one.text,
    }
