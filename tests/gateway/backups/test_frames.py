"""Copies of the write-ahead log: nothing of it is lost, whatever load, kills and full disks do."""

import asyncio
import os
import shutil
import sqlite3
import sys
from contextlib import asynccontextmanager, closing
from datetime import timedelta

import pytest
from pyrage import x25519
from structlog.testing import capture_logs

from gateway.backups import archive, folder, sqlite_copy
from gateway.backups.child import here
from gateway.backups.errors import BackupFailed, BackupUnreadable
from gateway.backups.frame_copier import ChainBroken, FrameCopier
from gateway.backups.frame_log import chains, copy_name
from gateway.backups.frame_worker import FrameWorker
from gateway.backups.manifest import Contents, Manifest
from gateway.backups.point_in_time import restore_at
from gateway.backups.restoring import target_of
from tests.support.backed_up import backed_up, count, utc_now
from tests.support.disks import small_disk

OWN = x25519.Identity.generate()
WRITER = """
import sqlite3, sys, time
db, batch, pause = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
c = sqlite3.connect(db, isolation_level=None, timeout=20)
c.execute("PRAGMA synchronous=FULL"); c.execute("PRAGMA wal_autocheckpoint=800")
n = c.execute("SELECT coalesce(max(n), 0) FROM t").fetchone()[0]
while True:
    c.execute("BEGIN IMMEDIATE")
    for _ in range(batch):
        n += 1
        c.execute("INSERT INTO t VALUES (?, ?)", (n, "x" * 900))
        c.execute("UPDATE t SET x = ? WHERE n = ?", ("y" * 900, n * 7919 % n + 1))
    c.execute("COMMIT")
    print(n, time.time(), flush=True)
    time.sleep(pause)
"""


@pytest.fixture
def store(migrated_file, tmp_path):
    path = tmp_path / "textback.db"
    shutil.copy(migrated_file, path)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE t (n INTEGER PRIMARY KEY, x)")
        connection.commit()
    return path


@pytest.fixture
def backups(store, tmp_path):
    plan = {"frames_to": tmp_path / "frames", "frames_every": timedelta(milliseconds=200)}
    return backed_up(f"sqlite:///{store}", tmp_path).other(**plan)


@asynccontextmanager
async def writing(store, *, batch=5, pause=0.0):
    """Write in another process while the block runs; yields where its lines go."""
    lines = []
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-c", WRITER, store, str(batch), str(pause)),
        stdout=asyncio.subprocess.PIPE,
    )

    async def read():
        async for line in process.stdout:
            n, at = line.split()
            lines.append((int(n), float(at)))

    reading = asyncio.create_task(read())
    try:
        yield lines
    finally:
        process.kill()
        await process.wait()
        await reading


@asynccontextmanager
async def copying(backups, store):
    worker = FrameWorker(backups.plan, store, utc_now, here)
    task = asyncio.create_task(worker.run())
    try:
        yield worker
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def until(holds, seconds=30):
    async with asyncio.timeout(seconds):
        while not holds():  # noqa: ASYNC110 (of another process as well)
            await asyncio.sleep(0.05)


def has_copy(backups):
    found = chains(backups.plan.frames_to) if backups.plan.frames_to.exists() else []
    return bool(found) and bool(found[-1].copies())


def chain_count(backups):
    return len(chains(backups.plan.frames_to)) if backups.plan.frames_to.exists() else 0


async def restored(backups, tmp_path, name="restored", at=None):
    url = target_of(str(tmp_path / name))
    done = await restore_at(backups.plan.frames_to, backups.identities, url, at)
    return done, tmp_path / name / "textback.db"


def rows(store):
    with closing(sqlite3.connect(store)) as connection:
        return connection.execute("SELECT count(*), max(n), sum(x LIKE 'y%') FROM t").fetchone()


