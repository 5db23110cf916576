"""The accent colour of a practice as a style sheet: no page has a style of its own (CSP).

A colour that cannot be read on its ground is brought nearer to black, or to white in the dark,
until it can be: contrast of at least 4.5 to 1 (WCAG 2.2, 1.4.3).
"""

import re
from functools import lru_cache

from aiohttp import hdrs, web

from calendar_store.model.practices import Practice

USUAL = "1f5fae"
"""The accent colour of a practice that has chosen none."""
LEAST = 4.5
LIGHT_GROUNDS = ("f3f4f6", "ffffff")
DARK_GROUNDS = ("12161b", "1b2128")
_WHITE, _BLACK, _DARK_INK = "ffffff", "000000", "0d1117"
_STEPS = 25
_FOR_EVER = "public, max-age=31536000, immutable"
_COLOUR = re.compile(r"#?([0-9a-fA-F]{6})")


def accent_of(practice: Practice | None) -> str:
    """Return the colour of a practice as six hexadecimal digits."""
    chosen = _COLOUR.fullmatch(practice.accent) if practice else None
    return chosen[1].lower() if chosen else USUAL


async def show(request: web.Request) -> web.Response:
    """Answer with the style sheet of a colour; it depends on nothing but its address."""
    return web.Response(
        text=style_sheet(request.match_info["colour"].lower()),
        content_type="text/css",
        headers={hdrs.CACHE_CONTROL: _FOR_EVER},
    )


@lru_cache(maxsize=512)
def style_sheet(colour: str) -> str:
    """Return the rules that set the accent colours, by light and in the dark.

    Args:
        colour: six hexadecimal digits.
    """
    light = readable(colour, _BLACK, LIGHT_GROUNDS)
    dark = readable(colour, _WHITE, DARK_GROUNDS)
    return (
        f":root{{--accent:#{light};--on:#{_ink_on(light)}}}\n"
        f"@media (prefers-color-scheme:dark){{:root{{--accent:#{dark};--on:#{_ink_on(dark)}}}}}\n"
    )


def readable(colour: str, towards: str, grounds: tuple[str, ...]) -> str:
    """Return the colour nearest to `colour`, on the way to another, that is readable on grounds."""
    mixed = (_mixed(colour, towards, step / _STEPS) for step in range(_STEPS + 1))
    return next(one for one in mixed if min(contrast(one, each) for each in grounds) >= LEAST)


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours, 1 to 21 (WCAG 2.2, contrast ratio)."""
    lower, higher = sorted((_luminance(one), _luminance(other)))
    return (higher + 0.05) / (lower + 0.05)


def _ink_on(fill: str) -> str:
    return _WHITE if contrast(fill, _WHITE) >= LEAST else _DARK_INK


def _mixed(colour: str, towards: str, share: float) -> str:
    pairs = zip(_channels(colour), _channels(towards), strict=True)
    return "".join(f"{round(one + (other - one) * share):02x}" for one, other in pairs)


def _luminance(colour: str) -> float:
    red, green, blue = (
        each / 255 / 12.92 if each <= 10 else ((each / 255 + 0.055) / 1.055) ** 2.4
        for each in _channels(colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[:2], 16), int(colour[2:4], 16), int(colour[4:], 16)
