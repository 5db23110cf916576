"""`textback report visits|messages|steps|…`: the tables of the page of reports."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

import typer

from calendar_store.entry.money import written
from calendar_store.model.actors import OPERATOR
from gateway.cli.options import ConfigOption, JsonOption, PracticeOption
from gateway.use_cases.report_periods import Each
from gateway.use_cases.report_tables import Cell, ReportName, ReportRow, ReportShare, ReportTable

if TYPE_CHECKING:
    from calendar_store.database.connection import Database
    from calendar_store.model.practices import Practice
    from gateway.cli.json_output import Document

_USUAL_DAYS = 30
_MINUTE = timedelta(minutes=1)


def show(
    name: Annotated[ReportName, typer.Argument(metavar="TABLE", help="Which figures.")],
    *,
    first: Annotated[
        str | None, typer.Option("--from", metavar="DAY", help="Default: 30 days ago.")
    ] = None,
    last: Annotated[str | None, typer.Option("--to", metavar="DAY", help="Default: today.")] = None,
    each: Annotated[
        Each | None, typer.Option("--by", help="What a row is; default: by the period's length.")
    ] = None,
    as_csv: Annotated[bool, typer.Option("--csv", help="Print a CSV file.")] = False,
    practice: PracticeOption = None,
    config: ConfigOption = None,
    as_json: JsonOption = False,
) -> None:
    """Show figures of a period and of the period before: visits, messages, answers and others."""
    from gateway.cli import output, store

    async def work(database: Database) -> tuple[Practice, ReportTable]:
        from gateway.use_cases import report_periods, report_tables
        from gateway.use_cases.report_figures import ReportReader

        now = store.now()
        async with database.read() as tx:
            where = await store.practice(tx, practice)
        from zoneinfo import ZoneInfo

        today = now.astimezone(ZoneInfo(where.timezone)).date()
        ends = _day(last, today)
        begins = _day(first, ends - timedelta(days=_USUAL_DAYS - 1))
        period = report_periods.period(begins, ends, each)
        source = await ReportReader(database, lambda: now).read(OPERATOR, where, period)
        return where, report_tables.table(name, source)

    where, table = store.with_database(config, work)
    if as_json:
        output.document({"practice": where.name} | _document(table))
        return
    if as_csv:
        _print_csv(table)
        return
    headings = (table.name.value, *(one.replace("_", " ") for one in table.columns))
    rows = [(_label(row), *map(_cell, row.cells)) for row in table.rows]
    rows += [
        (words, *map(_cell, row.cells))
        for words, row in (("together", table.total), ("before", table.before))
    ]
    output.table(f"{where.name}, {_days(table.total)}", headings, rows)


def _print_csv(table: ReportTable) -> None:
    import sys

    from gateway.use_cases.report_csv import as_csv

    file = as_csv(table, lambda name: name, _label, lambda name: f"{name}_percent")
    sys.stdout.write(file.replace("\r\n", "\n"))
    sys.stdout.flush()


def _day(text: str | None, usual: date) -> date:
    if text is None:
        return usual
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        said = f'"{text}" is not a day; write it as 2026-11-24'
        raise typer.BadParameter(said) from error


def _document(table: ReportTable) -> Document:
    return {
        "table": table.name.value,
        "rows": [_row(row, table) for row in table.rows],
        "together": _row(table.total, table),
        "before": _row(table.before, table),
    }


def _row(row: ReportRow, table: ReportTable) -> Document:
    told: Document = {}
    if row.span is not None:
        told = {"first": row.span.first.isoformat(), "last": row.span.last.isoformat()}
    else:
        told = {"name": _label(row)}
    return told | {name: _json(cell) for name, cell in zip(table.columns, row.cells, strict=True)}


def _json(cell: Cell) -> object:
    if isinstance(cell, ReportShare):
        percent = None if cell.percent is None else round(cell.percent, 1)
        return {"count": cell.part, "of": cell.whole, "percent": percent}
    if isinstance(cell, timedelta):
        return {"minutes": round(cell / _MINUTE, 1)}
    # a string, since a binary fraction is no amount of money
    return written(cell) if isinstance(cell, Decimal) else cell


def _label(row: ReportRow) -> str:
    if row.span is not None:
        return _days(row)
    if row.step is not None:
        return f"{row.step.explained}, by {row.step.channel.value}"
    if row.told_by is not None:
        return f"told with many others, by {row.told_by.value}"
    return row.name or "none"


def _days(row: ReportRow) -> str:
    if row.span is None:
        return ""
    first, last = row.span.first.isoformat(), row.span.last.isoformat()
    return first if first == last else f"{first} – {last}"


def _cell(cell: Cell) -> str:
    if cell is None:
        return "–"
    if isinstance(cell, ReportShare):
        return f"{cell.part}" if cell.percent is None else f"{cell.part} ({cell.percent:.1f} %)"
    if isinstance(cell, timedelta):
        return f"{cell / _MINUTE:.0f} min"
    return written(cell) if isinstance(cell, Decimal) else f"{cell}"
