"""Workers and use cases know a channel by its port: they work as well with one that is not SMS."""

from datetime import timedelta
from decimal import Decimal

import pytest

from calendar_store.clients import consent
from calendar_store.clients.consent import ConsentStatement
from calendar_store.conversations import conversation_state, inbox
from calendar_store.conversations.inbox import ReceivedText
from calendar_store.model.conversations import Conversation, ConversationKey
from calendar_store.model.statuses import (
    AlertKind,
    Channel,
    ConsentHow,
    ConsentKind,
    MessageKind,
    MessageStatus,
)
from gateway.channels.sms.smpp.concat import join
from gateway.channels.sms.sms_channel import SmsChannel
from gateway.messaging.channel import MessageChannel
from gateway.offers.worker import WaitingList
from gateway.reminders.planner import Planner
from gateway.turns.turns import Turns
from gateway.use_cases import staff_conversation, staff_replies
from gateway.use_cases.tariff import Tariff
from gateway.wording.reason_words import in_words
from tests.support import pigeons as pigeons_room
from tests.support.desk import BY, mobile
from tests.support.exchange import OURS, START
from tests.support.pigeons import Pigeons
from tests.support.sms import sms

BY_PIGEON = ConversationKey(Channel.EMAIL, OURS, mobile(1))
TWO_DAYS_BEFORE = START - timedelta(days=2)


@pytest.fixture
def pigeons():
    return Pigeons(frozenset({OURS}))


@pytest.fixture
def loft(exchange, pigeons):
    """The exchange, with all workers at pigeons."""
    exchange.planner = Planner(exchange.database, pigeons, exchange.clock)
    exchange.turns = Turns(exchange.database, pigeons, exchange.clock)
    exchange.waiting_list = WaitingList(exchange.database, pigeons, exchange.clock)
    return exchange


@pytest.fixture
async def ada(loft):
    """A client who agreed to what comes by the toy channel, and to no texts."""
    added = await loft.desk.client(consents=False)
    said = ConsentStatement(
        *(added.id, Channel.EMAIL, ConsentKind.GRANTED, ConsentHow.FORM, BY, loft.now)
    )
    async with loft.database.write() as tx:
        await consent.record(tx, loft.desk.practice.id, [said], now=loft.now)
    return added


async def comes_by_pigeon(loft, text):
    """Let a text come by the toy channel from whom we wrote to there, and have it handled."""
    talk = Conversation(loft.desk.practice.id, BY_PIGEON, {}, 0, loft.now)
    octets = text.encode()
    came = ReceivedText("loft", BY_PIGEON, text, octets, octets, "a", loft.now)
    async with loft.database.write() as tx:
        await conversation_state.save(tx, [talk], loft.now)
        await inbox.store(tx, [came], {}, join)
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
    assert (reply.sender, reply.recipient) == (OURS, mobile(1))
    assert reply.text == reply.text.upper()


async def test_consent_is_asked_for_the_channel_and_not_for_texts(loft):
    texts_only = await loft.desk.client()
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
    desk, tariff = loft.desk, Tariff(pigeons)
    async with loft.database.write() as tx:
        known = await staff_conversation.load(tx, desk.practice.id, BY_PIGEON, tariff, loft.now)
        assert known.measured("Yes").cost == 2 * known.measured("Yes").parts
        sent = await staff_replies.answer(
            tx, BY, known, "Yes, of course.", None, seen=known.newest, now=loft.now
        )
    assert (sent.channel, sent.carrier, sent.price) == (Channel.EMAIL, "loft", Decimal(2))
    assert "YES, OF COURSE." in sent.text
