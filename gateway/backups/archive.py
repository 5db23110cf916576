"""The file of a backup: a tar of manifest, store and digest, compressed by zstd, encrypted by age.

The common tools read it without this service:
`age -d -i KEY FILE | zstd -d | tar -xO --wildcards 'store/*' > textback.db`. The store is in parts,
because the length of a dump is not known when it begins. It is written as it comes, and nothing of
it is on the disk in plain.
"""

import hashlib
import json
import os
import tarfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import pyrage
import zstandard

from gateway.backups.errors import BackupUnreadable
from gateway.backups.manifest import Manifest

_MANIFEST, _DIGEST, _STORE = "manifest.json", "digest.json", "store/"
_PART = 8 * 2**20
_BLOCK = tarfile.BLOCKSIZE
_LEVEL = 3
_SMALL = 16 * 2**20
"""Longest manifest, octets."""


@dataclass(frozen=True, slots=True)
class Digest:
    """The end of a backup.

    Attributes:
        sha256: over the store's octets.
        octets: their number.
    """

    sha256: str
    octets: int


def write(
    out: BinaryIO, recipients: Sequence[Any], manifest: Manifest, store: Iterable[bytes]
) -> Digest:
    """Write a backup.

    Args:
        out: where to.
        recipients: public keys.
        manifest: what is in it.
        store: the octets of the store; an error while they come ends the writing.

    Returns:
        The digest of the store's octets.

    Raises:
        OSError: if it cannot be written.
    """
    digests: list[Digest] = []
    octets = _Reader(_compressed(_tar(manifest, store, digests)))
    sink = _Writer(out.write)
    try:
        pyrage.encrypt_io(octets, sink, list(recipients))
    except Exception as error:  # noqa: BLE001 (raised again, as what it was)
        # the library may tell an error of ours by its text alone
        raise octets.error or sink.error or error from None
    # and one at the very end not at all
    if sink.error is not None:
        raise sink.error
    return digests[0]


def _tar(manifest: Manifest, store: Iterable[bytes], digests: list[Digest]) -> Iterator[bytes]:
    seconds = int(manifest.made_at.timestamp())
    yield from _member(_MANIFEST, manifest.to_json(), seconds)
    known, total = hashlib.sha256(), 0
    for number, part in enumerate(_parts(store), 1):
        known.update(part)
        total += len(part)
        yield from _member(f"{_STORE}{number:08}", part, seconds)
    digests.append(Digest(known.hexdigest(), total))
    end = {"sha256": known.hexdigest(), "octets": total}
    yield from _member(_DIGEST, json.dumps(end).encode() + b"\n", seconds)
    yield bytes(2 * _BLOCK)


def _member(name: str, octets: bytes, seconds: int) -> Iterator[bytes]:
    entry = tarfile.TarInfo(name)
    entry.size, entry.mode, entry.mtime = len(octets), 0o600, seconds
    yield entry.tobuf(tarfile.USTAR_FORMAT)
    yield octets
    yield bytes(-len(octets) % _BLOCK)


def _parts(store: Iterable[bytes]) -> Iterator[bytes]:
    waiting = bytearray()
    for octets in store:
        waiting += octets
        while len(waiting) >= _PART:
            yield bytes(waiting[:_PART])
            del waiting[:_PART]
    if waiting:
        yield bytes(waiting)


def _compressed(plain: Iterator[bytes]) -> Iterator[bytes]:
    compressing = zstandard.ZstdCompressor(level=_LEVEL, write_checksum=True).compressobj()
    for octets in plain:
        yield compressing.compress(octets)
    yield compressing.flush()


