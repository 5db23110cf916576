"""Makes a backup: one moment of the store, counted, into the folder; removes what is too old."""

import asyncio
import shutil
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import text

from calendar_store.database.connection import Database, Transaction
from calendar_store.database.postgres import PATIENT
from gateway.backups import archive, folder, postgres_programs, sqlite_copy
from gateway.backups.errors import BackupFailed
from gateway.backups.folder import BackupFile
from gateway.backups.keys import recipients_of
from gateway.backups.manifest import Contents, Manifest, contents_of
from gateway.backups.plan import BackupPlan
from gateway.backups.retention import kept

_ONE_MOMENT = text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
_NO_LIMITS = text("SET LOCAL statement_timeout = 0")
_NEVER_IDLE = text("SET LOCAL idle_in_transaction_session_timeout = 0")
_EXPORT = text("SELECT pg_export_snapshot(), current_setting('server_version_num')")
_LEAST_FREE = 16 * 2**20
"""Octets that stay free on the disk of the store when it is copied."""


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was made.

    Attributes:
        file: the backup.
        manifest: what is in it.
        removed: older ones that were removed.
    """

    file: BackupFile
    manifest: Manifest
    removed: tuple[Path, ...]


async def make(plan: BackupPlan, to: Path, now: datetime) -> Made | None:
    """Make a backup.

    Args:
        plan: how.
        to: the folder.
        now: UTC.

    Returns:
        What was made; None if another process makes one in this folder.

    Raises:
        StoreError: if it could not be made; there is no file then.
    """
    recipients = recipients_of(plan.recipients)
    folder.made_private(to)
    with folder.alone(to) as is_free:
        if not is_free:
            return None
        folder.remove_parts(to)
        numbers = [one.number for one in folder.listed(to)]
        database = Database.connect(plan.url, PATIENT)
        try:
            name = folder.name_of(max(numbers, default=0) + 1, now, database.dialect)
            manifest = await _written(plan, database, to / name, recipients, now)
        finally:
            await database.close()
        removed = _thinned(plan, to, now)
        made = next(one for one in folder.listed(to) if one.path.name == name)
        return Made(made, manifest, removed)


async def _written(
    plan: BackupPlan, database: Database, path: Path, recipients: list[Any], now: datetime
) -> Manifest:
    if database.dialect == "postgresql":
        async with dumping(plan, database, now) as (manifest, octets):
            await _in_thread(path, recipients, manifest, octets)
        return manifest
    if database.file is None:
        raise BackupFailed("a store in memory cannot be backed up")
    with sqlite_copy.scratch(database.file) as beside:
        copied = beside / "store.db"
        with closing(sqlite_copy.snapshot_of(database.file)) as snapshot:
            require_room(database.file, beside)
            await asyncio.to_thread(sqlite_copy.copy, snapshot, copied)
        contents = await counted(copied)
        manifest = Manifest(now, "sqlite", "", contents)
        await _in_thread(path, recipients, manifest, archive.pieces_of(copied))
    return manifest


async def _in_thread(
    path: Path, recipients: list[Any], manifest: Manifest, octets: Iterator[bytes]
) -> None:
    await asyncio.to_thread(
        folder.write_whole,
        path,
        lambda out: archive.write(out, recipients, manifest, octets),
    )


def require_room(store: Path, beside: Path) -> None:
    """Refuse to copy a store where the copy would fill its disk.

    Raises:
        BackupFailed: if there is too little room.
    """
    free, size = shutil.disk_usage(beside).free, store.stat().st_size
    if free < size + _LEAST_FREE:
        raise BackupFailed(
            f"the store cannot be copied: the copy needs {size >> 20} MB beside the store, and"
            f" {free >> 20} MB are free; make room"
        )


async def counted(store: Path) -> Contents:
    """Count what is in a SQLite file that nobody else uses."""
    database = Database.connect(f"sqlite:///{store}")
    try:
        async with database.read() as tx:
            return await contents_of(tx)
    finally:
        await database.close()


@asynccontextmanager
async def dumping(
    plan: BackupPlan, database: Database, now: datetime
) -> AsyncIterator[tuple[Manifest, Iterator[bytes]]]:
    """Yield the manifest of one moment of a store on PostgreSQL, and its dump as it comes."""
    async with database.read() as tx:
        await tx.execute(_ONE_MOMENT)
        await tx.execute(_NO_LIMITS)
        await tx.execute(_NEVER_IDLE)
        snapshot, number = map(str, tuple((await tx.execute(_EXPORT)).one()))
        server = postgres_programs.server_major(number)
        contents = await _nonempty(tx)
        manifest = Manifest(now, "postgresql", server, contents)
        yield manifest, postgres_programs.dump(plan.url, plan.programs, server, snapshot)


async def _nonempty(tx: Transaction) -> Contents:
    found = await contents_of(tx)
    if not found.version:
        raise BackupFailed("the database has no store; check the url, or run: textback migrate")
    return found


def _thinned(plan: BackupPlan, to: Path, now: datetime) -> tuple[Path, ...]:
    """Remove backups that are too old; the newest, and the last that passed a drill, stay."""
    found = folder.listed(to)
    staying = {one.path for one in kept(found, lambda one: one.made_at, plan.keep, now)}
    drill = folder.state(to).get("passed")
    removed = []
    for one in found:
        if one.path not in staying and one.path.name != drill:
            with suppress(OSError):
                one.path.unlink()
                removed.append(one.path)
    return tuple(removed)