@pytest.mark.parametrize(("batch", "pause"), [(1, 0.01), (40, 0)])
async def test_under_load_a_store_is_restored_whole_and_at_any_moment(
    backups, store, tmp_path, batch, pause
):
    async with copying(backups, store):
        async with writing(store, batch=batch, pause=pause) as lines:
            await until(lambda: has_copy(backups))
            await asyncio.sleep(3)
        await asyncio.sleep(0.1)
    done, found = await restored(backups, tmp_path)
    assert done.cut == ""
    assert done.frames > 0
    assert rows(found) == rows(store)
    # what was committed may not have been printed when the writer was killed
    assert count(found, "t") >= lines[-1][0]
    # the log of the store did not grow without bounds, and was begun anew
    middle = lines[len(lines) * 3 // 4]
    at = utc_now().fromtimestamp(middle[1], utc_now().tzinfo)
    done, found = await restored(backups, tmp_path, "earlier", at)
    assert done.until <= at
    seen = count(found, "t")
    assert seen <= middle[0]
    lost = [one for n, one in lines if seen < n <= middle[0]]
    assert not lost or middle[1] - lost[0] < 10


async def test_files_are_private_and_encrypted(backups, store):
    async with copying(backups, store):
        await until(lambda: has_copy(backups))
        with closing(sqlite3.connect(store)) as connection:
            connection.execute("INSERT INTO t VALUES (1, 'Ada Byron')")
            connection.commit()
        await until(chains(backups.plan.frames_to)[0].logs)
    (chain,) = chains(backups.plan.frames_to)
    assert chain.path.stat().st_mode & 0o777 == 0o700
    files = list(chain.path.iterdir())
    assert {one.stat().st_mode & 0o777 for one in files} == {0o600}
    assert all(b"Ada Byron" not in one.read_bytes() for one in files)


async def test_a_full_disk_is_told_once_and_nothing_is_lost(backups, store, tmp_path):
    with small_disk(tmp_path / "disk", 3) as disk:
        backups = backups.other(frames_to=disk / "frames")
        with capture_logs() as logs:
            async with copying(backups, store) as worker:
                await until(lambda: has_copy(backups))
                ballast = disk / "ballast"
                ballast.write_bytes(bytes(shutil.disk_usage(disk).free - 20_000))
                async with writing(store, pause=0.01):
                    await until(lambda: worker.trouble)
                    await asyncio.sleep(1)
                assert "the disk is full" in worker.trouble
                ballast.unlink()
                await until(lambda: not worker.trouble)
        told = [one for one in logs if one["log_level"] == "error"]
        assert len(told) == 1
        assert len(chains(disk / "frames")) == 1
        done, found = await restored(backups, tmp_path)
        assert done.cut == ""
        assert rows(found) == rows(store)


async def test_a_killed_service_begins_again_and_old_moments_stay(backups, store, tmp_path):
    script = (
        "import asyncio, sys\nfrom pathlib import Path\nfrom dataclasses import replace\n"
        "from datetime import timedelta\nimport json\n"
        "from gateway.backups.child import here\n"
        "from gateway.backups.frame_worker import FrameWorker\n"
        "from gateway.backups.plan import BackupPlan\nfrom tests.support.backed_up import utc_now\n"
        "plan = BackupPlan.parse(json.loads(sys.argv[1]))\n"
        "plan = replace(plan, frames_to=Path(sys.argv[2]), frames_every=timedelta(seconds=0.1))\n"
        "asyncio.run(FrameWorker(plan, Path(sys.argv[3]), utc_now, here).run())\n"
    )
    seen = []
    for life in range(2):
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", script, backups.plan.to_json()),
            *(backups.plan.frames_to, store),
        )
        async with writing(store, pause=0.005) as lines:
            await until(lambda n=life: chain_count(backups) > n)
            await until(lambda: has_copy(backups))
            await asyncio.sleep(1)
            process.kill()
            await process.wait()
            killed = lines[-1]
            seen.append(utc_now())
        done, found = await restored(backups, tmp_path, f"life-{life}")
        lost = [at for n, at in lines if n <= killed[0] and n > count(found, "t")]
        assert not lost or killed[1] - lost[0] < 10
    # a moment of the first life
    done, found = await restored(backups, tmp_path, "first", seen[0])
    assert done.until <= seen[0]
    assert count(found, "t") > 0


async def test_two_services_do_not_write_to_one_folder(backups, store):
    async with copying(backups, store):
        await until(lambda: has_copy(backups))
        with pytest.raises(BackupFailed, match="another service copies its log"):
            await FrameWorker(backups.plan, store, utc_now).run()


class Written:
    """A chain that a test writes itself, step by step."""

    def __init__(self, store, to):
        self.store, self.to = store, to
        self.copier = FrameCopier(store, to, [OWN.to_public()])
        self.now = utc_now().replace(microsecond=0)
        self.connection = sqlite3.connect(store, isolation_level=None)

    def begin(self):
        with closing(self.copier.begin(self.now)) as snapshot:
            self.whole(0, snapshot)

    def whole(self, record, snapshot):
        copied = self.to / "plain.db"
        sqlite_copy.copy(snapshot, copied)
        manifest = Manifest(self.now, "sqlite", "", Contents("0030", {}, {}), record)
        path = self.copier.log.chain.path / copy_name(record, self.now)
        octets = archive.pieces_of(copied)
        folder.write_whole(
            path, lambda out: archive.write(out, [OWN.to_public()], manifest, octets)
        )
        copied.unlink()

    def step(self, n):
        self.now += timedelta(seconds=1)
        self.connection.execute("INSERT INTO t VALUES (?, ?)", (n, "x" * 2000))
        return self.copier.copy(self.now)


