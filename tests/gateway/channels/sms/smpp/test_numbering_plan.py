"""The shortcut for mobiles never says more than the public numbering plans do."""

import random
from collections.abc import Iterator

import phonenumbers
import pytest
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType

from gateway.channels.sms.smpp.numbering_plan import is_plain_mobile

REGIONS = sorted(phonenumbers.SUPPORTED_REGIONS)


def _example(region: str, kind: int) -> str | None:
    """Return the digits of a number of some kind, with its country's code."""
    number = phonenumbers.example_number_for_type(region, kind)
    if number is None:
        return None
    return phonenumbers.format_number(number, PhoneNumberFormat.E164).removeprefix("+")


def _varied(digits: str, dice: random.Random) -> Iterator[str]:
    """Yield numbers near one: other digits in it, one more, one less."""
    for _ in range(60):
        near = list(digits)
        for _ in range(dice.randint(0, 4)):
            near[dice.randrange(len(near))] = dice.choice("0123456789")
        if dice.random() < 0.2:
            near.insert(dice.randrange(len(near) + 1), dice.choice("0123456789"))
        if dice.random() < 0.2:
            del near[dice.randrange(len(near))]
        yield "".join(near)


def _is_valid(digits: str) -> bool:
    try:
        number = phonenumbers.parse("+" + digits, None)
    except NumberParseException:
        return False
    return (
        phonenumbers.is_possible_number(number)
        and phonenumbers.is_valid_number(number)
        and phonenumbers.format_number(number, PhoneNumberFormat.E164) == "+" + digits
    )


@pytest.mark.parametrize("region", REGIONS)
def test_what_is_a_plain_mobile_is_a_number_of_the_public_plan(region: str) -> None:
    dice = random.Random(region)
    examples = (_example(region, kind) for kind in PhoneNumberType.values())
    near = [one for digits in examples if digits for one in _varied(digits, dice)]
    assert near
    assert [one for one in near if is_plain_mobile(one) and not _is_valid(one)] == []


def test_the_mobiles_of_most_countries_are_known_without_asking() -> None:
    mobiles = {region: _example(region, PhoneNumberType.MOBILE) for region in REGIONS}
    known = {region for region, digits in mobiles.items() if digits and is_plain_mobile(digits)}
    assert known >= {"IT", "DE", "FR", "ES", "PT", "GB", "CH", "AT", "US"}
    assert len(known) > 200


@pytest.mark.parametrize("digits", ["", "0", "3", "39", "0393331234014", "390699000111", "999"])
def test_what_is_no_mobile_with_its_country_is_left_to_be_asked(digits: str) -> None:
    assert not is_plain_mobile(digits)
