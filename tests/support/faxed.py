"""A PDF as a fax sends it: black or white dots, 204 to the inch across and 98 down."""

import asyncio
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

import zxingcpp
from PIL import Image

ACROSS, DOWN = 204, 98


async def faxed(pdf: bytes) -> list[Image.Image]:
    """Return the pages of a PDF as a fax in normal resolution shows them."""
    return await asyncio.to_thread(_pages, pdf)


async def text_of(pdf: bytes) -> str:
    """Return the text of a PDF, as programs copy it, page after page."""
    return await asyncio.to_thread(_text, pdf)


def codes(page: Image.Image) -> list[str]:
    """Return what the QR codes of a page say, dots made square again."""
    square = page.resize((page.width, page.height * ACROSS // DOWN))
    return [one.text for one in zxingcpp.read_barcodes(square)]


def _pages(pdf: bytes) -> list[Image.Image]:
    with TemporaryDirectory() as name:
        folder = Path(name)
        _ghostscript(pdf, folder, "pbmraw", "page-%04d.pbm", f"-r{ACROSS}x{DOWN}")
        pages = []
        for one in sorted(folder.glob("page-*.pbm")):
            with Image.open(one) as opened:
                pages.append(opened.convert("L"))
        return pages


def _text(pdf: bytes) -> str:
    with TemporaryDirectory() as name:
        folder = Path(name)
        _ghostscript(pdf, folder, "txtwrite", "text.txt")
        return (folder / "text.txt").read_text("utf-8")


def _ghostscript(pdf: bytes, folder: Path, device: str, output: str, *more: str) -> None:
    (folder / "paper.pdf").write_bytes(pdf)
    command = ("gs", "-q", "-dNOPAUSE", "-dBATCH", "-dSAFER", f"-sDEVICE={device}", *more)
    files = (f"-sOutputFile={folder}/{output}", f"{folder}/paper.pdf")
    subprocess.run([*command, *files], check=True)
