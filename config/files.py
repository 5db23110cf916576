"""Reads whole files that the configuration names: regular files up to a given size.

A device never ends and a pipe may never begin; neither is read.
"""

import os
import stat
from pathlib import Path

_KILO = 1024


def require_regular(path: Path) -> None:
    """Refuse a path that is not a readable regular file.

    Raises:
        ValueError: if it is not; the error text says why.
    """
    with os.fdopen(_opened(path), "rb"):
        pass


def read(path: Path, most: int) -> bytes:
    """Return the content of a file.

    Args:
        path: a regular file.
        most: the largest size allowed, octets.

    Raises:
        ValueError: if the file cannot be read or is too long; the error text says why.
    """
    with os.fdopen(_opened(path), "rb") as file:
        octets = file.read(most + 1)
    if len(octets) > most:
        raise ValueError(f"it is longer than {most // _KILO} kB")
    return octets


def _opened(path: Path) -> int:
    try:
        # does not wait until another process writes into a pipe
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    except OSError as error:
        raise ValueError(str(error.strerror)) from None
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise ValueError("it is no regular file")
    return handle
