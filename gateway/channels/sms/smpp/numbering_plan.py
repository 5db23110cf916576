"""Fast check that digits with a country code are certainly a mobile number, in a microsecond.

Owns only this shortcut: every number that it accepts is possible and valid in `phonenumbers`, too.
`phonenumbers` takes twenty times as long, and every text and receipt has a number. If the shortcut
does not accept a number, the number may still be valid: ask `phonenumbers`.
"""

import re
from dataclasses import dataclass
from functools import cache

from phonenumbers import COUNTRY_CODE_TO_REGION_CODE, REGION_CODE_FOR_NON_GEO_ENTITY, PhoneMetadata

_LONGEST_CODE = 3  # ITU-T E.164 §6.2.1


@dataclass(frozen=True, slots=True)
class _Plan:
    """The mobile numbers of a country.

    Attributes:
        lengths: possible numbers of digits after the country code.
        any_number: pattern of every number of the country, without the country code.
        mobile: pattern of the mobile numbers, without the country code.
        prefix: pattern of the national prefix, which `phonenumbers` would remove; None for none.
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
    """Tell whether digits are certainly a mobile number of the main country of their country code.

    Args:
        digits: ASCII digits, the country code first, without "+".

    Returns:
        True only if there is no doubt; with False the digits may still be a mobile number.
    """
    known = _by_first(digits[:_LONGEST_CODE])
    return known is not None and known[1].has(digits[known[0] :])


@cache  # of at most three digits
def _by_first(digits: str) -> tuple[int, _Plan] | None:
    """Return the length of the country code at the start of digits, and the country's plan."""
    if digits.startswith("0"):
        return None
    for length in range(1, len(digits) + 1):
        # no country code is the beginning of another one
        regions = COUNTRY_CODE_TO_REGION_CODE.get(int(digits[:length]))
        if regions:
            plan = _plan(regions[0])
            return None if plan is None else (length, plan)
    return None


def _plan(region: str) -> _Plan | None:
    if region == REGION_CODE_FOR_NON_GEO_ENTITY:
        return None
    found = PhoneMetadata.metadata_for_region(region, None)
    # a country with leading digits is one of several that share the country code
    if found is None or found.leading_digits is not None:
        return None
    every, mobile, prefix = found.general_desc, found.mobile, found.national_prefix_for_parsing
    if every is None or mobile is None:
        return None
    if not (every.national_number_pattern and mobile.national_number_pattern):
        return None
    lengths = frozenset(every.possible_length)
    return _Plan(
        lengths & frozenset(mobile.possible_length or lengths),
        re.compile(every.national_number_pattern),
        re.compile(mobile.national_number_pattern),
        re.compile(prefix) if prefix else None,
    )
