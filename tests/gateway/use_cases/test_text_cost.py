"""What a text costs before it is sent, and what makes it dear."""

from decimal import Decimal

import pytest

from gateway.channels.sms.text.measuring import measure
from gateway.messaging.text_cost import MOST_PARTS, amount

PRICE = Decimal("0.045")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("ciao", "4 of 160 characters · 1 part · costs 0.045"),
        ("x" * 160, "160 of 160 characters · 1 part · costs 0.045"),
        ("x" * 161, "161 of 306 characters · 2 parts · costs 0.09"),
        ("€" * 80, "160 of 160 characters · 1 part · costs 0.045"),
        ("ş" * 70, "70 of 70 characters · 1 part · costs 0.045"),
        ("ş" * 71, "71 of 134 characters · 2 parts · costs 0.09"),
    ],
)
def test_characters_parts_and_cost_are_told(text, words):
    assert measure(text, PRICE).words == words


def test_without_a_price_no_cost_is_told():
    assert measure("ciao").words == "4 of 160 characters · 1 part"


def test_what_has_a_cheap_character_is_sent_so_and_told():
    found = measure("it’s “on”…")
    assert (found.text, found.plain, found.why_dear) == ('it\'s "on"...', True, "")
    assert "“’” as “'”" in found.why_swapped
    assert "“…” as “...”" in found.why_swapped


def test_what_forces_the_dear_alphabet_is_named_with_what_to_write():
    found = measure("olá não 😀")
    assert not found.plain
    assert found.why_dear == (
        "Only 70 characters fit a part because of “á” (write “a”), “ã” (write “a”), “😀”."
    )


def test_an_endless_text_is_measured_too():
    assert measure("x" * 100_000).parts > MOST_PARTS


@pytest.mark.parametrize(("money", "shown"), [("0.045", "0.045"), ("0.9", "0.90"), ("1", "1.00")])
def test_an_amount_has_two_places_at_least(money, shown):
    assert amount(Decimal(money)) == shown
