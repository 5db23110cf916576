"""A backup of a store in use: one moment of it, whole or not there, on both databases."""

import asyncio
import os
import signal
import sqlite3
import sys
from contextlib import closing
from datetime import timedelta

import pytest
from sqlalchemy import text

from calendar_store.database.connection import Database
from calendar_store.database.migrate import migrate
from calendar_store.model.errors import StoreError
from gateway.backups import archive, folder, making, postgres_programs, restoring
from gateway.backups.child import elsewhere
from gateway.backups.errors import BackupFailed
from gateway.backups.manifest import contents_of
from gateway.backups.retention import Retention
from tests.support import postgres
from tests.support.backed_up import backed_up, count
from tests.support.disks import small_disk


async def contents(url):
    database = Database.connect(url)
    async with database.read() as tx:
        found = await contents_of(tx)
    await database.close()
    return found


async def test_what_is_in_it_is_counted_and_private(backups, practice, aurora, store_url, now):
    os.umask(0o022)
    made = await making.make(backups.plan, backups.to, now)
    os.umask(0o077)
    found = await contents(store_url)
    assert made.manifest.contents == found
    assert found.counts["practitioners"] == 1
    assert made.file.path.name.startswith("textback-000001-20260112T090000Z.")
    assert backups.to.stat().st_mode & 0o777 == 0o700
    assert made.file.path.stat().st_mode & 0o777 == 0o600
    assert archive.read(made.file.path, backups.identities, None) == made.manifest
    assert b"Studio Aurora" not in made.file.path.read_bytes()
    # nothing is left beside the store
    assert [one.name for one in backups.to.parent.iterdir() if "copy" in one.name] == []


async def test_numbers_count_up_also_when_the_clock_was_set_back(backups, practice, now):
    for moment in (now, now + timedelta(days=400), now + timedelta(hours=1)):
        await making.make(backups.plan, backups.to, moment)
    found = folder.listed(backups.to)
    assert [one.number for one in found] == [1, 2, 3]
    assert found[-1].made_at == now + timedelta(hours=1)


async def test_older_ones_go_but_not_the_last_that_passed_a_drill(backups, practice, now):
    backups = backups.other(keep=Retention(2, 0, 0))
    names = []
    for hour in range(4):
        made = await making.make(backups.plan, backups.to, now + timedelta(hours=hour))
        names.append(made.file.path.name)
        if hour == 0:
            folder.note(backups.to, {"passed": names[0]})
    assert [one.path.name for one in folder.listed(backups.to)] == [names[0], *names[2:]]
    assert [one.name for one in made.removed] == [names[1]]


async def test_two_at_once_are_one(backups, practice, now):
    folder.made_private(backups.to)
    with folder.alone(backups.to):
        assert await making.make(backups.plan, backups.to, now) is None
    found = await asyncio.gather(
        *(elsewhere("backup", backups.plan, now) for _ in range(3)), return_exceptions=True
    )
    made = [one for one in found if "file" in one]
    busy = [one for one in found if one.get("busy")]
    assert made
    assert len(made) + len(busy) == 3
    assert len(folder.listed(backups.to)) == len(made)


async def test_a_store_under_heavy_writes_is_one_moment(backups, practice, aurora, database, now):
    """Each transaction writes two rows that belong together; writers are not held up."""
    waits, done = [], asyncio.Event()

    async def writer(n):
        loop, i = asyncio.get_running_loop(), 0
        while not done.is_set():
            began, i = loop.time(), i + 1
            async with database.write() as tx:
                for name in ("client_doubles_seen", "pairs"):
                    values = {"n": f"{name}-{n}-{i}"}
                    await tx.execute(text("INSERT INTO pairs VALUES (:n)"), values)
            waits.append(loop.time() - began)

    async with database.write() as tx:
        await tx.execute(text("CREATE TABLE pairs (n varchar)"))
    writers = [asyncio.create_task(writer(n)) for n in range(4)]
    try:
        await asyncio.sleep(0.3)
        made = await making.make(backups.plan, backups.to, now)
    finally:
        done.set()
        await asyncio.gather(*writers)
        before = made.manifest.contents.counts["pairs"]
        async with database.write() as tx:
            total = (await tx.execute(text("SELECT count(*) FROM pairs"))).scalar_one()
            await tx.execute(text("DROP TABLE pairs"))
    assert before % 2 == 0
    assert 0 < before < total
    assert max(waits) < 2


