"""Sheets of office programs: merged cells, days that lost their form, rows that are repeated."""

import time
import zipfile
from datetime import date
from pathlib import Path

import pytest

from calendar_store.model.imports import ImportKind
from gateway.imports.reading.reading_process import ReadQuestion, reading
from gateway.imports.reading.table import NotReadable

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
DAY = (date(2026, 12, 1) - date(1899, 12, 30)).days
TEN, HALF = 10 / 24, 30 / 1440
PLAIN, AS_DAY, AS_TIME, AS_BOTH = range(4)
STYLES = (
    f'<styleSheet xmlns="{MAIN}"><numFmts count="1"><numFmt numFmtId="164" '
    r'formatCode="dd/mm/yyyy\ hh:mm"/></numFmts><cellXfs count="4"><xf numFmtId="0"/>'
    '<xf numFmtId="14"/><xf numFmtId="20"/><xf numFmtId="164"/></cellXfs></styleSheet>'
)
OPEN = "application/vnd.oasis.opendocument.spreadsheet"
ODS = "urn:oasis:names:tc:opendocument:xmlns"


async def read(path: Path, kind: ImportKind = ImportKind.VISITS):
    """Return line, entry and fault of each row."""
    question = ReadQuestion(kind, "IT", "2026-11-30", "Europe/Rome")
    async with reading(path, question) as file:
        rows = [row async for portion in file.rows(file.told["columns"]) for row in portion.rows]
    return [(line, entry, fault) for line, _, entry, fault in rows]


def cell(at: str, value: str | float, style: int = PLAIN) -> str:
    """Return a cell; `at` is its place, as B3."""
    if isinstance(value, str):
        return f'<c r="{at}" t="inlineStr"><is><t>{value}</t></is></c>'
    return f'<c r="{at}" s="{style}"><v>{value!r}</v></c>'


def workbook(path: Path, *rows: str, merged: str = "") -> Path:
    """Write a workbook; each row is its number and its cells: "3:<c…/>"."""
    lines = "".join(
        f'<row r="{number}">{cells}</row>'
        for number, _, cells in (row.partition(":") for row in rows)
    )
    ranges = "".join(f'<mergeCell ref="{one}"/>' for one in merged.split())
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>'
            '<sheet name="Visite" sheetId="1" r:id="rId1"/></sheets></workbook>',
        )
        book.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" '
            f'Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" '
            f'Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>',
        )
        book.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{PACKAGE}"><Relationship Id="rId1" '
            f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        book.writestr("xl/styles.xml", STYLES)
        book.writestr(
            "xl/worksheets/sheet1.xml",
            f'<?xml version="1.0"?><worksheet xmlns="{MAIN}"><sheetData>{lines}</sheetData>'
            f"{f'<mergeCells>{ranges}</mergeCells>' if ranges else ''}</worksheet>",
        )
    return path


HEADER = "1:" + "".join(
    cell(f"{column}1", title)
    for column, title in zip(
        "ABCDE", ("Data", "Ora", "Durata", "Paziente", "Cellulare"), strict=True
    )
)


@pytest.mark.parametrize(
    ("day", "at", "length"),
    [
        ((DAY, AS_DAY), (TEN, AS_TIME), (HALF, AS_TIME)),
        ((DAY, PLAIN), (TEN, PLAIN), (30, PLAIN)),
        ((DAY + TEN, AS_BOTH), (TEN, AS_TIME), ("0:30", PLAIN)),
        ((DAY, AS_DAY), (DAY + TEN, AS_BOTH), ("30 min", PLAIN)),
        (("01/12/2026", PLAIN), ("10.00", PLAIN), (30, PLAIN)),
    ],
)
async def test_days_and_times_are_read_in_any_form(tmp_path, day, at, length):
    row = cell("A2", *day) + cell("B2", *at) + cell("C2", *length)
    row += cell("D2", "Ada Byron") + cell("E2", 3471234567)
    book = workbook(tmp_path / "file", HEADER, f"2:{row}")
    ((_, entry, fault),) = await read(book)
    assert (fault, entry["start"], entry["minutes"]) == ("", "2026-12-01T09:00:00+00:00", 30)
    assert entry["mobile"] == "+393471234567"


async def test_a_day_that_was_merged_over_several_visits_is_of_each(tmp_path):
    rows = (
        "2:" + cell("A2", DAY, AS_DAY) + cell("B2", TEN, AS_TIME) + cell("D2", "Ada Byron"),
        "3:" + cell("B3", TEN + HALF, AS_TIME) + cell("D3", "Grace Hopper"),
        "4:" + cell("B4", TEN + 2 * HALF, AS_TIME) + cell("D4", "Emmy Noether"),
        "5:" + cell("A5", "Totale") + cell("D5", 3),
    )
    book = workbook(tmp_path / "file", HEADER, *rows, merged="A2:A3 A1:XFD1048576 F1:F1048576")
    found = await read(book)
    assert [entry.get("start", "")[11:16] for _, entry, _ in found] == ["09:00", "09:30", "", ""]
    assert [fault for *_, fault in found][2:] == [
        "there is no start",
        "this line counts those above it, and is no entry",
    ]


