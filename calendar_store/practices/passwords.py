"""Which passwords may be chosen: long ones that nobody else has chosen (NIST SP 800-63B 3.1.1.2).

No rules on kinds of characters. Refused are those of the published list of stolen passwords, also
with digits and signs around them or letters written as digits, runs of a keyboard, and names of
the account itself.
"""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from calendar_store.model.errors import InvalidInput

SHORTEST = 12
LONGEST = 1024
"""Hashing takes time by length; nobody may take all of ours."""

_LIST = Path(__file__).with_name("common_passwords.txt")
_FEW = 5
"""Different characters that a password has at least."""
_SHORTEST_NAME = 4
_AROUND = re.compile(r"^[\W\d_]+|[\W\d_]+$")
_BETWEEN = re.compile(r"[\W_]+")
_AS_LETTERS = str.maketrans("013457@$!", "oleastasi")
_RUNS = ("qwertyuiopasdfghjklzxcvbnm", "qwertzuiopasdfghjklyxcvbnm", "azertyuiopqsdfghjklmwxcvbn")
_OURS = ("textback", "appointment", "appointments", "reception", "receptionist")


def require_good(password: str, about: Iterable[str] = ()) -> None:
    """Refuse a password that others would guess.

    Args:
        password: as entered.
        about: the address and names of the account, which others know.

    Raises:
        InvalidInput: if it may not be chosen; the message says why and what to do.
    """
    if not SHORTEST <= len(password) <= LONGEST:
        raise InvalidInput(
            f"a password has {SHORTEST} to {LONGEST} characters; a few words together are good"
        )
    if is_common(password, about):
        raise InvalidInput(
            "this password is among those that are tried first; take a few words together that "
            "have nothing to do with each other"
        )


def is_common(password: str, about: Iterable[str] = ()) -> bool:
    """Tell whether a password is one that is tried first."""
    plain = password.casefold()
    joined = _BETWEEN.sub("", plain)
    if len(set(joined)) < _FEW or _is_run(joined):
        return True
    names = {part for name in about for part in _parts(name)}
    known = names.union(_OURS)
    if _is_of_names(joined, known):
        return True
    core = _AROUND.sub("", plain)
    for form in (plain, core, core.translate(_AS_LETTERS)):
        word = _once(_BETWEEN.sub("", form))
        if form in _listed() or word in _listed() or word in known:
            return True
    return False


def _once(word: str) -> str:
    """Return "horse" for "horsehorsehorse"."""
    length = (word + word).find(word, 1)
    return word[:length] if 0 < length < len(word) else word


def _is_run(word: str) -> bool:
    """Tell whether a word goes up or down the alphabet, the digits or a keyboard."""
    rows = [run * 2 for run in (*_RUNS, "1234567890", "0123456789", "abcdefghijklmnopqrstuvwxyz")]
    return any(word in row or word in row[::-1] for row in rows)


def _is_of_names(word: str, known: Iterable[str]) -> bool:
    """Tell whether a word is names with digits and a letter or two around and between them."""
    left = word
    for name in sorted(known, key=len, reverse=True):
        if len(name) >= _SHORTEST_NAME:
            left = left.replace(name, "")
    return left != word and len(list(filter(str.isalpha, left))) < _SHORTEST_NAME


def _parts(name: str) -> set[str]:
    """Return what of an address or a name is guessed: its words, and all of it together."""
    plain = name.casefold()
    own = plain.partition("@")[0]
    words = {word for word in _BETWEEN.split(plain) if len(word) >= _SHORTEST_NAME}
    return words | {_BETWEEN.sub("", own), _BETWEEN.sub("", plain)}


@cache
def _listed() -> frozenset[str]:
    lines = _LIST.read_text("utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))
