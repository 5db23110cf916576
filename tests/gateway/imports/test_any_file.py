"""Any file ends in words: no traceback, no hang, and nothing that a database cannot keep.

In this process, without the last catch of the reading: what is not foreseen fails here.
"""

import json
import tempfile
import time
from contextlib import suppress
from datetime import date
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from calendar_store.model.errors import InvalidInput
from calendar_store.model.imports import ImportKind
from gateway.imports.columns.recognised import recognised
from gateway.imports.columns.values import order_of_days
from gateway.imports.entries import Columns, client_entry
from gateway.imports.reading.formats import table_of
from gateway.imports.reading.table import LONGEST_CELL, MOST_COLUMNS, NotReadable, has_text
from gateway.imports.visit_entries import visit_entry

TODAY = date(2026, 11, 30)
HEADS = (
    "First name,Last name,Mobile,Email,Consent,Consent date",
    "Date;Time;Name;Mobile;Minutes;Status;Cancelled",
    "Nome e cognome\tCellulare\tData\tOra",
    "BEGIN:VCARD\nVERSION:2.1\nN;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:By=C3=B6;Ada\nTEL;CELL:3",
    "BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20261201T100000\nRRULE:FREQ=SECONDLY\nSUMMARY:x",
    "sep=|",
    '"sep=;"',
    "Nome;Cognome;Telefono;;\n;;Casa;Cellulare;Email",
    "",
)
PIECES = st.one_of(
    st.sampled_from(
        (
            *(",", ";", "\t", "|", '"', '""', "\n", "\r", "\r\n", "\n\r", "\0", "\ufeff"),
            *("Ada", "Byron", "347 123 4567", "+39", "ada@example.org", "=CMD()", "@SUM(A1)"),
            *("03/04/2026", "31/02/2026", "2026-13-40", "0000-00-00", "25:61", "10:00", "1e309"),
            *("yes", "No", "NaN", "-", "\u202e", "\u2028", "\x1a", "\x85", "۳۴۷", "١٢:٣٠"),
            *("END:VCARD", "END:VEVENT", "END:VCALENDAR", "BEGIN:VCARD", "=C3=28", "9" * 40),
            *("x" * 3000, "," * 400, "(" * 200, "²³", "𝟙𝟚:𝟛𝟘", "3,93E+11", "9" * 40 + "x"),
            *('="Ada"', "“Ada”", "'Ada'", "Totale: 1", "46357", "0.4375", "10:00 - 10:30"),
            *("1899-12-30 10:00", "(0)347 123 4567", "QUOTED-PRINTABLE:=\n", "\x02\x03"),
            *("Ufficio;Subject;Comienzo;Betreff\n", "Mobile;Home;Email\n", ";;Cellulare;Email\n"),
        )
    ),
    st.text(max_size=12),
)
ENCODINGS = ("utf-8", "utf-8-sig", "utf-16", "utf-16-be", "cp1252", "cp850", "utf-32")


@st.composite
def files(draw):
    """Draw the octets of a file that has some things of a list, in no order that makes sense."""
    text = draw(st.sampled_from(HEADS)) + draw(st.sampled_from(("\n", "\r", "\r\n", "")))
    text += "".join(draw(st.lists(PIECES, max_size=60)))
    content = bytearray(text.encode(draw(st.sampled_from(ENCODINGS)), "replace"))
    for at, octet in draw(
        st.lists(st.tuples(st.integers(0, 400), st.integers(0, 255)), max_size=3)
    ):
        if at < len(content):
            content[at] = octet
    return bytes(content)


def read(path: Path, kind: ImportKind) -> None:
    """Read a file as the reading does, and check what it says of each row."""
    table = table_of(path, today=TODAY, timezone="Europe/Rome")
    rows = list(islice(table.rows, 500))
    if not rows:
        return
    found = recognised(rows[:30], kind, "IT", titled=table.titled)
    cells = [text for row in rows for text in row.cells]
    order = order_of_days(cells, "IT")
    columns = Columns(found.columns, "IT", TODAY, "Europe/Rome", order.month_first)
    check = client_entry if kind is ImportKind.CLIENTS else visit_entry
    for row in rows[found.first :]:
        assert len(row.cells) <= MOST_COLUMNS
        assert all(len(one) <= LONGEST_CELL and "\0" not in one for one in row.cells)
        if row.fault or not has_text(row.cells):
            continue
        try:
            entry = check(row.cells, columns)
        except InvalidInput as error:
            entry = {"fault": str(error)}
        assert "\\u0000" not in json.dumps(entry)


@settings(
    max_examples=150,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(content=files(), kind=st.sampled_from(list(ImportKind)))
def test_any_file_ends_in_words(content, kind):
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "file"
        path.write_bytes(content)
        with suppress(NotReadable):
            read(path, kind)
    assert time.perf_counter() - began < 30


def test_open_quotes_over_long_lines_are_no_riddle(tmp_path):
    (tmp_path / "file").write_text('"' + ("x" * 30_000 + ",y\n") * 70, encoding="utf-8")
    table = table_of(tmp_path / "file", today=TODAY)
    assert len(list(table.rows)) == 70


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_cards_are_read_with_any_line_end(tmp_path, end):
    card = (
        "BEGIN:VCARD",
        "VERSION:3.0",
        "N:Byron;Ada;;;",
        "TEL;TYPE=CELL:347 123 4567",
        "END:VCARD",
    )
    (tmp_path / "file").write_bytes((end.join(card) + end).encode() * 2)
    table = table_of(tmp_path / "file", today=TODAY)
    assert [tuple(row.cells[:2]) for row in list(table.rows)[1:]] == [("Ada", "Byron")] * 2
