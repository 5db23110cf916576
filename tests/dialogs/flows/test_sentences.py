"""A text taken apart at its stops, in time that grows with its length and no faster."""

from typing import Self

import pytest

from dialogs.flows.sentences import parts


class Counted(str):
    """A text that counts the characters that are cut out of it."""

    __slots__ = ("cut",)

    def __new__(cls, text: str) -> Self:
        counted = super().__new__(cls, text)
        counted.cut = 0
        return counted

    def __getitem__(self, key):
        found = super().__getitem__(key)
        self.cut += len(found)
        return found


@pytest.mark.parametrize(
    "unit", [". ", "? ", ", ", " - ", "\n", "😀 ", "a. ", "so, ", "…", "    ", "so i "]
)
def test_every_character_is_cut_out_a_bounded_number_of_times(unit: str):
    text = Counted(unit * 10_000)
    parts(text)
    assert text.cut <= 4 * len(text)


@pytest.mark.parametrize(
    ("text", "apart"),
    [
        ("Sorry. I'll be there", ["Sorry.", "I'll be there"]),
        ("ok, so... yes!", ["ok,", "so...", "yes!"]),
        ("... ! hello", ["... ! hello"]),
        ("got it 😀 see you", ["got it 😀", "see you"]),
        ("?!", ["?!"]),
    ],
)
def test_a_text_is_taken_apart_at_its_stops(text: str, apart: list[str]):
    assert [part.text for part in parts(text)] == apart
