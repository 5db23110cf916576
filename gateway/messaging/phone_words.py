"""Phone numbers as people of any country read them."""

from functools import lru_cache

import phonenumbers


@lru_cache(maxsize=1024)
def readable_phone(number: str, region: str) -> str:
    """Return a phone number as people of any country read it: "+39 06 9900 0100".

    Args:
        number: E.164, or "".
        region: the ISO country of the practice.
    """
    try:
        parsed = phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException:
        return number
    return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
