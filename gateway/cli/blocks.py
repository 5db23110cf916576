"""`textback block`: the commands that add, list and remove blocks of the calendar."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from calendar_store.model.actors import OPERATOR
from gateway.cli.options import ConfigOption, JsonOption, PracticeOption
from gateway.cli.visit_options import MOST_ID

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from calendar_store.database.connection import Transaction
    from calendar_store.model.appointments import CalendarBlock
    from calendar_store.model.practices import Practice

app = typer.Typer(help="Blocks: parts of days at which nobody can be booked.")


@app.command("add")
def add(
    *,
    start: Annotated[str, typer.Option("--start", metavar="ISO", help="From when.")],
    end: Annotated[str, typer.Option("--end", metavar="ISO", help="Until when.")],
    practitioner: Annotated[
        str | None,
        typer.Option("--practitioner", metavar="NAME|ID", help="Whose; default: everybody's."),
    ] = None,
    reason: Annotated[str, typer.Option("--reason", help="For staff to read.")] = "",
    anyway: Annotated[
        bool, typer.Option("--anyway", help="Although appointments lie in it; they stay.")
    ] = False,
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Block a part of a day."""
    from gateway.cli import output, store
    from gateway.cli.moments import moment, span
    from gateway.use_cases import blocks

    async def work(tx: Transaction) -> tuple[Practice, CalendarBlock]:
        where = await store.practice(tx, practice)
        asked = blocks.BlockRequest(
            moment(start, where, "--start"),
            moment(end, where, "--end"),
            practitioner,
            reason,
            meant=anyway,
        )
        return where, await blocks.add(tx, OPERATOR, where, asked, now=store.now())

    where, made = store.write(config, work)
    if as_json:
        output.document(_document(made, where.timezone))
    else:
        when = span(made.starts_at, made.ends_at, where.timezone)
        output.line(f"blocked: {when}, id {made.id}")


@app.command("list")
def list_blocks(
    *,
    begin: Annotated[
        str | None, typer.Option("--from", metavar="D", help="First day; default: today.")
    ] = None,
    days: Annotated[int, typer.Option("--days", metavar="N", min=1, max=366)] = 30,
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the blocks of some days."""
    from zoneinfo import ZoneInfo

    from calendar_store.model.local_time import midnight
    from gateway.cli import moments, output, store
    from gateway.use_cases import blocks, practitioner_lookup

    async def work(
        tx: Transaction,
    ) -> tuple[Practice, Sequence[CalendarBlock], Mapping[int, str]]:
        where = await store.practice(tx, practice)
        zone = ZoneInfo(where.timezone)
        asked = moments.day(begin, where, "--from") if begin else None
        first = asked or store.now().astimezone(zone).date()
        since, until = midnight(first, zone), midnight(first + timedelta(days=days), zone)
        found = await blocks.listed(tx, OPERATOR, where, since, until)
        return where, found, await practitioner_lookup.names(tx, OPERATOR, where)

    where, found, names = store.read(config, work)
    zone = where.timezone
    if as_json:
        output.document([_document(one, zone) for one in found])
        return
    if not found:
        output.line(f"{where.name}: no blocks")
        return
    rows = [
        (
            moments.span(one.starts_at, one.ends_at, zone),
            names.get(one.practitioner_id or 0, "everybody"),
            one.reason,
            str(one.id),
        )
        for one in found
    ]
    output.table(where.name, ("when", "whose", "reason", "id"), rows)


@app.command("remove")
def remove(
    block: Annotated[int, typer.Argument(metavar="ID", min=1, max=MOST_ID, help="As listed.")],
    *,
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Remove a block: its time can be booked again."""
    from gateway.cli import output, store
    from gateway.cli.moments import span
    from gateway.use_cases import blocks

    async def work(tx: Transaction) -> tuple[Practice, CalendarBlock]:
        where = await store.practice(tx, practice)
        return where, await blocks.remove(tx, OPERATOR, where, block, now=store.now())

    where, gone = store.write(config, work)
    if as_json:
        output.document(_document(gone, where.timezone))
    else:
        when = span(gone.starts_at, gone.ends_at, where.timezone)
        output.line(f"no longer blocked: {when}")


def _document(one: CalendarBlock, timezone: str) -> dict[str, Any]:
    from gateway.cli.json_output import identity, instant

    return {
        "id": str(one.id),
        "practitioner_id": identity(one.practitioner_id),
        "start": instant(one.starts_at, timezone),
        "end": instant(one.ends_at, timezone),
        "reason": one.reason,
        "by": one.created_by,
        "calendar_id": identity(one.calendar_id),
    }
