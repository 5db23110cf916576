"""Reads what stands on a printed form."""

import re
import zlib

_OCTAL = re.compile(rb"\\([()\\])")


def letters(pdf: bytes) -> str:
    """Return the text of a PDF, its strings joined by spaces."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    content = b"".join(zlib.decompress(one) for one in streams if one[:1] == b"\x78")
    strings = re.findall(rb"\((.*?)(?<!\\)\) ?Tj", content, re.DOTALL)
    return " ".join(_OCTAL.sub(rb"\1", one).decode("windows-1252") for one in strings)
