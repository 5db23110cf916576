"""Normalises the addresses that a carrier writes (SMPP 3.4 §5.2.5 to §5.2.7).

Owns the step from a received address, with its type of number, to E.164 with "+". A client's number
gets the same form whether it was written with "+", with "00", with a national zero or without a
country code. An address that the carrier's country does not make certain stays as received; only
the store can tell whether it belongs to a known client. With a wrong country code the number would
be a stranger's, so a country code is never added on a guess.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat, PhoneNumberType

from calendar_store.entry.numbers import region_of
from gateway.channels.sms.smpp.addresses import INTERNATIONAL
from gateway.channels.sms.smpp.numbering_plan import is_plain_mobile

# types of number with which the country code may be missing: unknown, national, network-specific
# and alphanumeric; addresses with another type get no country code
_WITHOUT_COUNTRY = frozenset({0, 2, 3, 5})
_LONGEST_SHORT_CODE = 8
_SHORTEST = 7
_LONGEST = 15  # E.164 §6
_LEAST_TELLING = 6
"""Fewest digits of a national number by which one of our numbers is recognised."""
_PUNCTUATION = re.compile(r"[\s().\-/]+")
_DIGITS = re.compile(r"[0-9]+")
_DIALLED = re.compile(r"\+?[0-9]+")
_REMEMBERED = 8192
_MOBILES = frozenset({PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE})


def received_address(number: str, ton: int, country: str = "") -> str:
    """Return a client's address in the form that the service uses.

    Args:
        number: as received.
        ton: type of number as received, any octet.
        country: ISO country whose numbers the carrier may write without the country code; "" for
            none.

    Returns:
        E.164 with "+" if the address has its country code, or if it can be read as exactly one
        existing mobile number of `country`; a name as received; else the digits without
        punctuation.
    """
    if ton == INTERNATIONAL and _DIGITS.fullmatch(number) and is_plain_mobile(number):
        return "+" + number  # the usual case
    return _read(number, ton, country)


@lru_cache(maxsize=_REMEMBERED)
def _read(number: str, ton: int, country: str) -> str:
    written = number.strip()
    bare = _PUNCTUATION.sub("", written)
    if not (bare.isascii() and _DIALLED.fullmatch(bare)):
        return written
    digits = bare.removeprefix("+")
    plus = digits != bare
    if not plus and digits.startswith("00") and len(digits) > _LONGEST_SHORT_CODE:
        digits, plus = digits[2:], True
    if len(digits) > _LONGEST:
        return bare
    if plus or ton == INTERNATIONAL:
        return _international(digits, country) or _national(bare, country) or bare
    if len(digits) < _SHORTEST or ton not in _WITHOUT_COUNTRY:
        return bare
    return _national(bare, country) or bare


def our_number(
    number: str,
    ton: int,
    numbers: tuple[str, ...],
    aliases: Mapping[str, str] | None = None,
    country: str = "",
) -> str:
    """Return our number that a client wrote to, in its configured form.

    Args:
        number: as received.
        ton: type of number as received.
        numbers: our numbers at this carrier.
        aliases: our numbers by `alias_key` of their other forms.
        country: as for `received_address`.

    Returns:
        The configured number: the number of a matching alias, the number with the same digits, or
        the only number that has these digits without its country code or without leading zeros.
        Else the result of `received_address`.
    """
    meant = aliases.get(alias_key(number)) if aliases else None
    if meant is not None:
        return meant
    if "+" + number in numbers:
        return "+" + number
    received = received_address(number, ton, country)
    digits = _bare(number)
    for ours in numbers:
        if received == ours or digits in {ours.removeprefix("+"), "00" + ours.removeprefix("+")}:
            return ours
    return _short_forms(numbers).get(digits.lstrip("0"), received)


def alias_key(alias: str) -> str:
    """Return the key of an alias: without punctuation, without plus sign, in lower case.

    Args:
        alias: as configured or received.
    """
    return _bare(alias).casefold()


@lru_cache(maxsize=256)
def home_country(country: str, numbers: tuple[str, ...]) -> str:
    """Return the country whose numbers a carrier may write without country code.

    Args:
        country: as configured, "" for none.
        numbers: our numbers at the carrier.

    Returns:
        The configured country, or the country of our numbers; "" if they are of several countries.
    """
    if country:
        return country
    regions = {region_of(number) for number in numbers if number.startswith("+")}
    return regions.pop() if len(regions) == 1 else ""


def _bare(number: str) -> str:
    return _PUNCTUATION.sub("", number.strip()).removeprefix("+")


def _international(digits: str, country: str) -> str:
    """Return digits as an international number, "" if they are more likely a national number."""
    if is_plain_mobile(digits):
        return "+" + digits
    parsed = _parsed("+" + digits, None)
    if parsed is None or not phonenumbers.is_possible_number(parsed):
        return ""
    # Some carriers mark every number as international. Public numbering plans lack new ranges, so
    # the mark is believed even for a number that is not in the plan, unless the same digits are a
    # national mobile number in the carrier's country.
    if not phonenumbers.is_valid_number(parsed) and _national(digits, country):
        return ""
    return "+" + digits


def _national(digits: str, country: str) -> str:
    """Return the only mobile number of a country that digits can be, "" if none or several."""
    if not country or digits.startswith("+"):
        return ""
    # Texts come from mobiles. Digits that could only be a landline here may be a client's abroad.
    found = {number for number in _readings(digits, country) if _is_mobile(number)}
    return found.pop() if len(found) == 1 else ""


def _readings(digits: str, country: str) -> Iterator[str]:
    """Yield the valid numbers that digits can be: with the country code missing, or included."""
    home = phonenumbers.country_code_for_region(country)
    for written in (digits, "+" + digits):
        parsed = _parsed(written, country)
        if parsed is None or not phonenumbers.is_valid_number(parsed):
            continue
        # as dialled in that country, also with its prefix for calls abroad; or with its own code
        if written == digits or parsed.country_code == home:
            yield phonenumbers.format_number(parsed, PhoneNumberFormat.E164)


def _is_mobile(number: str) -> bool:
    parsed = _parsed(number, None)
    return parsed is not None and phonenumbers.number_type(parsed) in _MOBILES


def _parsed(written: str, country: str | None) -> PhoneNumber | None:
    try:
        return phonenumbers.parse(written, country)
    except NumberParseException:
        return None


@lru_cache(maxsize=256)
def _short_forms(numbers: tuple[str, ...]) -> Mapping[str, str]:
    """Return our numbers by their digits without leading zeros, with and without country code.

    Digits that fit two of our numbers are left out.
    """
    found: dict[str, set[str]] = {}
    for ours in numbers:
        parsed = _parsed(ours, None) if ours.startswith("+") else None
        if parsed is None or len(str(parsed.national_number)) < _LEAST_TELLING:
            continue
        for form in (f"{parsed.national_number}", f"{parsed.country_code}{parsed.national_number}"):
            found.setdefault(form, set()).add(ours)
    return {form: some.pop() for form, some in found.items() if len(some) == 1}
