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
    known = _by_first(digits[:_LONGEST_CODE])
    return known is not None and known[1].has(digits[known[0] :])


@cache  # of at most three digits
def _by_first(digits: str) -> tuple[int, _Plan] | None:
    """Return how long the code is with which a number begins, and its country's plan."""
    if digits.startswith("0"):
        return None
    for length in range(1, len(digits) + 1):
        # no code begins another one
        regions = COUNTRY_CODE_TO_REGION_CODE.get(int(digits[:length]))
        if regions:
            plan = _plan(regions[0])
            return None if plan is None else (length, plan)
    return None


def _plan(region: str) -> _Plan | None:
    if region == REGION_CODE_FOR_NON_GEO_ENTITY:
        return None
    found = PhoneMetadata.metadata_for_region(region, None)
    # with leading digits a country is only one of those that share the code
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
