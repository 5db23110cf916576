"""Files that the configuration names, read whole: regular ones, and of a size that they may have.

A device never ends and a pipe may never begin; neither is opened to be read.
"""

import os
import stat
from pathlib import Path

_KILO = 1024


def require_regular(path: Path) -> None:
    """Refuse what is no file that can be read.

    Raises:
        ValueError: if it is none; its text says why.
    """
    with os.fdopen(_opened(path), "rb"):
        pass


def read(path: Path, most: int) -> bytes:
    """Return what stands in a file.

    Args:
        path: of a regular file.
        most: octets that it may have.

    Raises:
        ValueError: if it cannot be read or is longer; its text says why.
    """
    with os.fdopen(_opened(path), "rb") as file:
        octets = file.read(most + 1)
    if len(octets) > most:
        raise ValueError(f"it is longer than {most // _KILO} kB")
    return octets


def _opened(path: Path) -> int:
    try:
        # without waiting for whoever would write into a pipe
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK)
    except OSError as error:
        raise ValueError(str(error.strerror)) from None
    if not stat.S_ISREG(os.fstat(handle).st_mode):
        os.close(handle)
        raise ValueError("it is no regular file")
    return handle
