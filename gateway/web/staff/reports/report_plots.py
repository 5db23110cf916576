"""Which figures of a report are drawn, and how."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from gateway.plots import Plot, PlotKind
from gateway.use_cases.report_tables import Cell, ReportName, ReportRow, ReportShare, ReportTable
from gateway.web.languages.translation import gettext as _
from gateway.web.languages.translation import mark
from gateway.web.staff.reports.report_words import COLUMN_WORDS

_MOST_BARS = 20
"""Rows of a plot of names; the table has all."""


class PlotName(StrEnum):
    """The plots."""

    MESSAGES = "messages"
    COST = "cost"
    VISITS = "visits"
    STEPS = "steps"
    ANSWERS = "answers"
    WAITING = "waiting"
    PRACTITIONERS = "practitioners"
    SERVICES = "services"


@dataclass(frozen=True, slots=True)
class _Drawn:
    """How a table is drawn.

    Attributes:
        of: the table.
        kind: how.
        columns: which columns.
        words: what the plot shows, for who does not see it.
        percent: whether shares are drawn as percents, and not as how many.
    """

    of: ReportName
    kind: PlotKind
    columns: tuple[str, ...]
    words: str
    percent: bool = False


_RATES = ("confirmed", "moved", "cancelled", "missed")
_DRAWN: Mapping[PlotName, _Drawn] = {
    PlotName.MESSAGES: _Drawn(
        ReportName.MESSAGES, PlotKind.STACKED, ("texts", "mails"), mark("Plot of texts and emails")
    ),
    PlotName.COST: _Drawn(
        ReportName.MESSAGES, PlotKind.BARS, ("cost",), mark("Plot of the cost of texts")
    ),
    PlotName.VISITS: _Drawn(
        *(ReportName.VISITS, PlotKind.LINES, _RATES, mark("Plot of the rates of visits"), True)
    ),
    PlotName.STEPS: _Drawn(
        *(ReportName.STEPS, PlotKind.LYING, _RATES, mark("Plot of the answers by reminder"), True)
    ),
    PlotName.ANSWERS: _Drawn(
        *(ReportName.ANSWERS, PlotKind.LINES, ("client_hour", "staff_hour")),
        *(mark("Plot of the answers within an hour"), True),
    ),
    PlotName.WAITING: _Drawn(
        *(ReportName.WAITING, PlotKind.BARS, ("freed", "filled")),
        mark("Plot of the times offered and filled"),
    ),
    PlotName.PRACTITIONERS: _Drawn(
        *(ReportName.PRACTITIONERS, PlotKind.LYING, ("cancelled", "missed")),
        *(mark("Plot of the rates by practitioner"), True),
    ),
    PlotName.SERVICES: _Drawn(
        *(ReportName.SERVICES, PlotKind.LYING, ("cancelled", "missed")),
        *(mark("Plot of the rates by service"), True),
    ),
}


def plots_of(name: ReportName) -> list[tuple[PlotName, str]]:
    """Return the plots of a table, each with what it shows."""
    return [(plot, _(one.words)) for plot, one in _DRAWN.items() if one.of is name]


def table_of(name: PlotName) -> ReportName:
    """Return the table that a plot draws."""
    return _DRAWN[name].of


def plot_of(name: PlotName, table: ReportTable, label: Callable[[ReportRow], str]) -> Plot:
    """Return what is drawn of a table.

    Args:
        name: the plot.
        table: its table.
        label: returns what a row is.
    """
    drawn = _DRAWN[name]
    rows: Sequence[ReportRow] = table.rows
    if drawn.kind is PlotKind.LYING:
        # what was never reminded has no share
        rows = [row for row in rows if drawn.of is not ReportName.STEPS or row.step or row.told_by][
            :_MOST_BARS
        ]
    places = [table.columns.index(one) for one in drawn.columns]
    return Plot(
        drawn.kind,
        [label(row) for row in rows],
        [
            (_(COLUMN_WORDS[name]), [_value(row.cells[at], drawn.percent) for row in rows])
            for name, at in zip(drawn.columns, places, strict=True)
        ],
        drawn.percent,
        _("Nothing yet."),
    )


def _value(cell: Cell, percent: bool) -> float | None:
    if isinstance(cell, ReportShare):
        return cell.percent if percent else cell.part
    return float(cell) if isinstance(cell, int | Decimal) else None
