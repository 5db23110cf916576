"""Deletion by rule: what goes and what stays, its certificate, a log that still verifies, kills."""

import hashlib
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from calendar_store import schema
from calendar_store.database import audit, audit_chain
from calendar_store.database.connection import Database
from calendar_store.endings import deletions, retention_rules
from calendar_store.model.actors import OPERATOR
from calendar_store.model.endings import RetentionKind
from calendar_store.model.errors import InvalidInput
from calendar_store.practices import practices
from calendar_store.schema import metadata
from gateway.endings import retainer
from gateway.use_cases import audit_check, retention, suspending
from tests.support.desk import BY
from tests.support.ending import BEGINS, Ending
from tests.support.every_table import fill_every_table

YEAR = timedelta(days=365)


async def count(database: Database, table: Any) -> int:
    async with database.read() as tx:
        return int((await tx.execute(select(func.count()).select_from(table))).scalar_one())


async def rule(ending: Ending, kind: RetentionKind, days: str) -> None:
    async with ending.database.write() as tx:
        practice = await practices.get(tx, ending.desk.practice.id)
        await retention.set_rule(tx, BY, practice, kind, days, now=ending.exchange.now)


async def sealed(ending: Ending) -> None:
    async with ending.database.write() as tx:
        later = datetime.now(UTC) + timedelta(minutes=5)
        await audit_chain.seal(tx, ending.desk.practice.id, now=later, limit=1000)


async def verifies(ending: Ending) -> audit_check.ChainCheck:
    async with ending.database.read() as tx:
        return await audit_check.check(tx, OPERATOR, ending.desk.practice.id)


async def furnished(ending: Ending) -> None:
    """An old visit and a new one, with texts and answers, and a client of the old one alone."""
    ada, bob = await ending.desk.client(), await ending.desk.client("Bob", "Old", 2)
    await ending.desk.book(ada, ending.desk.now + timedelta(days=1))
    await ending.desk.book(bob, ending.desk.now + timedelta(days=2))
    await ending.exchange.planner.step()
    await ending.exchange.says("What do I bring?", 1)
    await ending.exchange.taken()
    ending.at(ending.exchange.now + 11 * YEAR)
    await ending.desk.book(ada, ending.exchange.now + timedelta(days=1))
    await ending.exchange.says("Which way in?", 1)


async def test_what_was_kept_for_its_time_goes_and_the_rest_stays(ending: Ending) -> None:
    await furnished(ending)
    await sealed(ending)
    async with ending.database.read() as tx:
        due = await retainer.dry_run(tx, await ending.practice(), ending.exchange.now)
    assert due["visits"] == {"appointments": 2}
    assert due["texts"] == {"inbound": 1}
    before = await count(ending.database, schema.messages)
    (done,) = await ending.retainer.step()
    assert await count(ending.database, schema.appointments) == 1
    assert await count(ending.database, schema.inbound) == 1
    assert await count(ending.database, schema.clients) == 1
    assert await count(ending.database, schema.messages) == before - due["messages"]["messages"]
    assert done.counts["clients"] == 1
    assert done.counts["appointments"] == 2
    assert done.counts["audit_log"] == due["log"]["audit_log"]
    async with ending.database.read() as tx:
        found = await deletions.document(tx, done.practice_id, done.id)
        told = await audit.entries(tx, done.practice_id, actions=("retention.deleted",))
    assert found is not None
    document, pdf = found
    assert hashlib.sha256(document).hexdigest() == done.digest == told[0].detail["certificate"]
    said = json.loads(document)
    assert said["rows"] == dict(done.counts)
    assert said["rules"]["visits"]["days"] == 3653
    assert said["audit_log_up_to"]
    assert pdf.startswith(b"%PDF-")
    assert await ending.retainer.step() == []


async def test_the_log_verifies_after_a_cut_and_not_after_a_false_one(ending: Ending) -> None:
    await furnished(ending)
    await sealed(ending)
    kept = (await verifies(ending)).head
    await ending.retainer.step()
    await sealed(ending)
    check = await verifies(ending)
    assert check.fault is None
    assert check.head.seq > kept.seq
    assert check.sealed < check.head.seq
    async with ending.database.read() as tx:
        cut = await audit_chain.cut_of(tx, ending.desk.practice.id)
    assert cut.seq > 0
    # what the log does not tell is no cut by rule
    with pytest.raises(Exception, match="only added to"):
        async with ending.database.write() as tx:
            await tx.execute(schema.audit_log.delete())
    with pytest.raises(Exception, match="only added to"):
        async with ending.database.write() as tx:
            await tx.execute(schema.audit_cuts.delete())
    async with ending.database.write() as tx:
        row = {
            "practice_id": ending.desk.practice.id,
            "seq": check.head.seq,
            "hash": check.head.hash,
            "at": ending.exchange.now,
            "deletion_id": 1,
        }
        await tx.execute(schema.audit_cuts.insert(), row)
    fault = (await verifies(ending)).fault
    assert fault is not None
    assert fault.kind is audit_check.ChainFaultKind.CUT


class Killed(BaseException):
    """As a kill: nothing is caught, nothing is cleaned up."""


