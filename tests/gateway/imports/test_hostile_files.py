"""Files that are broken or meant to do harm end in words, within bounds of memory and time."""

import random
import time
import zipfile
from contextlib import suppress
from pathlib import Path

import pytest

from calendar_store.model.imports import ImportKind
from gateway.imports.reading.reading_process import ReadQuestion, reading
from gateway.imports.reading.table import LARGEST_FILE, NotReadable

HEAD = "First name,Last name,Mobile,Email\n"
ADA = "Ada,Byron,347 123 4567,ada@example.org\n"
SHEET = """<?xml version="1.0" encoding="UTF-8"?>
<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>%s
</sheetData></worksheet>"""


async def read(path: Path, kind: ImportKind = ImportKind.CLIENTS):
    """Return (line, cells, entry, fault) of all rows."""
    rows = []
    async with reading(path, ReadQuestion(kind, "IT", "2026-11-30")) as file:
        async for portion in file.rows(file.told["columns"]):
            rows += portion.rows
    return rows


def sheet(path: Path, rows: str, more: bytes = b"") -> Path:
    """Write a workbook with one sheet."""
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets>'
            '<sheet name="Clients" sheetId="1" r:id="rId1"/></sheets></workbook>',
        )
        book.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{package}"><Relationship Id="rId1" '
            f'Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        )
        book.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{package}"><Relationship Id="rId1" '
            f'Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        book.writestr("xl/worksheets/sheet1.xml", SHEET % rows)
        if more:
            book.writestr("xl/media/picture.bin", more)
    return path


def row(*cells: str) -> str:
    """Return a row of texts; a cell that begins with = is a formula with its stored value."""
    written = []
    for cell in cells:
        formula, _, value = cell.partition("|")
        if formula.startswith("="):
            written.append(f'<c t="str"><f>{formula[1:]}</f><v>{value}</v></c>')
        else:
            written.append(f'<c t="inlineStr"><is><t>{cell}</t></is></c>')
    return f"<row>{''.join(written)}</row>"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
async def test_any_encoding_and_separator(tmp_path, encoding, separator):
    text = (HEAD + "José,Muñoz,347 123 4567,\n" * 3).replace(",", separator)
    (tmp_path / "file").write_bytes(text.encode(encoding))
    rows = await read(tmp_path / "file")
    assert [entry["last"] for _, _, entry, _ in rows] == ["Muñoz"] * 3


async def test_other_scripts_are_found_out(tmp_path):
    names = "Имя;Фамилия;Мобильный;Email\n" + "".join(
        f"Анна;Каренина-Облонская;347 123 45{n:02};\n" for n in range(40)
    )
    (tmp_path / "file").write_bytes(names.encode("cp1251"))
    rows = await read(tmp_path / "file")
    assert rows[0][1][:2] == ["Анна", "Каренина-Облонская"]


async def test_quotes_that_are_never_closed_cost_their_own_row_alone(tmp_path):
    text = HEAD + ADA + '"Grace,Hopper,347 123 4568,\n' + ADA.replace("Ada", "Anna") * 300
    (tmp_path / "file").write_text(text)
    rows = await read(tmp_path / "file")
    assert len(rows) == 302
    assert [line for line, _, _, fault in rows if fault] == [3]
    notes = HEAD + 'Ada,"Byron\nLovelace",347 123 4567,\nGrace,"Hop""per",347 123 4568,\n'
    (tmp_path / "file").write_text(notes)
    rows = await read(tmp_path / "file")
    assert [entry["last"] for _, _, entry, _ in rows] == ["Byron Lovelace", 'Hop"per']
    assert [line for line, *_ in rows] == [2, 4]


async def test_formulas_are_texts_and_never_computed(tmp_path):
    book = sheet(
        tmp_path / "file.xlsx",
        row("First name", "Last name", "Mobile")
        + row("=CMD()|Ada", "Byron", "347 123 4567")
        + row("=1+1", "Hopper", "347 123 4568"),
    )
    rows = await read(book)
    assert rows[0][2]["first"] == "Ada"
    assert rows[1][3]  # a formula without a stored value is an empty cell
    (tmp_path / "file.csv").write_text(HEAD + "\"=cmd|' /C calc'!A0\",Byron,347 123 4567,\n")
    ((_, cells, entry, _),) = await read(tmp_path / "file.csv")
    assert cells[0] == entry["first"] == "=cmd|' /C calc'!A0"


