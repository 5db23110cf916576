"""`textback report`: reports of messages, parts and cost."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

import typer

from calendar_store.entry.money import By, Spent, written
from calendar_store.model.actors import OPERATOR
from gateway.cli.options import ConfigOption, JsonOption

if TYPE_CHECKING:
    from calendar_store.database.connection import Transaction
    from gateway.cli.json_output import Document
    from gateway.use_cases.reports import CostReport

app = typer.Typer(help="Reports: what was spent, and figures of visits, messages and answers.")


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
    """Show messages, parts and cost by practice, destination and carrier, and what email saved."""
    from calendar_store.practices import practices
    from gateway.cli import composition, output, store
    from gateway.use_cases import reports

    asked = _month(month) if month is not None else None
    if asked and days:
        raise typer.BadParameter("give --month or --days, not both")
    now, tariff = store.now(), composition.tariff(config)

    async def work(tx: Transaction) -> CostReport:
        where = await practices.find(tx, practice) if practice is not None else None
        return await reports.costs(
            tx,
            OPERATOR,
            where,
            [by] if by else list(By),
            now=now,
            month=asked,
            last=timedelta(days=days) if days else None,
            tariff=tariff,
        )

    report = store.read(config, work)
    first, found = report.month, report.spent
    if as_json:
        period = {"days": days} if days else {"month": f"{first:%Y-%m}"}
        output.document(period | _document(found) | {"saved_by_email": _sums(report.saved)})
        return
    period_words = f"the last {days} days" if days else f"{first:%B %Y}"
    for kind, some in found.items():
        rows = [_row(one) for one in (*some, _total(some))]
        output.table(f"By {kind}, {period_words}", (kind, "messages", "parts", "cost"), rows)
    if report.saved.messages:
        output.line(_saved(report.saved))


def _saved(saved: Spent) -> str:
    what = "1 reminder" if saved.messages == 1 else f"{saved.messages} reminders"
    return (
        f"By email instead of text: {what}, which would have cost {written(saved.cost)}"
        f" in {saved.parts} parts, at the prices of now."
    )


def _month(text: str) -> date:
    try:
        first = date.fromisoformat(f"{text.strip()}-01")
    except ValueError:
        first = date.min
    if not 2000 <= first.year < 2100:
        said = f'"{text}" is not a month; write it as 2026-11'
        raise typer.BadParameter(said, param_hint="'--month'")
    return first


def _total(some: Sequence[Spent]) -> Spent:

    return Spent(
        "total",
        sum(one.messages for one in some),
        sum(one.parts for one in some),
        sum((one.cost for one in some), Decimal(0)),
    )


def _document(found: dict[By, list[Spent]]) -> Document:
    by = {kind.value: [_figures(one) for one in some] for kind, some in found.items()}
    return {"by": by, "total": _sums(_total(next(iter(found.values()))))}


def _sums(one: Spent) -> Document:
    return {name: value for name, value in _figures(one).items() if name != "name"}


def _figures(one: Spent) -> Document:
    # a string, since a binary fraction is no amount of money
    cost = written(one.cost)
    return {"name": one.name, "messages": one.messages, "parts": one.parts, "cost": cost}


def _row(one: Spent) -> list[str]:
    return [str(value) for value in _figures(one).values()]
