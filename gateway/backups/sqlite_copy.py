"""Copies a SQLite store while it is written to: one moment of it, by SQLite's own backup.

The source's connection keeps a reading transaction for as long as the copy takes. Without it the
copy would begin again at each commit of another connection, and never end in a busy store. Writers
are not held up; the write-ahead log is not begun anew meanwhile, and grows.
"""

import fcntl
import os
import shutil
import sqlite3
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from gateway.backups.errors import BackupFailed, refused

_PAGES = 2048
"""Of a step: 8 MB, some milliseconds; between steps the disk is others'."""
_PAUSE = 0.002
_HELD = "held"


@contextmanager
def scratch(store: Path) -> Iterator[Path]:
    """Yield a folder beside a store, for its owner alone; it is removed at the end.

    It is beside the store, so that what is copied in plain stays on the disk of the store. What a
    killed process left there is removed as well.

    Raises:
        BackupFailed: if it cannot be made.
    """
    prefix = f".{store.name}-copy-"
    for left in store.parent.glob(f"{prefix}*"):
        _remove_if_left(left)
    try:
        folder = Path(tempfile.mkdtemp(prefix=prefix, dir=store.parent))
        handle = os.open(folder / _HELD, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise refused(error, "the store cannot be copied") from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield folder
    finally:
        os.close(handle)
        shutil.rmtree(folder, ignore_errors=True)


def _remove_if_left(folder: Path) -> None:
    with suppress(OSError):
        handle = os.open(folder / _HELD, os.O_RDWR | os.O_CLOEXEC)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(folder, ignore_errors=True)
        finally:
            os.close(handle)


def snapshot_of(store: Path) -> sqlite3.Connection:
    """Return a connection that sees one moment of a store until it is closed.

    Raises:
        BackupFailed: if the store cannot be opened.
    """
    if not store.is_file():
        raise BackupFailed(f"there is no store {store}")
    try:
        # `rw`: the side files of the log may have to be made; nothing is written to the store
        connection = sqlite3.connect(
            f"{store.absolute().as_uri()}?mode=rw",
            uri=True,
            isolation_level=None,
            check_same_thread=False,
            timeout=10,
        )
        connection.execute("BEGIN")
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    except sqlite3.Error as error:
        raise BackupFailed(f"the store cannot be copied: {error}") from error
    return connection


def copy(snapshot: sqlite3.Connection, target: Path) -> None:
    """Copy the moment that a connection sees to a new file, and check its pages.

    Raises:
        BackupFailed: if the disk is full, the store is damaged, or it cannot be copied otherwise.
    """
    try:
        os.close(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
        with closing(sqlite3.connect(target, isolation_level=None)) as written:
            written.execute("PRAGMA synchronous=OFF")
            snapshot.backup(written, pages=_PAGES, progress=lambda *_: time.sleep(_PAUSE))
            # a copy of a store in WAL mode is in that mode, too
            written.execute("PRAGMA journal_mode=DELETE")
            (found,) = written.execute("PRAGMA quick_check(1)").fetchone()
    except OSError as error:
        raise refused(error, "the store cannot be copied") from error
    except sqlite3.Error as error:
        full = "is full" in str(error)
        advice = "; make room beside the store for a copy of it" if full else ""
        raise BackupFailed(f"the store cannot be copied: {error}{advice}") from error
    if found != "ok":
        raise BackupFailed(f"the store is damaged and was not backed up: {found}")
