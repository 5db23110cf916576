"""Splits a text into words that know their places in it, so that a reference can be cut out."""

import re
from dataclasses import dataclass
from functools import lru_cache

from dialogs.normalise import LIMIT, fold

_WORD = re.compile(r"\d+(?:[:./]\d+)*[^\W\d_]*|[^\W\d_]+")
_MARK = re.compile(r"[.,;:!?\n…]|\s[-–—]\s|[\u2600-\u27bf\U0001f000-\U0001faff]")


@dataclass(frozen=True, slots=True)
class PlacedWord:
    """A folded word of a text.

    Attributes:
        word: the word.
        start: its first character.
        end: the character after it.
        stop: whether a stop follows it, before the next word.
    """

    word: str
    start: int
    end: int
    stop: bool


@lru_cache(maxsize=64)
def placed_words(text: str) -> tuple[PlacedWord, ...]:
    """Return the words of a text, split at apostrophes, with their places."""
    text = text[:LIMIT]
    found = list(_WORD.finditer(text))
    ends = [each.start() for each in found[1:]] + [len(text)] * bool(found)
    return tuple(
        PlacedWord(
            fold(each[0]),
            each.start(),
            each.end(),
            bool(_MARK.search(text, each.end(), end)) and not _of_date(text, each, end),
        )
        for each, end in zip(found, ends, strict=True)
    )


def _of_date(text: str, word: re.Match[str], end: int) -> bool:
    """Return whether the stop after a number belongs to a German date: "am 10. kann ich"."""
    between = text[word.end() : end]
    behind = text[end : end + 1]
    return word[0].isdigit() and between == ". " and behind.isalpha() and behind.islower()
