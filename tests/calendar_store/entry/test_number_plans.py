"""What is recognised at once is what the library says, for numbers of every region."""

import random
from time import perf_counter

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType

from calendar_store.entry.number_plans import national_digits, plain_mobile

MOBILE = {PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE}


def by_library(text, region):
    """Return a mobile number in E.164 as the library reads it; "" for none."""
    try:
        parsed = phonenumbers.parse(text, region)
    except NumberParseException:
        return ""
    if parsed.extension or phonenumbers.number_type(parsed) not in MOBILE:
        return ""
    return phonenumbers.format_number(parsed, PhoneNumberFormat.E164)


def examples():
    """Yield (text, region) of numbers of every region and kind, whole and broken."""
    told = random.Random(20261130)
    for region in sorted(phonenumbers.SUPPORTED_REGIONS):
        for kind in range(11):
            example = phonenumbers.example_number_for_type(region, kind)
            if example is None:
                continue
            for form in (PhoneNumberFormat.E164, PhoneNumberFormat.NATIONAL):
                text = phonenumbers.format_number(example, form)
                yield text, region
                for _ in range(6):
                    at = told.randrange(1, len(text))
                    other = text[:at] + told.choice("0123456789") + text[at + 1 :]
                    yield other, region
                yield text + "1", region
                yield text[:-1], told.choice(("IT", "US", region))
        for _ in range(60):
            length = told.randrange(5, 13)
            yield "".join(told.choice("0123456789") for _ in range(length)), region
            yield f"+{told.randrange(10**9, 10**13)}", region
            yield f"00{told.randrange(10**9, 10**12)}", region


def test_what_is_recognised_at_once_is_what_the_library_says():
    answered = 0
    for text, region in examples():
        found = plain_mobile(text, region)
        answered += bool(found)
        assert found in {"", by_library(text, region)}, (text, region)
    assert answered > 2000


def test_usual_numbers_are_recognised_at_once():
    for text, region in (
        ("347 123 4567", "IT"),
        ("3471234567", "IT"),
        ("+39 347 1234567", "US"),
        ("202-555-0143", "US"),
        ("604 555 0143", "CA"),
        ("0151 23456789", "DE"),
        ("06 12 34 56 78", "FR"),
        ("07911 123456", "GB"),
        ("612 34 56 78", "ES"),
        ("912 345 678", "PT"),
        ("079 123 45 67", "CH"),
        ("0412 345 678", "AU"),
    ):
        assert plain_mobile(text, region), (text, region)


def test_the_digits_of_a_number_are_those_that_the_library_writes():
    answered = 0
    for text, region in examples():
        mobile = by_library(text, region)
        known = national_digits(mobile) if mobile else None
        if known is None:
            continue
        answered += 1
        parsed = phonenumbers.parse(mobile)
        written = phonenumbers.format_number(parsed, PhoneNumberFormat.NATIONAL)
        dialled = "".join(filter(str.isdecimal, written))
        assert known == (phonenumbers.national_significant_number(parsed), dialled)
    assert answered > 2000


def test_many_digits_that_are_no_number_take_no_time() -> None:
    began = perf_counter()
    for text in ("9" * 60 + "x", "+" + "1 " * 400 + "x", "12-" * 300):
        assert plain_mobile(text, "IT") == ""
    assert perf_counter() - began < 1
