"""Passwords hashed (argon2id), verified and generated."""

import secrets
from collections.abc import Iterable
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from calendar_store.model.practices import StaffMember
from calendar_store.practices import passwords

_GENERATED_WORDS = 4
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Letters and digits that look different from each other on paper; 31 of them."""

_HASHER = PasswordHasher()


def hash_password(password: str, about: Iterable[str] = ()) -> str:
    """Return the hash to keep of a new password; slow on purpose.

    Args:
        password: as chosen.
        about: the address and names of the account, which nobody may take as a password.

    Raises:
        InvalidInput: if the password is too short, too long, or one that others would guess.
    """
    passwords.require_good(password, about)
    return _HASHER.hash(password)


def hash_again(password: str) -> str:
    """Return a new hash of a password that was verified; it may be of an older rule."""
    return _HASHER.hash(password)


def verify(member: StaffMember | None, password: str) -> bool:
    """Say whether a password is the member's; slow on purpose.

    Args:
        member: who says to log in; None for an unknown address, which takes as long as a known
            one, so that nobody learns which addresses exist.
        password: as entered.
    """
    if len(password) > passwords.LONGEST:
        return False
    try:
        matches = _HASHER.verify(member.password_hash if member else _nobodys_hash(), password)
    except (VerificationError, InvalidHashError):
        return False
    return matches and member is not None


def needs_rehash(member: StaffMember) -> bool:
    """Say whether the kept hash is of an older strength; `set_password` again at the next login."""
    return _HASHER.check_needs_rehash(member.password_hash)


def generate_password() -> str:
    """Return a new random password of 79 bits, in four groups that are easy to copy from paper."""
    groups = ("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(_GENERATED_WORDS))
    return "-".join(groups)


@cache
def _nobodys_hash() -> str:
    return _HASHER.hash(secrets.token_urlsafe())
