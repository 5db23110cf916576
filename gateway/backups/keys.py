"""Keys of backups, of age (age-encryption.org): public ones encrypt, secret ones read.

The service has public keys alone. A key file is what `age-keygen` writes, too: a line for each
secret key, and comments.
"""

import os
import stat
from collections.abc import Sequence
from pathlib import Path

from pyrage import IdentityError, x25519

from gateway.backups.errors import BackupFailed, refused

_OTHERS = 0o077
_LARGEST = 65536


def recipients_of(written: Sequence[str]) -> list[x25519.Recipient]:
    """Return public keys.

    Raises:
        BackupFailed: if there is none.
    """
    if not written:
        raise BackupFailed(
            "there are no recipients in [backup], whose keys open the backups; make a key with"
            " textback backup key"
        )
    return [x25519.Recipient.from_str(one) for one in written]


def identities_in(file: Path) -> list[x25519.Identity]:
    """Return the secret keys of a file.

    Raises:
        BackupFailed: if the file cannot be read, others can read it, or it has no key.
    """
    try:
        with file.open("rb") as opened:
            mode = stat.S_IMODE(os.fstat(opened.fileno()).st_mode)
            lines = opened.read(_LARGEST).decode("utf-8", "replace").splitlines()
    except OSError as error:
        raise refused(error, "the key file cannot be read") from error
    if mode & _OTHERS:
        raise BackupFailed(f"others can read the key file (mode {mode:04o}); run: chmod 600 {file}")
    found = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
    try:
        identities = [x25519.Identity.from_str(one) for one in found]
    except IdentityError:
        identities = []
    if not identities:
        raise BackupFailed(f'{file} has no secret key; it begins with "AGE-SECRET-KEY-1"')
    return identities


def new_key(file: Path) -> str:
    """Write a new secret key to a new file, which its owner alone can read; return its public key.

    Raises:
        BackupFailed: if the file exists or cannot be written.
    """
    identity = x25519.Identity.generate()
    public = str(identity.to_public())
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as opened:
            opened.write(f"# public key: {public}\n{identity}\n")
            opened.flush()
            os.fsync(handle)
    except OSError as error:
        raise refused(error, "the key cannot be written") from error
    return public
