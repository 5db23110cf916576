"""Workers and use cases know a channel by its port: they work as well with one that is not SMS."""

from datetime import timedelta
from decimal import Decimal

import pytest

from calendar_store.model.conversations import ConversationKey
from calendar_store.model.statuses import (
    AlertKind,
    Channel,
    MessageKind,
    MessageStatus,
)
from gateway.channels.sms.sms_channel import SmsChannel
from gateway.messaging.channel import MessageChannel
from gateway.use_cases import staff_conversation, staff_replies
from gateway.use_cases.tariff import Tariff
from gateway.wording.reason_words import in_words
from tests.support import pigeons as pigeons_room
from tests.support.desk import BY
from tests.support.exchange import START, Exchange
from tests.support.pigeons import Pigeons
from tests.support.sms import sms

LOFT, ADA = "loft@example.org", "ada@example.org"
BY_PIGEON = ConversationKey(Channel.EMAIL, LOFT, ADA)
TWO_DAYS_BEFORE = START - timedelta(days=2)


@pytest.fixture
def pigeons():
    return Pigeons(frozenset({LOFT}))


@pytest.fixture
def loft(desk, pigeons):
    """An exchange that has pigeons beside texts, and whose reminders go by pigeon."""
    return Exchange(desk.steps_of("email booked, email 2d"), beside=[pigeons])


@pytest.fixture
async def ada(loft):
    """A client who agreed to what comes by the toy channel, and to no texts."""
    return await loft.desk.client(email=ADA, agreed=[Channel.EMAIL])


async def comes_by_pigeon(loft, text):
    """Let a text come by the toy channel, and have it handled."""
    await loft.comes(BY_PIGEON, text)
    await loft.handled()


async def remind(loft, client):
    booked = await loft.desk.book(client, START)
    loft.at(TWO_DAYS_BEFORE)
    while await loft.planner.step():
        pass
    return booked


def test_both_channels_are_the_port(pigeons):
    channels: list[MessageChannel] = [pigeons, sms()]
    asked = {name for name in vars(MessageChannel) if not name.startswith("_")}
    for channel in channels:
        assert asked <= {name for name in dir(channel) if not name.startswith("_")}
    assert isinstance(channels[1], SmsChannel)


async def test_a_reminder_goes_by_the_channel_with_its_text_parts_and_price(loft, ada):
    await remind(loft, ada)
    *_, message = await loft.desk.messages()
    assert (message.kind, message.channel) == (MessageKind.REMINDER, Channel.EMAIL)
    assert (message.carrier, message.price) == ("loft", Decimal(2))
    assert message.text == message.text.upper()
    assert message.parts == -(-len(message.text) // 40) > 1


async def test_what_comes_by_the_channel_is_answered_by_it(loft, ada):
    await comes_by_pigeon(loft, "are you open tomorrow?")
    *_, reply = await loft.desk.messages()
    assert (reply.kind, reply.channel, reply.carrier) == (MessageKind.REPLY, "email", "loft")
    assert (reply.sender, reply.recipient, reply.client_id) == (LOFT, ADA, ada.id)
    assert reply.text == reply.text.upper()


async def test_consent_is_asked_for_the_channel_and_not_for_texts(loft):
    texts_only = await loft.desk.client(email=ADA, agreed=[])
    booked = await remind(loft, texts_only)
    assert await loft.desk.messages() == []
    due = [one for one in await loft.desk.reminders(booked) if one.due_at <= loft.now]
    assert [one.status for one in due] == [MessageStatus.SKIPPED] * 2


async def test_staff_read_in_the_channels_own_words_why_nothing_went(loft, ada, pigeons):
    pigeons.fair = False
    await remind(loft, ada)
    (alert,) = [one for one in await loft.desk.alerts() if one.kind is AlertKind.NOT_DELIVERED][:1]
    assert in_words(alert.reason).endswith("was not reminded: it rains")


async def test_what_the_channel_cannot_carry_is_not_sent_and_staff_hear_of_it(
    loft, ada, monkeypatch
):
    monkeypatch.setattr(pigeons_room, "MOST_SLIPS", 1)
    await remind(loft, ada)
    assert await loft.desk.messages() == []
    assert AlertKind.NOT_DELIVERED in {one.kind for one in await loft.desk.alerts()}


async def test_staff_answer_over_it_and_see_its_price(loft, ada, pigeons):
    await comes_by_pigeon(loft, "may I bring my dog?")
    desk, tariff = loft.desk, Tariff(loft.channels)
    async with loft.database.write() as tx:
        known = await staff_conversation.load(tx, desk.practice.id, BY_PIGEON, tariff, loft.now)
        assert known.measured("Yes").cost == 2 * known.measured("Yes").parts
        sent = await staff_replies.answer(
            tx, BY, known, "Yes, of course.", None, seen=known.newest, now=loft.now
        )
    assert (sent.channel, sent.carrier, sent.price) == (Channel.EMAIL, "loft", Decimal(2))
    assert "YES, OF COURSE." in sent.text
