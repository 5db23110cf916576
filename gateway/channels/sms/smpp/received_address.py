"""One form for every address that a carrier writes (SMPP 3.4 §5.2.5 to §5.2.7).

Owns the step from an address as received, with its type of number, to E.164 with "+": the same
client is the same client with "+", with "00", with a national zero or without a country. What
cannot be told from the address and the carrier's country stays as it came; whether a known client
is behind it only the store can say. A wrong country would be a stranger's number, so an address is
never made international on a guess.
"""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumber, PhoneNumberFormat, PhoneNumberType

from calendar_store.entry.numbers import region_of
from gateway.channels.sms.smpp.addresses import INTERNATIONAL
from gateway.channels.sms.smpp.numbering_plan import is_plain_mobile

# types of number under which the country may be left out; of the others nothing is known
_WITHOUT_COUNTRY = frozenset({0, 2, 3, 5})
_LONGEST_SHORT_CODE = 8
_SHORTEST = 7
_LONGEST = 15  # E.164 §6
_LEAST_TELLING = 6
"""Digits that have to agree before a number of ours counts as written without its country."""
_PUNCTUATION = re.compile(r"[\s().\-/]+")
_DIGITS = re.compile(r"[0-9]+")
_DIALLED = re.compile(r"\+?[0-9]+")
_REMEMBERED = 8192
_MOBILES = frozenset({PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE_OR_MOBILE})


def received_address(number: str, ton: int, country: str = "") -> str:
    """A client's address as the service writes it.

    Args:
        number: as received.
        ton: type of number as received, any octet.
        country: ISO country whose numbers the carrier may write without it; "" for none.

    Returns:
        E.164 with "+" where the address itself says its country, or where exactly one reading in
        the carrier's country is a number that exists; a name as received; else its bare digits.
    """
    if ton == INTERNATIONAL and _DIGITS.fullmatch(number) and is_plain_mobile(number):
        return "+" + number  # by far most
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
    """The number that a client wrote to, as it stands in the configuration.

    Args:
        number: as received.
        ton: as received.
        numbers: ours at this carrier.
        aliases: other forms of ours, from `alias_key`, and the number that each stands for.
        country: as for `received_address`.

    Returns:
        The configured one that is meant: under an alias, with the same digits, or the only one
        that these digits are without its country or its zero. Else as `received_address` writes it.
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
    """The form by which aliases are looked up: without punctuation, plus sign and case.

    Args:
        alias: as configured or received.
    """
    return _bare(alias).casefold()


@lru_cache(maxsize=256)
def home_country(country: str, numbers: tuple[str, ...]) -> str:
    """The country whose numbers a carrier may write without it.

    Args:
        country: as configured, "" for none.
        numbers: ours at the carrier.

    Returns:
        The configured one, or the only one that our numbers belong to; "" where they do not agree.
    """
    if country:
        return country
    regions = {region_of(number) for number in numbers if number.startswith("+")}
    return regions.pop() if len(regions) == 1 else ""


def _bare(number: str) -> str:
    return _PUNCTUATION.sub("", number.strip()).removeprefix("+")


def _international(digits: str, country: str) -> str:
    """Return a number that is said to be international, "" where it is rather a national one."""
    if is_plain_mobile(digits):
        return "+" + digits
    parsed = _parsed("+" + digits, None)
    if parsed is None or not phonenumbers.is_possible_number(parsed):
        return ""
    # Some carriers call every number international. New ranges are missing from the public plans,
    # so the word of the carrier goes before the plan unless the plan of its country knows better.
    if not phonenumbers.is_valid_number(parsed) and _national(digits, country):
        return ""
    return "+" + digits


def _national(digits: str, country: str) -> str:
    """Return the only number of a country that these digits can be, "" where there is none."""
    if not country or digits.startswith("+"):
        return ""
    # Texts come from mobiles. What could only be another kind of number may be a client's abroad.
    found = {number for number in _readings(digits, country) if _is_mobile(number)}
    return found.pop() if len(found) == 1 else ""


def _readings(digits: str, country: str) -> Iterator[str]:
    """Yield the numbers of a country that digits may be: without the country, or with it."""
    home = phonenumbers.country_code_for_region(country)
    for written in (digits, "+" + digits):
        parsed = _parsed(written, country)
        if parsed is None or not phonenumbers.is_valid_number(parsed):
            continue
        # as dialled there, with or without the prefix for abroad; or with the country's own code
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
    """Return our numbers by their digits without zeros, with and without the country.

    What two of them could be is none.
    """
    found: dict[str, set[str]] = {}
    for ours in numbers:
        parsed = _parsed(ours, None) if ours.startswith("+") else None
        if parsed is None or len(str(parsed.national_number)) < _LEAST_TELLING:
            continue
        for form in (f"{parsed.national_number}", f"{parsed.country_code}{parsed.national_number}"):
            found.setdefault(form, set()).add(ours)
    return {form: some.pop() for form, some in found.items() if len(some) == 1}
