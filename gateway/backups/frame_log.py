"""The copy of a write-ahead log in a folder: records of frames, each encrypted, each synced.

A chain is a folder: copies of the whole store, and files of records that are numbered without a
gap. A copy says after which record it was made; whoever applies all records after it has the store
as it was at the last of them. A record that was cut off is the last of its chain, and counts as not
there: after any interruption a new chain begins.
"""

import json
import os
import re
import struct
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Self

import pyrage
import zstandard

from gateway.backups import folder, wal
from gateway.backups.errors import BackupUnreadable, refused
from gateway.backups.folder import ENDING, moment_of, stamp

_MAGIC = b"TBF1"
_BEGINS = struct.Struct(">4sQI")
_CHAIN = re.compile(r"textback-(\d{6,})-(\d{8}T\d{6}Z)\.frames")
_COPY = re.compile(r"store-(\d{8,})-(\d{8}T\d{6}Z)" + re.escape(ENDING))
_LOG = re.compile(r"frames-(\d{8,})-(\d{8}T\d{6}Z)\.log")
_LONGEST_FILE = 64 * 2**20
"""Octets after which another file of records begins."""


@dataclass(frozen=True, slots=True)
class Record:
    """Frames of whole transactions.

    Attributes:
        number: counts up in the chain, from 1.
        at: when they were copied, ISO; they were committed since the record before.
        salts: of the log that they come from.
        first: index of the first frame in it.
        count: number of frames.
        page_size: octets.
        seed: the checksum before the first frame.
        order: of the words in checksums.
    """

    number: int
    at: str
    salts: tuple[int, int]
    first: int
    count: int
    page_size: int
    seed: tuple[int, int]
    order: str

    @classmethod
    def parse(cls, written: bytes) -> Self:
        """Read a record's description."""
        values = json.loads(written)
        values |= {name: tuple(values[name]) for name in ("salts", "seed")}
        return cls(**values)


@dataclass(frozen=True, slots=True)
class StoreCopy:
    """A copy of the whole store, made after a record."""

    path: Path
    record: int
    made_at: datetime


@dataclass(frozen=True, slots=True)
class Chain:
    """The copies of a log, from a moment on at which the service began to copy."""

    path: Path
    number: int
    began_at: datetime

    def copies(self) -> list[StoreCopy]:
        """Return the copies of the store, the oldest first."""
        found = [(one, _COPY.fullmatch(one.name)) for one in self.path.iterdir()]
        return sorted(
            (StoreCopy(one, int(m[1]), moment_of(m[2])) for one, m in found if m),
            key=lambda copy: copy.record,
        )

    def logs(self) -> list[tuple[int, datetime, Path]]:
        """Return the files of records: the number of the first, when it was begun, the path."""
        found = [(one, _LOG.fullmatch(one.name)) for one in self.path.iterdir()]
        return sorted((int(m[1]), moment_of(m[2]), one) for one, m in found if m)


def chains(to: Path) -> list[Chain]:
    """Return the chains in a folder, the oldest first.

    Raises:
        BackupFailed: if it cannot be read.
    """
    try:
        found = [(one, _CHAIN.fullmatch(one.name)) for one in to.iterdir()]
    except OSError as error:
        raise refused(error, "the copies of the log cannot be listed") from error
    made = [Chain(one, int(m[1]), moment_of(m[2])) for one, m in found if m]
    return sorted(made, key=lambda chain: chain.number)


def new_chain(to: Path, now: datetime) -> Chain:
    """Make the folder of another chain.

    Raises:
        BackupFailed: if it cannot be made.
    """
    folder.made_private(to)
    number = max((one.number for one in chains(to)), default=0) + 1
    path = to / f"textback-{number:06}-{stamp(now)}.frames"
    folder.made_private(path)
    return Chain(path, number, now)


def copy_name(record: int, now: datetime) -> str:
    """Return the name of a copy of the store that is made after a record."""
    return f"store-{record:08}-{stamp(now)}{ENDING}"


