"""Numbers: taken as people write them, refused in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calendar_store.entry import numbers
from calendar_store.model.errors import InvalidInput


@pytest.mark.parametrize(
    ("written", "region", "number"),
    [
        ("347 123 4567", "IT", "+393471234567"),
        ("+39 347 123 4567", "US", "+393471234567"),
        ("0039 347 1234567", "IT", "+393471234567"),
        ("(202) 555-0123", "US", "+12025550123"),
        ("+33 6 12 34 56 78", "IT", "+33612345678"),
        ("０６１２３４５６７８", "FR", "+33612345678"),
        ("+44 7911 123456", None, "+447911123456"),
        ("tel:+39-347-1234567", "US", "+393471234567"),
        ("+44 (0)7911 123456", None, "+447911123456"),
        ("011 39 347 123 4567", "US", "+393471234567"),
        ("8 (912) 345-67-89", "RU", "+79123456789"),
        ("011 15 2345-6789", "AR", "+5491123456789"),
    ],
)
def test_a_mobile_number_is_taken_as_people_write_it(written, region, number):
    assert numbers.mobile(written, region) == number


@pytest.mark.parametrize(
    ("written", "words"),
    [
        ("06 6982", '"06 6982" is not a mobile number, so it cannot receive texts; write the'),
        ("06 1", '"06 1" is too short for a number; write the mobile number with its country, as'),
        ("347 123 4567 8 9 10 11", "is too long for a number"),
        ("Ada Byron", '"Ada Byron" is not a number; write the mobile number'),
        ("", '"" is not a number'),
        ("+39333000000x", '"+39333000000x" is not a number; write the mobile number'),
        ("347 123 4567 ext 12", "is not a number"),
        ("347 123 4567 #12", "is not a number"),
        ("347 123 456O", "is not a number"),
        ("+999 123 4567", "has no country code that exists; write"),
        ("3471234", '"3471234" is a number that is given to nobody'),
        ("+44 7700 900123", "is a number that is given to nobody"),
    ],
)
def test_what_is_no_mobile_number_is_refused_in_words(written, words):
    with pytest.raises(InvalidInput, match=words.replace("+", r"\+")) as refused:
        numbers.mobile(written, "IT")
    assert "as +39" in str(refused.value)


def test_a_number_without_country_and_without_region_asks_for_the_country():
    with pytest.raises(InvalidInput, match='"347 123 4567" has no country code; write the mobile'):
        numbers.mobile("347 123 4567", None)


def test_a_landline_is_a_number_to_call():
    assert numbers.e164("06 6982", "IT", "phone number") == "+39066982"
    with pytest.raises(InvalidInput, match="write the phone number with its country"):
        numbers.e164("06", "IT", "phone number")


@pytest.mark.parametrize(
    ("written", "sender"),
    [
        ("+39 06 9900 0111", "+390699000111"),
        ("48222", "48222"),
        ("123", "123"),
        ("+44 7700 900123", "+447700900123"),
    ],
)
def test_a_sender_is_a_short_code_or_a_number_of_any_kind(written, sender):
    assert numbers.sender(written) == sender


@pytest.mark.parametrize("written", ["12", "123456789", "Aurora", "+39", "+1 555"])
def test_what_cannot_send_texts_is_refused(written):
    with pytest.raises(InvalidInput, match="write the sender number with its country"):
        numbers.sender(written)


def test_numbers_know_their_country_and_how_it_writes_them():
    assert numbers.region_of("+393471234567") == "IT"
    assert numbers.region_of("+447700900123") == "GB"
    assert numbers.region_of("+80012345678") == ""
    assert numbers.region_of("48222") == ""
    assert numbers.national("+393471234567") == "347 123 4567"
    assert numbers.national("48222") == "48222"


@given(st.text(max_size=30), st.sampled_from(["IT", "US", "TA", None]))
def test_any_text_is_a_number_or_refused_in_one_line(text, region):
    try:
        number = numbers.mobile(text, region)
    except InvalidInput as refused:
        number, said = None, str(refused)
    assert numbers.mobile(number, None) == number if number else "; write the mobile" in said
