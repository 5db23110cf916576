"""Reads a client's name with a genitive "s" but no apostrophe: "Leos Termin", "Leos at three".

Such a word is read as the name, because German writes no apostrophe and others leave it out. A name
that ends in "s" stays as it is: "Lukas Termin" contains the name itself.
"""

import re
from functools import lru_cache

from calendar_store.model.clients import Client
from dialogs.languages.lexicon import every_word
from dialogs.normalise import fold

_WORD = re.compile(r"[^\W\d_]+")
_SHORTEST = 3
"""Fewest letters of a name that may have an "s" after it."""


def without_genitives(text: str, clients: tuple[Client, ...]) -> str:
    """Return a text with each genitive of a client's first name replaced by the name.

    Args:
        text: the client's text.
        clients: the clients whose names count; "Leos" stays if a client has that name.
    """
    return _parted(text, tuple(client.first for client in clients))


@lru_cache(maxsize=32)
def _parted(text: str, firsts: tuple[str, ...]) -> str:
    names = {fold(word) for first in firsts for word in _WORD.findall(first)}
    owned = {f"{name}s" for name in names if len(name) >= _SHORTEST and name[-1] != "s"} - names
    small = text == text.lower()

    def part(found: re.Match[str]) -> str:
        word = found[0]
        written = word[0].isupper() or (small and fold(word) not in every_word())
        return word[:-1] if written and fold(word) in owned else word

    return _WORD.sub(part, text) if owned else text
