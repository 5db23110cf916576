"""A practice's accent colour in mails and on pages: made readable in the light and in the dark.

Contrast as in WCAG 2.2, 1.4.3: at least 4.5 to 1 for text.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

Colour = tuple[int, int, int]

LEAST_CONTRAST = 4.5
_LEAST_IN_THE_DARK = 5.5
"""More than needed: thin light letters on a dark ground look paler than they are."""
ACCENT = "#1f5fae"
"""The accent colour of a practice that has chosen none: that of the pages."""
PAPER, CARD, PAGE = "#ffffff", "#f4f6f8", "#f3f4f6"
DARK_PAPER, DARK_CARD, DARK_PAGE = "#1b2128", "#262d36", "#12161b"
"""The grounds of coloured letters; mail.html, mail.css and base.css have the same."""

_COLOUR = re.compile(r"#[0-9a-fA-F]{6}")
_WHITE, _BLACK = "#ffffff", "#000000"
_STEPS = 20
"""Steps from a colour to white or black in which a readable one is looked for."""


@dataclass(frozen=True, slots=True)
class Palette:
    """The accent colours of a practice, each "#rrggbb".

    Attributes:
        fill: the main button, by light.
        on_fill: the letters on it.
        ink: coloured letters and lines, by light.
        dark_fill: the main button, in the dark.
        on_dark_fill: the letters on it.
        dark_ink: coloured letters and lines, in the dark.
    """

    fill: str
    on_fill: str
    ink: str
    dark_fill: str
    on_dark_fill: str
    dark_ink: str


@lru_cache(maxsize=512)
def palette(accent: str) -> Palette:
    """Return the readable colours of an accent colour.

    Args:
        accent: "#rrggbb"; anything else stands for the usual colour.
    """
    fill = accent.lower() if _COLOUR.fullmatch(accent) else ACCENT
    dark = _readable(fill, _WHITE, (DARK_PAPER, DARK_CARD, DARK_PAGE), _LEAST_IN_THE_DARK)
    return Palette(
        fill=fill,
        on_fill=letters_on(fill),
        ink=_readable(fill, _BLACK, (PAPER, CARD, PAGE), LEAST_CONTRAST),
        dark_fill=dark,
        on_dark_fill=letters_on(dark),
        dark_ink=dark,
    )


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21 (WCAG 2.2, contrast ratio)."""
    lower, higher = sorted((_luminance(one), _luminance(other)))
    return (higher + 0.05) / (lower + 0.05)


def letters_on(fill: str) -> str:
    """Return the colour of letters on a ground: white where it is readable, else black."""
    # black has at least 4.6 to 1 wherever white has less than 4.5 to 1
    return _WHITE if contrast(fill, _WHITE) >= LEAST_CONTRAST else _BLACK


def _readable(colour: str, towards: str, grounds: tuple[str, ...], least: float) -> str:
    """Return the colour nearest to `colour`, on the way to another, that is readable on all."""
    mixed = (_mixed(colour, towards, step / _STEPS) for step in range(_STEPS + 1))
    return next(one for one in mixed if min(contrast(one, each) for each in grounds) >= least)


def _mixed(colour: str, towards: str, share: float) -> str:
    pairs = zip(_channels(colour), _channels(towards), strict=True)
    return "#" + "".join(f"{round(one + (other - one) * share):02x}" for one, other in pairs)


def _luminance(colour: str) -> float:
    red, green, blue = (
        each / 255 / 12.92 if each <= 10 else ((each / 255 + 0.055) / 1.055) ** 2.4
        for each in _channels(colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _channels(colour: str) -> Colour:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)
