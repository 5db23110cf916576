"""Conversations: remembered whole, held by one at a time, and each practice has its own."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from calendar_store.conversations import conversation_state
from calendar_store.database.connection import Database
from calendar_store.model.conversations import Conversation, ConversationKey
from calendar_store.model.statuses import Channel

TALK = ConversationKey(Channel.SMS, "+390699000111", "+393331110001")
MINUTE = timedelta(minutes=1)


async def _save(database, now, *some):
    async with database.write() as tx:
        await conversation_state.save(tx, some, now)


async def _load(database, *keys):
    async with database.read() as tx:
        return await conversation_state.load(tx, keys)


async def test_a_conversation_is_kept_whole_and_each_time_a_version_further(database, now):
    key = (1, TALK)
    state = {"question": {"asked": "slots", "at": now.isoformat()}, "locale": "it", "odd": "à😀"}
    await _save(database, now, Conversation(*key, state, 0, now))
    (kept,) = (await _load(database, key)).values()
    assert kept == Conversation(*key, state, 1, now)
    await _save(database, now, replace(kept, state={}, last_outbound_at=None))
    (kept,) = (await _load(database, key)).values()
    assert (kept.state, kept.version, kept.last_outbound_at) == ({}, 2, None)


async def test_practices_on_one_number_have_conversations_of_their_own(database, now):
    await _save(database, now, *(Conversation(n, TALK, {"n": n}, 0) for n in (1, 2)))
    found = await _load(database, (1, TALK), (3, TALK))
    assert [(key[0], one.state) for key, one in found.items()] == [(1, {"n": 1})]
    assert await _load(database) == {}


async def test_the_practice_that_wrote_last_comes_first(database, now):
    wrote = [(1, now), (2, now + MINUTE), (3, None)]
    await _save(database, now, *(Conversation(n, TALK, {}, 0, at) for n, at in wrote))
    async with database.read() as tx:
        found = await conversation_state.last_written(
            tx, [TALK, TALK._replace(their_address="+39333")]
        )
        assert found == {TALK: [2, 1]}
        assert await conversation_state.last_written(tx, []) == {}


async def test_whoever_holds_a_conversation_holds_it_alone_until_the_commit(database, store_url):
    another = TALK._replace(their_address="+393331110002")
    if database.dialect == "sqlite":
        # one writer at a time: whoever writes holds them all
        async with database.write() as tx:
            assert await conversation_state.hold(tx, [TALK]) == {TALK}
        return
    other = Database.connect(store_url)
    async with database.write() as tx:
        assert await conversation_state.hold(tx, [TALK]) == {TALK}
        assert await conversation_state.hold(tx, [TALK]) == {TALK}
        async with other.write() as theirs:
            assert await conversation_state.hold(theirs, [TALK, another]) == {another}
    async with other.write() as theirs:
        assert await conversation_state.hold(theirs, [TALK]) == {TALK}
    await other.close()


async def test_a_naive_moment_never_enters_the_store(database):
    naive = datetime(2026, 1, 12, 9, tzinfo=UTC).replace(tzinfo=None)
    with pytest.raises(Exception, match="aware times only"):
        await _save(database, naive, Conversation(1, TALK, {}, 0))
