"""Which letters paper is printed with: a font of our own, and fonts of the machine for the rest.

Our own font has the letters of Europe, of Arabic and Hebrew. For others, fonts that the machine
has are looked through; a letter that none of them has is printed as a small frame.
"""

import unicodedata
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from fontTools.ttLib import TTFont, TTLibError

HERE = Path(__file__).parent / "fonts"
REGULAR = HERE / "DejaVuSansCondensed.ttf"
BOLD = HERE / "DejaVuSansCondensed-Bold.ttf"
FRAME = "▯"
OF_MACHINE = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))
_SUITED = ("NotoSans*-Regular.ttf", "NotoSans*-Regular.otf", "DroidSansFallback*.ttf")
_ALSO = ("Lohit-*.ttf", "unifont*.otf", "unifont*.ttf")
_LEFT_OUT = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "So", "Sk"})
"""Categories of characters that say nothing in a name: controls, emoji and their colours."""
_OF_OURS = frozenset("✓▯☐")
_SELECTORS = range(0xFE00, 0xFE10)
_SHAPED = (
    *(range(0x0590, 0x0900), range(0x0900, 0x0E00), range(0x0E80, 0x10A0), range(0x1780, 0x18B0)),
    *(range(0xFB1D, 0xFE00), range(0xFE70, 0xFF00), range(0x1E800, 0x1F000)),
)
"""Scripts whose letters join, change places, or run from right to left."""


def readable(text: str) -> str:
    """Return a text in one line without characters that say nothing on paper."""
    if text.isascii() and text.isprintable():
        return text
    kept = [
        " " if one.isspace() else one
        for one in unicodedata.normalize("NFC", text)
        if one.isspace() or one in _OF_OURS or unicodedata.category(one) not in _LEFT_OUT
        if ord(one) not in _SELECTORS
    ]
    return " ".join("".join(kept).split())


def is_shaped(text: str) -> bool:
    """Tell whether letters of a text depend on those beside them, or run from right to left."""
    return not text.isascii() and any(ord(one) in some for one in text for some in _SHAPED)


@cache
def letters(font: Path) -> frozenset[int]:
    """Return the code points of a font; none where it cannot be read."""
    try:
        with TTFont(font, lazy=True, fontNumber=0) as opened:
            return frozenset(opened.getBestCmap() or {})
    except (OSError, TTLibError, AssertionError, ValueError):
        return frozenset()


def printable(text: str, folders: Sequence[Path] = OF_MACHINE) -> tuple[str, tuple[Path, ...]]:
    """Return a text with letters that can be printed, and the fonts needed besides our own.

    Args:
        text: a readable text.
        folders: where the machine's fonts are.
    """
    if text.isascii():
        return text, ()
    found: list[str] = []
    needed: dict[Path, None] = {}
    for one in text:
        font = _font_of(ord(one), tuple(folders))
        if font is None:
            plain = _without_accents(one)
            font = _font_of(ord(plain), tuple(folders))
            one = plain if font else FRAME  # noqa: PLW2901 (it is printed in its place)
        if font is not None and font != REGULAR:
            needed[font] = None
        found.append(one)
    return "".join(found), tuple(needed)


def of_our_own(text: str) -> str:
    """Return a text with the letters of our own font, and frames for the others."""
    return "".join(one if ord(one) in letters(REGULAR) else FRAME for one in text)


def _without_accents(letter: str) -> str:
    """Return a letter without its accents, which is read better than a frame, or as it is."""
    apart = unicodedata.normalize("NFD", letter)
    return apart[0] if all(map(unicodedata.combining, apart[1:])) else letter


@cache
def _font_of(point: int, folders: tuple[Path, ...]) -> Path | None:
    if point in letters(REGULAR):
        return REGULAR
    return next((one for one in _of_machine(folders) if point in letters(one)), None)


@cache
def _of_machine(folders: tuple[Path, ...]) -> tuple[Path, ...]:
    return tuple(_looked_for(folders))


def _looked_for(folders: tuple[Path, ...]) -> Iterator[Path]:
    for pattern in (*_SUITED, *_ALSO):
        for folder in folders:
            yield from sorted(folder.rglob(pattern))
