"""CSV files as spreadsheets open them with a double click."""

import csv
from decimal import Decimal
from io import StringIO

import pytest

from gateway.csv_text import PLAIN, CsvForm, csv_text, form_of


def read(text, form):
    return list(csv.reader(StringIO(text), delimiter=form.separator))


@pytest.mark.parametrize("language", ["it", "de", "fr", "es", "pt"])
def test_where_numbers_have_a_comma_cells_are_apart_by_a_semicolon(language):
    form = form_of(language)
    written = csv_text(["Name; it", "Cost"], [["a;b, c", Decimal("0.045")], ["x", 62.5]], form)
    assert read(written, form) == [["Name; it", "Cost"], ["a;b, c", "0,045"], ["x", "62,5"]]
    assert form_of("en") == PLAIN == CsvForm(",", ".")


def test_numbers_are_never_written_by_powers_of_ten():
    cells = [[Decimal("0.00000001"), Decimal("1E+3"), 3, None]]
    assert csv_text([], cells).strip().splitlines()[-1] == "0.00000001,1000,3,"


@pytest.mark.parametrize("form", [PLAIN, form_of("it")])
@pytest.mark.parametrize("text", ["=1+1", "+39", "-1", "@a", "\t=1", " =1", "＝1", "\n=1"])
def test_no_text_is_a_formula(form, text):
    (cell,) = read(csv_text([], [[text]], form), form)[-1]
    assert cell == f"'{text}"


def test_a_negative_number_stays_one():
    assert csv_text([], [[-3, Decimal("-0.5")]]).strip() == "-3,-0.5"
