"""Accent colours: whatever a practice chooses, words on it and in it can be read."""

import re

from hypothesis import given
from hypothesis import strategies as st

from gateway.colours import DARK_PAGE, DARK_PAPER, PAGE, PAPER, contrast
from gateway.web.client.shared.accent import style_sheet


@given(st.integers(0, 0xFFFFFF))
def test_every_colour_becomes_readable(colour):
    light, dark = re.findall(r"--accent:(#\w{6});--on:(#\w{6})", style_sheet(f"{colour:06x}"))
    for (accent, on), grounds in (
        (light, (PAGE, PAPER)),
        (dark, (DARK_PAGE, DARK_PAPER)),
    ):
        assert contrast(accent, on) >= 4.5
        assert all(contrast(accent, ground) >= 4.5 for ground in grounds)
