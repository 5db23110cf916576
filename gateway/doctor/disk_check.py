"""Checks of the disks on which the store, its backups and the copies of its log lie."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from gateway.doctor.bounded import in_thread
from gateway.doctor.examined import Examined
from gateway.doctor.findings import Area, Finding, FindingCode, Level, found, size

_FULL, _LOW = 100 * 2**20, 1024 * 2**20
_FULL_SHARE, _LOW_SHARE = 0.02, 0.08
"""Octets, and shares of the disk, that are free when it counts as full, and as low."""
_ROOM = 3
"""How many more copies of what is there have to fit."""


@dataclass(frozen=True, slots=True)
class Disk:
    """What a disk says of itself.

    Attributes:
        path: the folder.
        exists: whether it exists; else this is about the next folder above it that does.
        device: its number.
        free: octets for the account of the service.
        whole: octets.
        writable: whether it may be written to.
    """

    path: Path
    exists: bool
    device: int
    free: int
    whole: int
    writable: bool


def look(path: Path) -> Disk:
    """Return what the disk of a folder says; it may hang where the disk does.

    Raises:
        OSError: if it cannot be looked at.
    """
    there = path.absolute()
    while not there.exists() and there != there.parent:
        there = there.parent
    told = os.statvfs(there)
    writable = not told.f_flag & os.ST_RDONLY and os.access(there, os.W_OK)
    free, whole = told.f_bavail * told.f_frsize, told.f_blocks * told.f_frsize
    return Disk(path, path.exists(), there.stat().st_dev, free, whole, writable)


async def check_store_disk(examined: Examined) -> list[Finding]:
    """Check the disk of a SQLite store."""
    file = examined.asked.store_file
    if file is None:
        return []
    disk = await in_thread(lambda: look(file.absolute().parent))
    facts = await examined.facts()
    return [judged("store", disk, (facts.vitals.octets if facts else 0) // 2)]


async def check_backup_disks(examined: Examined) -> list[Finding]:
    """Check the disks of backups and of the copies of the log, and that they are others."""
    asked, backup = examined.asked, examined.asked.settings.backup
    named = [("backup.to", backup.to), ("backup.frames_to", backup.frames_to)]
    file = asked.store_file
    lies = await in_thread(lambda: look(file.absolute().parent)) if file else None
    findings: list[Finding] = []
    for key, folder in named:
        if folder is not None:
            findings += await in_thread(lambda key=key, at=folder: _of_folder(key, at, lies))  # type: ignore[misc]
    return findings


def _of_folder(key: str, folder: Path, store: Disk | None) -> Sequence[Finding]:
    disk = look(folder)
    if not disk.exists:
        missing = found(
            Area.DISK, Level.WARNING, FindingCode.DISK_MISSING, key, facts={"path": folder}
        )
        return [missing]
    newest = max((one.stat().st_size for one in folder.iterdir() if one.is_file()), default=0)
    findings = [judged(key, disk, newest)]
    if store is not None and disk.device == store.device:
        shared = found(Area.DISK, Level.HINT, FindingCode.DISK_SHARED, key, facts={"path": folder})
        findings.append(shared)
    return findings


def judged(where: str, disk: Disk, grows: int) -> Finding:
    """Return how a disk stands.

    Args:
        where: what lies there.
        disk: what it says.
        grows: octets that may be added before somebody looks again.
    """
    facts = {"path": disk.path, "free": size(disk.free), "whole": size(disk.whole)}
    if not disk.writable:
        return found(Area.DISK, Level.TROUBLE, FindingCode.DISK_READ_ONLY, where, facts=facts)
    if disk.free < max(min(_FULL, disk.whole * _FULL_SHARE), grows):
        return found(Area.DISK, Level.TROUBLE, FindingCode.DISK_FULL, where, facts=facts)
    if disk.free < max(min(_LOW, disk.whole * _LOW_SHARE), _ROOM * grows):
        return found(Area.DISK, Level.WARNING, FindingCode.DISK_LOW, where, facts=facts)
    return found(Area.DISK, Level.FINE, FindingCode.DISK_FINE, where, facts=facts)
