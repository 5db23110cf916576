"""Recognises plainly written numbers at once, by the same numbering plans as the library.

A file has a hundred thousand numbers, and the library takes most of the time of reading one. Here
its plans are compiled once for each calling code, and only what leaves no doubt is answered: all
else is left to the library, which also has the words why a number is none.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import phonenumbers
from phonenumbers.phonemetadata import PhoneMetadata

_PLAIN = re.compile(r"\s*(\+?)([0-9](?:[ .\-/]?[0-9])*)\s*")
_SIGNS = str.maketrans("", "", " .-/")
_FEWEST, _MOST = 6, 15
_LONGEST_CODE = 3
_OTHER_KINDS = (
    *("premium_rate", "toll_free", "shared_cost", "voip"),
    *("personal_number", "pager", "uan", "voicemail"),
)
_FIRST_GROUP = re.compile(r"(\\\d)")
"""The first group of a format, before which a national prefix is written."""


@dataclass(frozen=True, slots=True)
class _Kind:
    """A kind of numbers in a plan: their lengths (none: any), and their form."""

    lengths: frozenset[int]
    form: re.Pattern[str]

    def has(self, number: str) -> bool:
        return (not self.lengths or len(number) in self.lengths) and (
            self.form.fullmatch(number) is not None
        )


@dataclass(frozen=True, slots=True)
class _Plan:
    """The numbering plan of a region."""

    general: _Kind
    others: Sequence[_Kind]
    mobile: _Kind | None
    fixed: _Kind | None
    is_one: bool
    leading: re.Pattern[str] | None
    prefix: re.Pattern[str] | None
    is_simple: bool
    international: re.Pattern[str] | None

    def is_mobile(self, number: str) -> bool:
        """Tell whether a national number is a mobile, or may be one."""
        if not self.general.has(number) or any(one.has(number) for one in self.others):
            return False
        if self.is_one:
            return self.fixed is not None and self.fixed.has(number)
        return self.mobile is not None and self.mobile.has(number)

    def has(self, number: str) -> bool:
        """Tell whether a national number is one of the region, of any kind."""
        kinds = (*self.others, self.fixed, self.mobile)
        return self.general.has(number) and any(one and one.has(number) for one in kinds)

    def is_national(self, code: str, digits: str) -> bool:
        """Tell whether digits without a plus are for certain no number with its calling code."""
        if self.international is not None and self.international.match(digits):
            return False
        return not digits.startswith(code) or self.general.has(digits)

    def without_prefix(self, number: str) -> str:
        """Return a national number without the prefix of trunk calls; "" where that is not clear.

        Without it, it has to be the number of a mobile, which is long enough to be whole.
        """
        found = self.prefix.match(number) if self.prefix is not None else None
        if found is None:
            return number
        if not self.is_simple or self.general.form.fullmatch(number):
            return ""
        return number[found.end() :]


def plain_mobile(text: str, region: str | None) -> str:
    """Return a plainly written mobile number in E.164; "" for all that the library has to judge.

    Args:
        text: the number as entered.
        region: ISO country of a number without a country code.
    """
    found = _PLAIN.fullmatch(text)
    digits = found[2].translate(_SIGNS) if found else ""
    if found is None or not _FEWEST <= len(digits) <= _MOST:
        return ""
    if found[1]:
        code = _code_of(digits)
        plans = _plans(code)
        number = plans[0].without_prefix(digits[len(code) :]) if plans else ""
    else:
        code = _code_of_region(region or "")
        plans, own = _plans(code), _plan(region or "")
        is_clear = bool(plans) and own is not None and own.is_national(code, digits)
        number = own.without_prefix(digits) if own is not None and is_clear else ""
    is_whole = bool(number) and number[0] != "0"
    return f"+{code}{number}" if is_whole and _is_mobile(number, plans) else ""


def _is_mobile(number: str, plans: Sequence[_Plan]) -> bool:
    """Tell whether a national number is a mobile of the first region that has it."""
    for one in plans:
        if one.leading is not None:
            if one.leading.match(number):
                return one.is_mobile(number)
        elif one.is_mobile(number):
            return True
        elif one.has(number):
            return False
    return False


def national_digits(mobile: str) -> tuple[str, str] | None:
    """Return the digits of a number without its country, as they are and as they are dialled there.

    Args:
        mobile: the number, E.164.

    Returns:
        None where the library has to tell.
    """
    digits = mobile[1:]
    code = _code_of(digits) if digits.isdecimal() and digits.isascii() else ""
    plans = _plans(code)
    number = digits[len(code) :]
    if not plans or len(number) < _FEWEST or number[0] == "0":
        return None
    if plans[0].prefix is not None and plans[0].prefix.match(number):
        return None
    for leading, form, written in _formats(code):
        if (leading is None or leading.match(number)) and form.fullmatch(number):
            dialled = form.sub(written, number)
            return number, "".join(filter(str.isdecimal, dialled))
    return number, number


def _code_of(digits: str) -> str:
    if digits.startswith("0"):
        return ""
    for length in range(1, _LONGEST_CODE + 1):
        if int(digits[:length]) in phonenumbers.COUNTRY_CODE_TO_REGION_CODE:
            return digits[:length]
    return ""


@cache
def _code_of_region(region: str) -> str:
    code = phonenumbers.country_code_for_region(region) if region else 0
    return str(code) if code else ""


@cache
def _plans(code: str) -> tuple[_Plan, ...]:
    regions = phonenumbers.COUNTRY_CODE_TO_REGION_CODE.get(int(code), ()) if code else ()
    found = [_plan(one) for one in regions]
    whole = tuple(one for one in found if one is not None)
    return whole if len(whole) == len(regions) else ()


@cache
def _plan(region: str) -> _Plan | None:
    data: Any = PhoneMetadata.metadata_for_region(region, None)
    general = None if data is None else _kind(data.general_desc)
    if data is None or general is None:
        return None
    return _Plan(
        general,
        tuple(kind for name in _OTHER_KINDS if (kind := _kind(getattr(data, name))) is not None),
        _kind(data.mobile),
        _kind(data.fixed_line),
        bool(data.same_mobile_and_fixed_line_pattern),
        _pattern(data.leading_digits),
        _pattern(data.national_prefix_for_parsing),
        not data.national_prefix_transform_rule,
        _pattern(data.international_prefix),
    )


def _kind(description: Any) -> _Kind | None:
    if description is None or description.national_number_pattern is None:
        return None
    lengths = frozenset(description.possible_length)
    return _Kind(lengths, re.compile(description.national_number_pattern))


def _pattern(text: str | None) -> re.Pattern[str] | None:
    return re.compile(text) if text else None


@cache
def _formats(code: str) -> tuple[tuple[re.Pattern[str] | None, re.Pattern[str], str], ...]:
    """Return (digits that lead, form, how it is written nationally) of each format of a plan."""
    region = phonenumbers.region_code_for_country_code(int(code))
    data: Any = PhoneMetadata.metadata_for_region_or_calling_code(int(code), region)
    found = []
    for one in data.number_format:
        leading = _pattern(one.leading_digits_pattern[-1]) if one.leading_digits_pattern else None
        written = one.format
        if rule := one.national_prefix_formatting_rule:
            written = _FIRST_GROUP.sub(rule, written, count=1)
        found.append((leading, re.compile(one.pattern), written))
    return tuple(found)
