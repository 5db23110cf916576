"""A store of the version before that holds a hundred thousand rows: all of it stands afterwards.

The rows are those that a service leaves: conversations with an open question, texts, messages with
their histories, alerts, clients, appointments, opt-outs.
"""

from collections.abc import AsyncIterator
from datetime import timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import (
    Connection,
    column,
    desc,
    func,
    inspect,
    literal_column,
    select,
    table,
)

from calendar_store.appointments import agenda
from calendar_store.clients import consent
from calendar_store.conversations import inbox, staff_queue
from calendar_store.conversations.inbox import ReceivedText
from calendar_store.database import migrate
from calendar_store.database.connection import Database, Transaction
from calendar_store.messages import delivery_history, message_rows
from calendar_store.model.conversations import ConversationKey
from calendar_store.model.messages import Message
from calendar_store.model.statuses import AppointmentStatus, Channel, MessageKind, MessageStatus
from calendar_store.schema import metadata
from gateway.channels.sms.attribution import attributed
from gateway.channels.sms.smpp.concat import join
from gateway.turns.turns import Turns
from tests.support.schema_differences import schema_differences
from tests.support.sms import texts
from tests.support.store_0008 import (
    NOW,
    OURS,
    ahead_of,
    fill_store_0008,
    fingerprint,
    is_stopped,
    mobile,
    practice_of,
)

ADA, SAID_STOP, OTHER = 20, 7, 120
"""Clients: one who answers a reminder, one who sent STOP, one to whom something is queued."""
LATER = NOW + timedelta(minutes=1)
RENAMED = {"our_number": "our_address", "their_number": "their_address"}
WHOLE = ("conversations", "inbound")
"""Tables that are read whole, before and after; a few rows of each of the others are."""
Rows = dict[str, list[dict[str, Any]]]


@pytest.fixture
async def empty(empty_url: str) -> AsyncIterator[Database]:
    database = Database.connect(empty_url)
    yield database
    await database.close()


async def test_a_hundred_thousand_rows_of_0008_stand_and_serve_after_all_migrations(
    empty: Database,
) -> None:
    filled = await fill_store_0008(empty)
    assert filled.total() >= 100_000
    async with empty.read() as tx:
        before = await _rows(tx, list(filled))
    assert await migrate.migrate(empty) == ("0008", migrate.newest())
    async with empty.read() as tx:
        assert await tx.run_sync(schema_differences) == []
        assert {name: await _count(tx, name) for name in filled} == dict(filled)
        _same(before, await _rows(tx, list(filled)))
    await _a_reminder_of_before_is_answered(empty)
    await _a_stop_of_before_holds(empty)
    await _a_repetition_of_a_text_of_before_is_known(empty)
    await _what_waited_for_a_person_waits(empty)


async def _count(tx: Transaction, name: str) -> int:
    counted = select(func.count()).select_from(metadata.tables[name])
    return int((await tx.execute(counted)).scalar_one())


async def _rows(tx: Transaction, names: list[str]) -> Rows:
    """Return rows as they stand: all of some tables, the first and the last of the others."""
    found: Rows = {}
    for name in names:
        there = await tx.run_sync(partial(_columns, name))
        key = [column(one.name) for one in metadata.tables[name].primary_key if one.name in there]
        # whatever columns it has: the tables that the queries know may have others
        whole = select(literal_column("*")).select_from(table(name))
        ends = (whole.order_by(*order).limit(20) for order in (key, map(desc, key)))
        statements = [whole] if name in WHOLE else ends
        rows = [row for one in statements for row in await tx.execute(one)]
        found[name] = [dict(row._mapping) for row in rows]
    return found


def _columns(name: str, connection: Connection) -> set[str]:
    return {one["name"] for one in inspect(connection).get_columns(name)}


def _same(before: Rows, after: Rows) -> None:
    """Check that each row says what it said; columns that a migration took away are left out."""
    for name, rows in before.items():
        kept = [{RENAMED.get(k, k): v for k, v in row.items()} for row in rows]
        shared = kept[0].keys() & after[name][0].keys()
        assert shared
        assert _said(kept, shared) == _said(after[name], shared), name
        if name in WHOLE:
            assert {row["channel"] for row in after[name]} == {"sms"}


def _said(rows: list[dict[str, Any]], columns: Any) -> list[str]:
    return sorted(str(sorted((k, v) for k, v in row.items() if k in columns)) for row in rows)


def _key(client: int) -> ConversationKey:
    return ConversationKey(Channel.SMS, OURS[practice_of(client)], mobile(client))


def _arrival(client: int, said: str, of_bytes: bytes) -> ReceivedText:
    return ReceivedText("primary", _key(client), said, said.encode(), of_bytes, "primary.2", LATER)


async def _stored(database: Database, one: ReceivedText) -> int:
    async with database.write() as tx:
        return await inbox.store(tx, await attributed(tx, [one], {}), {}, join)


async def _messages(tx: Transaction, client: int) -> list[Message]:
    theirs = (Channel.SMS, mobile(client))
    return await message_rows.listed(tx, practice_of(client), recipient=theirs)


async def _a_reminder_of_before_is_answered(database: Database) -> None:
    assert await _stored(database, _arrival(ADA, "1", b"new")) == 1
    turns = Turns(database, texts(("primary", tuple(OURS.values()))), lambda: LATER)
    while await turns.step():
        pass
    async with database.read() as tx:
        appointment = await agenda.get(tx, practice_of(ADA), ahead_of(ADA))
        newest = (await _messages(tx, ADA))[0]
    assert appointment.status is AppointmentStatus.CONFIRMED
    assert (newest.kind, newest.sender, newest.created_at) == (
        *(MessageKind.REPLY, OURS[practice_of(ADA)], LATER),
    )


async def _a_stop_of_before_holds(database: Database) -> None:
    assert is_stopped(SAID_STOP)
    stopped, other = (
        (practice_of(one), one, Channel.SMS, mobile(one)) for one in (SAID_STOP, OTHER)
    )
    async with database.write() as tx:
        assert set(await consent.gate(tx, [stopped, other])) == {stopped}
        refused = [(stopped[0], Channel.SMS, stopped[3]), (other[0], Channel.EMAIL, other[3])]
        assert await consent.stopped(tx, refused) == {refused[0]}
    async with database.read() as tx:
        waits = {m.recipient for one in (SAID_STOP, OTHER) for m in await _queued(tx, one)}
    assert waits == {mobile(SAID_STOP), mobile(OTHER)}


async def _queued(tx: Transaction, client: int) -> list[Message]:
    return [m for m in await _messages(tx, client) if m.status is MessageStatus.QUEUED]


async def _a_repetition_of_a_text_of_before_is_known(database: Database) -> None:
    again = _arrival(OTHER, f"forse, {OTHER}", fingerprint(OTHER))
    assert await _stored(database, again) == 0
    assert await _stored(database, _arrival(OTHER, "forse", b"other")) == 1


async def _what_waited_for_a_person_waits(database: Database) -> None:
    async with database.read() as tx:
        (waiting,) = (await staff_queue.of_conversations(tx, practice_of(24), [_key(24)])).values()
        assert [one.text for one in waiting.texts] == ["forse, 24"]
        page = await staff_queue.waiting(tx, practice_of(24))
        assert len(page) == staff_queue.PAGE
        theirs = (practice_of(24), mobile(24))
        assert await delivery_history.heard(tx, [theirs]) == {theirs: NOW}
