"""SQLite's transactions committed together: durable before they end, each undone alone."""

import asyncio
import sqlite3

import pytest
from sqlalchemy import event, text
from sqlalchemy.exc import SQLAlchemyError

from calendar_store.database.connection import Database


@pytest.fixture
async def store(tmp_path):
    """A store with one table, and a way to see what is on the disk."""
    database = Database.connect(f"sqlite:///{tmp_path / 'group.db'}")
    async with database.write() as tx:
        await tx.execute(text("CREATE TABLE said (word TEXT)"))
    yield _Store(database, tmp_path / "group.db")
    await database.close()


class _Store:
    def __init__(self, database, path):
        self.database = database
        self._watch = sqlite3.connect(path)

    def on_disk(self):
        """What another process sees."""
        return {word for (word,) in self._watch.execute("SELECT word FROM said")}

    async def say(self, word, *, then=None, entered=None):
        async with self.database.write() as tx:
            await tx.execute(text("INSERT INTO said VALUES (:word)"), {"word": word})
            if entered is not None:
                entered.set()
            if then is not None:
                await then()


async def _queue_behind(store, first, *others):
    """Start `first`, then the others while it runs; return all tasks and what lets it go on."""
    entered, go = asyncio.Event(), asyncio.Event()
    tasks = [asyncio.create_task(store.say(first, then=go.wait, entered=entered))]
    await entered.wait()
    tasks += [asyncio.create_task(other) for other in others]
    await asyncio.sleep(0)  # the others now wait for their turn
    return tasks, go


async def test_transactions_that_wait_for_each_other_share_a_commit(store):
    commits = _counted(store)
    seen_inside = []

    async def look():
        seen_inside.append(store.on_disk())

    tasks, go = await _queue_behind(
        store, "one", store.say("two"), store.say("three", then=look), store.say("four")
    )
    go.set()
    await asyncio.gather(*tasks)
    assert commits == ["COMMIT"]
    assert seen_inside == [set()]
    assert store.on_disk() == {"one", "two", "three", "four"}


async def test_nobody_is_told_before_the_disk_has_it(store):
    told = []

    async def told_after(word):
        await store.say(word)
        told.append((word, store.on_disk()))

    tasks, go = await _queue_behind(store, "one", told_after("two"), told_after("three"))
    go.set()
    await asyncio.gather(*tasks)
    everything = {"one", "two", "three"}
    assert sorted(told) == [("three", everything), ("two", everything)]


async def test_one_that_fails_is_undone_alone(store):
    async def fail():
        raise ValueError("changed my mind")

    tasks, go = await _queue_behind(
        store, "one", store.say("two", then=fail), store.say("three"), store.say("four", then=fail)
    )
    go.set()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(one) for one in results] == [type(None), ValueError, type(None), ValueError]
    assert store.on_disk() == {"one", "three"}


async def test_the_first_that_fails_takes_nobody_with_it(store):
    tasks, go = await _queue_behind(store, "one", store.say("two"), store.say("three"))
    tasks[0].cancel()
    go.set()
    await asyncio.gather(*tasks, return_exceptions=True)
    assert store.on_disk() == {"two", "three"}


async def test_where_the_commit_fails_everybody_is_told(store):
    async def undo_all():
        # as SQLite itself does when the disk is full
        async with store.database.write() as tx:
            await tx.execute(text("ROLLBACK"))

    tasks, go = await _queue_behind(store, "one", store.say("two"), undo_all())
    go.set()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert all(isinstance(one, SQLAlchemyError) for one in results), results
    assert store.on_disk() == set()
    await store.say("again")
    assert store.on_disk() == {"again"}


async def test_one_that_is_cancelled_while_it_waits_leaves_no_commit_undone(store):
    tasks, go = await _queue_behind(store, "one", store.say("two"), store.say("never"))
    # the last in the row, for whom the others would have waited
    tasks[-1].cancel()
    go.set()
    async with asyncio.timeout(5):
        await asyncio.gather(*tasks[:-1])
    assert store.on_disk() == {"one", "two"}


async def test_one_that_is_cancelled_in_the_midst_of_a_statement_takes_nobody_with_it(store):
    many = text(
        "WITH RECURSIVE n(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < 3000000)"
        " INSERT INTO said SELECT 'many' FROM n WHERE x = 3000000"
    )
    counting = asyncio.Event()

    async def slow():
        async with store.database.write() as tx:
            counting.set()
            await tx.execute(many)

    tasks, go = await _queue_behind(store, "one", slow(), store.say("three"))
    go.set()
    await counting.wait()
    await asyncio.sleep(0)
    tasks[1].cancel()
    results = await asyncio.gather(*tasks, return_exceptions=True)
    assert [type(one) for one in results] == [type(None), asyncio.CancelledError, type(None)]
    assert store.on_disk() == {"one", "three"}


async def test_closing_waits_for_the_commit_of_one_that_was_cancelled(store):
    began = asyncio.Event()

    def note(_connection, _cursor, statement, *_):
        if statement == "COMMIT":
            began.set()

    event.listen(store.database._writer.sync_engine, "before_cursor_execute", note)
    task = asyncio.create_task(store.say("one"))
    await began.wait()
    task.cancel()
    await store.database.close()
    assert store.on_disk() == {"one"}


async def test_a_group_does_not_grow_without_end(store):
    commits = _counted(store)
    tasks, go = await _queue_behind(store, "first", *(store.say(f"word {n}") for n in range(20)))
    go.set()
    await asyncio.gather(*tasks)
    assert len(commits) == 3
    assert len(store.on_disk()) == 21


def _counted(store):
    """Return a list that every commit from now on is noted in."""
    commits = []

    def note(_connection, _cursor, statement, *_):
        if statement in ("COMMIT", "ROLLBACK"):
            commits.append(statement)

    event.listen(store.database._writer.sync_engine, "before_cursor_execute", note)
    return commits
