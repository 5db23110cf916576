"""Real small file systems for tests that fill a disk or lose one; they need root, as mounts do."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

_MB = 2**20


@contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Path]:
    """Yield a folder on a file system of its own, in memory, that holds so much."""
    _require_root()
    folder.mkdir()
    _run("mount", "-t", "tmpfs", "-o", f"size={megabytes}m,mode=700", "tmpfs", folder)
    try:
        yield folder
    finally:
        _run("umount", "-l", folder)


@contextmanager
def loop_disk(folder: Path, image: Path, megabytes: int) -> Iterator[Path]:
    """Yield a folder on an ext4 file system in a file, mounted through a loop device."""
    _require_root()
    folder.mkdir()
    image.touch()
    os.truncate(image, megabytes * _MB)
    _run("mkfs.ext4", "-q", image)
    _run("mount", "-o", "loop", image, folder)
    folder.chmod(0o700)
    try:
        yield folder
    finally:
        _run("umount", "-l", folder)


def _require_root() -> None:
    if os.geteuid() != 0:
        pytest.skip("only root can mount a disk")


def _run(*command: object) -> None:
    done = subprocess.run(
        [str(word) for word in command], check=False, capture_output=True, text=True
    )
    if done.returncode:
        pytest.skip(f"no disk can be mounted here: {done.stderr.strip()}")
