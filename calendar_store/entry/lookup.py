"""How people point at something: by its name, however they write it, or by its id."""

import unicodedata
from collections.abc import Iterable, Sequence
from typing import Protocol, TypeVar

from calendar_store.entry.characters import LONGEST_NAME, cleaned_name, folded, refused
from calendar_store.model.errors import InvalidInput, NotFound

_LOOKS_LIKE = 70
"""Likeness, of 100, from which a name is suggested in place of one not found."""


class Named(Protocol):
    """Anything with a name and an id."""

    @property
    def id(self) -> int:
        """Its identity."""

    @property
    def name(self) -> str:
        """What people call it."""


N = TypeVar("N", bound=Named)


def choose(candidates: Sequence[N], wanted: str, what: str) -> N:
    """Return the one of `candidates` that `wanted` names.

    Args:
        candidates: everything that may be meant.
        wanted: a name, in any case, or an id.
        what: what is looked for, for the message: "practice".

    Raises:
        NotFound: if none is called so; the message suggests the likest name.
        InvalidInput: if several names differ only by case and none is written exactly so.
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
    """Return a name without stray spaces and without what nobody sees.

    Args:
        name: as entered.
        what: whose name it is, for the message.

    Raises:
        InvalidInput: if it holds what controls or turns others round, nothing is left that can be
            seen, or too much.
    """
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
    """Refuse a name that nobody could tell from one that is there.

    Args:
        taken: the names there are.
        name: the new one, cleaned.
        what: whose name it is, for the message.

    Raises:
        InvalidInput: if it reads as one of them, in whatever case and form of letters.
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
