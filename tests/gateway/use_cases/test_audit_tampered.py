"""Whatever is done to the log by the database's own tools, the check tells it."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import text

from calendar_store.database import audit
from calendar_store.model.actors import OPERATOR
from gateway.use_cases import audit_check
from gateway.use_cases.audit_check import ChainFaultKind
from tests.support.actors import named
from tests.support.audit_chain import seal_all, unguarded

DONE = {
    "details": "UPDATE audit_log SET detail = '{\"a\": 99}' WHERE id = :entry",
    "who": "UPDATE audit_log SET \"by\" = 'eve' WHERE id = :entry",
    "what": "UPDATE audit_log SET action = 'client.gone' WHERE id = :entry",
    "whom": "UPDATE audit_log SET subject = 'zz' WHERE id = :entry",
    "when": "UPDATE audit_log SET at = (SELECT min(at) FROM audit_log) WHERE id = :entry",
    "id": "UPDATE audit_log SET id = id + 7 WHERE id = :entry",
    "emptied": "UPDATE audit_log SET detail = '{}' WHERE id = :entry",
    "removed": "DELETE FROM audit_log WHERE id = :entry",
    "salt": "UPDATE audit_chain SET salt = NULL WHERE entry_id = :entry",
    "seal": "UPDATE audit_chain SET hash = detail_hash WHERE entry_id = :entry",
    "seal of details": "UPDATE audit_chain SET detail_hash = hash WHERE entry_id = :entry",
    "other entry": "UPDATE audit_chain SET entry_id = 1 WHERE entry_id = :entry",
}
ADDED = text("""
    INSERT INTO audit_log (practice_id, id, at, "by", action, subject, detail)
    SELECT practice_id, id + 7, at, 'eve', action, subject, detail
    FROM audit_log WHERE id = :entry
""")
BOTH_ENDS = (
    "DELETE FROM audit_chain WHERE seq > 6",
    "DELETE FROM audit_log WHERE id NOT IN (SELECT entry_id FROM audit_chain)",
)


async def write(database, practice, number=9):
    for count in range(number):
        async with database.write() as tx:
            action = "client.added" if count % 2 else "practice.changed"
            detail = {"a": count, "share": 1.5, "ü": "é"}
            now = datetime.now(UTC)
            by = named("ada@example.org")
            await audit.record(
                tx, practice.id, by=by, action=action, subject=str(count), now=now, detail=detail
            )


@pytest.fixture
async def entries(database, practice):
    await write(database, practice)
    await seal_all(database, practice.id)
    async with database.read() as tx:
        return [one.id for one in (await audit.entries(tx, practice.id))[::-1]]


async def checked(database, practice, kept=None):
    async with database.read() as tx:
        return await audit_check.check(tx, OPERATOR, practice.id, kept=kept)


class UndoneError(Exception):
    """Takes a transaction back."""


async def fault_after(database, practice, done, entry):
    """Do something to the log, look, and take it back."""
    found = []

    async def work():
        async with unguarded(database) as tx:
            await tx.execute(text(done), {"entry": entry})
            found.append(await audit_check.check(tx, OPERATOR, practice.id))
            raise UndoneError

    with pytest.raises(UndoneError):
        await work()
    return found[0].fault


@pytest.mark.parametrize("done", DONE.values(), ids=DONE)
async def test_any_change_of_any_entry_is_told(database, practice, entries, done):
    for at in (1, len(entries) // 2, -1):
        assert await fault_after(database, practice, done, entries[at]) is not None, at
    assert (await checked(database, practice)).fault is None


async def test_a_cut_end_is_told_by_the_head_that_was_kept(database, practice, entries):
    head = (await checked(database, practice)).head
    async with unguarded(database) as tx:
        for one in BOTH_ENDS:
            await tx.execute(text(one))
    found = await checked(database, practice, kept=head)
    assert found.fault.kind is ChainFaultKind.CUT
    # and what is written and sealed in its place, too
    await write(database, practice)
    await seal_all(database, practice.id)
    found = await checked(database, practice, kept=head)
    assert found.fault.kind is ChainFaultKind.REMADE


async def test_seals_taken_off_the_end_and_made_anew_are_told(database, practice, entries):
    head = (await checked(database, practice)).head
    async with unguarded(database) as tx:
        await tx.execute(text("DELETE FROM audit_chain WHERE seq > 6"))
        await tx.execute(
            text("UPDATE audit_log SET \"by\" = 'eve' WHERE id = :entry"), {"entry": entries[-1]}
        )
    await seal_all(database, practice.id)
    assert (await checked(database, practice, kept=head)).fault.kind is ChainFaultKind.REMADE


async def test_an_entry_put_among_those_of_the_last_hour_is_named(database, practice, entries):
    async with unguarded(database) as tx:
        await tx.execute(ADDED, {"entry": entries[3]})
    await seal_all(database, practice.id)
    found = await checked(database, practice)
    assert (found.late, found.first_late.by) == (1, "eve")
    assert found.fault is None
