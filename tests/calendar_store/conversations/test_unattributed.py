"""Texts of nobody's: counted, alerted of once where there is one practice, seen by no other."""

from dataclasses import replace

from calendar_store.conversations import alerts, inbox, unattributed
from calendar_store.conversations.inbox import Handled, ReceivedText
from calendar_store.messages import backlog
from calendar_store.messages.backlog import QueueKind
from calendar_store.model.conversations import ConversationKey
from calendar_store.model.statuses import AlertKind, Channel, InboundStatus
from calendar_store.practices import practices
from gateway.wording.reason_words import in_words
from tests.support.received_texts import joins

TALK = ConversationKey(Channel.SMS, "+390699000222", "+393331234014")
TEXT = ReceivedText("primary", TALK, "hello", b"hello", b"f", "s", None)


async def _kept(database, now, *words):
    """Texts that were found to be nobody's."""
    async with database.write() as tx:
        texts = [
            replace(TEXT, text=word, fingerprint=word.encode(), received_at=now) for word in words
        ]
        await inbox.store(tx, texts, {}, joins)
        claimed = []
        while taken := await inbox.claim(tx, 10):
            claimed += taken
            await inbox.finish(tx, [Handled(one.id, None, None, "", {}) for one in taken], now)
            await unattributed.alert(tx, taken, now)
    return claimed


async def test_they_wait_and_one_practice_is_alerted_once(database, practice, now):
    await _kept(database, now, "bleeding", "two")
    async with database.read() as tx:
        assert [text.text for text in await unattributed.listed(tx)] == ["bleeding", "two"]
        (alert,) = await alerts.open_of(tx, practice.id)
        assert (alert.kind, "bleeding" in in_words(alert.reason)) == (AlertKind.UNATTRIBUTED, False)
        found = {waiting.queue: waiting.count for waiting in await backlog.look(tx, now)}
    assert found[QueueKind.UNATTRIBUTED] == 2


async def test_with_several_practices_no_page_tells_of_them(database, practice, now):
    async with database.write() as tx:
        await practices.add(
            tx,
            name="Studio Bruno",
            timezone="Europe/Rome",
            locale="it",
            sender="+390699000333",
            now=now,
        )
    await _kept(database, now, "one")
    async with database.read() as tx:
        assert await alerts.open_of(tx, practice.id) == []
        assert await unattributed.count(tx) == 1


async def test_one_that_is_given_to_a_practice_is_new_to_it(database, practice, now):
    (text,) = await _kept(database, now, "one")
    async with database.write() as tx:
        await unattributed.assign(tx, text.id, practice)
        (again,) = await inbox.claim(tx, 10)
        assert (again.key.our_address, again.status) == (practice.sender, InboundStatus.NEW)
        assert await unattributed.count(tx) == 0