class _Reader:
    """A file to read, of octets that come in pieces; keeps the error at which they ended."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._left = memoryview(b"")
        self.error: Exception | None = None

    def read(self, size: int) -> bytes:
        """Return some octets; none at the end."""
        while not self._left:
            try:
                self._left = memoryview(next(self._pieces))
            except StopIteration:
                return b""
            except Exception as error:
                self.error = error
                raise
        found, self._left = self._left[:size], self._left[size:]
        return bytes(found)


class _Writer:
    """A file to write; keeps the error at which writing ended."""

    def __init__(self, write: Callable[[bytes], Any]) -> None:
        self._write = write
        self.error: Exception | None = None

    def write(self, octets: bytes) -> int:
        """Write all octets; nothing more after an error, which the library may not notice."""
        if self.error is not None:
            raise self.error
        try:
            self._write(octets)
        except Exception as error:
            self.error = error
            raise
        return len(octets)

    def flush(self) -> None:
        """Do nothing; whoever opened the file flushes it."""


def read(
    file: Path,
    identities: Sequence[Any],
    store: Callable[[bytes], Any] | None,
    accept: Callable[[Manifest], None] = lambda _: None,
) -> Manifest:
    """Read a backup whole, and compare its digest.

    Args:
        file: the backup.
        identities: secret keys.
        store: takes the store's octets as they come; what it took counts for nothing after an
            error. None: only the manifest is read.
        accept: looks at the manifest before the store comes; may raise to refuse it.

    Raises:
        BackupUnreadable: if no key opens it, or it is cut off, damaged, or no backup.
        OSError: if it cannot be read, or what was read cannot be written.
    """
    unpacking = _Unpacking(store, accept)
    sink = _Writer(unpacking.feed)
    with file.open("rb") as opened:
        try:
            pyrage.decrypt_io(opened, sink, list(identities))
        except Exception as error:
            if sink.error is None:
                if not isinstance(error, pyrage.DecryptError | OSError):
                    raise
                raise _unreadable(file, opened, error) from None
        if isinstance(sink.error, _Enough):
            return unpacking.manifest_found()
        if sink.error is not None:
            raise sink.error
    unpacking.finish(file)
    return unpacking.manifest_found()


def _unreadable(file: Path, opened: BinaryIO, error: Exception) -> BackupUnreadable:
    if "matching keys" in str(error):
        return BackupUnreadable(f"the key does not open {file.name}; it is for another key")
    opened.seek(0)
    if not opened.read(21).startswith(b"age-encryption.org/v1"):
        return BackupUnreadable(f"{file.name} is no backup")
    return BackupUnreadable(f"{file.name} is cut off or damaged; take another backup")


class _Enough(Exception):
    """The manifest was read, and no more is wanted."""


class _Unpacking:
    """Takes a compressed tar as it comes: bounded memory, whatever its length."""

    def __init__(
        self, store: Callable[[bytes], Any] | None, accept: Callable[[Manifest], None]
    ) -> None:
        self._store = store
        self._accept = accept
        self._plain = zstandard.ZstdDecompressor().decompressobj()
        self._waiting = bytearray()
        self._name, self._left, self._padding = "", 0, 0
        self._small = bytearray()
        self._known, self._octets = hashlib.sha256(), 0
        self._manifest: Manifest | None = None
        self._digest: Digest | None = None

    def manifest_found(self) -> Manifest:
        """Return the manifest that came."""
        if self._manifest is None:
            raise BackupUnreadable("the backup has no manifest; it is none of ours")
        return self._manifest

    def feed(self, octets: bytes) -> None:
        """Take some octets."""
        try:
            self._waiting += self._plain.decompress(octets)
        except zstandard.ZstdError:
            raise BackupUnreadable("the backup is damaged; take another one") from None
        while self._step():
            pass

    def _step(self) -> bool:
        if self._left:
            taken = bytes(self._waiting[: self._left])
            del self._waiting[: len(taken)]
            self._left -= len(taken)
            self._take(taken)
            if not self._left:
                self._end()
            return bool(taken)
        if self._padding:
            skipped = min(self._padding, len(self._waiting))
            del self._waiting[:skipped]
            self._padding -= skipped
            return bool(skipped)
        if len(self._waiting) < _BLOCK:
            return False
        header = bytes(self._waiting[:_BLOCK])
        del self._waiting[:_BLOCK]
        if any(header):
            try:
                entry = tarfile.TarInfo.frombuf(header, "utf-8", "strict")
            except tarfile.HeaderError:
                raise BackupUnreadable("the backup is damaged; take another one") from None
            self._name, self._left, self._padding = entry.name, entry.size, -entry.size % _BLOCK
            self._small.clear()
        return True

    def _take(self, octets: bytes) -> None:
        if self._name.startswith(_STORE) and self._manifest and self._store:
            self._known.update(octets)
            self._octets += len(octets)
            self._store(octets)
        elif len(self._small) < _SMALL:
            self._small += octets

    def _end(self) -> None:
        if self._name == _MANIFEST:
            self._manifest = Manifest.parse(bytes(self._small))
            self._accept(self._manifest)
            if self._store is None:
                raise _Enough
        elif self._name == _DIGEST:
            self._digest = Digest(**json.loads(self._small))

    def finish(self, file: Path) -> None:
        """Compare the digest.

        Raises:
            BackupUnreadable: if it is another one, or did not come.
        """
        if self._digest != Digest(self._known.hexdigest(), self._octets):
            raise BackupUnreadable(f"{file.name} does not match its digest; take another backup")


def pieces_of(file: Path, size: int = 2**20) -> Iterator[bytes]:
    """Yield the octets of a file, which is not kept in the system's cache for it."""
    with file.open("rb", buffering=0) as opened:
        while octets := opened.read(size):
            yield octets
        os.posix_fadvise(opened.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
