"""Hash passwords (argon2id, RFC 9106), verify them, and generate new ones.

Hashing takes tens of milliseconds on purpose; the functions are plain ones that the caller runs in
a thread, outside any transaction.
"""

import secrets
from collections.abc import Iterable
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from calendar_store.model.practices import StaffMember
from gateway.accounts import passwords

_GENERATED_WORDS = 4
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""The 31 letters and digits that cannot be confused with each other on paper."""

_HASHER = PasswordHasher()


def hash_password(password: str, about: Iterable[str] = ()) -> str:
    """Check a new password and return its hash; slow on purpose.

    Args:
        password: the new password.
        about: the address and names of the account, which may not be used as a password.

    Raises:
        InvalidInput: if the password is too short, too long or easy to guess.
    """
    passwords.require_good(password, about)
    return _HASHER.hash(password)


def hash_again(password: str) -> str:
    """Return a new hash of a verified password, without checking it against the present rules."""
    return _HASHER.hash(password)


def verify(member: StaffMember | None, password: str) -> bool:
    """Tell whether a password is correct for a member of staff; slow on purpose.

    Args:
        member: the member who logs in; None for an unknown address. An unknown address takes as
            long as a known one, so that an attacker cannot find out which addresses exist.
        password: the password as entered.
    """
    if len(password) > passwords.LONGEST:
        return False
    # who is invited and has chosen no password yet takes as long too
    kept = member.password_hash if member else ""
    try:
        matches = _HASHER.verify(kept or _nobodys_hash(), password)
    except (VerificationError, InvalidHashError):
        return False
    return matches and bool(kept)


def needs_rehash(member: StaffMember) -> bool:
    """Tell whether the stored hash has outdated parameters; if so, hash again at the next login."""
    return _HASHER.check_needs_rehash(member.password_hash)


def generate_password() -> str:
    """Return a random password of 79 bits, in four groups that are easy to copy from paper."""
    groups = ("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(_GENERATED_WORDS))
    return "-".join(groups)


@cache
def _nobodys_hash() -> str:
    return _HASHER.hash(secrets.token_urlsafe())
