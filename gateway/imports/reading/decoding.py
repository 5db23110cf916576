"""Finds out in which encoding a text file is written.

A byte order mark decides, then whether the text is valid UTF-8, then where its letters make words,
then the likeliest of the encodings that office programs write. Nothing is refused: a letter that
fits nowhere is shown as unreadable.
"""

import codecs
import re
from collections.abc import Sequence

from gateway.imports.reading import scripts
from gateway.imports.reading.table import NotReadable

_MARKS: Sequence[tuple[bytes, str]] = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_LIKELY = (
    *("cp1252", "iso8859_15", "mac_roman", "cp850", "cp1250", "cp1251", "cp1253", "cp1254"),
    *("cp1255", "cp1256", "cp932", "gb18030", "big5", "cp949", "koi8_r"),
)
ENCODINGS = ("utf-8", "utf-16", *_LIKELY)
"""The encodings that staff can choose."""
_WESTERN = "cp1252"
_SAMPLE = 128 * 1024
_BEGINNING = range(0xC2, 0xF5)
"""Octets that begin a letter of several octets in UTF-8."""
_BROKEN = 0.4
"""Share of letters outside ASCII up to which UTF-8 may be broken: no other encoding has many
sequences that are letters of it."""
_CONTROLS = re.compile(r"[\x01-\x08\x0e-\x19\x1c-\x1f]")
_NOISY = 0.005
_FEW = 12
"""Octets outside ASCII up to which nothing can be told of an encoding but that it is western."""


def decoded(content: bytes, encoding: str = "") -> tuple[str, str]:
    """Return a file's text, and the name of its encoding.

    Args:
        content: the file.
        encoding: the encoding if it is known; "" to find it out.

    Raises:
        NotReadable: if the named encoding does not exist, or the file is no text.
    """
    if encoding:
        try:
            name = codecs.lookup(encoding).name
            return content.decode(name, "replace").removeprefix("\ufeff"), name
        except LookupError:
            raise NotReadable(f'there is no encoding "{encoding}"; write it as utf-8') from None
    name = _found(content)
    text = content.decode(name, "replace").removeprefix("\ufeff")
    if "\0" in text[:_SAMPLE] or _is_noise(text[:_SAMPLE]):
        raise NotReadable(
            "the file is neither a table nor text; save it as CSV or XLSX, and try again"
        )
    return text, name.removesuffix("-sig")


def _is_noise(text: str) -> bool:
    """Tell whether a text has more signs for machines than any list of people would."""
    return len(_CONTROLS.findall(text)) > max(_FEW, len(text) * _NOISY)


def _found(content: bytes) -> str:
    for mark, name in _MARKS:
        if content.startswith(mark):
            return name
    if wide := _without_mark(content[:_SAMPLE]):
        return wide
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.end == len(content) and content[error.start] in _BEGINNING:
            return "utf-8"  # cut off within its last letter
        return _guessed(content)
    return "utf-8"


def _without_mark(sample: bytes) -> str:
    """Return the encoding of UTF-16 without a byte order mark: each second octet is zero."""
    pairs = len(sample) // 2
    if pairs < 4:
        return ""
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    if odd > pairs * 0.4 and even < pairs * 0.05:
        return "utf-16-le"
    if even > pairs * 0.4 and odd < pairs * 0.05:
        return "utf-16-be"
    return ""


def _guessed(content: bytes) -> str:
    # lines with other letters alone: the rest says nothing, and takes time
    telling = b"\n".join(line for line in content.splitlines() if not line.isascii())[:_SAMPLE]
    unread = telling.decode("utf-8", "replace")
    others = sum(not one.isascii() for one in unread)
    if unread.count("\ufffd") <= others * _BROKEN:
        return "utf-8"
    if found := scripts.likeliest(telling):
        return found
    if sum(octet > 0x7F for octet in telling) <= _FEW:
        return _WESTERN
    from charset_normalizer import from_bytes

    best = from_bytes(telling, cp_isolation=list(_LIKELY)).best()
    return best.encoding if best is not None else _WESTERN