async def test_a_writer_in_another_process_does_not_make_a_copy_begin_again(
    migrated_file, tmp_path, now
):
    store = tmp_path / "textback.db"
    store.write_bytes(migrated_file.read_bytes())
    with closing(sqlite3.connect(store)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE pairs (n, x)")
        rows = ((n, "x" * 4000) for n in range(10_000))
        connection.executemany("INSERT INTO pairs VALUES (?, ?)", rows)
        connection.commit()
    script = (
        "import sqlite3, sys\n"
        "c = sqlite3.connect(sys.argv[1], isolation_level=None, timeout=20)\n"
        "while True: c.execute('BEGIN IMMEDIATE'); [c.execute('INSERT INTO pairs VALUES (1, 2)')"
        " for _ in '12']; c.execute('COMMIT')"
    )
    writer = await asyncio.create_subprocess_exec(sys.executable, "-c", script, store)
    try:
        await asyncio.sleep(0.3)
        backups = backed_up(f"sqlite:///{store}", tmp_path)
        made = await making.make(backups.plan, backups.to, now)
        assert writer.returncode is None
    finally:
        writer.kill()
        await writer.wait()
    counted = made.manifest.contents.counts["pairs"]
    assert counted % 2 == 0
    assert counted >= 10_000
    url = restoring.target_of(str(tmp_path / "restored"))
    await restoring.restore(made.file.path, backups.identities, url)
    assert count(tmp_path / "restored" / "textback.db", "pairs") == counted


async def test_a_full_disk_is_one_line_and_what_was_there_stays(backups, practice, now):
    with small_disk(backups.to, 1) as disk:
        first = await making.make(backups.plan, disk, now)
        (disk / "ballast").write_bytes(bytes(disk_free(disk) - 8192))
        with pytest.raises(BackupFailed, match=r"cannot be written: the disk is full") as refused:
            await making.make(backups.plan, disk, now + timedelta(hours=1))
        assert "\n" not in str(refused.value)
        assert folder.listed(disk) == [first.file]
        assert list(disk.glob(".*part")) == []


def disk_free(disk):
    found = os.statvfs(disk)
    return found.f_bavail * found.f_frsize


async def test_a_full_disk_of_the_store_is_one_line(migrated_file, tmp_path, now):
    with small_disk(tmp_path / "disk", 4) as disk:
        (disk / "textback.db").write_bytes(migrated_file.read_bytes())
        backups = backed_up(f"sqlite:///{disk}/textback.db", tmp_path)
        with pytest.raises(BackupFailed, match=r"the copy needs \d+ MB beside the store"):
            await making.make(backups.plan, backups.to, now)
        assert folder.listed(backups.to) == []


async def test_a_folder_that_cannot_be_used_is_one_line(backups, practice, now):
    backups.to.mkdir(mode=0o700)
    backups.to.chmod(0o777)
    with pytest.raises(BackupFailed, match="others can write in"):
        await making.make(backups.plan, backups.to, now)
    with pytest.raises(BackupFailed, match="there are no recipients"):
        await making.make(backups.other(recipients=()).plan, backups.to, now)


@pytest.mark.parametrize("after", [0.05, 0.3, 0.5, 0.7, 0.9, 1.2])
async def test_a_kill_leaves_a_whole_backup_or_none(backups, practice, now, after):
    script = (
        "import asyncio, json, sys\n"
        "from datetime import datetime\n"
        "from pathlib import Path\n"
        "from gateway.backups import making\n"
        "from gateway.backups.plan import BackupPlan\n"
        "plan = BackupPlan.parse(json.loads(sys.argv[1]))\n"
        "asyncio.run(making.make(plan, plan.to, datetime.fromisoformat(sys.argv[2])))\n"
    )
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", script, backups.plan.to_json(), now.isoformat()
    )
    await asyncio.sleep(after)
    if process.returncode is None:
        process.send_signal(signal.SIGKILL)
    await process.wait()
    for one in folder.listed(backups.to):
        archive.read(one.path, backups.identities, lambda _: None)
    made = await making.make(backups.plan, backups.to, now + timedelta(hours=1))
    archive.read(made.file.path, backups.identities, lambda _: None)
    left = [one.name for one in (*backups.to.iterdir(), *backups.to.parent.iterdir())]
    assert [name for name in left if name.endswith(".part") or "-copy-" in name] == []


async def test_a_missing_store_is_one_line(tmp_path, now):
    backups = backed_up(f"sqlite:///{tmp_path}/none.db", tmp_path)
    with pytest.raises(StoreError, match="there is no store"):
        await making.make(backups.plan, backups.to, now)
    assert not (tmp_path / "none.db").exists()


async def test_postgresql_away_is_one_line(tmp_path, now):
    with postgres.running() as server:
        await asyncio.to_thread(server.run, "CREATE DATABASE gone")
        backups = backed_up(server.url("gone"), tmp_path)
        with pytest.raises(BackupFailed, match="the database has no store"):
            await making.make(backups.plan, backups.to, now)
        with server.away(), pytest.raises(StoreError, match="the store cannot be opened"):
            await making.make(backups.plan, backups.to, now)
    assert folder.listed(backups.to) == []


async def test_a_server_that_goes_away_meanwhile_leaves_nothing(tmp_path, now):
    with postgres.running() as server:
        await asyncio.to_thread(server.run, "CREATE DATABASE store")
        backups = backed_up(server.url("store"), tmp_path)
        database = Database.connect(server.url("store"))
        await migrate(database)
        await database.close()
        slow = tmp_path / "bin"
        slow.mkdir()
        # the real program, but its end comes late
        (slow / "pg_dump").write_text('#!/bin/sh\npg_dump "$@"\nsleep 1\nexit 1\n')
        (slow / "pg_dump").chmod(0o700)
        with pytest.raises(BackupFailed, match="pg_dump"):
            await making.make(backups.other(programs=slow).plan, backups.to, now)
    assert folder.listed(backups.to) == []


async def test_a_pg_dump_of_an_older_major_version_is_one_line(tmp_path, now):
    said = tmp_path / "said"
    said.write_text(
        "pg_dump: error: aborting because of server version mismatch\n"
        "pg_dump: detail: server version: 17.2; pg_dump version: 15.8\n"
    )
    with said.open("rb") as opened:
        assert postgres_programs._last(opened, "17") == (
            "this one is of version 15, which cannot read a server of version 17; install"
            " postgresql-client-17, or name its folder as postgresql_programs in [backup]"
        )
