"""`textback absence`: the commands that enter, list and remove absences."""

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
    from calendar_store.model.practices import HoursException, Practice
    from gateway.use_cases.absences import Absence, VisitInAbsence

app = typer.Typer(help="Absences: who is away when, and the appointments that are in the way.")


@app.command("add")
def add(
    *,
    first: Annotated[str, typer.Option("--first", metavar="D", help="First day.")],
    last: Annotated[
        str | None, typer.Option("--last", metavar="D", help="Last day; default: the first.")
    ] = None,
    practitioner: Annotated[
        str | None,
        typer.Option("--practitioner", metavar="NAME|ID", help="Whose; default: the practice's."),
    ] = None,
    hours: Annotated[
        str,
        typer.Option("--hours", help='Other hours on these days, as "09:00-13:00"; default: none.'),
    ] = "",
    reason: Annotated[str, typer.Option("--reason", help="For staff to read.")] = "",
    instead: Annotated[
        bool,
        typer.Option("--instead", help="In place of what stands on these days with other hours."),
    ] = False,
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Enter an absence; the appointments in it stay, and are listed."""
    from gateway.cli import moments, output, store
    from gateway.use_cases import absences

    async def work(tx: Transaction) -> tuple[Practice, Absence]:
        where = await store.practice(tx, practice)
        begins = moments.day(first, where, "--first")
        ends = moments.day(last, where, "--last") if last else begins
        asked = absences.AbsenceRequest(
            *(begins, ends, practitioner, hours, reason), instead=instead
        )
        return where, await absences.add(tx, OPERATOR, where, asked, now=store.now())

    where, made = store.write(config, work)
    if as_json:
        output.document(document(made, where.timezone))
        return
    output.line(f"entered: {days(made.exception)}, id {made.exception.id}")
    show_visits(made.visits, where.timezone)


@app.command("list")
def list_absences(
    *,
    begin: Annotated[
        str | None, typer.Option("--from", metavar="D", help="First day; default: today.")
    ] = None,
    number: Annotated[int, typer.Option("--days", metavar="N", min=1, max=1000)] = 366,
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """List absences, each with the appointments that have to be dealt with."""
    from zoneinfo import ZoneInfo

    from gateway.cli import moments, output, store
    from gateway.use_cases import absences, practitioner_lookup

    now = store.now()

    async def work(
        tx: Transaction,
    ) -> tuple[Practice, Sequence[Absence], Mapping[int, str]]:
        where = await store.practice(tx, practice)
        asked = moments.day(begin, where, "--from") if begin else None
        first = asked or now.astimezone(ZoneInfo(where.timezone)).date()
        last = first + timedelta(days=number - 1)
        found = await absences.listed(tx, OPERATOR, where, first, last, now=now)
        return where, found, await practitioner_lookup.names(tx, OPERATOR, where)

    where, found, names = store.read(config, work)
    if as_json:
        output.document([document(one, where.timezone) for one in found])
        return
    if not found:
        output.line(f"{where.name}: no absences")
    for one in found:
        whose = names.get(one.exception.practitioner_id or 0, where.name)
        because = f" ({one.exception.reason})" if one.exception.reason else ""
        output.line(f"{whose}: {days(one.exception)}{because}, id {one.exception.id}")
        show_visits(one.visits, where.timezone)


@app.command("remove")
def remove(
    absence: Annotated[int, typer.Argument(metavar="ID", min=1, max=MOST_ID, help="As listed.")],
    *,
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Remove an absence: the weekly hours hold again."""
    from gateway.cli import output, store
    from gateway.use_cases import absences
    from gateway.use_cases.absences import Absence

    async def work(tx: Transaction) -> tuple[Practice, HoursException]:
        where = await store.practice(tx, practice)
        return where, await absences.remove(tx, OPERATOR, where, absence, now=store.now())

    where, gone = store.write(config, work)
    if as_json:
        output.document(document(Absence(gone), where.timezone))
    else:
        output.line(f"removed: {days(gone)}")


def days(one: HoursException) -> str:
    """Return the days of an absence, and the hours that hold instead."""
    span = f"{one.first:%a %-d %b %Y}"
    if one.last != one.first:
        span += f" to {one.last:%a %-d %b %Y}"
    if one.opens is None or one.closes is None:
        return span
    return f"{span}, {one.opens:%H:%M}-{one.closes:%H:%M} only"


def show_visits(visits: Sequence[VisitInAbsence], timezone: str) -> None:
    """Print the appointments in an absence that have to be dealt with."""
    from gateway.cli import output
    from gateway.cli.moments import local

    for one in visits:
        visit = one.appointment
        when = local(visit.starts_at, timezone)
        output.line(
            f"  in the way: {when} {one.client.name} with {visit.practitioner}, id {visit.id}"
        )


def document(one: Absence, timezone: str) -> dict[str, Any]:
    """Return an absence with the appointments that have to be dealt with."""
    from gateway.cli import json_output

    exception = one.exception
    return {
        "id": str(exception.id),
        "practitioner_id": json_output.identity(exception.practitioner_id),
        "first": exception.first.isoformat(),
        "last": exception.last.isoformat(),
        "opens": f"{exception.opens:%H:%M}" if exception.opens else None,
        "closes": f"{exception.closes:%H:%M}" if exception.closes else None,
        "reason": exception.reason,
        "in_the_way": [
            json_output.appointment(visit.appointment, timezone)
            | {"client": json_output.client(visit.client)}
            for visit in one.visits
        ],
    }
