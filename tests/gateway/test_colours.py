"""Whatever colour a practice chooses, its mails can be read in the light and in the dark."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.colours import (
    ACCENT,
    CARD,
    DARK_CARD,
    DARK_PAPER,
    LEAST_CONTRAST,
    PAPER,
    contrast,
    palette,
)


@given(channels=st.tuples(*[st.integers(0, 255)] * 3))
def test_letters_of_every_accent_colour_are_readable(channels: tuple[int, int, int]):
    of = palette("#" + "".join(f"{each:02X}" for each in channels))
    assert contrast(of.fill, of.on_fill) >= LEAST_CONTRAST
    assert contrast(of.dark_fill, of.on_dark_fill) >= LEAST_CONTRAST
    for ink, grounds in ((of.ink, (PAPER, CARD)), (of.dark_ink, (DARK_PAPER, DARK_CARD))):
        assert min(contrast(ink, ground) for ground in grounds) >= LEAST_CONTRAST


@pytest.mark.parametrize("accent", ["", "red", "#12345", "#1234567", '#123456"', "#12345\n"])
def test_what_is_no_colour_is_the_usual_one(accent: str):
    assert palette(accent).fill == ACCENT


def test_contrast_is_that_of_the_guidelines():
    # WCAG 2.2: 21 to 1 between black and white; #767676 is the lightest grey on white
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)
