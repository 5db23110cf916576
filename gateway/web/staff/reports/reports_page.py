"""The page of reports: the figures of a period in tables, plots beside them, and files of both."""

import asyncio
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import Any

from aiohttp import web
from yarl import URL

from calendar_store.model.actors import of_staff
from calendar_store.model.errors import InvalidInput
from calendar_store.model.practices import Practice
from calendar_store.practices import practices
from gateway import plots
from gateway.csv_text import MARK, form_of
from gateway.use_cases import report_csv, report_periods, report_tables
from gateway.use_cases.report_figures import ReportReader, ReportSource
from gateway.use_cases.report_periods import Each, NamedPeriod, ReportPeriod
from gateway.use_cases.report_tables import Cell, ReportName, ReportRow, ReportShare, ReportTable
from gateway.web.languages.refusals import refusal
from gateway.web.languages.translation import gettext as _
from gateway.web.languages.translation import reader_language
from gateway.web.server.moments import face_of
from gateway.web.server.rendering import page
from gateway.web.server.web_context import STAFF, WEB_CONTEXT
from gateway.web.staff.appointment.wanted_times import wanted_day
from gateway.web.staff.reports import report_plots, report_words
from gateway.web.staff.reports.report_plots import PlotName

READER: web.AppKey[ReportReader] = web.AppKey("report reader", ReportReader)
_PLOT_HEADERS = {
    # an image needs nothing but its own style
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
    "Cache-Control": "private, max-age=60",
}
_IN_SHORT = (
    (ReportName.VISITS, "visits"),
    *((ReportName.VISITS, name) for name in ("confirmed", "moved", "cancelled", "missed")),
    (ReportName.MESSAGES, "texts"),
    (ReportName.MESSAGES, "mails"),
    (ReportName.MESSAGES, "cost"),
    (ReportName.ANSWERS, "client_median"),
    (ReportName.ANSWERS, "staff_median"),
    (ReportName.WAITING, "filled"),
)


@dataclass(frozen=True, slots=True)
class ReportCell:
    """A cell in words: a number, and beside a share how many that are."""

    words: str
    count: str = ""


@dataclass(frozen=True, slots=True)
class ReportSection:
    """A table with its plots, in words.

    Attributes:
        rows: (what the row is, its cells).
        ends: the rows of the whole period and of the one before.
        plots: (name, what it shows).
    """

    name: ReportName
    title: str
    explained: str
    what: str
    headings: list[str]
    rows: list[tuple[str, list[ReportCell]]]
    ends: list[tuple[str, list[ReportCell]]]
    plots: list[tuple[PlotName, str]]


@dataclass(frozen=True, slots=True)
class _Asked:
    """What the address asks for.

    Attributes:
        named: the period that has a name; None for days.
        wrong: why other days are shown than were asked for.
    """

    practice: Practice
    period: ReportPeriod
    named: NamedPeriod | None
    wrong: str = ""


async def show(request: web.Request) -> web.Response:
    """Show the reports of a period."""
    asked = await _asked(request)
    source = await _source(request, asked)
    face, each = face_of(asked.practice), asked.period.each
    tables = {one.name: one for one in report_tables.tables(source)}
    span = asked.period.span
    facts = {
        "practice": asked.practice,
        "room": "reports",
        "periods": report_words.PERIODS,
        "named": asked.named,
        "each": each,
        "eaches": report_words.EACH,
        "span": span,
        "span_words": report_words.span_words(span, face),
        "before_words": report_words.span_words(asked.period.before(), face),
        "counted_at": face.clock(source.at),
        "short": [_in_short(tables[name], column) for name, column in _IN_SHORT],
        "sections": [_section(one, asked) for one in tables.values()],
        "query": str(URL().with_query(_query(asked.period))),
        "wrong": asked.wrong,
        "typed": request.query,
    }
    return page(request, "staff/reports/reports.html", facts)


async def plot(request: web.Request) -> web.Response:
    """Send one plot as an image."""
    try:
        name = PlotName(request.match_info["plot"])
    except ValueError as error:
        raise web.HTTPNotFound(text=_("There is no such report.")) from error
    asked = await _asked(request)
    source = await _source(request, asked)
    table = report_tables.table(report_plots.table_of(name), source)
    drawn = report_plots.plot_of(name, table, partial(_short_label, asked, table.name))
    body = await asyncio.to_thread(plots.svg, drawn)
    return web.Response(body=body, content_type="image/svg+xml", headers=_PLOT_HEADERS)


