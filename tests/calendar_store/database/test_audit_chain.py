"""The audit log is only added to: the database refuses the rest, and each entry is sealed."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, event, insert, select, text, update
from sqlalchemy.exc import IntegrityError

from calendar_store.database import audit, audit_chain, ids
from calendar_store.database.audit_chain import ChainHead
from calendar_store.model.practices import AuditEntry
from calendar_store.schema import audit_chain as chain
from calendar_store.schema import audit_log
from tests.support.actors import named
from tests.support.audit_chain import LATER, seal_all

BY = named("ada@example.org")


async def write(database, practice, count=1, action="client.added"):
    now = datetime.now(UTC)
    async with database.write() as tx:
        told = [(str(number), {"name": f"Ada {number}", "n": 1.5}) for number in range(count)]
        await audit.record_many(tx, practice.id, told, by=BY, action=action, now=now)


@pytest.fixture
async def sealed(database, practice):
    await write(database, practice, 3)
    await seal_all(database, practice.id)
    return practice.id


@pytest.mark.parametrize(
    "statement",
    [
        update(audit_log).values(by="eve@example.org"),
        update(audit_log).values(detail={"name": "Eve"}),
        update(audit_log).values(at=datetime(2026, 1, 1, tzinfo=UTC)),
        update(audit_log).values(detail={}, subject="4"),
        update(audit_log).where(audit_log.c.action == "practice.added").values(detail={}),
        delete(audit_log),
        update(chain).values(hash=b"0"),
        update(chain).values(salt=b"0"),
        update(chain).values(salt=None, seq=9),
        delete(chain),
    ],
    ids=str,
)
async def test_the_database_refuses_to_change_or_remove(database, sealed, statement):
    with pytest.raises(IntegrityError, match="the audit log is only added to"):
        async with database.write() as tx:
            await tx.execute(statement)
    async with database.read() as tx:
        entries = await audit.entries(tx, sealed)
    assert [one.subject for one in entries][:3] == ["2", "1", "0"]


@pytest.mark.parametrize("store_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("table", ["audit_log", "audit_chain"])
async def test_postgresql_refuses_to_empty_the_tables(database, sealed, table):
    with pytest.raises(IntegrityError, match="only added to"):
        async with database.write() as tx:
            await tx.execute(text(f"TRUNCATE {table}"))


async def test_entries_are_sealed_in_order_and_once(database, practice):
    await write(database, practice, 25)
    assert await seal_all(database, practice.id, limit=10) == 26
    await write(database, practice, 5)
    assert await seal_all(database, practice.id, limit=10) == 5
    assert await seal_all(database, practice.id) == 0
    async with database.read() as tx:
        found = await audit_chain.sealed(tx, practice.id, after=0, limit=100)
        head = await audit_chain.head(tx, practice.id)
    assert [seal.seq for seal, _ in found] == list(range(1, 32))
    assert [seal.entry_id for seal, _ in found] == sorted(entry.id for _, entry in found)
    before = audit_chain.START
    for seal, entry in found:
        assert audit_chain.detail_hash(entry.detail, seal.salt) == seal.detail_hash
        before = audit_chain.link(before, entry, seal.detail_hash)
        assert before == seal.hash
    assert head == ChainHead(31, before)
    assert len({seal.salt for seal, _ in found}) == 31


async def test_a_young_entry_waits_and_a_late_one_is_sealed_after_the_others(database, practice):
    await write(database, practice)
    now = datetime.now(UTC)
    async with database.write() as tx:
        assert await audit_chain.behind(tx, now) == []
        assert await audit_chain.seal(tx, practice.id, now=now, limit=10) == 0
        assert await audit_chain.behind(tx, now + LATER) == [practice.id]
    await seal_all(database, practice.id)
    late, behind = now - timedelta(minutes=50), now - timedelta(hours=2)
    async with database.write() as tx:
        for moment in (late, behind):
            given = {"practice_id": practice.id, "id": ids.first_at(moment), "at": now}
            given |= {"by": "x", "action": "y", "subject": str(moment), "detail": {}}
            await tx.execute(insert(audit_log).values(given))
        assert await audit_chain.unsealed(tx, practice.id) == (1, ids.first_at(behind))
    assert await seal_all(database, practice.id) == 1
    async with database.read() as tx:
        assert await audit_chain.unsealed(tx, practice.id) == (0, ids.first_at(behind))
        (*_, (seal, entry)) = await audit_chain.sealed(tx, practice.id, after=0, limit=100)
    assert (seal.seq, entry.subject) == (3, str(late))


async def test_two_that_seal_at_once_make_one_chain(database, practice):
    await write(database, practice, 200)
    await asyncio.gather(*(seal_all(database, practice.id, limit=20) for _ in range(4)))
    async with database.read() as tx:
        found = await audit_chain.sealed(tx, practice.id, after=0, limit=500)
    assert [seal.seq for seal, _ in found] == list(range(1, 202))


async def test_the_details_of_a_client_go_with_their_salt_and_the_rest_stays(database, sealed):
    async with database.write() as tx:
        (entry,) = [one for one in await audit.entries(tx, sealed) if one.subject == "1"]
        await audit_chain.hold(tx, sealed)
        await tx.execute(update(audit_log).where(audit_log.c.id == entry.id).values(detail={}))
        await audit_chain.forget(tx, [(sealed, entry.id)])
        found = await audit_chain.sealed(tx, sealed, after=0, limit=9)
        salts = (await tx.execute(select(chain.c.entry_id).where(chain.c.salt.is_(None)))).all()
    assert [row.entry_id for row in salts] == [entry.id]
    (seal,) = [seal for seal, _ in found if seal.entry_id == entry.id]
    before = next(one.hash for one, _ in found if one.seq == seal.seq - 1)
    emptied = next(one for _, one in found if one.id == entry.id)
    assert emptied.detail == {}
    assert audit_chain.link(before, emptied, seal.detail_hash) == seal.hash


def test_the_form_that_is_sealed_never_changes():
    """A store that an older version sealed has to be whole for this one."""
    at = datetime(2026, 1, 12, 9, 30, 15, 123456, tzinfo=UTC)
    entry = AuditEntry(1, 2, at, "ada@example.org", "client.added", "3", {})
    details = audit_chain.detail_hash({"name": "Ödön", "list": [1, None, True], "a": 1.5}, b"salt")
    assert details.hex() == ("9c03ebee27cc29cc5021feb3f92172116647eac77b4e5b90e483d8cc7bc3d000")
    assert audit_chain.link(audit_chain.START, entry, details).hex() == (
        "b938e36a36f53f9463bb953135baf9488d81c6d2c2701504b6b7dd05c252a4e0"
    )


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
async def test_nothing_is_scanned(database, sealed):
    asked = []

    def note(connection, cursor, statement, values, *rest):
        asked.append((statement, values))

    def plan(connection):
        return [
            step.detail
            for statement, values in list(asked)
            for step in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
        ]

    event.listen(database._writer.sync_engine, "before_cursor_execute", note)
    async with database.write() as tx:
        now = datetime.now(UTC) + LATER
        await audit_chain.behind(tx, now)
        await audit_chain.seal(tx, sealed, now=now, limit=10)
    event.remove(database._writer.sync_engine, "before_cursor_execute", note)
    async with database.write() as tx:
        steps = await tx.run_sync(plan)
    assert steps
    assert [one for one in steps if "SCAN audit" in one] == []
