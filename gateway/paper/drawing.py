"""Draws a paper: its sheets on pages, with heads and feet, by which a page is known by itself."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from gateway.paper.document import Document, PaperRow, RowKind, Sheet, SheetSection
from gateway.paper.pen import Pen

_LEFT, _TOP, _BOTTOM = 12.0, 10.0, 16.0
_HEAD = 45.0
"""Height of the head of a page."""
_BETWEEN = 6.0
_CODE = 40.0
_TITLE = 7.5
"""Height of the line with the day of a section."""


@dataclass(frozen=True, slots=True)
class _Form:
    """Measures of the rows of a layout: millimetres, and points for letters."""

    row: float
    line: float
    note: float
    mark: float
    time: float
    phone: float
    name_size: float
    small: float


_DAY = _Form(8.0, 9.0, 4.2, 7.0, 30.0, 42.0, 12.5, 10.0)
_WEEK = _Form(6.2, 7.2, 4.0, 5.5, 13.0, 29.0, 10.5, 9.0)


@dataclass(slots=True)
class _Page:
    """What stands on a page of a sheet: (title, rows) in each column."""

    columns: list[list[tuple[str, list[PaperRow]]]] = field(default_factory=list)


def drawn(paper: Document) -> tuple[bytes, int]:
    """Return the PDF of a paper, and how many pages it has."""
    made_at = datetime.fromisoformat(paper.made_at)
    pen = Pen(paper.size, paper.language, f"{paper.practice}: {paper.title}", made_at)
    form = _WEEK if paper.columns > 1 else _DAY
    room = pen.height - _TOP - _HEAD - _BOTTOM
    pages = [
        (sheet, page, number)
        for sheet in paper.sheets
        for number, page in enumerate(_paged(sheet, paper, form, room))
    ]
    for at, (sheet, page, number) in enumerate(pages, 1):
        pen.turn()
        _head(pen, paper, sheet, again=number > 0)
        _columns(pen, paper, page, form)
        _foot(pen, paper, at, len(pages))
    return bytes(pen.pdf.output()), len(pages)


def _paged(sheet: Sheet, paper: Document, form: _Form, room: float) -> Iterator[_Page]:
    """Yield the pages of a sheet; what does not fit runs over."""
    page, column, left = _Page(), [], room
    for section in sheet.sections:
        title = section.title
        rows: list[PaperRow] = []
        for row in section.rows:
            needed = _height(row, form) + (_TITLE if title and not rows else 0.0)
            if needed > left:
                if rows:
                    column.append((title, rows))
                    title = _again(section, paper)
                page.columns.append(column)
                if len(page.columns) == paper.columns:
                    yield page
                    page = _Page()
                column, rows, left = [], [], room
                needed = _height(row, form) + (_TITLE if title else 0.0)
            rows.append(row)
            left -= needed
        column.append((title, rows))
    page.columns.append(_filled(column, left, form) if paper.columns == 1 else column)
    yield page


def _again(section: SheetSection, paper: Document) -> str:
    return f"{section.title} ({paper.words['continued']})" if section.title else ""


def _filled(
    column: list[tuple[str, list[PaperRow]]], left: float, form: _Form
) -> list[tuple[str, list[PaperRow]]]:
    """Return a column with lines to write on in the rest of the page."""
    more = int(left // form.line)
    if not column or more <= 0:
        return column
    *before, (title, rows) = column
    return [*before, (title, [*rows, *[PaperRow(RowKind.BLANK)] * more])]


def _height(row: PaperRow, form: _Form) -> float:
    if row.kind in {RowKind.FREE, RowKind.BLANK}:
        return form.line
    return form.row + (form.note if row.note or _is_word(row.mark) else 0.0)


def _is_word(mark: str) -> bool:
    return len(mark) > 1


def _head(pen: Pen, paper: Document, sheet: Sheet, *, again: bool) -> None:
    right = pen.width - _LEFT
    side = pen.code(sheet.code, right, _TOP, _CODE)
    room = right - side - 6 - _LEFT
    pen.write(_LEFT, _TOP + 4, paper.practice, 10, room=room)
    pen.write(_LEFT, _TOP + 13, sheet.title, 21, room=room, bold=True)
    heading = sheet.heading + (f" ({paper.words['continued']})" if again else "")
    pen.write(_LEFT, _TOP + 22, heading, 15, room=room, bold=True)
    if sheet.note:
        pen.frame(_LEFT, _TOP + 25.5, room, 6.5)
        pen.write(_LEFT + 2, _TOP + 30, sheet.note, 10, room=room - 4)
    pen.write(_LEFT, _TOP + 38, sheet.letters, 14, room=50, bold=True)
    pen.write(_LEFT + 52, _TOP + 38, paper.made, 9, room=room - 52)
    pen.line(_LEFT, _TOP + _HEAD - 3, right)


def _foot(pen: Pen, paper: Document, page: int, pages: int) -> None:
    y, right = pen.height - 8, pen.width - _LEFT
    pen.line(_LEFT, y - 7.5, right)
    pen.write(_LEFT, y - 3.6, paper.words["write"], 9, room=right - _LEFT)
    number = paper.words["page"].format(page=page, pages=pages)
    taken = pen.write(
        right, y + 0.8, f"{paper.title}, {number}", 10, room=80, bold=True, right=True
    )
    legend = f"{paper.words['confirmed']}   {paper.words['unwritable']}"
    pen.write(_LEFT, y + 0.8, legend, 8, room=right - _LEFT - taken - 6)


def _columns(pen: Pen, paper: Document, page: _Page, form: _Form) -> None:
    width = (pen.width - 2 * _LEFT - (paper.columns - 1) * _BETWEEN) / paper.columns
    for number, column in enumerate(page.columns):
        x, y = _LEFT + number * (width + _BETWEEN), _TOP + _HEAD
        for title, rows in column:
            if title:
                pen.write(x, y + 4.6, title, 11, room=width, bold=True)
                pen.line(x, y + _TITLE - 1.5, x + width)
                y += _TITLE
            for row in rows:
                _row(pen, row, (x, y, width), form)
                y += _height(row, form)


def _row(pen: Pen, row: PaperRow, place: tuple[float, float, float], form: _Form) -> None:
    if row.kind in {RowKind.FREE, RowKind.BLANK}:
        _to_write(pen, row, place, form)
        return
    x, y, width = place
    base = y + form.row - 2.4
    name_x = x + form.mark + form.time
    phone_x = x + width - form.phone
    if row.kind is RowKind.AWAY:
        pen.write(x + form.mark, base, row.time, form.small, room=form.time + 12)
        after = name_x + (16 if form is _WEEK and row.time else 0)
        pen.write(after, base, f"—  {row.name}  —", form.small, room=width - (after - x))
    else:
        if not _is_word(row.mark):
            pen.write(x, base, row.mark, form.name_size, room=form.mark - 1, bold=True)
        pen.write(x + form.mark, base, row.time, form.small + 1, room=form.time - 1, bold=True)
        room = phone_x - name_x - 2
        taken = pen.write(name_x, base, row.name, form.name_size, room=room)
        if row.kind is RowKind.GONE:
            pen.strike(name_x, base, taken, form.name_size)
        pen.write(phone_x, base, row.phone, form.small + 1, room=form.phone)
        _behind(pen, row, (name_x, base + form.note, x + width - name_x), form)
    bottom = y + _height(row, form)
    pen.line(x, bottom, x + width)


def _behind(pen: Pen, row: PaperRow, place: tuple[float, float, float], form: _Form) -> None:
    """Write what happened to a visit, and its note, below the name."""
    x, y, room = place
    taken = 0.0
    if _is_word(row.mark):
        taken = pen.write(x, y, row.mark, form.small, room=room, bold=True) + 3
    if row.note:
        pen.write(x + taken, y, row.note, form.small - 1, room=room - taken)


def _to_write(pen: Pen, row: PaperRow, place: tuple[float, float, float], form: _Form) -> None:
    """Draw a box to tick, and lines for a time, a name and a phone number."""
    x, y, width = place
    base = y + form.line - 1.6
    pen.box(x, base, min(4.2, form.mark - 1.6))
    time_x, name_x = x + form.mark, x + form.mark + form.time
    phone_x = x + width - form.phone
    if row.time:
        wide = form.time - 1 if form is _DAY else form.time + 12
        taken = pen.write(time_x, base - 0.6, row.time, form.small, room=wide)
        said = max(name_x, time_x + taken + 1.5)
        taken = pen.write(said, base - 0.6, row.name, form.small - 1, room=14)
        pen.line(said + taken + 1.5, base, phone_x - 2)
    else:
        pen.line(time_x, base, name_x - 2)
        pen.line(name_x, base, phone_x - 2)
    pen.line(phone_x, base, x + width)
