"""The last text that was acknowledged, noted in a file beside a SQLite store.

It is written after the commit and not synced: after a loss of power it may be behind the store,
never before it.
"""

import os
from contextlib import suppress
from pathlib import Path

_OWNER_ONLY = 0o600
_DIGITS = 20


class SequenceFile:
    """The file.

    Args:
        store: the store's file; this one stands beside it.
    """

    def __init__(self, store: Path) -> None:
        self._path = Path(f"{store}-sequence")
        self._noted = 0

    def note(self, identity: int) -> None:
        """Note an identity that is committed, unless a later one was.

        What cannot be written is no reason to refuse what is committed.
        """
        if identity > self._noted:
            self._noted = identity
            self.write(identity)

    def write(self, identity: int) -> None:
        """Write an identity, whatever stood there."""
        with suppress(OSError):
            handle = os.open(self._path, os.O_WRONLY | os.O_CREAT, _OWNER_ONLY)
            try:
                os.pwrite(handle, f"{identity:0{_DIGITS}}\n".encode(), 0)
            finally:
                os.close(handle)

    def read(self) -> int | None:
        """Return what was noted, None where nothing can be read."""
        try:
            written = self._path.read_bytes()
        except OSError:
            return None
        digits = written[:_DIGITS]
        return int(digits) if len(digits) == _DIGITS and digits.isdigit() else None
