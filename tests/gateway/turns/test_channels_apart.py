"""What is said on one channel answers, confirms and stops nothing on another, whatever address."""

from datetime import timedelta

import pytest

from calendar_store.appointments import agenda
from calendar_store.clients import clients, consent
from calendar_store.conversations import conversation_state
from calendar_store.model.conversations import Conversation, ConversationKey
from calendar_store.model.messages import Message
from calendar_store.model.statuses import AppointmentStatus, Channel, MessageStatus
from tests.support.desk import mobile
from tests.support.exchange import OURS, START, Exchange

TEXTS = ConversationKey(Channel.SMS, OURS, mobile(1))
OTHER = TEXTS._replace(channel=Channel.EMAIL)
"""The same addresses on another channel, as a fax has the numbers of a phone."""


@pytest.fixture
async def reminded(exchange: Exchange) -> Exchange:
    """A client who was reminded by SMS, and written to on the other channel last."""
    await exchange.desk.book(await exchange.desk.client(), START)
    await exchange.at(START - timedelta(days=1)).planner.step()
    practice_id = exchange.desk.practice.id
    talk = Conversation(practice_id, OTHER, {}, 0, exchange.now)
    async with exchange.database.write() as tx:
        await conversation_state.save(tx, [talk], exchange.now)
    return exchange


async def over_the_other(exchange: Exchange, said: str, *texts: str) -> list[Message]:
    """Let a text come over the other channel; return what is written because of it.

    Args:
        exchange: where.
        said: what it says.
        texts: what comes by SMS from the same number, and is handled with it.
    """
    before = {one.id for one in await exchange.desk.messages()}
    await exchange.comes(OTHER, said)
    for text in texts:
        await exchange.arrives((1, text))
    await exchange.handled()
    return [one for one in await exchange.desk.messages() if one.id not in before]


async def appointment_status(exchange: Exchange) -> AppointmentStatus:
    practice_id = exchange.desk.practice.id
    async with exchange.database.read() as tx:
        (before,) = (await conversation_state.load(tx, [(practice_id, TEXTS)])).values()
    about = before.state["question"]["about"] if before.state.get("question") else []
    assert len(about) == 1, "the question asked by SMS stays open"
    (status,) = await _statuses(exchange)
    return status


async def _statuses(exchange: Exchange) -> list[AppointmentStatus]:
    practice_id = exchange.desk.practice.id
    async with exchange.database.read() as tx:
        found = await agenda.touching(tx, practice_id, START, START + timedelta(hours=1))
    return [one.status for one in found]


@pytest.mark.parametrize("said", ["1", "yes", "3", "cancel my appointment", "STOP"])
async def test_nothing_of_sms_is_answered_over_another_channel(
    reminded: Exchange, said: str
) -> None:
    written = await over_the_other(reminded, said)
    assert await appointment_status(reminded) is AppointmentStatus.BOOKED
    assert {one.channel for one in written} <= {Channel.EMAIL}
    assert {(one.sender, one.recipient) for one in written} <= {(OURS, mobile(1))}
    assert all(one.client_id is None for one in written)


async def test_whose_number_it_is_is_not_told_to_another_channel_handled_with_it(
    reminded: Exchange,
) -> None:
    written = await over_the_other(reminded, "cancel my appointment", "are you open tomorrow?")
    assert await _statuses(reminded) == [AppointmentStatus.BOOKED]
    assert {one.client_id for one in written if one.channel is Channel.EMAIL} <= {None}
    assert Channel.SMS in {one.channel for one in written}


async def test_stop_on_another_channel_stops_that_one_alone(reminded: Exchange) -> None:
    await over_the_other(reminded, "STOP")
    practice_id = reminded.desk.practice.id
    both = [(practice_id, channel, mobile(1)) for channel in (Channel.SMS, Channel.EMAIL)]
    async with reminded.database.read() as tx:
        assert await consent.stopped(tx, both) == {both[1]}
    (reminder,) = [one for one in await reminded.desk.messages() if one.channel is Channel.SMS]
    assert reminder.status is MessageStatus.QUEUED
    (thanks,) = await reminded.says("1")
    assert "confirm" in thanks


async def test_stop_by_sms_stops_nothing_on_another_channel(reminded: Exchange) -> None:
    await reminded.says("STOP")
    practice_id = reminded.desk.practice.id
    both = [(practice_id, channel, mobile(1)) for channel in (Channel.SMS, Channel.EMAIL)]
    async with reminded.database.read() as tx:
        assert await consent.stopped(tx, both) == {both[0]}


async def test_wrong_number_on_another_channel_marks_no_mobile(reminded: Exchange) -> None:
    await over_the_other(reminded, "wrong number")
    practice_id = reminded.desk.practice.id
    async with reminded.database.read() as tx:
        found = await clients.by_mobiles(tx, [practice_id], [mobile(1)])
    assert [one.mobile_bad for one in found[practice_id, mobile(1)]] == [False]
    (reminder,) = [one for one in await reminded.desk.messages() if one.channel is Channel.SMS]
    assert reminder.status is MessageStatus.QUEUED
    assert "confirm" in (await reminded.says("1"))[0]
