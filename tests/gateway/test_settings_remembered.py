"""Settings of practices are remembered by their revision: nobody ever acts on an old one."""

import asyncio
from contextlib import suppress
from dataclasses import replace
from datetime import time, timedelta

import pytest
from sqlalchemy import insert, text

from calendar_store import schema
from calendar_store.database.connection import Database
from calendar_store.model.statuses import StepRule
from calendar_store.practices import practices, practitioners, services
from gateway import policies
from gateway.channels.mail.sending.facts_of_mails import load_facts
from tests.support.desk import BY, HALF_HOUR
from tests.support.settings_of_practices import (
    OWN,
    WAYS,
    add_service,
    loaded,
    read_anew,
    revision,
    set_wording,
    statements,
)


@pytest.fixture
async def elsewhere(store_url):
    """The store as another process has it open."""
    opened = Database.connect(store_url)
    yield opened
    await opened.close()


async def test_each_change_is_seen_by_the_next_load_here_and_in_another_process(
    database, desk, elsewhere
):
    pages, ids = database.apart(), [desk.practice.id]
    for change in WAYS:
        # everybody remembers how it was
        before = [await loaded(each, ids) for each in (database, elsewhere, pages)]
        async with database.write() as tx:
            practice = await practices.get(tx, desk.practice.id)
            await change(tx, practice, desk.now)
            inside = await policies.load(tx, ids)
            assert inside == await read_anew(tx, ids), change
        for each, was in zip((database, elsewhere, pages), before, strict=True):
            assert await loaded(each, ids) == inside != was, change
    await pages.close()


async def test_the_second_load_is_one_statement(database, desk, elsewhere):
    ids = [desk.practice.id]
    with statements(database) as noted:
        first = await loaded(database, ids)
        assert len(noted) == 7
    for open_ in (database.read, database.write):
        async with open_() as tx:
            with statements(database) as noted:
                assert await policies.load(tx, ids) == first
                assert len(noted) == 1
                assert await policies.load(tx, ids) == first
                assert len(noted) == 2
    with statements(elsewhere) as noted:
        # the planner loads in its writing transactions alone
        for _ in range(2):
            async with elsewhere.write() as tx:
                assert await policies.load(tx, ids) == first
        assert len(noted) == 7 + 1


async def test_only_the_practices_that_changed_are_read_again(database, desk, now):
    async with database.write() as tx:
        second = await practices.add(
            tx, name="Bianchi", timezone="Europe/Rome", locale="it", sender="+390699000112", now=now
        )
    ids = [desk.practice.id, second.id, 1]
    assert set(await loaded(database, ids)) == {desk.practice.id, second.id}
    async with database.write() as tx:
        await add_service(tx, second, now)
    found = await loaded(database, ids)
    assert [one.name for one in found[second.id].services] == ["Check-up"]
    assert found[desk.practice.id].services == ()
    assert list(found) == [second.id, desk.practice.id]  # by name
    with statements(database) as noted:
        await loaded(database, ids)
    assert len(noted) == 1


async def test_mails_have_their_facts_from_the_same_memory(database, desk, exchange):
    await desk.book(await desk.client(email="ada@example.com"), desk.now + timedelta(days=3))
    await exchange.planner.step()
    sent = await desk.messages()
    async with database.write() as tx:
        await set_wording(tx, desk.practice, desk.now)
    with statements(database) as noted:
        for _ in range(2):
            async with database.read() as tx:
                facts = await load_facts(tx, sent)
    assert dict(facts.templates[desk.practice.id]) == {("en", "reminder"): OWN}
    assert facts.practices == {desk.practice.id: desk.practice}
    assert sum("FROM templates" in one for one in noted) == 1


class _UndoneError(Exception):
    """Ends a transaction that is to be undone."""


async def test_a_revision_that_was_undone_and_given_again_is_not_taken_for_the_other(
    database, desk
):
    ids = [desk.practice.id]
    await loaded(database, ids)
    numbers = []
    with suppress(_UndoneError):
        async with database.write() as tx:
            await add_service(tx, desk.practice, desk.now)
            numbers.append(await revision(tx, *ids))
            assert len((await policies.load(tx, ids))[ids[0]].services) == 1
            raise _UndoneError
    assert (await loaded(database, ids))[ids[0]].services == ()
    async with database.write() as tx:
        await services.add(
            tx, *ids, "Massage", duration=timedelta(hours=1), by=BY, now=desk.now, by_web=False
        )
        numbers.append(await revision(tx, *ids))
    assert numbers[0] == numbers[1]
    assert [one.name for one in (await loaded(database, ids))[ids[0]].services] == ["Massage"]


