"""Formats phone numbers for staff: national in the practice's country, else international."""

from functools import lru_cache

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat

from calendar_store.entry import numbers


@lru_cache(maxsize=4096)
def shown(number: str, region: str) -> str:
    """Return a number in the form that people in a country dial.

    Args:
        number: the number in E.164; a short code or a sender's name is returned unchanged.
        region: ISO country of the practice; a foreign number keeps its country's code.
    """
    if numbers.region_of(number) == region:
        return numbers.national(number)
    try:
        parsed = phonenumbers.parse(number)
    except NumberParseException:
        return number
    return phonenumbers.format_number(parsed, PhoneNumberFormat.INTERNATIONAL)
