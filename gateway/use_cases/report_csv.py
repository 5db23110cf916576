"""Tables of a report as CSV: a share takes two columns, a length of time is minutes."""

from collections.abc import Callable, Iterator
from datetime import timedelta

from gateway.csv_text import PLAIN, CsvCell, CsvForm, csv_text
from gateway.use_cases.report_tables import BY_NAME, Cell, ReportRow, ReportShare, ReportTable

_MINUTE = timedelta(minutes=1)


def as_csv(
    table: ReportTable,
    column: Callable[[str], str],
    label: Callable[[ReportRow], str],
    percent: Callable[[str], str],
    form: CsvForm = PLAIN,
) -> str:
    """Return a table as a CSV file, without total: a spreadsheet adds up itself.

    Args:
        table: the table.
        column: returns the heading of a column.
        label: returns what a row without days is.
        percent: returns the heading of a share's percents, for that of its column.
        form: the separators.
    """
    shares = _shares(table)
    by_days = table.name not in BY_NAME
    headings = [column("first"), column("last")] if by_days else [column(table.name.value)]
    for at, name in enumerate(table.columns):
        headings.append(column(name))
        if at in shares:
            headings.append(percent(column(name)))
    cells = (list(_cells(row, by_days, shares, label)) for row in table.rows)
    return csv_text(headings, cells, form)


def _shares(table: ReportTable) -> set[int]:
    return {at for at, cell in enumerate(table.total.cells) if isinstance(cell, ReportShare)}


def _cells(
    row: ReportRow, by_days: bool, shares: set[int], label: Callable[[ReportRow], str]
) -> Iterator[CsvCell]:
    if by_days and row.span is not None:
        yield from (row.span.first.isoformat(), row.span.last.isoformat())
    else:
        yield label(row)
    for at, cell in enumerate(row.cells):
        yield _plain(cell)
        if at in shares:
            percent = cell.percent if isinstance(cell, ReportShare) else None
            yield None if percent is None else round(percent, 1)


def _plain(cell: Cell) -> CsvCell:
    if isinstance(cell, ReportShare):
        return cell.part
    if isinstance(cell, timedelta):
        return round(cell / _MINUTE, 1)
    return cell
