"""What waits is counted with the age of its oldest, and no table is read for it."""

import sqlite3
from datetime import UTC, datetime, timedelta

from sqlalchemy.dialects import sqlite

from calendar_store.conversations import inbox
from calendar_store.conversations.inbox import ReceivedText
from calendar_store.messages import backlog, outbox, receipts, received_receipts, reminders
from calendar_store.messages.backlog import QueueDepth, QueueKind
from calendar_store.model.conversations import ConversationKey
from calendar_store.model.practices import DEFAULT_STEPS
from calendar_store.model.reasons import NO_REASON
from calendar_store.model.statuses import Channel, MessageStatus
from tests.support.desk import Desk
from tests.support.office import Office
from tests.support.received_texts import joins

HOUR = timedelta(hours=1)


async def look(database, now):
    async with database.read() as tx:
        return {(one.queue, one.carrier): one for one in await backlog.look(tx, now)}


async def test_an_empty_store_has_nothing_waiting(database, now):
    assert await look(database, now) == {
        (queue, ""): QueueDepth(queue, "", 0, None) for queue in set(QueueKind) - {QueueKind.OUTBOX}
    }


async def test_each_carriers_messages_wait_apart_and_the_oldest_tells_since_when(
    database, practice
):
    began = datetime.now(UTC)
    office = Office(database, practice.id, began)
    await office.queue(3, expires_at=began + HOUR)
    await office.queue(2, carrier="second")
    await office.queue(1, status=MessageStatus.SKIPPED)
    await office.lease(1)
    found = await look(database, began)
    first, second = found[QueueKind.OUTBOX, "primary"], found[QueueKind.OUTBOX, "second"]
    assert (first.count, second.count) == (2, 2)
    assert began - timedelta(milliseconds=2) < first.since <= second.since <= datetime.now(UTC)


async def test_texts_reminders_and_receipts_wait_each_in_their_place(
    database, practice, aurora, now
):
    desk = Desk(database, practice, aurora, now)
    booked = await desk.book(await desk.client(), now + timedelta(days=3))
    key = ConversationKey(Channel.SMS, practice.sender, "+393331110001")
    text = ReceivedText("primary", key, "1", b"1", b"f", "a", now)
    early = received_receipts.Receipt("primary", "17", MessageStatus.DELIVERED, NO_REASON)
    async with database.write() as tx:
        await inbox.store(tx, [text], {}, joins)
        await receipts.record(tx, [early], now - HOUR)
        await reminders.plan_for(tx, practice, DEFAULT_STEPS, [], now)
    due = min(one.due_at for one in await desk.reminders(booked))
    found = await look(database, due + HOUR)
    assert found[QueueKind.REMINDERS, ""] == QueueDepth(QueueKind.REMINDERS, "", 1, due)
    assert found[QueueKind.RECEIPTS, ""] == QueueDepth(QueueKind.RECEIPTS, "", 1, now - HOUR)
    assert found[QueueKind.INBOX, ""].count == 1
    # before it is due, a reminder does not wait
    assert (await look(database, due - HOUR))[QueueKind.REMINDERS, ""].count == 0


async def test_every_query_is_served_by_an_index_of_what_waits(migrated_file):
    statements = (backlog._OUTBOX, backlog._INBOX, backlog._REMINDERS, backlog._RECEIPTS)
    with sqlite3.connect(migrated_file) as store:
        for statement in statements:
            sql = str(statement.compile(dialect=sqlite.dialect()))
            values = (0,) * sql.count("?")
            ((*_, step),) = store.execute(f"EXPLAIN QUERY PLAN {sql}", values)
            assert "INDEX ix_" in step, step


async def test_messages_that_wait_are_told_by_the_outbox_itself(database, practice, now):
    """The same statuses count as those that are leased."""
    office = Office(database, practice.id, now)
    await office.queue(4)
    waiting = (await look(database, now))[QueueKind.OUTBOX, "primary"].count
    async with database.write() as tx:
        leased = await outbox.lease(
            tx, "primary", now=now, limit=10, owner="one", lasting=timedelta(minutes=1)
        )
    assert len(leased) == waiting
