"""The accent colour of a practice as a style sheet: no page has a style of its own (CSP)."""

import re
from functools import lru_cache

from aiohttp import hdrs, web

from calendar_store.model.practices import Practice
from gateway.colours import ACCENT, letters_on, palette

_FOR_EVER = "public, max-age=31536000, immutable"
_COLOUR = re.compile("#[0-9a-fA-F]{6}")


def accent_of(practice: Practice | None) -> str:
    """Return the colour of a practice as six hexadecimal digits."""
    chosen = practice.accent if practice and _COLOUR.fullmatch(practice.accent) else ACCENT
    return chosen[1:].lower()


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

    Buttons have the colour of links, which stands out from the page as well as from its letters.

    Args:
        colour: six hexadecimal digits.
    """
    chosen = palette(f"#{colour}")
    light, dark = chosen.ink, chosen.dark_ink
    return (
        f":root{{--accent:{light};--on:{letters_on(light)}}}\n"
        f"@media (prefers-color-scheme:dark){{:root{{--accent:{dark};--on:{letters_on(dark)}}}}}\n"
    )
