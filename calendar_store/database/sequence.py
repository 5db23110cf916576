"""A file beside a SQLite store that holds the id of the last acknowledged text.

The file is written after the commit and not synced: after a power failure the file may be behind
the store, but never ahead of it.
"""

import os
from pathlib import Path

_OWNER_ONLY = 0o600
_DIGITS = 20


class UnreadNote(Exception):
    """The file cannot be read; the text of the error says why."""


class SequenceFile:
    """The file with the id of the last acknowledged text.

    Attributes:
        path: path of the file.

    Args:
        store: path of the store; the file is in the same folder.
    """

    def __init__(self, store: Path) -> None:
        self.path = Path(f"{store}-sequence")
        self._noted = 0

    def note(self, identity: int) -> None:
        """Write a committed id, unless a later id was written.

        A failure to write is ignored, because the text is already committed.
        """
        if identity > self._noted:
            self._noted = identity
            self.write(identity)

    def write(self, identity: int) -> str:
        """Write an id over any earlier one; return the error in words, "" if there was none."""
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
        """Return the id in the file.

        Raises:
            UnreadNote: if the file cannot be read.
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
