"""Parse phone numbers as people write them, to E.164, or refuse them.

The numbering plans decide which numbers are valid and of which kind they are (ITU-T E.164 section
6, and the national plans in the library `phonenumbers`).
"""

import re
from collections.abc import Collection

import phonenumbers
from phonenumbers import (
    NumberParseException,
    PhoneNumber,
    PhoneNumberFormat,
    PhoneNumberType,
    ValidationResult,
)

from calendar_store.entry.number_plans import plain_mobile
from calendar_store.model.errors import InvalidInput

_MOBILE = frozenset({PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE})
_ORDINARY = frozenset({*_MOBILE, PhoneNumberType.FIXED_LINE, PhoneNumberType.VOIP})
"""Kinds of numbers with the usual price of a text; the price of a premium number is not limited."""
_SHORT_CODE = re.compile(r"[0-9]{3,8}")
CALLING_CODES = frozenset(map(str, phonenumbers.COUNTRY_CODE_TO_REGION_CODE))
"""The calling codes of all countries; no code is the beginning of another code."""
_NO_COUNTRY = "001"
"""The region code of the numbering plans for numbers that belong to no country."""

_UNREADABLE = {
    NumberParseException.INVALID_COUNTRY_CODE: "has no country code that exists",
    NumberParseException.NOT_A_NUMBER: "is not a number",
    NumberParseException.TOO_SHORT_AFTER_IDD: "is too short for a number",
    NumberParseException.TOO_SHORT_NSN: "is too short for a number",
    NumberParseException.TOO_LONG: "is too long for a number",
}
_IMPOSSIBLE = {
    ValidationResult.IS_POSSIBLE_LOCAL_ONLY: "lacks its area code",
    ValidationResult.INVALID_COUNTRY_CODE: "has no country code that exists",
    ValidationResult.TOO_SHORT: "is too short for a number",
    ValidationResult.INVALID_LENGTH: "has not the length of a number",
    ValidationResult.TOO_LONG: "is too long for a number",
}


def e164(text: str, region: str | None, what: str = "mobile number") -> str:
    """Return a number of any kind in E.164.

    Args:
        text: the number as entered, with or without the country code.
        region: ISO country of a number without a country code; None: the code is required.
        what: kind of number, for the error message.

    Returns:
        The number, as "+393471234567".

    Raises:
        InvalidInput: if the number is not valid in any numbering plan.
    """
    return _written(_valid(text, region, what))


def mobile(text: str, region: str | None) -> str:
    """Return a mobile number in E.164.

    If a numbering plan does not distinguish mobiles from landlines (North America), the number is
    accepted.

    Args:
        text: the number as entered.
        region: ISO country of a number without a country code.

    Raises:
        InvalidInput: if the text is no number, or the number cannot receive texts.
    """
    if plain := plain_mobile(text, region):
        return plain
    parsed = _parsed(text, region, "mobile number")
    # of a mobile all else is true as well; asking for its type alone takes half the time
    if phonenumbers.number_type(parsed) in _MOBILE and _is_whole(text, parsed):
        return _written(parsed)
    number = _valid(text, region, "mobile number")
    if phonenumbers.number_type(number) not in _MOBILE:
        raise InvalidInput(
            f'"{text.strip()}" is not a mobile number, so it cannot receive texts; '
            f"write the mobile number, as {_example(region)}"
        )
    return _written(number)


def is_mobile(number: str) -> bool:
    """Tell whether a number is a possible mobile number in E.164."""
    try:
        return number.startswith("+") and mobile(number, None) == number
    except InvalidInput:
        return False


def sender(text: str, region: str | None = None) -> str:
    """Return a sender number: a number of any kind in E.164, or a short code.

    Carriers assign long codes in ranges that the public plans do not list, so only the length is
    checked.

    Args:
        text: the number as entered; 3 to 8 digits alone are a short code.
        region: ISO country of a long number without a country code.

    Raises:
        InvalidInput: if the text is neither.
    """
    if _SHORT_CODE.fullmatch(text.strip()):
        return text.strip()
    number = _parsed(text, region, "sender number")
    result = phonenumbers.is_possible_number_with_reason(number)
    if result != ValidationResult.IS_POSSIBLE:
        raise _refusal(text, _IMPOSSIBLE[result], region, "sender number")
    return _written(number)


def region_of(number: str) -> str:
    """Return the ISO country of a number in E.164; "" for a short code, or if there is none."""
    try:
        parsed = phonenumbers.parse(number)
    except NumberParseException:
        return ""
    region = phonenumbers.region_code_for_number(parsed)
    if region is None:
        region = phonenumbers.region_code_for_country_code(parsed.country_code or 0)
    return "" if region == _NO_COUNTRY else region


def why_unanswered(number: str, countries: Collection[str]) -> str:
    """Return why a stranger's number gets no automatic answer; "" if an answer is allowed.

    Args:
        number: the number as received: E.164, a short code, or a name.
        countries: ISO countries whose numbers get automatic answers.
    """
    try:
        parsed = phonenumbers.parse(number)
    except NumberParseException:
        return "it is a short code or no number"
    # satellite numbers and international service numbers belong to no country
    if region_of(number) not in countries:
        return "it is a number of another country, or of none"
    if phonenumbers.number_type(parsed) not in _ORDINARY:
        return "it is no ordinary number: a premium one, or one given to nobody"
    return ""


def national(number: str) -> str:
    """Return a number in E.164 in its national form; return a short code unchanged."""
    if not number.startswith("+"):
        return number
    return phonenumbers.format_number(phonenumbers.parse(number), PhoneNumberFormat.NATIONAL)


def _parsed(text: str, region: str | None, what: str) -> PhoneNumber:
    try:
        return phonenumbers.parse(text, region)
    except NumberParseException as error:
        why = _UNREADABLE[error.error_type]
        if error.error_type == NumberParseException.INVALID_COUNTRY_CODE and "+" not in text:
            why = "has no country code"
        raise _refusal(text, why, region, what) from error


def _valid(text: str, region: str | None, what: str) -> PhoneNumber:
    number = _parsed(text, region, what)
    result = phonenumbers.is_possible_number_with_reason(number)
    if result != ValidationResult.IS_POSSIBLE:
        raise _refusal(text, _IMPOSSIBLE[result], region, what)
    if not phonenumbers.is_valid_number(number):
        raise _refusal(text, "is a number that is given to nobody", region, what)
    if not _is_whole(text, number):
        raise _refusal(text, "is not a number", region, what)
    return number


def _is_whole(text: str, number: PhoneNumber) -> bool:
    """Tell whether a number is all that was entered.

    The library leaves out what it cannot place: a letter typed for a digit, an extension. What is
    left may be the number of a stranger.
    """
    return not number.extension and not any(map(str.isalpha, text.strip().removeprefix("tel:")))


def _written(number: PhoneNumber) -> str:
    return phonenumbers.format_number(number, PhoneNumberFormat.E164)


def _refusal(text: str, why: str, region: str | None, what: str) -> InvalidInput:
    entered = text.strip()
    return InvalidInput(
        f'"{entered}" {why}; write the {what} with its country, as {_example(region)}'
    )


def _example(region: str | None) -> str:
    known = region in phonenumbers.SUPPORTED_REGIONS
    example = known and phonenumbers.example_number_for_type(region, PhoneNumberType.MOBILE)
    if not example:
        return "+39 347 123 4567"
    return phonenumbers.format_number(example, PhoneNumberFormat.INTERNATIONAL)
