"""The last text that was acknowledged, noted in a file beside a SQLite store.

It is written after the commit and not synced: after a loss of power it may be behind the store,
never before it.
"""

import os
from pathlib import Path

_OWNER_ONLY = 0o600
_DIGITS = 20


class UnreadNote(Exception):
    """No note can be read; the text says why."""


class SequenceFile:
    """The file.

    Attributes:
        path: where it stands.

    Args:
        store: the store's file; this one stands beside it.
    """

    def __init__(self, store: Path) -> None:
        self.path = Path(f"{store}-sequence")
        self._noted = 0

    def note(self, identity: int) -> None:
        """Note an identity that is committed, unless a later one was.

        What cannot be written is no reason to refuse what is committed.
        """
        if identity > self._noted:
            self._noted = identity
            self.write(identity)

    def write(self, identity: int) -> str:
        """Write an identity, whatever stood there; return why that cannot be, "" where it can."""
        try:
            handle = os.open(self.path, os.O_WRONLY | os.O_CREAT, _OWNER_ONLY)
            try:
                os.pwrite(handle, f"{identity:0{_DIGITS}}\n".encode(), 0)
            finally:
                os.close(handle)
        except OSError as error:
            return error.strerror or str(error)
        return ""

    def read(self) -> int:
        """Return what was noted.

        Raises:
            UnreadNote: where nothing can be read.
        """
        try:
            with self.path.open("rb") as file:
                digits = file.read(_DIGITS)
        except FileNotFoundError:
            raise UnreadNote(f"there is no {self.path}") from None
        except IsADirectoryError:
            raise UnreadNote(f"{self.path} is a directory") from None
        except OSError as error:
            raise UnreadNote(f"{self.path} cannot be read: {error.strerror}") from None
        if len(digits) < _DIGITS or not digits.isdigit():
            raise UnreadNote(f"{self.path} holds something else")
        return int(digits)