async def test_a_zip_bomb_is_not_unpacked(tmp_path):
    began = time.perf_counter()
    bomb = sheet(tmp_path / "bomb.xlsx", row("a"), more=b"\0" * (450 * 1024**2))
    assert bomb.stat().st_size < 1_000_000
    with pytest.raises(NotReadable, match="too large once it is unpacked"):
        await read(bomb)
    assert time.perf_counter() - began < 60


async def test_an_archive_that_lies_about_its_size_ends_in_words(tmp_path):
    cells = row("First name", "Last name", "Mobile") + row("Ada", "Byron", "1") * 400_000
    whole = sheet(tmp_path / "lies.xlsx", cells).read_bytes()
    size = len((SHEET % cells).encode()).to_bytes(4, "little")
    (tmp_path / "lies.xlsx").write_bytes(whole.replace(size, (999).to_bytes(4, "little")))
    with pytest.raises(NotReadable):
        await read(tmp_path / "lies.xlsx")


async def test_a_file_of_a_gigabyte_is_refused_at_once(tmp_path):
    with (tmp_path / "huge.csv").open("wb") as file:
        file.write(HEAD.encode())
        file.truncate(1024**3)
    began = time.perf_counter()
    with pytest.raises(NotReadable, match=f"larger than {LARGEST_FILE // 1024**2} MB"):
        await read(tmp_path / "huge.csv")
    assert time.perf_counter() - began < 20


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\0" * 5000, "empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "cannot be opened"),
        (b"PK\x03\x04" + b"\xff" * 400, "cannot be opened"),
        (b"<html><table><tr><td>Ada</td></tr></table></html>", "web page"),
        (b"\x1f\x8b\x08" + b"x" * 90, "an archive"),
        (HEAD.encode(), "no rows below its header"),
        (b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nDTSTART:nonsense\r\n", "calendar is not complete"),
    ],
)
async def test_what_is_no_list_of_clients_ends_in_words(tmp_path, content, words):
    (tmp_path / "file").write_bytes(content)
    with pytest.raises(NotReadable, match=words):
        await read(tmp_path / "file")


async def test_a_row_of_too_many_cells_is_wrong_by_itself(tmp_path):
    (tmp_path / "file").write_text(HEAD + ADA + "x," * 2000 + "\n" + ADA.replace("Ada", "Anna"))
    rows = await read(tmp_path / "file")
    assert [line for line, _, _, fault in rows if fault] == [3]


async def test_too_many_rows_are_refused_and_a_long_cell_is_cut(tmp_path):
    (tmp_path / "file").write_text(HEAD + "x\n" * 200_001)
    with pytest.raises(NotReadable, match="more than 200000 rows"):
        await read(tmp_path / "file")
    (tmp_path / "file").write_text(HEAD + f"Ada,Byron,347 123 4567,{'x' * 500_000}\n")
    ((_, cells, _, fault),) = await read(tmp_path / "file")
    assert len(cells[3]) == 1000
    assert "not an email address" in fault


async def test_random_octets_never_break_the_reading(tmp_path):
    told = random.Random(20261130)
    seeds = [
        (HEAD + ADA * 5).encode(),
        b"BEGIN:VCARD\r\nVERSION:3.0\r\nN:Byron;Ada\r\nTEL;TYPE=CELL:3471234567\r\nEND:VCARD\r\n"
        * 3,
        sheet(tmp_path / "seed.xlsx", row("First name", "Mobile") + row("Ada", "1")).read_bytes(),
    ]
    for number in range(24):
        content = bytearray(seeds[number % len(seeds)])
        for _ in range(told.randrange(1, 12)):
            at = told.randrange(len(content))
            content[at : at + told.randrange(3)] = told.randbytes(told.randrange(1, 5))
        (tmp_path / "file").write_bytes(content)
        with suppress(NotReadable):
            rows = await read(tmp_path / "file")
            assert all(entry or fault for _, _, entry, fault in rows)
