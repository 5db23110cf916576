"""Codes: six digits that prove an address, short ones of links, hashes that tell nobody the rest.

A code is kept only as a keyed hash: six digits would be found from a plain hash at once.
"""

import hmac
import secrets
from collections.abc import Sequence

_DIGITS = 6
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
"""The alphabet of short codes: no two letters look alike."""
LENGTH = 10
"""Characters of a short code."""


class Codes:
    """Makes and checks codes.

    Args:
        keys: the signing keys, the newest first.
    """

    def __init__(self, keys: Sequence[bytes]) -> None:
        self._keys = tuple(keys)

    def new(self) -> str:
        """Return a random code of six digits."""
        return f"{secrets.randbelow(10**_DIGITS):0{_DIGITS}}"

    def hashed(self, about: int, code: str) -> bytes:
        """Return the keyed hash of a code.

        Args:
            about: the id of what the code is for: equal codes have different hashes.
            code: the code.
        """
        return _hash(self._keys[0], "code", f"{about} {code}")

    def is_right(self, kept: bytes, about: int, code: str) -> bool:
        """Tell whether a code was entered right.

        Args:
            kept: what `hashed` returned; b"" is the hash of no code.
            about: as for `hashed`.
            code: the code as entered; spaces and hyphens between digits do not matter.
        """
        digits = "".join(each for each in code if each not in " -\u00a0")
        if not (len(digits) == _DIGITS and digits.isascii() and digits.isdecimal()):
            return False
        return any(
            hmac.compare_digest(kept, _hash(key, "code", f"{about} {digits}")) for key in self._keys
        )

    def short(self, path: str) -> str:
        """Return the short code of a path: always the same one, and guessed by nobody.

        Args:
            path: the path of a signed link.
        """
        number = int.from_bytes(_hash(self._keys[0], "short", path))
        digits = (number // len(ALPHABET) ** place for place in range(LENGTH))
        return "".join(ALPHABET[each % len(ALPHABET)] for each in digits)

    def visitor(self, network: str) -> str:
        """Return a name for a network address that does not tell the address."""
        return _hash(self._keys[-1], "visitor", network).hex()[:32]


def _hash(key: bytes, purpose: str, text: str) -> bytes:
    return hmac.digest(key, f"textback {purpose}\0{text}".encode(), "sha256")
