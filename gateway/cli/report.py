"""`textback report`: what was spent (F10)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

import typer

from calendar_store.entry.money import By, Spent, written
from gateway.cli.options import ConfigOption, JsonOption

if TYPE_CHECKING:
    from calendar_store.database.connection import Transaction
    from calendar_store.model.practices import Practice
    from gateway.cli.documents import Document

app = typer.Typer(help="Reports: what was spent.")


@app.callback()
def _reports() -> None:
    """Keep `costs` a command of its own name, alone as it is."""


@app.command()
def costs(
    *,
    practice: Annotated[
        str | None,
        typer.Option("--practice", metavar="NAME|ID", help="Only this one; default: all."),
    ] = None,
    month: Annotated[
        str | None,
        typer.Option("--month", metavar="2026-11", help="In the practices' zones; default: this."),
    ] = None,
    days: Annotated[
        int | None,
        typer.Option("--days", metavar="N", min=1, max=3650, help="The last days instead."),
    ] = None,
    by: Annotated[
        By | None, typer.Option("--by", help="Tell apart by this alone; default: by each.")
    ] = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show messages, parts and cost by practice, destination and carrier."""
    from calendar_store.practices import practices
    from gateway.cli import output, store

    asked = _month(month) if month is not None else None
    if asked and days:
        raise typer.BadParameter("give --month or --days, not both")
    now = store.now()

    async def work(tx: Transaction) -> tuple[date, dict[By, list[Spent]]]:
        where = await practices.all_practices(tx)
        if practice is not None:
            where = (await practices.find(tx, practice),)
        first = asked or now.astimezone(ZoneInfo(where[0].timezone if where else "UTC")).date()
        since = now - timedelta(days=days) if days else None
        kinds = [by] if by else list(By)
        return first, {kind: await _spent(tx, kind, where, first, since) for kind in kinds}

    first, found = store.read(config, work)
    if as_json:
        period = {"days": days} if days else {"month": f"{first:%Y-%m}"}
        output.document(period | _document(found))
        return
    period_words = f"the last {days} days" if days else f"{first:%B %Y}"
    for kind, some in found.items():
        rows = [_row(one) for one in (*some, _total(some))]
        output.table(f"By {kind}, {period_words}", (kind, "messages", "parts", "cost"), rows)


def _month(text: str) -> date:
    try:
        first = date.fromisoformat(f"{text.strip()}-01")
    except ValueError:
        first = date.min
    if not 2000 <= first.year < 2100:
        said = f'"{text}" is not a month; write it as 2026-11'
        raise typer.BadParameter(said, param_hint="'--month'")
    return first


async def _spent(
    tx: Transaction, by: By, where: Sequence[Practice], month: date, since: datetime | None
) -> list[Spent]:
    """Sum up since a moment, or over a month; the practices of one zone are asked for together."""
    from calendar_store.messages import spending
    from calendar_store.model import local_time

    if since is not None:
        return await spending.spent(tx, by, [one.id for one in where], since)
    found: list[Spent] = []
    for zone in dict.fromkeys(one.timezone for one in where):
        begins, ends = local_time.month(month.year, month.month, ZoneInfo(zone))
        theirs = [one.id for one in where if one.timezone == zone]
        found += await spending.spent(tx, by, theirs, begins, ends)
    return spending.together(found)


def _total(some: Sequence[Spent]) -> Spent:

    return Spent(
        "total",
        sum(one.messages for one in some),
        sum(one.parts for one in some),
        sum((one.cost for one in some), Decimal(0)),
    )


def _document(found: dict[By, list[Spent]]) -> Document:
    by = {kind.value: [_figures(one) for one in some] for kind, some in found.items()}
    total = _figures(_total(next(iter(found.values()))))
    del total["name"]
    return {"by": by, "total": total}


def _figures(one: Spent) -> Document:
    # a string, since a binary fraction is no amount of money
    cost = written(one.cost)
    return {"name": one.name, "messages": one.messages, "parts": one.parts, "cost": cost}


def _row(one: Spent) -> list[str]:
    return [str(value) for value in _figures(one).values()]
