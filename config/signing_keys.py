"""Checks the key files that sign mails while the configuration is read.

Imported only where a configuration has such keys: the library takes longer to load than all other
checks together.
"""

from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key

_LEAST_BITS = 1024
"""Receivers refuse shorter keys (RFC 8301 §3.2)."""


def require_signing_key(selector: str, file: Path) -> None:
    """Refuse a file without a private key of DKIM.

    Args:
        selector: the selector, for the error.
        file: PEM file.

    Raises:
        ValueError: if the file has no key of RSA or Ed25519, or the key needs a passphrase.
    """
    try:
        key = load_pem_private_key(file.read_bytes(), password=None)
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    long_enough = isinstance(key, RSAPrivateKey) and key.key_size >= _LEAST_BITS
    if not long_enough and not isinstance(key, Ed25519PrivateKey):
        raise ValueError(
            f"{selector} is not the private key of a signature; give it as PEM, of RSA with at"
            f" least {_LEAST_BITS} bits or of Ed25519, without a passphrase"
        )
