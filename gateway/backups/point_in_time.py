"""Makes a SQLite store as it was at a moment: a copy of the whole store and the frames after it."""

import asyncio
import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from calendar_store.database import version
from config.checked import SQLITE
from gateway.backups import archive, wal
from gateway.backups.errors import BackupFailed, BackupUnreadable, refused
from gateway.backups.frame_log import Chain, Record, StoreCopy, chains, records
from gateway.backups.making import counted
from gateway.backups.manifest import Manifest
from gateway.backups.restoring import new_store


@dataclass(frozen=True, slots=True)
class Restored:
    """A store that was made of frames.

    Attributes:
        manifest: of the copy of the store.
        until: the moment that the store shows: of the last record, else of the copy.
        frames: how many were put into the copy.
        rows: of the store.
        cut: why later records could not be read; "" for none.
    """

    manifest: Manifest
    until: datetime
    frames: int
    rows: int
    cut: str = ""


async def restore_at(
    to: Path, identities: Sequence[Any], url: str, at: datetime | None
) -> Restored:
    """Make a store as it was at a moment.

    Args:
        to: the folder of the chains.
        identities: secret keys.
        url: of the store, which is on SQLite.
        at: UTC; None for the last that was copied.

    Raises:
        StoreHasRows: if there is a store with rows.
        BackupFailed: if nothing of that time is there, or it cannot be read or written.
    """
    if not url.startswith(SQLITE):
        raise BackupFailed(f"{to} has the log of a store on SQLite; restore it to a folder")
    chain, copy = _starting_at(to, at)
    try:
        async with new_store(Path(url.removeprefix(SQLITE))) as part:
            done = await asyncio.to_thread(_made, part, chain, copy, identities, at)
            contents = await counted(part)
    except OSError as error:
        raise refused(error, "the store cannot be restored") from error
    return Restored(done.manifest, done.until, done.frames, contents.rows, done.cut)


def _starting_at(to: Path, at: datetime | None) -> tuple[Chain, StoreCopy]:
    """Return the last copy of the store that is not after the moment."""
    found = [(chain, copy) for chain in chains(to) for copy in chain.copies()]
    if not found:
        raise BackupFailed(f"{to} has no copy of a store")
    fitting = [one for one in found if at is None or one[1].made_at <= at]
    if not fitting:
        first = min(copy.made_at for _, copy in found)
        raise BackupFailed(f"nothing of that time is in {to}; it begins at {first.isoformat()}")
    return fitting[-1]


def _made(
    part: Path, chain: Chain, copy: StoreCopy, identities: Sequence[Any], at: datetime | None
) -> Restored:
    handle = os.open(part, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        manifest = archive.read(
            copy.path,
            identities,
            lambda octets: _write(handle, octets),
            lambda found: version.refuse_newer(found.contents.version),
        )
        until, frames, cut = manifest.made_at, 0, ""
        try:
            for record, octets in records(chain, identities, copy.record):
                moment = datetime.fromisoformat(record.at)
                if at is not None and moment > at:
                    break
                _apply(handle, record, octets)
                until, frames = moment, frames + record.count
        except BackupUnreadable as error:
            # what was read until then is a whole store, and better than none
            cut = str(error)
        os.fsync(handle)
    finally:
        os.close(handle)
    return Restored(manifest, until, frames, 0, cut)


def _write(handle: int, octets: bytes) -> None:
    view = memoryview(octets)
    while view:
        view = view[os.write(handle, view) :]


def _apply(handle: int, record: Record, octets: bytes) -> None:
    """Write the last version of each page of a record, which ends with a transaction."""
    latest, pages = {}, 0
    for head, begins in wal.frames_in(octets, record.page_size):
        latest[head.page] = begins
        pages = head.pages or pages
    for page in sorted(latest):
        begins = latest[page]
        os.pwrite(handle, octets[begins : begins + record.page_size], (page - 1) * record.page_size)
    os.ftruncate(handle, pages * record.page_size)
