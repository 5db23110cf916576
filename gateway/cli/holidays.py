"""`textback holiday`: the public holidays of the practice's country, and closing on them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from calendar_store.model.actors import OPERATOR
from gateway.cli.options import ConfigOption, JsonOption, PracticeOption

if TYPE_CHECKING:
    from collections.abc import Sequence

    from calendar_store.database.connection import Transaction
    from calendar_store.model.practices import Practice
    from gateway.use_cases.absences import Absence
    from gateway.use_cases.holidays import PublicHoliday

app = typer.Typer(help="Public holidays: list them, close the practice on them.")

_YEAR = Annotated[
    int | None, typer.Option("--year", metavar="N", help="Which year; default: this one.")
]


@app.command("list")
def list_holidays(
    *,
    year: _YEAR = None,
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """List the public holidays of a year, and whether the practice is closed."""
    from gateway.cli import output, store
    from gateway.use_cases import holidays

    now = store.now()

    async def work(tx: Transaction) -> tuple[Practice, Sequence[PublicHoliday]]:
        where = await store.practice(tx, practice)
        return where, await holidays.listed(tx, OPERATOR, where, year or now.year, now=now)

    where, found = store.read(config, work)
    if as_json:
        output.document(
            [
                {"day": one.day.isoformat(), "name": one.name, "closed": one.taken_over is not None}
                for one in found
            ]
        )
        return
    rows = [
        (f"{one.day:%a %-d %b %Y}", one.name, "closed" if one.taken_over else "open")
        for one in found
    ]
    output.table(f"{where.name}, {where.region}", ("day", "holiday", "practice"), rows)


@app.command("add")
def add(
    days: Annotated[
        list[str] | None, typer.Argument(metavar="[DAY]...", help="Which, as 2026-12-25.")
    ] = None,
    *,
    year: _YEAR = None,
    all_of_them: Annotated[
        bool, typer.Option("--all", help="All of the year that are still to come.")
    ] = False,
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Close the practice on public holidays; the appointments on them stay, and are listed."""
    from zoneinfo import ZoneInfo

    from gateway.cli import absences, moments, output, store
    from gateway.use_cases import holidays

    if bool(days) == all_of_them:
        raise typer.BadParameter("name the days, or give --all")
    now = store.now()

    async def work(tx: Transaction) -> tuple[Practice, Sequence[Absence]]:
        where = await store.practice(tx, practice)
        chosen = [moments.day(one, where, "a day") for one in days or ()]
        if all_of_them:
            today = now.astimezone(ZoneInfo(where.timezone)).date()
            known = await holidays.listed(tx, OPERATOR, where, year or today.year, now=now)
            chosen = [one.day for one in known if one.day >= today]
        return where, await holidays.take_over(tx, OPERATOR, where, chosen, now=now)

    where, added = store.write(config, work)
    if as_json:
        output.document([absences.document(one, where.timezone) for one in added])
        return
    if not added:
        output.line("closed on all of them already")
    for one in added:
        output.line(f"closed: {absences.days(one.exception)}, {one.exception.reason}")
        absences.show_visits(one.visits, where.timezone)
