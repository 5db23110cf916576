"""The check of the log names the first entry that was changed, removed, or added behind."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import delete, insert, select, update

from calendar_store.clients import clients
from calendar_store.database import audit, audit_chain, ids
from calendar_store.model.actors import OPERATOR, Permission
from calendar_store.model.errors import InvalidInput
from calendar_store.model.statuses import Role
from calendar_store.schema import audit_chain as chain
from calendar_store.schema import audit_log
from gateway.sealing import AuditSealer
from gateway.use_cases import audit_check, client_erasure, client_merging
from gateway.use_cases.audit_check import ChainFaultKind
from tests.support.actors import named
from tests.support.acts import takes
from tests.support.audit_chain import LATER, seal_all, unguarded
from tests.support.desk import Desk
from tests.support.sms import NOBODY

BY = named("ada@example.org")


@pytest.fixture
def desk(database, practice, aurora, now):
    return Desk(database, practice, aurora, now)


@pytest.fixture
async def sealed(desk):
    """A practice whose log has entries, all sealed; their ids in order."""
    await desk.client()
    async with desk.database.write() as tx:
        told = [(str(number), {"n": number}) for number in range(20)]
        await audit.record_many(
            tx, desk.practice.id, told, by=BY, action="thing.done", now=desk.now
        )
    await seal_all(desk.database, desk.practice.id)
    async with desk.database.read() as tx:
        return sorted(one.id for one in await audit.entries(tx, desk.practice.id))


async def check(desk, kept=None):
    async with desk.database.read() as tx:
        return await audit_check.check(tx, OPERATOR, desk.practice.id, kept=kept)


async def test_a_log_as_it_was_sealed_is_whole(desk, sealed):
    found = await check(desk)
    assert (found.fault, found.sealed, found.waiting, found.emptied) == (None, len(sealed), 0, 0)
    assert found.head.seq == len(sealed)
    assert audit_check.parsed_head(str(found.head)) == found.head
    assert (await check(desk, found.head)).fault is None


@pytest.mark.parametrize(
    "values",
    [
        {"by": "eve@example.org"},
        {"subject": "another"},
        {"action": "other.done"},
        {"at": datetime(2026, 1, 1, tzinfo=UTC)},
        {"detail": {"n": 6}},
        {"detail": {}},
    ],
    ids=str,
)
async def test_the_first_changed_entry_is_named(desk, sealed, values):
    async with unguarded(desk.database) as tx:
        for entry_id in (sealed[7], sealed[12]):
            await tx.execute(update(audit_log).where(audit_log.c.id == entry_id).values(**values))
    fault = (await check(desk)).fault
    assert (fault.kind, fault.entry_id, fault.seq) == (ChainFaultKind.CHANGED, sealed[7], 8)


async def test_the_first_removed_entry_is_named(desk, sealed):
    async with unguarded(desk.database) as tx:
        await tx.execute(delete(audit_log).where(audit_log.c.id.in_([sealed[9], sealed[11]])))
    fault = (await check(desk)).fault
    assert (fault.kind, fault.entry_id, fault.entry) == (ChainFaultKind.REMOVED, sealed[9], None)


async def test_an_entry_removed_with_its_seal_leaves_a_gap(desk, sealed):
    async with unguarded(desk.database) as tx:
        await tx.execute(delete(audit_log).where(audit_log.c.id == sealed[9]))
        await tx.execute(delete(chain).where(chain.c.entry_id == sealed[9]))
    found = await check(desk)
    assert (found.fault.kind, found.fault.seq, found.fault.entry_id) == (
        *(ChainFaultKind.REMOVED, 10, 0),
    )
    assert found.sealed == 9


async def test_a_gap_that_was_closed_is_seen_at_the_entry_after_it(desk, sealed):
    async with unguarded(desk.database) as tx:
        await tx.execute(delete(audit_log).where(audit_log.c.id == sealed[9]))
        await tx.execute(delete(chain).where(chain.c.entry_id == sealed[9]))
        for seq in range(11, len(sealed) + 1):
            await tx.execute(update(chain).where(chain.c.seq == seq).values(seq=seq - 1))
    fault = (await check(desk)).fault
    assert (fault.kind, fault.entry_id) == (ChainFaultKind.CHANGED, sealed[10])


async def test_an_entry_added_behind_is_named(desk, sealed):
    behind = ids.first_at(datetime.now(UTC) - timedelta(days=1))
    async with desk.database.write() as tx:
        given = {"practice_id": desk.practice.id, "id": behind, "at": desk.now, "by": "eve"}
        given |= {"action": "support.granted", "subject": "eve", "detail": {}}
        await tx.execute(insert(audit_log).values(given))
    await seal_all(desk.database, desk.practice.id)
    fault = (await check(desk)).fault
    assert (fault.kind, fault.entry_id) == (ChainFaultKind.ADDED, behind)
    assert fault.entry.by == "eve"


async def test_an_end_cut_off_and_a_chain_made_anew_are_seen_by_a_kept_head(desk, sealed):
    kept = (await check(desk)).head
    async with unguarded(desk.database) as tx:
        for entry_id in sealed[-2:]:
            await tx.execute(delete(audit_log).where(audit_log.c.id == entry_id))
            await tx.execute(delete(chain).where(chain.c.entry_id == entry_id))
    assert (await check(desk)).fault is None
    fault = (await check(desk, kept)).fault
    assert (fault.kind, fault.seq) == (ChainFaultKind.CUT, len(sealed) - 1)
    async with unguarded(desk.database) as tx:
        await tx.execute(delete(chain))
        values = {"by": "eve", "action": "thing.done"}
        await tx.execute(update(audit_log).where(audit_log.c.id == sealed[3]).values(**values))
        await audit.record_many(
            *(tx, desk.practice.id, [("1", {}), ("2", {})]), by=BY, action="x", now=desk.now
        )
    await seal_all(desk.database, desk.practice.id)
    assert (await check(desk)).fault is None
    fault = (await check(desk, kept)).fault
    assert (fault.kind, fault.seq) == (ChainFaultKind.REMADE, kept.seq)


@pytest.mark.parametrize("text", ["", "12", "x:y", f"1:{'0' * 63}", f"-1:{'0' * 64}"])
def test_what_is_no_head_is_refused(text):
    with pytest.raises(InvalidInput, match="is no head of the log"):
        audit_check.parsed_head(text)


async def test_an_erased_person_leaves_the_log_whole(desk, sealed):
    double = await desk.client("Gussie", "Lovelace", 2)
    client = await desk.client("Augusta", "Lovelace", 1)
    async with desk.database.write() as tx:
        await client_merging.merge(tx, OPERATOR, desk.practice, client.id, double.id, now=desk.now)
        await clients.change(tx, desk.practice, client.id, by=BY, now=desk.now, first="Ada")
    await seal_all(desk.database, desk.practice.id)
    await _erase(desk, client)
    await seal_all(desk.database, desk.practice.id)
    found = await check(desk)
    assert found.fault is None
    assert found.emptied >= 3
    async with desk.database.read() as tx:
        left = await tx.execute(
            select(audit_log.c.detail, chain.c.salt)
            .join_from(audit_log, chain, chain.c.entry_id == audit_log.c.id)
            .where(audit_log.c.subject.in_([str(client.id), str(double.id)]))
        )
        rows = left.all()
    assert {bytes(row.salt) if row.salt else None for row in rows if not row.detail} == {None}


async def test_details_emptied_without_an_erasure_are_named(desk, sealed):
    client = await desk.client("Augusta", "Lovelace", 1)
    await seal_all(desk.database, desk.practice.id)
    async with desk.database.write() as tx:
        # what the triggers let through
        theirs = audit_log.c.subject == str(client.id)
        await tx.execute(
            update(audit_log).where(theirs, audit_log.c.action == "client.added").values(detail={})
        )
        await tx.execute(update(chain).values(salt=None))
    fault = (await check(desk)).fault
    assert (fault.kind, fault.seq) == (ChainFaultKind.EMPTIED, 1)


async def test_it_takes_the_permission_to_read_the_log(desk, sealed):
    async def checks(tx, actor):
        await audit_check.check(tx, actor, desk.practice.id)

    await takes(desk, checks, Permission.READ_AUDIT, roles={Role.ADMIN}, writes=False)


async def test_the_worker_seals_each_practice(desk, sealed):
    async with desk.database.write() as tx:
        await audit.record(tx, desk.practice.id, by=BY, action="x", subject="y", now=desk.now)
    assert (await check(desk)).waiting == 1
    sealer = AuditSealer(desk.database, lambda: datetime.now(UTC) + LATER)
    assert await sealer.step() == 1
    assert await sealer.step() == 0
    found = await check(desk)
    assert (found.waiting, found.sealed) == (0, len(sealed) + 1)
    assert await audit_chain_head(desk) == found.head


async def audit_chain_head(desk):
    async with desk.database.read() as tx:
        return await audit_chain.head(tx, desk.practice.id)


async def _erase(desk, client):
    async with desk.database.write() as tx:
        await client_erasure.erase(
            *(tx, OPERATOR, desk.practice, client.id, "asked for it"),
            channels=NOBODY.channels,
            now=desk.now,
            cancel_visits=True,
        )
