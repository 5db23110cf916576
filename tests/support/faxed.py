"""A PDF as a fax sends it: black or white dots, 204 to the inch across and 98 down."""

import asyncio
from pathlib import Path
from tempfile import TemporaryDirectory

import zxingcpp
from PIL import Image

ACROSS, DOWN = 204, 98


async def faxed(pdf: bytes) -> list[Image.Image]:
    """Return the pages of a PDF as a fax in normal resolution shows them."""
    with TemporaryDirectory() as folder:
        Path(folder, "paper.pdf").write_bytes(pdf)
        await _ghostscript(folder, "pbmraw", "page-%04d.pbm", f"-r{ACROSS}x{DOWN}")
        pages = []
        for one in sorted(Path(folder).glob("page-*.pbm")):
            with Image.open(one) as opened:
                pages.append(opened.convert("L"))
        return pages


async def text_of(pdf: bytes) -> str:
    """Return the text of a PDF, as programs copy it, page after page."""
    with TemporaryDirectory() as folder:
        Path(folder, "paper.pdf").write_bytes(pdf)
        await _ghostscript(folder, "txtwrite", "text.txt")
        return Path(folder, "text.txt").read_text("utf-8")


def codes(page: Image.Image) -> list[str]:
    """Return what the QR codes of a page say, dots made square again."""
    square = page.resize((page.width, page.height * ACROSS // DOWN))
    return [one.text for one in zxingcpp.read_barcodes(square)]


async def _ghostscript(folder: str, device: str, output: str, *more: str) -> None:
    process = await asyncio.create_subprocess_exec(
        *("gs", "-q", "-dNOPAUSE", "-dBATCH", "-dSAFER", f"-sDEVICE={device}", *more),
        *(f"-sOutputFile={folder}/{output}", f"{folder}/paper.pdf"),
    )
    assert await process.wait() == 0
