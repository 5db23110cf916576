"""The terms by which clients are found: words of a name, digits of a number.

A term is stored in full; what somebody types is the beginning of a term. So that the last digits of
a number find it too, its digits are stored once more, from the last to the first, behind a mark.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import phonenumbers

from calendar_store.entry.characters import folded
from calendar_store.entry.number_plans import national_digits

BACKWARDS = "~"
"""Marks the digits of a number from the last to the first; no word begins with it."""

MOST_WORDS = 8
"""Most words of a query that are looked for; more are ignored."""
_LONGEST = 40
"""Most characters of a term; a longer word is cut."""

_FEWEST_LAST = 3
"""Fewest digits that are looked for at the end of numbers."""

_PARTS = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"[+(]?[\d][\d\s()./\-]*")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
"""The other way to write German letters with two dots."""

_PLAIN = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h"}
)
"""Letters that no decomposition turns into a plain letter."""


@dataclass(frozen=True, slots=True)
class SearchWord:
    """One word that somebody typed.

    Attributes:
        starts: the beginnings of terms that it stands for; one of them is enough.
    """

    starts: tuple[str, ...]

    @property
    def is_number(self) -> bool:
        """Whether it is digits alone."""
        return self.starts[0].isdecimal()


def terms(first: str, last: str, mobile: str) -> frozenset[str]:
    """Return the terms of a client.

    Args:
        first: first name.
        last: last name.
        mobile: the number, E.164; "" for none.
    """
    return frozenset({*_of_name(f"{first} {last}"), *_of_number(mobile)})


def typed(query: str) -> tuple[SearchWord, ...]:
    """Return the words of a query: parts of names in any order, and numbers.

    A number may have spaces, brackets, a plus, or 00 in place of the plus.
    """
    numbers: list[str] = []

    def taken(found: re.Match[str]) -> str:
        numbers.append(found[0])
        return " "

    rest = _NUMBER.sub(taken, folded(query))
    words = [SearchWord((one[:_LONGEST],)) for one in _PARTS.findall(plain(rest))]
    words += [_number_typed(one) for one in numbers]
    return tuple(dict.fromkeys(words))[:MOST_WORDS]


def plain(text: str) -> str:
    """Return a text without case and accents."""
    seen = folded(text)
    if seen.isascii():
        return seen.translate(_PLAIN)
    decomposed = unicodedata.normalize("NFKD", seen)
    return "".join(one for one in decomposed if not unicodedata.combining(one)).translate(_PLAIN)


def _of_name(name: str) -> Iterator[str]:
    for word in folded(name).split():
        yield from _of_word(word)


@lru_cache(maxsize=16_384)
def _of_word(word: str) -> tuple[str, ...]:
    """Return the terms of one word of a name; many have the same first name."""
    found: dict[str, None] = {}
    for written in (word, word.translate(_UMLAUTS)):
        parts = _PARTS.findall(plain(written))
        # O'Brien is looked for as "brien" and as "obrien"
        found |= dict.fromkeys(one[:_LONGEST] for one in (*parts, "".join(parts)) if one)
    return tuple(found)


def _of_number(mobile: str) -> Iterator[str]:
    digits = mobile.lstrip("+")
    if not digits.isdecimal():
        return
    yield digits
    known = national_digits(mobile)
    if known is not None:
        yield from known
    elif (parsed := _parsed(mobile)) is not None:
        significant = phonenumbers.national_significant_number(parsed)
        written = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)
        yield significant
        yield "".join(filter(str.isdecimal, written))
    yield BACKWARDS + digits[::-1]


def _parsed(mobile: str) -> phonenumbers.PhoneNumber | None:
    try:
        return phonenumbers.parse(mobile)
    except phonenumbers.NumberParseException:
        return None


def _number_typed(text: str) -> SearchWord:
    digits = "".join(filter(str.isdecimal, text))[:_LONGEST]
    starts = [digits]
    if digits.startswith("00"):
        starts.append(digits[2:] or digits)
    if len(digits) >= _FEWEST_LAST and not text.startswith("+"):
        starts.append(BACKWARDS + digits[::-1])
    return SearchWord(tuple(starts))
