"""Makes a store of a backup, where there is none, or one without rows; all of it or nothing."""

import asyncio
import os
import tempfile
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any

from sqlalchemy import text
from sqlalchemy.engine import make_url

from calendar_store.database import version
from calendar_store.database.connection import Database
from calendar_store.database.one_service import only_service
from calendar_store.database.postgres import PATIENT
from config.checked import POSTGRESQL, SQLITE
from gateway.backups import archive, folder, postgres_programs
from gateway.backups.errors import BackupFailed, StoreHasRows, refused
from gateway.backups.making import counted
from gateway.backups.manifest import Contents, Manifest, contents_of

_NAME = "textback.db"
_SETTINGS = frozenset({"alembic_version"})
"""Tables that have rows in a store of which nothing was made yet."""
_SERVER = text("SELECT current_setting('server_version_num')")


def target_of(written: str) -> str:
    """Return the URL of the store that is to be made.

    Args:
        written: a URL, or a folder, in which a SQLite store is made.
    """
    if written.startswith((SQLITE, POSTGRESQL)):
        return written
    return f"{SQLITE}{Path(written).absolute() / _NAME}"


async def restore(
    file: Path, identities: Sequence[Any], url: str, programs: Path | None = None
) -> Manifest:
    """Make a store of a backup.

    Args:
        file: the backup.
        identities: secret keys.
        url: of the store.
        programs: folder of PostgreSQL's programs.

    Returns:
        What is in it.

    Raises:
        StoreTooNew: if a later version wrote the backup.
        StoreHasRows: if there is a store with rows.
        BackupUnreadable: if the backup cannot be read; nothing is changed then.
        BackupFailed: if the store cannot be made, or does not match the backup.
    """
    wanted = "postgresql" if url.startswith(POSTGRESQL) else "sqlite"

    def accept(manifest: Manifest) -> None:
        version.refuse_newer(manifest.contents.version)
        if manifest.database != wanted:
            other = "a postgresql:// url" if manifest.database == "postgresql" else "a folder"
            raise BackupFailed(
                f"{file.name} is of a store on {manifest.database}; restore it to {other}"
            )

    try:
        if wanted == "postgresql":
            return await _to_postgres(file, identities, accept, url, programs)
        return await _to_sqlite(file, identities, accept, Path(url.removeprefix(SQLITE)))
    except OSError as error:
        raise refused(error, "the backup cannot be restored") from error


async def _to_sqlite(
    file: Path, identities: Sequence[Any], accept: Callable[[Manifest], None], store: Path
) -> Manifest:
    async with new_store(store) as part:
        handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as out:
            manifest = await asyncio.to_thread(archive.read, file, identities, out.write, accept)
            out.flush()
            os.fsync(handle)
        require_same(manifest, await counted(part))
    return manifest


@asynccontextmanager
async def new_store(store: Path) -> AsyncIterator[Path]:
    """Yield the path of a file that becomes a SQLite store when the block ends well.

    Raises:
        StoreHasRows: if there is a store with rows.
        StoreError: if a service runs on it.
    """
    folder.made_private(store.parent)
    await _require_no_rows(store)
    with only_service(store):
        part = store.with_name(f".{store.name}.part")
        try:
            yield part
            for left in ("-wal", "-shm"):
                store.with_name(f"{store.name}{left}").unlink(missing_ok=True)
            part.replace(store)
            folder.sync(store.parent)
        finally:
            for end in ("", "-wal", "-shm"):
                with suppress(OSError):
                    part.with_name(f"{part.name}{end}").unlink()


async def _require_no_rows(store: Path) -> None:
    if not await asyncio.to_thread(_has_octets, store):
        return
    found = await counted(store)
    _refuse_rows(found, str(store))


def _has_octets(file: Path) -> bool:
    return file.exists() and file.stat().st_size > 0


def _refuse_rows(found: Contents, where: str) -> None:
    rows = sum(count for name, count in found.counts.items() if name not in _SETTINGS)
    if rows:
        raise StoreHasRows(f"{where} has {rows:,} rows, which are not overwritten; name another")


async def _to_postgres(
    file: Path,
    identities: Sequence[Any],
    accept: Callable[[Manifest], None],
    url: str,
    programs: Path | None,
) -> Manifest:
    database = Database.connect(url, PATIENT)
    try:
        async with database.read() as tx:
            found = await contents_of(tx)
            server = postgres_programs.server_major((await tx.execute(_SERVER)).scalar_one())
        _refuse_rows(found, f"the database {make_url(url).database}")
        # without a name: it goes with the process, however that ends
        with tempfile.TemporaryFile() as dumped:
            manifest = await asyncio.to_thread(archive.read, file, identities, dumped.write, accept)
            dumped.flush()
            await asyncio.to_thread(
                postgres_programs.restore, url, programs, server, dumped, clean=bool(found.counts)
            )
        async with database.read() as tx:
            require_same(manifest, await contents_of(tx))
    finally:
        await database.close()
    return manifest


def require_same(manifest: Manifest, found: Contents) -> None:
    """Refuse a restored store whose rows are not those of the backup.

    Raises:
        BackupFailed: if they are not.
    """
    faults = differences(manifest.contents, found)
    if faults:
        raise BackupFailed(f"the restored store does not match: {'; '.join(faults[:3])}")


def differences(wanted: Contents, found: Contents) -> list[str]:
    """Return what differs between what a backup says and what is in the store made of it."""
    faults = []
    if wanted.version != found.version:
        faults.append(f"it is of version {found.version or 'none'}, not {wanted.version}")
    for name in sorted(set(wanted.counts) | set(found.counts)):
        was, now = wanted.counts.get(name), found.counts.get(name)
        if was != now:
            faults.append(f"{name} has {now or 0:,} rows, not {was or 0:,}")
    faults += [
        f"the audit log of practice {practice} ends otherwise"
        for practice, head in wanted.heads.items()
        if found.heads.get(practice) != head
    ]
    return faults
