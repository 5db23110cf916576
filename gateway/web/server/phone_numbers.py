"""Phone numbers as staff read and dial them: short at home, whole abroad."""

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat

from calendar_store.entry import numbers


def shown(number: str, region: str) -> str:
    """Return a number as somebody in a country dials it.

    Args:
        number: in E.164, or as it came where it is none: a short code, a sender's name.
        region: ISO country of the practice; a foreign number keeps its country's code.
    """
    if numbers.region_of(number) == region:
        return numbers.national(number)
    try:
        parsed = phonenumbers.parse(number)
    except NumberParseException:
        return number
    return phonenumbers.format_number(parsed, PhoneNumberFormat.INTERNATIONAL)
