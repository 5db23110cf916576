"""Phone numbers as staff read and dial them: short at home, whole abroad."""

import phonenumbers
from phonenumbers import PhoneNumberFormat

from calendar_store import numbers


def shown(number: str, region: str) -> str:
    """Return a number as somebody in a country dials it.

    Args:
        number: in E.164.
        region: ISO country of the practice; a foreign number keeps its country's code.
    """
    if numbers.region_of(number) == region:
        return numbers.national(number)
    return phonenumbers.format_number(phonenumbers.parse(number), PhoneNumberFormat.INTERNATIONAL)