async def test_a_revision_of_an_undone_savepoint_is_not_taken_for_the_next(database, desk):
    ids = [desk.practice.id]
    async with database.write() as tx:
        with suppress(_UndoneError):
            async with tx.savepoint():
                await add_service(tx, desk.practice, desk.now)
                assert len((await policies.load(tx, ids))[ids[0]].services) == 1
                raise _UndoneError
        await practitioners.add(tx, *ids, "Bruno", by=BY, now=desk.now)
        inside = (await policies.load(tx, ids))[ids[0]]
        assert (len(inside.services), len(inside.practitioners)) == (0, 2)
    assert (await loaded(database, ids))[ids[0]] == inside


async def test_transactions_committed_together_see_each_other_and_none_that_failed(database, desk):
    ids = [desk.practice.id]
    await loaded(database, ids)
    began, go = asyncio.Event(), asyncio.Event()

    async def added(name, *, fails=False):
        async with database.write() as tx:
            if name == "first":
                began.set()
                await go.wait()
            await services.add(tx, *ids, name, duration=HALF_HOUR, by=BY, now=desk.now)
            assert await policies.load(tx, ids) == await read_anew(tx, ids)
            if fails:
                raise _UndoneError

    first = asyncio.create_task(added("first"))
    await began.wait()
    others = [added(f"service {n}", fails=n % 2 == 0) for n in range(6)]
    tasks = [first, *map(asyncio.create_task, others)]
    await asyncio.sleep(0)
    go.set()
    ended = await asyncio.gather(*tasks, return_exceptions=True)
    assert [isinstance(one, _UndoneError) for one in ended] == [False, *[True, False] * 3]
    names = [one.name for one in (await loaded(database, ids))[ids[0]].services]
    assert names == ["first", "service 1", "service 3", "service 5"]


async def test_a_statement_that_fails_takes_what_was_loaded_before_with_it(database, desk):
    ids = [desk.practice.id]
    async with database.write() as tx:
        await add_service(tx, desk.practice, desk.now)
        await policies.load(tx, ids)
        # PostgreSQL undoes the whole transaction then, and calls that committed
        with pytest.raises(Exception, match="nowhere"):
            await tx.execute(text("SELECT * FROM nowhere"))
    async with database.read() as tx:
        assert await policies.load(tx, ids) == await read_anew(tx, ids)
    async with database.write() as tx:
        await practitioners.add(tx, *ids, "Bruno", by=BY, now=desk.now)
    async with database.read() as tx:
        assert await policies.load(tx, ids) == await read_anew(tx, ids)


async def test_a_reader_keeps_its_view_while_others_change_and_leaves_nothing_old_behind(
    database, desk, elsewhere
):
    ids = [desk.practice.id]
    async with database.read() as slow:
        was = await policies.load(slow, ids)
        async with elsewhere.write() as tx:
            await add_service(tx, desk.practice, desk.now)
        new = await loaded(database, ids)
        seen = await policies.load(slow, ids)
        assert seen == await read_anew(slow, ids)
        assert seen == (was if database.dialect == "sqlite" else new)
    assert new != was
    assert await loaded(database, ids) == new
    with statements(database) as noted:
        await loaded(database, ids)
    assert len(noted) == 1


async def test_what_changes_between_the_practice_and_the_rest_is_never_taken_for_newer(
    database, desk, elsewhere
):
    ids = [desk.practice.id]
    async with database.read() as tx:
        execute, asked_so_far = tx.execute, []

        async def interrupted(*asked):
            answer = await execute(*asked)
            if not asked_so_far:
                # the practice is read, with its revision
                async with elsewhere.write() as other:
                    await add_service(other, desk.practice, desk.now)
            asked_so_far.append(asked)
            return answer

        tx.execute = interrupted
        await policies.load(tx, ids)
    async with database.read() as tx:
        found = await policies.load(tx, ids)
        assert found == await read_anew(tx, ids)
    assert len(found[ids[0]].services) == 1


async def test_two_stores_of_one_process_do_not_mix(database, desk, tmp_path, migrated_file):
    path = tmp_path / "second.db"
    path.write_bytes(migrated_file.read_bytes())
    second = Database.connect(f"sqlite:///{path}")
    async with second.write() as tx:
        # the same id, and the same revision
        own = replace(desk.practice, name="Another")
        values = {name: getattr(own, name) for name in practices._FIELDS}
        await tx.execute(insert(schema.practices), {**values, "created_at": desk.now})
        for step in range(5):
            await tx.execute(insert(schema.reminder_steps), _step(own.id, step))
    ids = [desk.practice.id]
    one, other = await loaded(database, ids), await loaded(second, ids)
    assert len(one[ids[0]].steps) == 3
    assert len(other[ids[0]].steps) == 5
    assert await loaded(database, ids) == one
    await second.close()


def _step(practice_id, step):
    rule = {"rule": StepRule.BEFORE.value, "channel": "sms", "before": timedelta(hours=step)}
    return {"practice_id": practice_id, "step": step, **rule, "days": 0, "at": time(10)} | {
        "unless_confirmed": False
    }