async def test_a_deletion_that_is_killed_between_any_two_portions_ends_with_the_same_counts(
    ending: Ending, monkeypatch: pytest.MonkeyPatch
) -> None:
    await furnished(ending)
    await sealed(ending)
    monkeypatch.setattr("calendar_store.endings.deleting.PORTION", 1)
    all_of = await count(ending.database, schema.reminders)
    real, steps, kills, done = deletions.count_on, 0, 0, []

    async def killing(tx: Any, one: Any, counts: Any) -> Any:
        nonlocal steps
        steps += 1
        if steps > kills % 3:
            raise Killed
        return await real(tx, one, counts)

    for _ in range(200):
        steps = 0
        with monkeypatch.context() as within:
            within.setattr(deletions, "count_on", killing)
            worker = retainer.Retainer(ending.database, ending.exchange.clock, pause=0)
            try:
                done = await worker.step()
                break
            except Killed:
                kills += 1
    assert kills > 3
    (one,) = done
    assert one.counts["appointments"] == 2
    assert one.counts["reminders"] == all_of - await count(ending.database, schema.reminders)
    assert await count(ending.database, schema.deletions) == 1
    await sealed(ending)
    assert (await verifies(ending)).fault is None


async def test_consent_that_stands_is_never_deleted(ending: Ending) -> None:
    ada = await ending.desk.client()
    await ending.desk.book(ada, ending.desk.now + timedelta(days=200))
    await ending.exchange.says("STOP", 1)
    await rule(ending, RetentionKind.CONSENTS, "30")
    ending.at(ending.exchange.now + timedelta(days=100))
    await ending.retainer.step()
    async with ending.database.read() as tx:
        kinds = list((await tx.execute(select(schema.consent_events.c.kind))).scalars())
    assert kinds == ["withdrawn"]
    assert await count(ending.database, schema.opt_outs) == 1


async def test_rules_are_bounded_and_kinds_can_be_kept_for_good(ending: Ending) -> None:
    with pytest.raises(InvalidInput):
        await rule(ending, RetentionKind.VISITS, "29")
    with pytest.raises(InvalidInput):
        await rule(ending, RetentionKind.PRACTICE, "30")
    with pytest.raises(InvalidInput):
        await rule(ending, RetentionKind.VISITS, "soon")
    for kind in RetentionKind:
        await rule(ending, kind, "never")
    await furnished(ending)
    assert await ending.retainer.step() == []
    await rule(ending, RetentionKind.TEXTS, "30")
    (done,) = [await ending.retainer.run_once(await ending.practice())]
    assert done is not None
    assert set(done.rules) == {"texts"}
    await rule(ending, RetentionKind.TEXTS, "usual")
    async with ending.database.read() as tx:
        found = await retention_rules.of_practice(tx, ending.desk.practice.id)
    assert found[RetentionKind.TEXTS].is_usual


async def test_a_suspended_practice_goes_whole_after_its_time_and_its_certificate_stays(
    ending: Ending,
) -> None:
    await fill_every_table(ending.database, ending.desk.practice.id)
    async with ending.database.write() as tx:
        other = await practices.add(
            tx, name="Other", timezone="Europe/Rome", locale="it", sender="48222", now=BEGINS
        )
    await fill_every_table_of_other(ending, other.id)
    others = await theirs(ending, other.id)
    await ending.suspended()
    ending.at(BEGINS + timedelta(days=119))
    ending.exchange.now -= timedelta(hours=1)
    assert [one for one in await ending.retainer.step() if one.whole] == []
    ending.at(BEGINS + timedelta(days=120))
    worker = retainer.Retainer(ending.database, ending.exchange.clock, pause=0)
    (done,) = [one for one in await worker.step() if one.practice_id == ending.desk.practice.id]
    assert done.whole
    left = await theirs(ending, ending.desk.practice.id)
    assert set(left) == {"deletions", "audit_cuts", "audit_log"}
    async with ending.database.read() as tx:
        assert [one.id for one in await practices.all_practices(tx)] == [other.id]
        certified = await retention.certificates(tx, OPERATOR, None)
        assert done.id in {one.id for one in certified}
        document, _ = await retention.certificate(tx, OPERATOR, done.id)
        told = await audit.entries(tx, ending.desk.practice.id)
    assert [one.action for one in told] == ["practice.deleted", "retention.log_cut"]
    assert told[0].detail["certificate"] == hashlib.sha256(document).hexdigest()
    assert json.loads(document)["whole_practice"] is True
    assert await theirs(ending, other.id) == others


async def fill_every_table_of_other(ending: Ending, practice_id: int) -> None:
    async with ending.database.write() as tx:
        await audit.record(
            tx, practice_id, by=OPERATOR, action="client.added", subject="1", now=BEGINS
        )


async def theirs(ending: Ending, practice_id: int) -> dict[str, int]:
    found = {}
    async with ending.database.read() as tx:
        for table in metadata.sorted_tables:
            if "practice_id" in table.c:
                own = select(func.count()).where(table.c.practice_id == practice_id)
                if number := int((await tx.execute(own)).scalar_one()):
                    found[table.name] = number
    return found


async def test_a_practice_that_is_being_deleted_is_not_reactivated(ending: Ending) -> None:
    await ending.suspended()
    ending.at(BEGINS + timedelta(days=121))
    assert await ending.retainer.begin(await ending.practice()) is not None
    practice = await ending.practice()
    async with ending.database.write() as tx:
        with pytest.raises(InvalidInput, match="being deleted"):
            await suspending.reactivate(tx, OPERATOR, practice, now=ending.exchange.now)