async def file(request: web.Request) -> web.Response:
    """Send a table as a CSV file."""
    try:
        name = ReportName(request.match_info["table"])
    except ValueError as error:
        raise web.HTTPNotFound(text=_("There is no such report.")) from error
    asked = await _asked(request)
    table = report_tables.table(name, await _source(request, asked))
    written = report_csv.as_csv(
        table,
        lambda one: _(report_words.COLUMN_WORDS[one]),
        partial(_label, asked, name),
        lambda column: _("%(column)s, percent", column=column),
        form_of(reader_language()),
    )
    span = asked.period.span
    named = f'attachment; filename="{name.value}-{span.first}-{span.last}.csv"'
    headers = {"Content-Disposition": named}
    return web.Response(text=MARK + written, content_type="text/csv", headers=headers)


async def _source(request: web.Request, asked: _Asked) -> ReportSource:
    actor = of_staff(request[STAFF])
    return await request.app[READER].read(actor, asked.practice, asked.period)


async def _asked(request: web.Request) -> _Asked:
    """Return what the address asks for; days that are none show the usual period and say why."""
    site, query = request.app[WEB_CONTEXT], request.query
    async with site.database.read() as tx:
        practice = await practices.get(tx, request[STAFF].practice_id)
    now = site.clock()
    today = face_of(practice).day_of(now)
    each = Each(query["each"]) if query.get("each") in set(Each) else None
    wanted = query.get("period", "")
    if wanted in set(NamedPeriod) or not ("first" in query or "last" in query):
        name = NamedPeriod(wanted) if wanted in set(NamedPeriod) else NamedPeriod.LAST_30
        span = report_periods.named(name, today)
        return _Asked(practice, report_periods.period(span.first, span.last, each), name)
    try:
        first = _day(query.get("first", ""), practice, now, today)
        last = _day(query.get("last", ""), practice, now, today)
        return _Asked(practice, report_periods.period(first, last, each), None)
    except InvalidInput as error:
        span = report_periods.named(NamedPeriod.LAST_30, today)
        usual = report_periods.period(span.first, span.last, each)
        return _Asked(practice, usual, None, refusal(error))


def _day(text: str, practice: Practice, now: Any, today: date) -> date:
    return wanted_day(text[:40], practice, now, past=True) if text.strip() else today


def _query(period: ReportPeriod) -> dict[str, str]:
    span = period.span
    days = {"first": span.first.isoformat(), "last": span.last.isoformat()}
    return days | {"each": period.each.value}


def _label(asked: _Asked, name: ReportName, row: ReportRow) -> str:
    return report_words.row_words(row, face_of(asked.practice), asked.period.each, name)


def _short_label(asked: _Asked, name: ReportName, row: ReportRow) -> str:
    """Return what a row is, short enough to stand below others of a plot."""
    span = row.span
    if span is not None and span.days > 1 and asked.period.each is Each.WEEK:
        return f"{face_of(asked.practice).day_month(span.first)} –"
    return _label(asked, name, row)


def _section(table: ReportTable, asked: _Asked) -> ReportSection:
    what = table.name.value if table.name in report_tables.BY_NAME else "each"
    return ReportSection(
        table.name,
        _(report_words.TITLES[table.name]),
        _(report_words.EXPLAINED[table.name]),
        _(report_words.COLUMN_WORDS[what]),
        [_(report_words.COLUMN_WORDS[one]) for one in table.columns],
        [(_label(asked, table.name, row), _cells(row)) for row in table.rows],
        [(_("Together"), _cells(table.total)), (_("The period before"), _cells(table.before))],
        report_plots.plots_of(table.name),
    )


def _cells(row: ReportRow) -> list[ReportCell]:
    return [_cell(one) for one in row.cells]


def _cell(cell: Cell) -> ReportCell:
    if isinstance(cell, ReportShare):
        count = report_words.cell_words(cell.part) if cell.part or cell.whole else ""
        return ReportCell(report_words.percent_words(cell), count)
    return ReportCell(report_words.cell_words(cell))


def _in_short(table: ReportTable, column: str) -> tuple[str, ReportCell, ReportCell]:
    at = table.columns.index(column)
    words = _(report_words.COLUMN_WORDS[column])
    return words, _cell(table.total.cells[at]), _cell(table.before.cells[at])
