"""A store made of a backup: all of it or nothing, and never over one that has rows."""

import asyncio
import os
import signal
import sqlite3
import sys
from contextlib import closing, suppress
from datetime import timedelta

import pytest
from pyrage import x25519
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from calendar_store.database import version
from calendar_store.database.connection import Database
from calendar_store.database.migrate import migrate
from calendar_store.database.one_service import only_service
from calendar_store.model.errors import StoreTooNew, StoreUnreachable
from calendar_store.practices import practices
from gateway.backups import making, restoring
from gateway.backups.errors import BackupFailed, BackupUnreadable, StoreHasRows
from gateway.backups.manifest import contents_of


@pytest.fixture
def elsewhere(store_url, tmp_path, request):
    """The URL of a store that is not there yet, on the same database."""
    if store_url.startswith("sqlite"):
        yield restoring.target_of(str(tmp_path / "restored"))
    else:
        with request.getfixturevalue("postgres_server").fresh() as url:
            yield url


async def contents(url):
    database = Database.connect(url)
    async with database.read() as tx:
        found = await contents_of(tx)
    await database.close()
    return found


async def changed(url, statement):
    database = Database.connect(url)
    async with database.write() as tx:
        await tx.execute(text(statement))
    await database.close()


async def test_a_restored_store_is_what_was_backed_up(backups, aurora, database, elsewhere, now):
    made = await making.make(backups.plan, backups.to, now)
    found = await restoring.restore(made.file.path, backups.identities, elsewhere)
    assert found == made.manifest
    assert await contents(elsewhere) == made.manifest.contents
    other = Database.connect(elsewhere)
    await version.require_current(other)
    async with database.read() as tx, other.read() as theirs:
        assert await practices.all_practices(tx) == await practices.all_practices(theirs)
    # the rules of the database are there, too: a log that lets no entry go
    with pytest.raises(DBAPIError, match="the audit log is only added to"):
        async with other.write() as tx:
            await tx.execute(text("DELETE FROM audit_log"))
    await other.close()


async def test_rows_are_never_overwritten(backups, practice, store_url, elsewhere, now):
    made = await making.make(backups.plan, backups.to, now)
    with pytest.raises(StoreHasRows, match=r"has \d+ rows, which are not overwritten"):
        await restoring.restore(made.file.path, backups.identities, store_url)
    await restoring.restore(made.file.path, backups.identities, elsewhere)
    with pytest.raises(StoreHasRows):
        await restoring.restore(made.file.path, backups.identities, elsewhere)


async def test_a_store_without_rows_is_replaced(backups, practice, elsewhere, tmp_path, now):
    made = await making.make(backups.plan, backups.to, now)
    with suppress(FileExistsError):
        (tmp_path / "restored").mkdir(mode=0o700)
    empty = Database.connect(elsewhere)
    await migrate(empty)
    await empty.close()
    await restoring.restore(made.file.path, backups.identities, elsewhere)
    assert await contents(elsewhere) == made.manifest.contents


