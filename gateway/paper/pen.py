"""Writes letters, lines and codes on the pages of a PDF, in black alone, as a fax sends them."""

from datetime import datetime
from functools import cache, lru_cache
from io import BytesIO
from pathlib import Path

import segno
from fpdf import FPDF

from gateway.paper import fonts

_FAMILY = "paper"
_SMALLEST = 0.75
"""Share of its size to which a text shrinks that is too wide; then it is cut."""
_CUT = "…"
_POINT = 25.4 / 72
_THIN = 0.2
_MIDDLE = 0.36
"""Height of the middle of capital letters over the baseline, as a share of the size."""


class Pen:
    """Writes on the pages of one PDF; all measures are in millimetres, sizes of letters in points.

    Args:
        size: "a4" or "letter".
        language: the document's language.
        title: its title.
        made_at: its date, aware.
    """

    def __init__(self, size: str, language: str, title: str, made_at: datetime) -> None:
        self.pdf = pdf = FPDF(format=size)
        pdf.set_auto_page_break(auto=False)
        pdf.set_margin(0)
        pdf.c_margin = 0
        pdf.set_creation_date(made_at)
        pdf.set_lang(language)
        pdf.set_title(title)
        pdf.add_font(_FAMILY, "", fonts.REGULAR)
        pdf.add_font(_FAMILY, "B", fonts.BOLD)
        pdf.set_line_width(_THIN)
        self.width, self.height = pdf.w, pdf.h
        self._set: tuple[bool, float] | None = None
        self._others: dict[Path, str] = {}
        self._codes: dict[str, bytes] = {}

    def turn(self) -> None:
        """Begin the next page."""
        self.pdf.add_page()
        self._set = None

    def write(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        *,
        room: float,
        bold: bool = False,
        right: bool = False,
    ) -> float:
        """Write a text on one line; one that is too wide is smaller, then cut.

        Args:
            x: left end; with `right`, the right end.
            y: the baseline.
            text: the text.
            size: of its letters.
            room: the most width.
            bold: whether it is bold.
            right: whether it ends at `x`.

        Returns:
            Its width.
        """
        plain = fonts.readable(text)
        if not plain:
            return 0.0
        drawn, others = fonts.printable(plain)
        self._choose(size, bold=bold)
        if others or fonts.is_shaped(drawn):
            try:
                return self._write_shaped(x, y, drawn, size, others, room=room, right=right)
            except Exception:  # noqa: BLE001 (a font of the machine costs no paper)
                drawn = fonts.of_our_own(plain)
                self._choose(size, bold=bold)
        width = self._width(drawn, size, bold=bold)
        if width > room:
            size = max(size * _SMALLEST, size * room / width)
            self._choose(size, bold=bold)
            while drawn and (width := self._width(drawn, size, bold=bold)) > room:
                drawn = drawn.removesuffix(_CUT)[:-1].rstrip() + _CUT
                if drawn == _CUT:
                    break
        self.pdf.text(x - width if right else x, y, drawn)
        return width

    def _write_shaped(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        others: tuple[Path, ...],
        *,
        room: float,
        right: bool,
    ) -> float:
        """Write a text whose letters join or run from right to left, or of other fonts."""
        pdf = self.pdf
        pdf.set_fallback_fonts([self._other(one) for one in others], exact_match=False)
        shaped = fonts.is_shaped(text)
        if shaped:
            pdf.set_text_shaping(use_shaping_engine=True)
        try:
            width = pdf.get_string_width(text)
            if width > room:
                pdf.set_font_size(max(size * _SMALLEST, size * room / width))
                while len(text) > 1 and (width := pdf.get_string_width(text)) > room:
                    text = text.removesuffix(_CUT)[:-1].rstrip() + _CUT
            height = size * _POINT
            # the baseline of a cell is at 0.3 of its letters below its middle
            pdf.set_xy(x - width if right else x, y - 0.8 * height)
            pdf.cell(width, height, text)
        finally:
            if shaped:
                pdf.set_text_shaping(use_shaping_engine=False)
            pdf.set_fallback_fonts([])
            self._set = None
        return float(width)

    def _other(self, font: Path) -> str:
        if font not in self._others:
            family = f"other{len(self._others)}"
            self.pdf.add_font(family, "", font)
            self._others[font] = family
        return self._others[font]

    def _choose(self, size: float, *, bold: bool) -> None:
        if self._set != (bold, size):
            self.pdf.set_font(_FAMILY, "B" if bold else "", size)
            self._set = (bold, size)

    def _width(self, text: str, size: float, *, bold: bool) -> float:
        return sum(_advance(one, bold=bold) for one in text) * size * _POINT

    def line(self, x: float, y: float, until: float) -> None:
        """Draw a line from left to right."""
        self.pdf.line(x, y, until, y)

    def strike(self, x: float, y: float, width: float, size: float) -> None:
        """Draw a line through a text that was written."""
        self.pdf.set_line_width(0.25)
        self.line(x, y - _MIDDLE * size * _POINT, x + width)
        self.pdf.set_line_width(_THIN)

    def box(self, x: float, y: float, side: float) -> None:
        """Draw a box to tick; its lower side is at `y`."""
        self.pdf.set_line_width(0.3)
        self.pdf.rect(x, y - side, side, side)
        self.pdf.set_line_width(_THIN)

    def frame(self, x: float, y: float, width: float, height: float) -> None:
        """Draw a frame around something."""
        self.pdf.rect(x, y, width, height)

    def code(self, says: str, right: float, top: float, most: float) -> float:
        """Draw a QR code with its right upper corner at a place; return its side.

        Args:
            says: what it says.
            right: its right end.
            top: its upper end.
            most: its longest side; with few letters it is shorter.
        """
        octets, modules = _code(says)
        side = min(most, modules * _MODULE)
        self.pdf.image(BytesIO(octets), right - side, top, side, side)
        return side


_MODULE = 1.1
"""Width of a module of a code: four lines of a fax in normal resolution."""


@lru_cache(maxsize=64)
def _code(says: str) -> tuple[bytes, int]:
    made = segno.make_qr(says, error="m", boost_error=False)
    octets = BytesIO()
    made.save(octets, kind="png", scale=1, border=0)
    return octets.getvalue(), int(made.symbol_size(border=0)[0])


@cache
def _advance(letter: str, *, bold: bool) -> float:
    """Return the width of a letter, as a share of its size."""
    widths, per_em = _widths(bold=bold)
    return widths.get(ord(letter), per_em) / per_em


@cache
def _widths(*, bold: bool) -> tuple[dict[int, int], int]:
    from fontTools.ttLib import TTFont

    with TTFont(fonts.BOLD if bold else fonts.REGULAR, lazy=True) as font:
        metrics = font["hmtx"].metrics
        names = font.getBestCmap() or {}
        return {point: metrics[name][0] for point, name in names.items()}, font["head"].unitsPerEm
