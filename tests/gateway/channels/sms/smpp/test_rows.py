"""Every row of the table has a test, every marker has a row, and the report says how they stand."""

import pytest

from tests.support.rows import TABLE, Table

SECTIONS = {
    "1": {"title": "Words", "rows": {"one": "the first", "two": "the second"}},
    "2": {"title": "Deeds", "rows": {"one": "the third"}},
}


def test_every_row_has_a_test_and_every_marker_a_row(request: pytest.FixtureRequest) -> None:
    table = request.config.stash[TABLE]
    assert table.unknown == []
    if table.whole:
        assert table.missing == []


def test_the_table_tells_what_passed_what_failed_and_what_has_no_test() -> None:
    table = Table(SECTIONS)
    table.claim("a", ["1.one"])
    table.claim("b", ["1.one", "1.two"])
    table.claim("c", ["3.one"])
    table.saw("a", "passed")
    table.saw("b", "failed")
    table.saw("b", "passed")
    assert (table.missing, table.unknown) == (["2.one"], ["3.one (c)"])
    assert list(table.lines()) == [
        "1. Words",
        "  FAILED    2  1.one  the first",
        "  FAILED    1  1.two  the second",
        "2. Deeds",
        "  NO TEST   0  2.one  the third",
    ]


def test_a_row_whose_tests_were_left_out_is_not_called_passed() -> None:
    table = Table(SECTIONS)
    table.claim("a", ["1.one"])
    table.claim("b", ["1.two"])
    table.saw("a", "skipped")
    assert [line.split()[0] for line in table.lines()][1:3] == ["skipped", "NOT"]
