"""(i) A backup of a large store made while it is open, restored, and tried: seconds and sizes."""

import time
from dataclasses import dataclass
from pathlib import Path

from gateway.backups import drill, making, restoring
from tests.support.backed_up import backed_up, utc_now


@dataclass(frozen=True, slots=True)
class BackupFigures:
    """What a backup of one store took.

    Attributes:
        rows: of the store.
        made: seconds to make it.
        octets: its size.
        restored: seconds from the file to a store that is compared with its manifest.
        tried: seconds of a drill: restored, every page, reference and seal checked.
        faults: that the drill found.
    """

    rows: int
    made: float
    octets: int
    restored: float
    tried: float
    faults: tuple[str, ...]


async def backup_figures(url: str, folder: Path, restore_to: str) -> BackupFigures:
    """Back up a store, restore it, and make a drill.

    Args:
        url: of the store.
        folder: for the backup; there is none in it yet.
        restore_to: URL of a store that is not there yet.
    """
    backups = backed_up(url, folder)
    began = time.perf_counter()
    made = await making.make(backups.plan, backups.to, utc_now())
    took = time.perf_counter() - began
    assert made is not None
    began = time.perf_counter()
    manifest = await restoring.restore(made.file.path, backups.identities, restore_to)
    restored = time.perf_counter() - began
    began = time.perf_counter()
    tried = await drill.drill(backups.plan, backups.to, backups.key, utc_now())
    return BackupFigures(
        *(manifest.contents.rows, took, made.file.octets, restored),
        *(time.perf_counter() - began, tried.faults),
    )
