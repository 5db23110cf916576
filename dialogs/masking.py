"""Masks in a text what names a person: names, numbers, addresses and links.

Times and dates stay, since examples of texts are kept for what they say.
"""

import re
from collections.abc import Iterable

from dialogs.normalise import spell

_LINK = re.compile(
    r"\b(?:https?://|www\.)\S+|\b(?:[\w-]{1,63}\.){1,5}[^\W\d_]{2,24}/\S+", re.IGNORECASE
)
_EMAIL = re.compile(r"[^\s@<>()]{1,64}@[^\s@<>()]{1,255}\.[^\W\d_]{2,}")
_CODE = re.compile(r"[^\W_]{6,}")
_DIGITS = re.compile(r"(?<!\d)\+?\(?\d(?:[ \u00a0().\-‐‑–/]{0,3}\d){5,}(?!\d)")
_DATE = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}(?:[ ,]+\d{1,2}(?:[.:]\d{2})?)?$")
_BIRTH = re.compile(r"(?:^|[./-])19\d{2}(?:$|[./, -])")
_TIMES = re.compile(r"(?:[01]?\d|2[0-3])\.[0-5]\d(?:[ \-–/]+(?:[01]?\d|2[0-3])\.[0-5]\d)+")
_DAY = re.compile(r"\d{1,2}[^\W\d_]+\d{2,4}$")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_JOINED = re.compile(r"['’-]")
_FEWEST = 6
"""Digits from which a number may be somebody's: of a phone, of a record."""


def masked(text: str, names: Iterable[str]) -> str:
    """Return a text in which names are "<name>", and numbers, addresses and links alike.

    Args:
        text: the text.
        names: names of the people of the conversation and of the practice; each word of them is
            masked, in any case and with or without its accents.
    """
    text = _LINK.sub("<link>", _EMAIL.sub("<email>", text))
    text = _CODE.sub(_code, text)
    text = _DIGITS.sub(_number, text)
    words = {word for name in names for word in spell(name) if len(word) > 1}
    return _WORD.sub(lambda found: _name(found[0], words), text)


def _number(found: re.Match[str]) -> str:
    few = sum(map(str.isdigit, found[0])) < _FEWEST
    date = _DATE.match(found[0].strip("()"))
    # nobody is booked in the last century: that is a day of birth
    stays = few or _TIMES.fullmatch(found[0]) or (date and not _BIRTH.search(found[0]))
    return found[0] if stays else "<number>"


def _code(found: re.Match[str]) -> str:
    """Return "<number>" for letters and digits in one, as a tax code, an IBAN or a passport has."""
    many = sum(map(str.isdigit, found[0])) >= _FEWEST
    return "<number>" if many and not found[0].isdigit() and not _DAY.match(found[0]) else found[0]


def _name(word: str, words: set[str]) -> str:
    if word in {"name", "number", "email", "link"}:
        return word
    # "Ada's", "d'Ada": a part is enough
    parts = {each for part in (word, *_JOINED.split(word)) for each in spell(part)}
    return word if words.isdisjoint(parts) else "<name>"