class FrameLog:
    """Appends records to a chain.

    Attributes:
        number: of the last record; 0 for none.

    Args:
        chain: a new one.
        recipients: public keys.
    """

    def __init__(self, chain: Chain, recipients: Sequence[Any]) -> None:
        self.chain = chain
        self.number = 0
        self._recipients = list(recipients)
        self._path: Path | None = None
        self._size = 0

    def append(self, record: Record, frames: bytes, now: datetime) -> None:
        """Write a record, until it is on the disk; all of it, or nothing.

        Raises:
            BackupFailed: if the disk is full, or it cannot be written for another reason.
        """
        head = json.dumps(asdict(record)).encode() + b"\n"
        packed = zstandard.ZstdCompressor(level=1).compress(head + frames)
        closed = pyrage.encrypt(packed, self._recipients)
        octets = _BEGINS.pack(_MAGIC, record.number, len(closed)) + closed
        try:
            self._write(record.number, octets, now)
        except OSError as error:
            raise refused(error, "the copy of the log cannot be written") from error
        self.number = record.number

    def _write(self, number: int, octets: bytes, now: datetime) -> None:
        fresh = self._path is None or self._size > _LONGEST_FILE
        if self._path is None or fresh:
            path, size = self.chain.path / f"frames-{number:08}-{stamp(now)}.log", 0
        else:
            path, size = self._path, self._size
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_NOFOLLOW, 0o600)
        try:
            try:
                # over what an attempt before left, should it not have been taken back
                os.ftruncate(handle, size)
                view, at = memoryview(octets), size
                while view:
                    done = os.pwrite(handle, view, at)
                    view, at = view[done:], at + done
                os.fsync(handle)
            except OSError:
                with suppress(OSError):
                    os.ftruncate(handle, size)
                raise
        finally:
            os.close(handle)
        if fresh:
            folder.sync(path.parent)
        self._path, self._size = path, size + len(octets)

    def another_file(self) -> None:
        """Begin another file with the next record, so that older ones can be removed."""
        self._path, self._size = None, 0


def records(chain: Chain, identities: Sequence[Any], after: int) -> Iterator[tuple[Record, bytes]]:
    """Yield the records of a chain after a number, each held against the one before it.

    Raises:
        BackupUnreadable: if one is missing, damaged, or not opened by the key.
    """
    before: tuple[Record, tuple[int, int]] | None = None
    wanted = after + 1
    files = chain.logs()
    for n, (_, _, path) in enumerate(files):
        if n + 1 < len(files) and files[n + 1][0] <= wanted:
            continue
        for number, closed in _pieces(path, is_last=n + 1 == len(files)):
            if number < wanted:
                continue
            if number > wanted:
                raise BackupUnreadable(f"{path.name} lacks the record {wanted}")
            record, frames = _opened(path, number, closed, identities)
            before = _joined(path, before, record, frames)
            yield record, frames
            wanted += 1


def _pieces(path: Path, *, is_last: bool) -> Iterator[tuple[int, bytes]]:
    with path.open("rb") as opened:
        while begins := opened.read(_BEGINS.size):
            if len(begins) == _BEGINS.size:
                magic, number, length = _BEGINS.unpack(begins)
                closed = opened.read(length) if magic == _MAGIC else b""
                if closed and len(closed) == length:
                    yield number, closed
                    continue
            if is_last:
                return
            raise BackupUnreadable(f"{path.name} is cut off, and more was written after it")


def _opened(
    path: Path, number: int, closed: bytes, identities: Sequence[Any]
) -> tuple[Record, bytes]:
    try:
        packed = pyrage.decrypt(closed, list(identities))
        octets = zstandard.ZstdDecompressor().decompress(packed)
        head, _, frames = octets.partition(b"\n")
        record = Record.parse(head)
    except (pyrage.DecryptError, OSError, zstandard.ZstdError, ValueError) as error:
        wrong = "matching keys" in str(error)
        why = "the key does not open it; it is for another key" if wrong else "it is damaged"
        raise BackupUnreadable(f"{path.name}, record {number}: {why}") from None
    if record.number != number:
        raise BackupUnreadable(f"{path.name}, record {number}: it is another record")
    return record, frames


def _joined(
    path: Path, before: tuple[Record, tuple[int, int]] | None, record: Record, frames: bytes
) -> tuple[Record, tuple[int, int]]:
    """Refuse a record that does not go on from the one before it; return it and its checksum."""
    size = wal.FRAME_HEADER + record.page_size
    right = len(frames) == record.count * size and wal.is_right(
        frames[:size], record.seed, record.order
    )
    if before is not None and right:
        last, checksum = before
        if record.salts == last.salts:
            right = record.first == last.first + last.count and record.seed == checksum
        else:
            right = record.first == 0 and record.salts[0] == (last.salts[0] + 1) & 0xFFFFFFFF
    if not right:
        raise BackupUnreadable(
            f"{path.name}, record {record.number}: its frames do not go on from those before"
        )
    return record, wal.frame_header(frames, len(frames) - size).checksum
