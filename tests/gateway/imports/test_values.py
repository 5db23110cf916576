"""Cells as spreadsheets of several countries write them."""

from datetime import date

import pytest

from calendar_store.model.errors import InvalidInput
from gateway.imports.columns import values
from gateway.imports.columns.fields import ImportField
from gateway.imports.entries import Columns, client_entry

_COLUMNS = Columns(
    (ImportField.FIRST, ImportField.LAST, ImportField.MOBILE), "IT", date(2026, 11, 30)
)


@pytest.mark.parametrize("written", ["3,93471E+11", "3.93471E+11", "3,93471e+11 "])
def test_a_number_that_a_spreadsheet_shortened_says_so_with_comma_and_point(written: str) -> None:
    with pytest.raises(InvalidInput, match="was shortened by a spreadsheet"):
        client_entry(("Ada", "Byron", written), _COLUMNS)


@pytest.mark.parametrize("written", ["347 1, 06 2", "347 1; 06 2", "347 1 ::: 06 2"])
def test_several_numbers_of_a_cell_are_parted(written: str) -> None:
    assert [one.strip() for one in values.several(written)] == ["347 1", "06 2"]
