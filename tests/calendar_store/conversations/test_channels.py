"""The same strings as addresses on two channels: nothing of one conversation touches the other."""

import hashlib
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from calendar_store.clients import consent
from calendar_store.conversations import alerts, conversation_state, inbox, staff_queue
from calendar_store.conversations.inbox import Handled, ReceivedText
from calendar_store.conversations.staff_queue import Who
from calendar_store.database.connection import Database, Transaction
from calendar_store.messages import delivery_history, message_rows, outbox, suppression
from calendar_store.model.conversations import Alert, Conversation, ConversationKey, Inbound
from calendar_store.model.messages import Message
from calendar_store.model.practices import Practice, Practitioner
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import NO_REASON, Reason
from calendar_store.model.statuses import AlertKind, Channel, MessageKind, MessageStatus
from calendar_store.schema import inbound
from gateway.channels.sms.smpp.concat import join
from tests.support.desk import BY, Desk, mobile

SMS, EMAIL = Channel.SMS, Channel.EMAIL
TEXTS = ConversationKey(SMS, "+390699000111", mobile(1))
MAILS = TEXTS._replace(channel=EMAIL)
SECOND = timedelta(seconds=1)


@pytest.fixture
def desk(database: Database, practice: Practice, aurora: Practitioner, now: datetime) -> Desk:
    return Desk(database, practice, aurora, now)


def came(key: ConversationKey, said: str, at: datetime, session: str = "a") -> ReceivedText:
    fingerprint = hashlib.sha256(said.encode()).digest()
    return ReceivedText("primary", key, said, said.encode(), fingerprint, session, at)


@pytest.fixture
def store(database: Database) -> Callable[..., Awaitable[int]]:
    async def stored(*arrivals: ReceivedText) -> int:
        async with database.write() as tx:
            return await inbox.store(tx, arrivals, {}, join)

    return stored


async def _all(tx: Transaction) -> list[Inbound]:
    return [inbox.value(row) for row in await tx.execute(select(inbound).order_by(inbound.c.id))]


async def test_each_channel_has_a_conversation_and_memory_of_its_own(
    database: Database, now: datetime
) -> None:
    kept = [
        Conversation(1, TEXTS, {"of": "texts"}, 0, now),
        Conversation(2, MAILS, {"of": "mails"}, 0, now + SECOND),
    ]
    async with database.write() as tx:
        await conversation_state.save(tx, kept, now)
        wanted = [(practice, key) for practice in (1, 2) for key in (TEXTS, MAILS)]
        found = await conversation_state.load(tx, wanted)
        assert {key: one.state["of"] for key, one in found.items()} == {
            (1, TEXTS): "texts",
            (2, MAILS): "mails",
        }
        assert await conversation_state.last_written(tx, [TEXTS]) == {TEXTS: [1]}
        assert await conversation_state.last_written(tx, [MAILS]) == {MAILS: [2]}
        ours = await conversation_state.last_addresses(tx, EMAIL, [mobile(1)])
        assert ours == {mobile(1): MAILS.our_address}
        assert await conversation_state.hold(tx, [TEXTS, MAILS]) == {TEXTS, MAILS}


async def test_the_same_bytes_over_another_channel_are_no_repetition(
    database: Database, store: Callable[..., Awaitable[int]], now: datetime
) -> None:
    assert await store(came(TEXTS, "1", now)) == 1
    assert await store(came(TEXTS, "1", now + SECOND)) == 0
    assert await store(came(MAILS, "1", now + SECOND)) == 1
    assert await store(came(MAILS, "1", now + 2 * SECOND)) == 0
    async with database.read() as tx:
        assert [one.key for one in await _all(tx)] == [TEXTS, MAILS]


async def test_what_came_over_another_channel_came_not_between_two_of_the_same(
    store: Callable[..., Awaitable[int]], now: datetime
) -> None:
    assert await store(came(TEXTS, "1", now), came(MAILS, "2", now)) == 2
    assert await store(came(TEXTS, "1", now + SECOND)) == 0
    assert await store(came(TEXTS, "2", now + 2 * SECOND)) == 1
    assert await store(came(TEXTS, "1", now + 3 * SECOND)) == 1


