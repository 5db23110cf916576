"""The terms that clients are found by, and what is typed for them."""

import pytest

from calendar_store.entry.search_terms import terms, typed


def found(query, first="Ada", last="Byron", mobile="+393331110001"):
    theirs = terms(first, last, mobile)
    return bool(typed(query)) and all(
        any(term.startswith(start) for start in word.starts for term in theirs)
        for word in typed(query)
    )


@pytest.mark.parametrize(
    "query",
    [
        *("ada", "by", "Byron Ada", "ada, byron", "A B", "+39 333", "0039 333 111", "333 111 00"),
        *("333-1110001", "001", "10001", "byr 333", "39333", "BYRON", " ada ", "(333) 111"),
    ],
)
def test_a_client_is_found_by_parts_of_the_name_in_any_order_and_by_the_number(query):
    assert found(query)


@pytest.mark.parametrize("query", ["", " ", "-", "dab", "ada c", "01", "334", "ada 334", "ron"])
def test_nothing_else_finds_a_client(query):
    assert not found(query)


@pytest.mark.parametrize(
    ("query", "first", "last"),
    [
        ("jose garcia", "José", "García"),
        ("muller", "Eva", "Müller"),
        ("mueller", "Eva", "Müller"),
        ("MÜLLER", "Eva", "Muller"),
        ("strasse", "Eva", "Straße"),
        ("brien", "Ann", "O'Brien"),
        ("obrien", "Ann", "O'Brien"),
        ("o'brien", "Ann", "O'Brien"),
        ("o’brien", "Ann", "O'Brien"),
        ("anna-maria", "Anna-Maria", "Rossi"),
        ("annamaria", "Anna-Maria", "Rossi"),
        ("maria", "Anna-Maria", "Rossi"),
        ("lodz", "Łódź", "Nowak"),
        ("ольга", "Ольга", "Иванова"),
    ],
)
def test_accents_and_points_between_make_no_difference(query, first, last):
    assert found(query, first, last)


def test_a_number_is_found_as_its_country_writes_it():
    german = {"first": "Eva", "last": "Berg", "mobile": "+4915123456789"}
    for query in ("0151 2345", "151234", "+49151", "0049 151", "(0151) 23456789", "6789"):
        assert found(query, **german)


def test_what_is_no_number_has_no_terms_of_a_number():
    assert terms("", "", "") == frozenset()
    assert terms("", "", "x") == frozenset()
    assert "12" in terms("", "", "12")