@pytest.fixture
def written(store, tmp_path):
    (tmp_path / "own").mkdir(mode=0o700)
    found = Written(store, tmp_path / "own")
    found.begin()
    yield found
    found.copier.let_go()
    found.connection.close()


async def at(written, tmp_path, name, moment=None):
    done = await restore_at(written.to, [OWN], target_of(str(tmp_path / name)), moment)
    return done, count(tmp_path / name / "textback.db", "t")


async def test_each_moment_has_its_rows(written, tmp_path):
    moments = []
    for n in range(1, 8):
        assert written.step(n) > 0
        moments.append(written.now)
    assert written.copier.copy(written.now) == 0
    for n, moment in enumerate(moments, 1):
        assert (await at(written, tmp_path, f"r{n}", moment))[1] == n
        half = moment + timedelta(milliseconds=500)
        assert (await at(written, tmp_path, f"h{n}", half))[1] == n
    with pytest.raises(BackupFailed, match="nothing of that time is in"):
        await at(written, tmp_path, "before", moments[0] - timedelta(days=1))


async def test_a_second_copy_of_the_store_is_begun_from(written, tmp_path):
    for n in range(1, 4):
        written.step(n)
    record, snapshot = written.copier.another_copy(written.now)
    with closing(snapshot):
        written.whole(record, snapshot)
    for n in range(4, 7):
        written.step(n)
    done, found = await at(written, tmp_path, "all")
    assert (done.manifest.record, found) == (3, 6)
    (chain,) = chains(written.to)
    assert [first for first, _, _ in chain.logs()] == [1, 4]
    # what is before it is not needed
    chain.logs()[0][2].unlink()
    chain.copies()[0].path.unlink()
    assert (await at(written, tmp_path, "rest"))[1] == 6


async def test_a_record_that_was_cut_off_ends_it(written, tmp_path):
    for n in range(1, 5):
        written.step(n)
    (chain,) = chains(written.to)
    ((_, _, log),) = chain.logs()
    os.truncate(log, log.stat().st_size - 5)
    done, found = await at(written, tmp_path, "cut")
    assert (found, done.cut) == (3, "")


async def test_a_damaged_record_is_told_and_what_was_before_is_restored(written, tmp_path):
    sizes = []
    for n in range(1, 5):
        written.step(n)
        (chain,) = chains(written.to)
        ((_, _, log),) = chain.logs()
        sizes.append(log.stat().st_size)
    octets = bytearray(log.read_bytes())
    octets[sizes[1] + 500] ^= 1
    log.write_bytes(octets)
    done, found = await at(written, tmp_path, "damaged")
    assert found == 2
    assert "record 3: it is damaged" in done.cut


async def test_a_missing_record_is_told(written, tmp_path):
    sizes = [0]
    for n in range(1, 5):
        written.step(n)
        (chain,) = chains(written.to)
        ((_, _, log),) = chain.logs()
        sizes.append(log.stat().st_size)
    octets = log.read_bytes()
    log.write_bytes(octets[: sizes[1]] + octets[sizes[2] :])
    done, found = await at(written, tmp_path, "missing")
    assert (found, "lacks the record 2" in done.cut) == (1, True)


async def test_a_log_that_was_begun_anew_behind_us_breaks_the_chain(written, tmp_path):
    """As if our reading transactions were gone: two new beginnings between two copies."""
    written.step(1)
    for one in (written.copier._hold, written.copier._spare):
        one.close()
    for n in range(2, 5):
        written.connection.execute("INSERT INTO t VALUES (?, 'z')", (n,))
        written.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with pytest.raises(ChainBroken):
        written.step(5)
    assert written.copier.log is None
    written.begin()
    written.step(6)
    assert len(chains(written.to)) == 2
    assert (await at(written, tmp_path, "anew"))[1] == 6


async def test_a_checkpoint_of_another_program_does_not_begin_it_anew(written, tmp_path):
    written.connection.execute("PRAGMA busy_timeout=100")
    for n in range(1, 30):
        written.step(n)
        written.connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        written.connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
    assert (await at(written, tmp_path, "all"))[1] == 29
    assert len(chains(written.to)) == 1


async def test_another_key_is_told(written, tmp_path):
    written.step(1)
    with pytest.raises(BackupUnreadable, match="it is for another key"):
        await restore_at(
            written.to, [x25519.Identity.generate()], target_of(str(tmp_path / "r")), None
        )


async def test_what_is_written_after_a_failed_write_is_whole(written, tmp_path, monkeypatch):
    """The disk was full in the middle of a record."""
    written.step(1)
    (chain,) = chains(written.to)
    ((_, _, log),) = chain.logs()
    with log.open("ab") as out:
        out.write(b"TBF1half of a record")
    for n in range(2, 5):
        written.step(n)
    done, found = await at(written, tmp_path, "after")
    assert (found, done.cut) == (4, "")
