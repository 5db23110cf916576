"""Check new passwords: length, and not easy to guess (NIST SP 800-63B 3.1.1.2).

There are no rules on kinds of characters. Refused are passwords from a published list of stolen
passwords (also with digits and signs around them, or with digits in place of letters), keyboard
runs, and names of the account itself.
"""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from calendar_store.model.errors import InvalidInput

SHORTEST = 12
LONGEST = 1024
"""Hashing time grows with length; the limit keeps long passwords from using up the CPU."""

_LIST = Path(__file__).with_name("common_passwords.txt")
_FEW = 5
"""Least number of different characters in a password."""
_SHORTEST_NAME = 4
_AROUND = re.compile(r"^[\W\d_]+|[\W\d_]+$")
_BETWEEN = re.compile(r"[\W_]+")
_AS_LETTERS = str.maketrans("013457@$!", "oleastasi")
_RUNS = ("qwertyuiopasdfghjklzxcvbnm", "qwertzuiopasdfghjklyxcvbnm", "azertyuiopqsdfghjklmwxcvbn")
_OURS = ("textback", "appointment", "appointments", "reception", "receptionist")


def require_good(password: str, about: Iterable[str] = ()) -> None:
    """Refuse a password of the wrong length, or one that is easy to guess.

    Args:
        password: the password as entered.
        about: the address and names of the account, which others know.

    Raises:
        InvalidInput: if the password is refused; the message says why and what to do.
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
    """Tell whether a password is among those that attackers try first."""
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
    """Tell whether a word is a run along the alphabet, the digits or a keyboard row."""
    rows = [run * 2 for run in (*_RUNS, "1234567890", "0123456789", "abcdefghijklmnopqrstuvwxyz")]
    return any(word in row or word in row[::-1] for row in rows)


def _is_of_names(word: str, known: Iterable[str]) -> bool:
    """Tell whether a word consists of known names, digits and at most three other letters."""
    left = word
    for name in sorted(known, key=len, reverse=True):
        if len(name) >= _SHORTEST_NAME:
            left = left.replace(name, "")
    return left != word and len(list(filter(str.isalpha, left))) < _SHORTEST_NAME


def _parts(name: str) -> set[str]:
    """Return the easily guessed parts of an address or a name: its words, and the whole."""
    plain = name.casefold()
    own = plain.partition("@")[0]
    words = {word for word in _BETWEEN.split(plain) if len(word) >= _SHORTEST_NAME}
    return words | {_BETWEEN.sub("", own), _BETWEEN.sub("", plain)}


@cache
def _listed() -> frozenset[str]:
    lines = _LIST.read_text("utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))