async def test_conversations_of_two_channels_are_handled_beside_each_other(
    database: Database, store: Callable[..., Awaitable[int]], now: datetime
) -> None:
    await store(came(TEXTS, "1", now), came(TEXTS, "2", now), came(MAILS, "3", now))
    async with database.write() as tx:
        claimed = await inbox.claim(tx, 10)
        assert [(one.key, one.text) for one in claimed] == [(TEXTS, "1"), (MAILS, "3")]
        done = [Handled(one.id, 1, None, "unclear", {}) for one in claimed]
        await inbox.finish(tx, done, now)
        last = await inbox.last_handled(tx, [1], MAILS)
        assert last is not None
        assert last.text == "3"
        assert [one.text for one in await inbox.of_address(tx, 1, (SMS, mobile(1)))] == ["1"]
        newest = await inbox.newest(tx, 1, [(SMS, mobile(1)), (EMAIL, mobile(1))])
        ids = [one.id for one in claimed]
        assert newest == {(SMS, mobile(1)): ids[0], (EMAIL, mobile(1)): ids[1]}
        heard = await delivery_history.heard(tx, [(1, mobile(1))])
        assert heard == {(1, mobile(1)): now}


async def test_a_client_is_known_by_a_number_on_its_own_channel_alone(
    desk: Desk, store: Callable[..., Awaitable[int]], now: datetime
) -> None:
    await desk.client()
    await store(came(MAILS, "win a prize", now), came(TEXTS, "can I bring my dog?", now))
    practice_id = desk.practice.id
    async with desk.database.write() as tx:
        claimed = await inbox.claim(tx, 10)
        done = [Handled(one.id, practice_id, None, "unclear", {}) for one in claimed]
        await inbox.finish(tx, done, now)
        raised = [
            Alert(practice_id, tx.ids.new(), AlertKind.UNCLEAR, NO_REASON, now, inbound_id=one.id)
            for one in claimed
        ]
        await alerts.raise_all(tx, raised)
        (known,) = await staff_queue.waiting(tx, practice_id, Who.PEOPLE)
        (strange,) = await staff_queue.waiting(tx, practice_id, Who.STRANGERS)
        assert (known.key, strange.key) == (TEXTS, MAILS)
        assert await staff_queue.see_to(tx, practice_id, known, by=BY, now=now) == 1
        left = await staff_queue.of_conversations(tx, practice_id, [TEXTS, MAILS])
        assert list(left) == [MAILS]
        up_to = await staff_queue.newest(tx, practice_id)
        closed = await staff_queue.close_strangers(tx, practice_id, up_to=up_to, by=BY, now=now)
        assert closed == 1


async def test_who_opts_out_of_one_channel_still_gets_what_waits_on_the_other(
    desk: Desk, now: datetime
) -> None:
    practice_id = desk.practice.id
    async with desk.database.write() as tx:
        await outbox.enqueue(tx, [_message(tx, practice_id, one, now) for one in (SMS, EMAIL)])
        await suppression.to_recipients(
            tx, [(practice_id, EMAIL, mobile(1))], Reason(ReasonCode.OPTED_OUT), now
        )
        assert await _stand(tx, practice_id) == (MessageStatus.QUEUED, MessageStatus.SKIPPED)


async def test_an_opt_out_during_an_attempt_holds_back_that_channel_alone(
    desk: Desk, now: datetime
) -> None:
    practice_id = desk.practice.id
    async with desk.database.write() as tx:
        queued = [_message(tx, practice_id, channel, now) for channel in (SMS, EMAIL)]
        await outbox.enqueue(tx, queued)
        stops = [(practice_id, EMAIL, mobile(1), "STOP")]
        await consent.opt_out(tx, stops, now + SECOND)
        await suppression.recheck_requeued(tx, queued, now)
        assert await _stand(tx, practice_id) == (MessageStatus.QUEUED, MessageStatus.SKIPPED)
        asked = [(practice_id, channel, mobile(1)) for channel in (SMS, EMAIL)]
        assert await consent.stopped(tx, asked) == {asked[1]}


async def _stand(tx: Transaction, practice_id: int) -> tuple[MessageStatus, MessageStatus]:
    """Return how the text and the mail to the same string stand."""
    (text,) = await message_rows.listed(tx, practice_id, recipient=(SMS, mobile(1)))
    (mail,) = await message_rows.listed(tx, practice_id, recipient=(EMAIL, mobile(1)))
    return text.status, mail.status


def _message(tx: Transaction, practice_id: int, channel: Channel, now: datetime) -> Message:
    return Message(
        *(practice_id, tx.ids.new(), MessageKind.REMINDER, channel),
        sender=TEXTS.our_address,
        recipient=mobile(1),
        text="See you.",
        status=MessageStatus.QUEUED,
        created_at=now,
        not_before=now,
        expires_at=now + timedelta(days=1),
        priority=outbox.REMINDER_PRIORITY,
        carrier="primary" if channel is SMS else "",
    )
