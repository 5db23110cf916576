"""Which digits with a country's code are a mobile number beyond doubt, told in a microsecond.

Owns a shortcut and nothing else: whatever is said to be a mobile here, `phonenumbers` calls
possible and valid, too. It takes twenty times as long, and every text and receipt names a number.
What the shortcut does not know says nothing: `phonenumbers` is to be asked.
"""

import re
from dataclasses import dataclass
from functools import cache

from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, REGION_CODE_FOR_NON_GEO_ENTITY, PhoneMetadata

_LONGEST_CODE = 3  # ITU-T E.164 §6.2.1


@dataclass(frozen=True, slots=True)
class _Plan:
    """The mobiles of a country.

    Attributes:
        lengths: digits that they have after the country's code.
        any_number: what every number of the country looks like after the code.
        mobile: what a mobile looks like.
        prefix: what may be written before a number there; it would be taken off.
    """

    lengths: frozenset[int]
    any_number: re.Pattern[str]
    mobile: re.Pattern[str]
    prefix: re.Pattern[str] | None

    def has(self, national: str) -> bool:
        return (
            len(national) in self.lengths
            and self.mobile.fullmatch(national) is not None
            and self.any_number.fullmatch(national) is not None
            and (self.prefix is None or self.prefix.match(national) is None)
        )


def is_plain_mobile(digits: str) -> bool:
    """Tell whether digits are a mobile number of the first country of their code.

    Args:
        digits: ASCII, the country's code first, without "+".

    Returns:
        True only where there is no doubt; False says nothing.
    """
    for length in range(1, _LONGEST_CODE + 1):
        code = digits[:length]
        if _is_code(code):
            plan = _plan(code)
            return plan is not None and plan.has(digits[length:])
    return False


@cache  # of at most three digits
def _is_code(code: str) -> bool:
    return not code.startswith("0") and int(code or 0) in COUNTRY_CODE_TO_REGION_CODE


@cache
def _plan(code: str) -> _Plan | None:
    region = COUNTRY_CODE_TO_REGION_CODE[int(code)][0]
    if region == REGION_CODE_FOR_NON_GEO_ENTITY:
        return None
    found = PhoneMetadata.metadata_for_region(region, None)
    # with leading digits a country is only one of those that share the code
    if found is None or found.leading_digits is not None:
        return None
    every, mobile, prefix = found.general_desc, found.mobile, found.national_prefix_for_parsing
    if not every.national_number_pattern or not (mobile and mobile.national_number_pattern):
        return None
    lengths = frozenset(every.possible_length)
    return _Plan(
        lengths & frozenset(mobile.possible_length or lengths),
        re.compile(every.national_number_pattern),
        re.compile(mobile.national_number_pattern),
        re.compile(prefix) if prefix else None,
    )
