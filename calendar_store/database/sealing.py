"""Seals secrets that have to be read again: addresses of outside calendars.

AES-256-GCM under a key derived from the store's newest signing key (`signing_keys`), bound to the
row in which a secret stands. A copy of the row, a list, or an error's details tell nothing; whoever
has a copy of the whole store has the key, too.
"""

import base64
import secrets
from collections.abc import Sequence
from hashlib import sha256
from hmac import digest

_PREFIX = "sealed:1:"
_NONCE = 12
"""Bytes; NIST SP 800-38D section 8.2."""


def seal(keys: Sequence[bytes], secret: str, row: str) -> str:
    """Return a secret as it stands in the store.

    Args:
        keys: the store's keys, the newest first; at least one.
        secret: what nobody else is to read.
        row: what the secret belongs to; elsewhere it cannot be opened.
    """
    # not at the top: commands that seal nothing start faster without it
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    nonce = secrets.token_bytes(_NONCE)
    closed = AESGCM(_derived(keys[0])).encrypt(nonce, secret.encode(), row.encode())
    return _PREFIX + base64.urlsafe_b64encode(nonce + closed).decode()


def is_sealed(stored: str) -> bool:
    """Tell whether a secret stands sealed; stores of before have some that do not."""
    return stored.startswith(_PREFIX)


def opened(keys: Sequence[bytes], stored: str, row: str) -> str:
    """Return a secret from the store; "" if none of the keys opens it.

    Args:
        keys: the store's keys.
        stored: as `seal` has returned it, or plainly, from a store of before.
        row: what it belongs to.
    """
    if not is_sealed(stored):
        return stored
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    octets = base64.urlsafe_b64decode(stored.removeprefix(_PREFIX))
    for key in keys:
        try:
            plain = AESGCM(_derived(key)).decrypt(octets[:_NONCE], octets[_NONCE:], row.encode())
        except InvalidTag:
            continue
        return plain.decode()
    return ""


def _derived(key: bytes) -> bytes:
    return digest(key, b"sealed addresses", sha256)
