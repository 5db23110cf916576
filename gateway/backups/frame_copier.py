"""Copies a SQLite store's write-ahead log as it grows, so that no commit is begun over uncopied.

SQLite begins its log anew once all of it is in the store's file and nobody reads from it. So one of
our connections always has a reading transaction open: while it reads from the log, the log cannot
begin anew; while it reads from the file alone, because all is there, the log can begin anew once,
but nothing of that goes into the file. After each copy another connection begins to read, and only
then the first one ends. Under load the log would grow for ever; when it is long, writers wait for
some milliseconds while the rest of it is copied and put into the file.

Not Litestream, whose package brings its program: its versions since 0.5 do not encrypt, it would be
a second service to watch, and the restore would be its own as well.
"""

import os
import shutil
import sqlite3
import time
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, NoReturn

from gateway.backups import wal
from gateway.backups.errors import BackupFailed, refused
from gateway.backups.frame_log import FrameLog, Record, new_chain
from gateway.backups.sqlite_copy import snapshot_of
from gateway.backups.wal import WalHeader, WalIndex

_LONG = 4000
"""Frames, 16 MB, after which the log should begin anew: half of those at which writers do it."""
_AT_ONCE = 500
"""Frames of one record at most, 2 MB, but for those of one large transaction."""
_LET_GO = 512 * 2**20
"""Octets of the log after which it may begin anew although it could not be copied."""
_WRITERS_WAIT = 3.0
"""Seconds for which the store's writers are asked for their turn."""
_ASK_EVERY = 0.001
_WORD = 0xFFFFFFFF


class StoreBusy(BackupFailed):
    """Others have written all the time."""


class ChainBroken(Exception):
    """The log was begun anew by somebody before all of it was copied."""


@dataclass(frozen=True, slots=True)
class _Place:
    """How far the log was copied.

    Attributes:
        salts: of the log; None where there was none yet.
        index: of the next frame.
        checksum: before that frame.
    """

    salts: tuple[int, int] | None = None
    index: int = 0
    checksum: tuple[int, int] = (0, 0)


