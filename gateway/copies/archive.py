"""The file of a copy, written once from its beginning to its end: a ZIP with a manifest.

Each file in it is written in portions, and its digest is taken meanwhile. What is written beside
another, as tables for people beside those for machines, waits in a temporary file without a name.
"""

import json
import os
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import IO, Any

MANIFEST = "manifest.json"
_LEVEL = 3
"""Of zlib: half the time of the usual one, for a tenth more octets."""
_BLOCK = 1 << 20
SEAL = 64
"""Octets at the end of a copy: the SHA-256 of all that is before them, as hexadecimal digits."""


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """A file of a copy; `rows` is None where it has none to count."""

    name: str
    size: int
    sha256: str
    rows: int | None = None

    def as_json(self) -> dict[str, Any]:
        """Return it as the manifest has it."""
        counted = {} if self.rows is None else {"rows": self.rows}
        return {"name": self.name, "size": self.size, "sha256": self.sha256, **counted}


class CopyArchive:
    """A copy that is being written.

    Args:
        file: where to, open for writing and reading.
        made_at: the time that its files have.
    """

    def __init__(self, file: IO[bytes], made_at: datetime) -> None:
        self._file = file
        self._zip = zipfile.ZipFile(
            file, "w", zipfile.ZIP_DEFLATED, allowZip64=True, compresslevel=_LEVEL
        )
        self._moment = made_at.timetuple()[:6]
        self.files: list[WrittenFile] = []

    @contextmanager
    def writing(self, name: str, *, counted: bool = False) -> Iterator["Writing"]:
        """Write a file of the copy, in portions."""
        info = zipfile.ZipInfo(name, self._moment)
        info.compress_type = zipfile.ZIP_DEFLATED
        info.external_attr = 0o600 << 16
        with self._zip.open(info, "w", force_zip64=True) as entry:
            writing = Writing(entry.write)
            yield writing
        rows = writing.rows if counted else None
        self.files.append(WrittenFile(name, writing.size, writing.digest.hexdigest(), rows))

    def add(self, name: str, content: bytes) -> None:
        """Write a small file of the copy."""
        with self.writing(name) as writing:
            writing.write(content)

    def close(self, facts: dict[str, Any]) -> None:
        """Write the manifest and end; the file's comment is the digest of all that is before it."""
        manifest = facts | {"files": [one.as_json() for one in self.files]}
        written = (json.dumps(manifest, ensure_ascii=False, indent=1) + "\n").encode()
        self.add(MANIFEST, written)
        self._zip.comment = b"0" * SEAL
        self._zip.close()
        seal = seal_of(self._file)
        self._file.seek(-SEAL, os.SEEK_END)
        self._file.write(seal)
        self._file.flush()


class Writing:
    """A file of a copy that is being written, with its size and digest so far."""

    def __init__(self, write: Callable[[bytes], object]) -> None:
        self._write = write
        self.digest, self.size, self.rows = sha256(), 0, 0

    def write(self, content: bytes, rows: int = 0) -> None:
        """Write a portion, with how many rows it has."""
        self._write(content)
        self.digest.update(content)
        self.size += len(content)
        self.rows += rows


def beside() -> AbstractContextManager[IO[bytes]]:
    """Return a temporary file without a name, which is gone when it is closed or we are killed."""
    return tempfile.TemporaryFile()


def blocks(file: IO[bytes]) -> Iterator[bytes]:
    """Yield what a temporary file holds, from its beginning."""
    file.seek(0)
    while block := file.read(_BLOCK):
        yield block


def seal_of(file: IO[bytes]) -> bytes:
    """Return the digest of a file without its last octets, where it is kept."""
    left = file.seek(0, os.SEEK_END) - SEAL
    file.seek(0)
    digest = sha256()
    while left > 0 and (block := file.read(min(_BLOCK, left))):
        digest.update(block)
        left -= len(block)
    return digest.hexdigest().encode()
