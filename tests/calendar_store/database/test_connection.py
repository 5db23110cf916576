"""The seam to the database: commits whole, wakes who waits, and says in one line what is wrong."""

import asyncio
import os
import stat

import pytest
from sqlalchemy import select, text

from calendar_store.conversations import alerts
from calendar_store.database.connection import Database
from calendar_store.database.ids import Ids
from calendar_store.database.notify import Changes, Topic
from calendar_store.model.conversations import Alert
from calendar_store.model.errors import StoreUnreachable
from calendar_store.model.statuses import AlertKind
from calendar_store.schema import alerts as table
from tests.support.reasons import saying


async def _write(database, now, *, fail=False):
    async with database.write() as tx:
        alert = Alert(1, tx.ids.new(), AlertKind.UNCLEAR, saying("look"), now)
        await alerts.raise_all(tx, [alert])
        if fail:
            raise RuntimeError
    return alert


async def _count(database):
    async with database.read() as tx:
        return len((await tx.execute(select(table.c.id))).all())


async def test_what_fails_is_undone_and_wakes_nobody(database, now):
    listener = database.changes.listen(Topic.CALENDAR)
    with pytest.raises(RuntimeError):
        await _write(database, now, fail=True)
    assert await _count(database) == 0
    assert await listener.wait(0) is False


async def test_a_savepoint_undoes_its_own_statements_only(database, now):
    async with database.write() as tx:
        await alerts.raise_all(tx, [Alert(1, 1, AlertKind.UNCLEAR, saying("kept"), now)])
        with pytest.raises(RuntimeError):
            await _inside_savepoint(tx, now)
        await alerts.raise_all(tx, [Alert(1, 3, AlertKind.UNCLEAR, saying("kept"), now)])
    async with database.read() as tx:
        assert (await tx.execute(select(table.c.id).order_by(table.c.id))).scalars().all() == [1, 3]


async def _inside_savepoint(tx, now):
    async with tx.savepoint():
        await alerts.raise_all(tx, [Alert(1, 2, AlertKind.UNCLEAR, saying("undone"), now)])
        raise RuntimeError


async def test_a_commit_wakes_those_who_wait_for_its_topic(database, now):
    calendar = database.changes.listen(Topic.CALENDAR)
    outbox = database.changes.listen(Topic.OUTBOX)
    await _write(database, now)
    assert await calendar.wait(1) is True
    assert await outbox.wait(0) is False


async def test_a_commit_of_another_process_wakes_us_too(database, store_url, now):
    other = Database.connect(store_url)
    listener = database.changes.listen(Topic.CALENDAR)
    watch = asyncio.create_task(database.watch())
    # a watch that has just begun may have missed what came before: write until it notices
    async with asyncio.timeout(10):
        while not await listener.wait(0.05):
            await _write(other, now)
    # the first look wakes in any case; so does every later commit, and nothing else
    while await listener.wait(0.5):
        pass
    for _commit in range(3):
        await _write(other, now)
        assert await listener.wait(2)
        assert not await listener.wait(0.5)
    # on a file, what others commit beside our own commits is not lost among them
    for _commit in range(3 if database.dialect == "sqlite" else 0):
        await _write(database, now)
        assert await listener.wait(1)
        await _write(other, now)
        await _write(database, now)
        assert await listener.wait(1)
        assert await listener.wait(2)
    watch.cancel()
    await asyncio.gather(watch, return_exceptions=True)
    await other.close()


async def test_writers_of_two_processes_wait_for_each_other(database, store_url, now):
    other = Database.connect(store_url)
    await asyncio.gather(*(_write((database, other)[n % 2], now) for n in range(20)))
    await other.close()
    assert await _count(database) == 20


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
async def test_who_reads_a_file_cannot_write_beside_its_one_writer(database):
    async with database.read() as tx:
        with pytest.raises(Exception, match="readonly"):
            await tx.execute(text("DELETE FROM alerts"))


async def test_committed_means_on_disk(database):
    async with database.write() as tx:
        if tx.dialect == "sqlite":
            assert (await tx.execute(text("PRAGMA journal_mode"))).scalar_one() == "wal"
            assert (await tx.execute(text("PRAGMA synchronous"))).scalar_one() == 2  # FULL
            assert (await tx.execute(text("PRAGMA foreign_keys"))).scalar_one() == 1
        else:
            level = text("SHOW transaction_isolation")
            assert (await tx.execute(level)).scalar_one() == "read committed"


@pytest.mark.parametrize("url", ["mysql://u@h/d", "nonsense", "sqlite"])
def test_a_url_that_is_no_store_of_ours_is_refused_in_one_line(url):
    with pytest.raises(StoreUnreachable, match=r"^\[store\] url has to be sqlite:///FILE or"):
        Database.connect(url)


@pytest.mark.parametrize("url", ["sqlite:////no/such/folder/x.db", "postgresql://a@127.0.0.1:1/b"])
async def test_a_store_that_does_not_answer_is_said_in_one_line(url):
    database = Database.connect(url)
    with pytest.raises(StoreUnreachable, match=r"^the store cannot be opened: .+$") as refused:
        async with database.read():
            pass
    await database.close()
    assert "\n" not in str(refused.value)


async def test_a_change_between_two_waits_is_not_missed():
    changes = Changes()
    listener = changes.listen(Topic.INBOUND, Topic.OUTBOX)
    changes.publish([Topic.OUTBOX])
    assert await listener.wait(0.01) is True
    assert await listener.wait(0) is False
    listener.close()
    changes.publish([Topic.OUTBOX])
    assert await listener.wait(0) is False


def test_identities_rise_and_never_repeat():
    ids = Ids(node=5)
    made = [ids.new() for _ in range(10_000)]
    assert made == sorted(set(made))
    assert max(made) < 1 << 63


async def test_a_new_file_and_what_sqlite_keeps_beside_it_are_the_owners_alone(tmp_path):
    before = os.umask(0o000)
    try:
        database = Database.connect(f"sqlite:///{tmp_path / 'new.db'}")
        async with database.write() as tx:
            await tx.execute(text("CREATE TABLE some (id INTEGER)"))
        modes = {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
        await database.close()
    finally:
        os.umask(before)
    assert modes == {0o600}
