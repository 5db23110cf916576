"""Find things by the name or id that people enter, and check new names."""

import unicodedata
from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

from calendar_store.entry.characters import LONGEST_NAME, cleaned_name, folded, refused
from calendar_store.model.errors import InvalidInput, NotFound

_LOOKS_LIKE = 70
"""Least similarity (0 to 100) at which an existing name is suggested for an unknown one."""


class Named(Protocol):
    """Anything with a name and an id."""

    @property
    def id(self) -> int:
        """The id."""

    @property
    def name(self) -> str:
        """The name that people use."""


N = TypeVar("N", bound=Named)


def choose(candidates: Sequence[N], wanted: str, what: str) -> N:
    """Return the candidate with the name or id `wanted`.

    Args:
        candidates: the things to search.
        wanted: a name, in any case, or an id.
        what: kind of thing, for the error message: "practice".

    Raises:
        NotFound: if no candidate matches; the message suggests the most similar name.
        InvalidInput: if several names match when case is ignored, and none matches exactly.
    """
    sought = wanted.strip()
    exact = [one for one in candidates if sought in {one.name, str(one.id)}]
    alike = exact or [one for one in candidates if folded(one.name) == folded(sought)]
    if not alike:
        raise NotFound(f'there is no {what} "{sought}"{_suggestion(candidates, sought)}')
    if len(alike) > 1:
        choices = ", ".join(f"{one.name} ({one.id})" for one in alike)
        raise InvalidInput(f'"{sought}" may be several: {choices}; give the id')
    return alike[0]


def cleaned(name: str, what: str) -> str:
    """Return a name without stray spaces and without invisible characters.

    Args:
        name: the name as entered.
        what: kind of thing that has the name, for the error message.

    Raises:
        InvalidInput: if the name has control or direction characters, no visible character, or too
            many characters.
    """
    if name.isascii() and name.isprintable():
        words = " ".join(name.split())
        if words and len(words) <= LONGEST_NAME:
            return words
    odd = refused(name)
    if odd:
        raise InvalidInput(
            f"{what}: a name holds a character that cannot be seen (U+{ord(odd):04X}); leave it out"
        )
    words = cleaned_name(name)
    if all(unicodedata.category(char)[0] in "MZC" for char in words):
        raise InvalidInput(f"a {what} needs a name")
    if len(words) > LONGEST_NAME:
        raise InvalidInput(
            f"{what}: a name of {len(words)} letters is too long; {LONGEST_NAME} at most"
        )
    return words


def require_new(taken: Iterable[str], name: str, what: str) -> None:
    """Refuse a new name that looks like an existing name.

    Args:
        taken: the existing names.
        name: the new name, cleaned.
        what: kind of thing that has the name, for the error message.

    Raises:
        InvalidInput: if an existing name is the same, apart from case and form of letters.
    """
    sought = folded(name)
    there = next((one for one in taken if folded(one) == sought), None)
    if there is not None:
        raise InvalidInput(f'there is already a {what} "{there}"; choose another name')


def _suggestion(candidates: Sequence[Named], sought: str) -> str:
    names = [one.name for one in candidates]
    from rapidfuzz import fuzz, process, utils

    found = process.extractOne(
        sought,
        names,
        scorer=fuzz.WRatio,
        processor=utils.default_process,
        score_cutoff=_LOOKS_LIKE,
    )
    return f"; did you mean {found[0]}?" if found else ""