class FrameCopier:
    """Copies one store's log into chains; its methods block, and belong to one thread.

    Args:
        store: the store's file.
        to: the folder of the chains.
        recipients: public keys.
    """

    def __init__(self, store: Path, to: Path, recipients: list[Any]) -> None:
        self._store = store
        self._wal, self._shm = Path(f"{store}-wal"), Path(f"{store}-shm")
        self._handle, self._index_at = -1, (0, 0)
        self._to = to
        self._recipients = recipients
        self._log: FrameLog | None = None
        self._place = _Place()
        self._hold: sqlite3.Connection | None = None
        self._spare: sqlite3.Connection | None = None
        self._last: datetime | None = None
        self.octets = 0

    @property
    def log(self) -> FrameLog | None:
        """The chain that is being written; None before the first, and after one was broken."""
        return self._log

    @property
    def is_long(self) -> bool:
        """Whether the store's log grows fast, and is to be looked at soon."""
        return self._place.index >= _LONG // 2

    def begin(self, now: datetime) -> sqlite3.Connection:
        """Begin a chain.

        Args:
            now: UTC.

        Returns:
            A connection that sees the moment from which on frames are copied; of that the store's
            copy is made. Whoever takes it closes it.

        Raises:
            BackupFailed: if the folder cannot be written to, or the store is busy.
        """
        self.let_go()
        with suppress(sqlite3.Error), closing(self._connected()) as checkpoint:
            checkpoint.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
        chain = new_chain(self._to, now)
        try:
            with closing(self._writers_turn()):
                # once somebody has read from it, the index is there
                snapshot = snapshot_of(self._store)
                self._place = self._end()
                self._hold = snapshot_of(self._store)
        except BaseException:
            shutil.rmtree(chain.path, ignore_errors=True)
            raise
        log = FrameLog(chain, self._recipients)
        self._spare = self._connected()
        self._log, self._last, self.octets = log, now, 0
        return snapshot

    def copy(self, now: datetime) -> int:
        """Copy what was committed; return how many frames.

        Raises:
            BackupFailed: if it cannot be written; it is copied by a later call.
            ChainBroken: if a new chain has to begin.
        """
        try:
            copied = self._copied(now)
        except BackupFailed:
            if self._size() > _LET_GO:
                self.let_go()
            raise
        if self._place.index >= _LONG:
            self._begin_log_anew(now)
        elif copied:
            self._hold_on()
        return copied

    def another_copy(self, now: datetime) -> tuple[int, sqlite3.Connection]:
        """Return the last record, and a connection that sees the store as it is after that."""
        log = self._needed()
        with closing(self._writers_turn()):
            self._copied(now)
            log.another_file()
            self.octets = 0
            return log.number, snapshot_of(self._store)

    def let_go(self) -> None:
        """Let the log begin anew whenever it likes; the chain ends."""
        for one in (self._hold, self._spare):
            if one is not None:
                one.close()
        self._hold = self._spare = self._log = None

    def _needed(self) -> FrameLog:
        if self._log is None:
            raise ChainBroken
        return self._log

    def _connected(self) -> sqlite3.Connection:
        connection = sqlite3.connect(
            f"{self._store.absolute().as_uri()}?mode=rw",
            uri=True,
            isolation_level=None,
            check_same_thread=False,
            timeout=_WRITERS_WAIT,
        )
        # ours write nothing, and begin no checkpoint by themselves
        connection.execute("PRAGMA wal_autocheckpoint=0")
        return connection

    def _writers_turn(self) -> sqlite3.Connection:
        """Return a connection that keeps others from writing until it is closed."""
        connection = self._connected()
        # SQLite's own waiting sleeps longer and longer, and comes too late in a busy store
        connection.execute("PRAGMA busy_timeout=0")
        until = time.monotonic() + _WRITERS_WAIT
        while True:
            try:
                connection.execute("BEGIN IMMEDIATE")
            except sqlite3.OperationalError as error:
                if time.monotonic() > until:
                    connection.close()
                    raise StoreBusy(f"the store's log cannot be copied: {error}") from error
                time.sleep(_ASK_EVERY)
            else:
                return connection

    def _copied(self, now: datetime) -> int:
        log, place, index = self._needed(), self._place, self._index()
        if index is None:
            return 0
        if index.salts != place.salts:
            if place.salts is not None and index.salts[0] != (place.salts[0] + 1) & _WORD:
                self._breaks()
            # of an empty log the next salts may be any
            place = _Place(index.salts if index.frames else None)
        if index.frames < place.index:
            self._breaks()
        self._last = max(now, self._last or now)
        begun = place.index
        if index.frames > begun:
            try:
                place = self._copied_until(index, log, place)
            except OSError as error:
                raise refused(error, "the store's log cannot be read") from error
        self._place = place
        return place.index - begun

    def _copied_until(self, index: WalIndex, log: FrameLog, place: _Place) -> _Place:
        handle = os.open(self._wal, os.O_RDONLY | os.O_CLOEXEC)
        try:
            header = wal.header_of(os.pread(handle, wal.HEADER, 0))
            if header is None or header.salts != index.salts:
                self._breaks()
            if not place.index:
                place = _Place(index.salts, 0, header.checksum)
            while place.index < index.frames:
                place = self._record(log, handle, header, place, index.frames - place.index)
                # kept at once: a failure of the next record must not repeat this one
                self._place = place
        finally:
            os.close(handle)
        if place.checksum != index.checksum:
            self._breaks()
        return place

    def _breaks(self) -> NoReturn:
        self.let_go()
        raise ChainBroken

    def _index(self) -> WalIndex | None:
        """Return what is committed; None while it is being written."""
        try:
            found = self._shm.stat()
            at = (found.st_dev, found.st_ino)
            if self._index_at != at:
                # never closed: SQLite would lose the locks that this process has on it (fcntl(2))
                self._handle = os.open(self._shm, os.O_RDONLY | os.O_CLOEXEC)
                self._index_at = at
            return wal.index_of(os.pread(self._handle, wal.INDEX, 0))
        except FileNotFoundError:
            return None
        except OSError as error:
            raise refused(error, "the store's log cannot be read") from error

    def _record(
        self, log: FrameLog, handle: int, header: WalHeader, place: _Place, most: int
    ) -> _Place:
        """Write one record, which ends with a transaction; return how far that is."""
        moment = self._last
        assert moment is not None  # noqa: S101
        count = min(most, _AT_ONCE)
        frames = os.pread(handle, count * header.frame, header.begins(place.index))
        while count < most and not _ends_here(frames, header):
            count += 1
            frames += os.pread(handle, header.frame, header.begins(place.index + count - 1))
        record = Record(
            number=log.number + 1,
            at=moment.isoformat(),
            salts=header.salts,
            first=place.index,
            count=count,
            page_size=header.page_size,
            seed=place.checksum,
            order=header.order,
        )
        if not wal.is_right(frames[: header.frame], place.checksum, header.order):
            self._breaks()
        log.append(record, frames, moment)
        self.octets += len(frames)
        checksum = wal.frame_header(frames, len(frames) - header.frame).checksum
        return _Place(header.salts, place.index + count, checksum)

    def _hold_on(self) -> None:
        """Read from where the log is now; only then what was read before may be written over."""
        if self._hold is None or self._spare is None:
            raise ChainBroken
        _read_from_now(self._spare)
        self._hold.execute("ROLLBACK")
        self._hold, self._spare = self._spare, self._hold

    def _begin_log_anew(self, now: datetime) -> None:
        """Put the log into the store's file, and let the next writer begin it anew."""
        with suppress(StoreBusy), closing(self._connected()) as checkpoint:
            self._hold_on()
            # most of it while others write
            checkpoint.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
            with closing(self._writers_turn()):
                self._copied(now)
                if self._hold is None:
                    raise ChainBroken
                self._hold.execute("ROLLBACK")
                try:
                    checkpoint.execute("PRAGMA wal_checkpoint(PASSIVE)").fetchone()
                finally:
                    _read_from_now(self._hold)

    def _end(self) -> _Place:
        """Return the end of the log, while nobody writes."""
        index = self._index()
        if index is None or not index.frames:
            return _Place()
        return _Place(index.salts, index.frames, index.checksum)

    def _size(self) -> int:
        try:
            return self._wal.stat().st_size
        except OSError:
            return 0


def _ends_here(frames: bytes, header: WalHeader) -> bool:
    return bool(wal.frame_header(frames, len(frames) - header.frame).pages)


def _read_from_now(connection: sqlite3.Connection) -> None:
    connection.execute("BEGIN")
    connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
