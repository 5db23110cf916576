"""The folder of backups: their names, the lock of who writes, files that are whole or not there.

A backup is written under a temporary name, synced, and renamed; the number in its name counts up,
so that the newest is known also when the clock was set back.
"""

import fcntl
import json
import os
import re
import stat
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO, TypeVar

from gateway.backups.errors import BackupFailed, refused

T = TypeVar("T")
ENDING = ".tar.zst.age"
_NAME = re.compile(r"textback-(\d{6,})-(\d{8}T\d{6}Z)\.(sqlite|postgresql)" + re.escape(ENDING))
_TIME = "%Y%m%dT%H%M%SZ"
_PART = ".part"
_LOCK = ".lock"
_STATE = "state.json"
_WRITABLE = stat.S_IWGRP | stat.S_IWOTH
_CANNOT = "the backup cannot be written"


@dataclass(frozen=True, slots=True)
class BackupFile:
    """A backup in a folder.

    Attributes:
        path: the file.
        number: counts up in its folder.
        made_at: by the clock of the machine that made it, UTC.
        database: "sqlite" or "postgresql".
        octets: its size.
    """

    path: Path
    number: int
    made_at: datetime
    database: str
    octets: int


def name_of(number: int, made_at: datetime, database: str) -> str:
    """Return the name of a backup."""
    return f"textback-{number:06}-{stamp(made_at)}.{database}{ENDING}"


def stamp(moment: datetime) -> str:
    """Return a moment as names hold it."""
    return moment.astimezone(UTC).strftime(_TIME)


def moment_of(written: str) -> datetime:
    """Return the moment that a name holds."""
    return datetime.strptime(written, _TIME).replace(tzinfo=UTC)


def listed(folder: Path) -> list[BackupFile]:
    """Return the backups in a folder, the oldest first; none where there is no folder.

    Raises:
        BackupFailed: if the folder cannot be read.
    """
    found = []
    try:
        for entry in os.scandir(folder):
            match = _NAME.fullmatch(entry.name)
            if match is None or not entry.is_file(follow_symlinks=False):
                continue
            number, made_at, database = match.groups()
            path, size = Path(entry.path), entry.stat().st_size
            found.append(BackupFile(path, int(number), moment_of(made_at), database, size))
    except FileNotFoundError:
        return []
    except OSError as error:
        raise refused(error, "the backups cannot be listed") from error
    return sorted(found, key=lambda one: (one.number, one.path.name))


def made_private(folder: Path) -> None:
    """Make a missing folder, for its owner alone; refuse one in which others can write.

    Raises:
        BackupFailed: if it cannot be used.
    """
    try:
        if not folder.exists():
            folder.mkdir(mode=0o700)
        found = folder.stat()
    except OSError as error:
        raise refused(error, f"the folder {folder} cannot be made") from error
    if not stat.S_ISDIR(found.st_mode):
        raise BackupFailed(f"{folder} is no folder; write another path")
    if found.st_mode & _WRITABLE:
        raise BackupFailed(f"others can write in {folder}; run: chmod 700 {folder}")


@contextmanager
def alone(folder: Path, name: str = _LOCK) -> Iterator[bool]:
    """Hold the lock of a folder; it goes with the process, however that ends.

    Yields:
        Whether it was free.

    Raises:
        BackupFailed: if it cannot be made.
    """
    try:
        handle = os.open(folder / name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise refused(error, f"the folder {folder} cannot be written to") from error
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
            return
        yield True
    finally:
        os.close(handle)


def write_whole(path: Path, write: Callable[[BinaryIO], T]) -> T:
    """Write a file: under a temporary name until all of it is on the disk; else there is none.

    Args:
        path: the file; an older one of this name is replaced.
        write: writes its octets.

    Returns:
        What `write` returned.

    Raises:
        BackupFailed: if the disk is full, or it cannot be written for another reason.
    """
    part = path.with_name(f".{path.name}{_PART}")
    try:
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW, 0o600)
        with os.fdopen(handle, "wb") as out:
            done = write(out)
            out.flush()
            os.fsync(handle)
        part.replace(path)
        sync(path.parent)
    except OSError as error:
        with suppress(OSError):
            part.unlink()
        raise refused(error, _CANNOT) from error
    except BaseException:
        with suppress(OSError):
            part.unlink()
        raise
    return done


def sync(folder: Path) -> None:
    """Make names in a folder durable."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def remove_parts(folder: Path) -> None:
    """Remove what a killed process left; call this under the lock."""
    for part in folder.glob(f".*{_PART}"):
        with suppress(OSError):
            part.unlink()


def state(folder: Path) -> dict[str, Any]:
    """Return what was noted of drills and failures; nothing where it cannot be read."""
    try:
        found = json.loads((folder / _STATE).read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}


def note(folder: Path, values: Mapping[str, Any]) -> None:
    """Note something beside the backups, over what was noted before under the same names.

    Raises:
        BackupFailed: if it cannot be written.
    """
    written = json.dumps({**state(folder), **values}, indent=1, sort_keys=True).encode()
    write_whole(folder / _STATE, lambda out: out.write(written))
