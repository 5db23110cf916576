"""Masks in a text what names a person: names, numbers, addresses and links.

Times and dates stay, since examples of texts are kept for what they say.
"""

import re
from collections.abc import Iterable

from dialogs.normalise import spell

_LINK = re.compile(r"\b(?:https?://|www\.)\S+", re.IGNORECASE)
_EMAIL = re.compile(r"[^\s@<>()]+@[^\s@<>()]+\.[^\W\d_]{2,}")
_DIGITS = re.compile(r"(?<![\w.])\+?\(?\d(?:[ \u00a0().\-/]{0,2}\d){5,}(?!\w)")
_DATE = re.compile(r"\d{1,4}[./-]\d{1,2}[./-]\d{1,4}(?:[ ,]+\d{1,2}(?:[.:]\d{2})?)?$")
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_FEWEST = 6
"""Digits from which a number may be somebody's: of a phone, of a record."""


def masked(text: str, names: Iterable[str]) -> str:
    """Return a text in which names are "<name>", and numbers, addresses and links alike.

    Args:
        text: the text.
        names: names of the people of the conversation and of the practice; each word of them is
            masked, in any case and with or without its accents.
    """
    text = _EMAIL.sub("<email>", _LINK.sub("<link>", text))
    text = _DIGITS.sub(_number, text)
    words = {word for name in names for word in spell(name) if len(word) > 1}
    return _WORD.sub(lambda found: _name(found[0], words), text)


def _number(found: re.Match[str]) -> str:
    few = sum(map(str.isdigit, found[0])) < _FEWEST
    return found[0] if few or _DATE.match(found[0].strip("()")) else "<number>"


def _name(word: str, words: set[str]) -> str:
    if word in {"name", "number", "email", "link"}:
        return word
    return "<name>" if not words.isdisjoint(spell(word)) else word