async def test_the_line_of_a_row_is_that_of_the_sheet(tmp_path):
    rows = (
        "4:" + cell("C4", "Nome") + cell("D4", "Telefono"),
        "5:" + cell("D5", "Cellulare") + cell("E5", "Email"),
        "6:" + cell("C6", "Ada Byron") + cell("D6", 3471234567),
        "9:" + cell("C9", "Grace") + cell("D9", 3471234568),
    )
    book = workbook(tmp_path / "file", *rows, merged="C4:C5 D4:E4")
    found = await read(book, ImportKind.CLIENTS)
    assert [(line, entry.get("mobile", "")) for line, entry, _ in found] == [
        (6, "+393471234567"),
        (9, ""),
    ]


def document(path: Path, rows: str) -> Path:
    """Write a document of OpenDocument with one sheet."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr("mimetype", OPEN, zipfile.ZIP_STORED)
        book.writestr(
            "META-INF/manifest.xml",
            f'<manifest:manifest xmlns:manifest="{ODS}:manifest:1.0"><manifest:file-entry '
            f'manifest:full-path="/" manifest:media-type="{OPEN}"/></manifest:manifest>',
        )
        book.writestr(
            "content.xml",
            f'<?xml version="1.0"?><office:document-content xmlns:office="{ODS}:office:1.0" '
            f'xmlns:table="{ODS}:table:1.0" xmlns:text="{ODS}:text:1.0"><office:body>'
            f'<office:spreadsheet><table:table table:name="S">{rows}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return path


def line(*cells: str, times: int = 1) -> str:
    """Return a row of texts that comes some times."""
    written = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
        for text in cells
    )
    return f'<table:table-row table:number-rows-repeated="{times}">{written}</table:table-row>'


EMPTY = (
    '<table:table-row table:number-rows-repeated="1048570">'
    '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
)
WIDE = (
    '<table:table-row table:number-rows-repeated="1048570"><table:table-cell '
    'table:number-columns-repeated="16384" office:value-type="string"><text:p>x</text:p>'
    "</table:table-cell></table:table-row>"
)
TITLES = line("Nome", "Cognome", "Cellulare")


async def test_the_empty_rows_at_the_end_of_a_document_are_none(tmp_path):
    book = document(tmp_path / "file", TITLES + line("Ada", "Byron", "347 123 4567") + EMPTY)
    assert [line for line, *_ in await read(book, ImportKind.CLIENTS)] == [2]


@pytest.mark.parametrize(
    "rows",
    [
        line("Ada", "Byron", "347 123 4567", times=1_048_570),
        EMPTY + line("x"),
        WIDE,
        '<table:table-row table:number-rows-repeated="99999999999999999999"/>' + line("x"),
    ],
    ids=["same-row", "gap", "everything", "no-number"],
)
async def test_rows_that_are_repeated_without_end_are_refused_soon(tmp_path, rows):
    book = document(tmp_path / "file", TITLES + rows)
    began = time.perf_counter()
    with pytest.raises(NotReadable):
        await read(book, ImportKind.CLIENTS)
    assert time.perf_counter() - began < 60


@pytest.mark.parametrize("rows", ["<table:table-row>", "<table:table-row></x>", "<![CDATA["])
async def test_a_document_that_is_broken_within_is_refused_at_once(tmp_path, rows):
    book = document(tmp_path / "file", TITLES + rows)
    began = time.perf_counter()
    with pytest.raises(NotReadable, match="cannot be opened"):
        await read(book, ImportKind.CLIENTS)
    assert time.perf_counter() - began < 20


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("word/document.xml", "the file is a text document"),
        ("Index/Document.iwa", "the file is a Numbers document"),
        ("Takeout/Calendar/Rossi.ics", "the file is an archive; unpack it"),
    ],
)
async def test_an_archive_that_is_no_sheet_is_named(tmp_path, name, words):
    with zipfile.ZipFile(tmp_path / "file", "w") as archive:
        archive.writestr(name, "x")
    with pytest.raises(NotReadable, match=words):
        await read(tmp_path / "file", ImportKind.CLIENTS)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b'{"clients": [{"name": "Ada Byron"}]}', "a text for programs, JSON"),
        (b"dn: cn=Ada Byron\nobjectclass: top\n", "an address book as LDIF"),
        (b"<table border=1><tr><td>Nome</td></tr></table>", "a web page"),
        (b'<?xml version="1.0"?>\n<Workbook></Workbook>', "a web page"),
        (b"!BDN" + bytes(range(1, 200)), "a data file of Outlook"),
        (rb"{\rtf1\ansi Ada Byron}", "a text document"),
        (b"From: ada@example.org\r\nTo: grace@example.org\r\n\r\nCiao", "a mail"),
        (b"PK\x05\x06" + b"\0" * 18, "an archive"),
        (b"\0\1\2\3" * 400, "neither a table nor text"),
        (bytes(range(1, 256)) * 40, "neither a table nor text"),
    ],
)
async def test_a_file_of_another_kind_is_named(tmp_path, content, words):
    (tmp_path / "file").write_bytes(content)
    with pytest.raises(NotReadable, match=words):
        await read(tmp_path / "file", ImportKind.CLIENTS)