async def test_what_cannot_be_read_leaves_nothing(backups, practice, elsewhere, tmp_path, now):
    made = await making.make(backups.plan, backups.to, now)
    other = [x25519.Identity.generate()]
    with pytest.raises(BackupUnreadable, match="it is for another key"):
        await restoring.restore(made.file.path, other, elsewhere)
    whole = made.file.path.read_bytes()
    for length in (len(whole) - 1, len(whole) // 2, 300):
        cut = tmp_path / made.file.path.name
        cut.write_bytes(whole[:length])
        with pytest.raises(BackupUnreadable, match="is cut off or damaged"):
            await restoring.restore(cut, backups.identities, elsewhere)
    with pytest.raises(BackupFailed, match="No such file"):
        await restoring.restore(tmp_path / "none", backups.identities, elsewhere)
    if elsewhere.startswith("postgresql"):
        assert (await contents(elsewhere)).counts == {}
    else:
        assert [one.name for one in (tmp_path / "restored").iterdir()] == ["textback.db-service"]


async def test_a_backup_of_another_database_is_told(backups, practice, tmp_path, now):
    made = await making.make(backups.plan, backups.to, now)
    wrong, wanted = (
        ("postgresql://postgres@127.0.0.1:1/none", "restore it to a folder")
        if made.file.database == "sqlite"
        else (restoring.target_of(str(tmp_path / "other")), "restore it to a postgresql:// url")
    )
    with pytest.raises((BackupFailed, StoreUnreachable)) as refused:
        await restoring.restore(made.file.path, backups.identities, wrong)
    assert wanted in str(refused.value) or "cannot be opened" in str(refused.value)


async def test_a_later_version_is_refused(backups, practice, store_url, elsewhere, now):
    await changed(store_url, "UPDATE alembic_version SET version_num = '9999'")
    made = await making.make(backups.plan, backups.to, now)
    with pytest.raises(StoreTooNew, match="is at version 9999, which is newer"):
        await restoring.restore(made.file.path, backups.identities, elsewhere)


async def test_an_older_version_is_restored_as_it_is(backups, practice, store_url, elsewhere, now):
    before = version.known()[-2]
    await changed(store_url, f"UPDATE alembic_version SET version_num = '{before}'")  # noqa: S608
    made = await making.make(backups.plan, backups.to, now)
    found = await restoring.restore(made.file.path, backups.identities, elsewhere)
    assert found.contents.version == before


async def test_a_store_of_a_running_service_is_not_replaced(
    backups, practice, tmp_path, migrated_file, now
):
    made = await making.make(backups.plan, backups.to, now)
    if made.file.database != "sqlite":
        return
    store = tmp_path / "served" / "textback.db"
    store.parent.mkdir(mode=0o700)
    store.write_bytes(migrated_file.read_bytes())
    with only_service(store), pytest.raises(StoreUnreachable, match="another textback serve runs"):
        await restoring.restore(made.file.path, backups.identities, f"sqlite:///{store}")


async def test_rows_that_do_not_match_the_manifest_are_told(backups, practice, now):
    """A backup that was made of a store which changed under its manifest, were that possible."""
    made = await making.make(backups.plan, backups.to, now)
    later = await making.make(backups.plan, backups.to, now + timedelta(hours=1))
    assert restoring.differences(made.manifest.contents, later.manifest.contents) == []
    changed_counts = {**made.manifest.contents.counts, "clients": 7, "staff": 1}
    other = type(made.manifest.contents)("0001", changed_counts, {"5": "1:ff"})
    assert restoring.differences(other, made.manifest.contents) == [
        f"it is of version {version.newest()}, not 0001",
        "clients has 0 rows, not 7",
        "staff has 0 rows, not 1",
        "the audit log of practice 5 ends otherwise",
    ]


async def test_side_files_of_an_older_store_are_not_taken_for_its_own(
    backups, practice, tmp_path, migrated_file, now
):
    """A log that a killed service left beside an empty store would be played into the new one."""
    made = await making.make(backups.plan, backups.to, now)
    if made.file.database != "sqlite":
        return
    store = tmp_path / "left" / "textback.db"
    store.parent.mkdir(mode=0o700)
    store.write_bytes(migrated_file.read_bytes())
    with closing(sqlite3.connect(store)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE other (n)")
        connection.commit()
        log = (store.parent / "textback.db-wal").read_bytes()
    (store.parent / "textback.db-wal").write_bytes(log)
    await restoring.restore(made.file.path, backups.identities, f"sqlite:///{store}")
    assert not (store.parent / "textback.db-wal").exists()
    assert await contents(f"sqlite:///{store}") == made.manifest.contents


async def test_a_restore_that_is_killed_leaves_no_store_that_is_served(
    backups, practice, elsewhere, tmp_path, now
):
    made = await making.make(backups.plan, backups.to, now)
    script = (
        "import asyncio, sys\nfrom pathlib import Path\n"
        "from gateway.backups import restoring\nfrom gateway.backups.keys import identities_in\n"
        "asyncio.run(restoring.restore(Path(sys.argv[1]), identities_in(Path(sys.argv[2])),"
        " sys.argv[3]))\n"
    )
    for after in (0.8, 1.2, 1.6, 2.0):
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", script, made.file.path, backups.key, elsewhere),
            stderr=asyncio.subprocess.DEVNULL,
            start_new_session=True,
        )
        await asyncio.sleep(after)
        with suppress(ProcessLookupError):
            # its programs with it, as when the machine stops
            os.killpg(process.pid, signal.SIGKILL)
        await process.wait()
        if elsewhere.startswith("sqlite") and not (tmp_path / "restored" / "textback.db").exists():
            continue
        found = await contents(elsewhere)
        assert not found.version or found == made.manifest.contents
