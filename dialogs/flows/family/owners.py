"""The genitive of a client's name written without its apostrophe: "Leos Termin", "Leos at three".

It is read as the name, so that whose a visit is does not hang on a cue that German never writes
and that fingers leave out. A name in -s stays as it is: "Lukas Termin" has the name itself.
"""

import re
from functools import lru_cache

from calendar_store.model.clients import Client
from dialogs.languages.lexicon import every_word
from dialogs.normalise import fold

_WORD = re.compile(r"[^\W\d_]+")
_SHORTEST = 3
"""Letters of a name that is taken for one with an "s" behind it."""


def without_genitives(text: str, clients: tuple[Client, ...]) -> str:
    """Return a text with the name itself for each genitive of a client's first name.

    Args:
        text: what the client wrote.
        clients: whose names count; "Leos" is left alone where somebody is called so.
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
