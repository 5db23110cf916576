"""Octets of a mail as text: the declared charset where it holds, and careful guesses where not.

Nothing here raises. A charset may be missing, unknown, misspelled or wrong.
"""

import codecs
import re
from functools import lru_cache

_ALIASES = {
    "unicode-1-1-utf-7": "utf-7",
    "utf8": "utf-8",
    "ansi_x3.4-1968": "us-ascii",
    "iso-8859-8-i": "iso-8859-8",
    "ks_c_5601-1987": "cp949",
    "euc-kr": "cp949",
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "shift_jis": "cp932",
    "x-sjis": "cp932",
    "macintosh": "mac_roman",
    "x-mac-roman": "mac_roman",
}
"""Names that senders use, and supersets of charsets that senders exceed."""

_LATIN = frozenset({"ascii", "iso8859-1"})
"""Charsets that senders name without looking; cp1252 contains both."""

_UNTRUE = frozenset({"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined"})
"""Python's codecs that are no charsets; some take time that grows with the square."""

_ISO_2022 = re.compile(rb"\x1b(?:\$[@AB]|\$\([CD]|\(J)")
_REFUSED = re.compile("[\x00\ud800-\udfff]")
_LONGEST_NAME = 60


def decoded(octets: bytes, declared: str = "") -> str:
    """Return octets as text that a database takes.

    Args:
        octets: the octets, after the transfer encoding was undone.
        declared: the charset that the mail names; "" if it names none.
    """
    for name in _candidates(octets, declared):
        try:
            return _storable(octets.decode(name))
        except (UnicodeError, LookupError, ValueError):
            continue
    return _storable(octets.decode("cp1252", "replace"))


def _storable(text: str) -> str:
    """Return text without what databases refuse: NULs, and halves of letters, as UTF-7 has."""
    return _REFUSED.sub("", text)


def _candidates(octets: bytes, declared: str) -> list[str]:
    """Return the charsets to try, the likeliest first."""
    name = _known(declared)
    if octets.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ["utf-16"]
    if octets.startswith(codecs.BOM_UTF8):
        return ["utf-8-sig"]
    if name in ("", *_LATIN):
        if _ISO_2022.search(octets):
            return ["iso2022_jp_ext", "utf-8", "cp1252"]
        # text in another charset is almost never valid UTF-8 by chance
        return ["utf-8", "cp1252"]
    return [name, "utf-8", "cp1252"]


def _known(declared: str) -> str:
    """Return Python's name of a charset; "" if it is none."""
    return _codec(declared.strip().strip("\"'").lower()[:_LONGEST_NAME])


@lru_cache(maxsize=256)
def _codec(wanted: str) -> str:
    wanted = _ALIASES.get(wanted, wanted)
    try:
        found = codecs.lookup(wanted)
    except (LookupError, ValueError):
        return ""
    name = found.name
    if name.replace("-", "_") in _UNTRUE or not getattr(found, "_is_text_encoding", True):
        return ""
    return name
