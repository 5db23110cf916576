"""A message that did not arrive, sent again: with reference, within bounds, as consent allows."""

import asyncio
from datetime import timedelta

import pytest

from calendar_store.clients import consent
from calendar_store.clients.consent import ConsentStatement
from calendar_store.messages import attempt_outcomes, resends
from calendar_store.messages.attempt_outcomes import Outcome
from calendar_store.model.actors import OPERATOR, Permission
from calendar_store.model.errors import InvalidInput, NotFound
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import Reason
from calendar_store.model.statuses import (
    Channel,
    ConsentHow,
    ConsentKind,
    MessageKind,
    MessageStatus,
    Role,
)
from calendar_store.views import day_view
from gateway.channels.mail.mail_channel import MailChannel
from gateway.use_cases import appointment_changes, message_resend
from gateway.use_cases.message_resend import MOST_A_DAY, NotSendable
from gateway.use_cases.telling import UNDO_TIME
from tests.support.acts import takes
from tests.support.desk import BY
from tests.support.exchange import START, Exchange

DAY = timedelta(days=1)
SMS, EMAIL = Channel.SMS, Channel.EMAIL
S = MessageStatus


@pytest.fixture
def exchange(desk):
    return Exchange(desk, beside=[MailChannel("calendar@example.org")])


@pytest.fixture
async def visit(exchange):
    """Ada's appointment, about which a text was queued two days before."""
    desk = exchange.desk
    ada = await desk.client(email="ada@example.org", agreed=(SMS,))
    one = await desk.steps_of("2d").book(ada, START)
    exchange.at(START - 2 * DAY)
    await _planned(exchange)
    return one


async def _planned(exchange):
    while await exchange.planner.step():
        pass


async def fails(exchange, status=S.FAILED):
    (message,) = [one for one in await exchange.desk.messages() if one.status is S.QUEUED]
    async with exchange.database.write() as tx:
        why = Reason(ReasonCode.PHONE_OFF)
        await attempt_outcomes.advance(tx, [Outcome(message, status, why)], exchange.now)
    return message


async def again(exchange, visit, what):
    async with exchange.database.write() as tx:
        return await message_resend.resend(
            *(tx, OPERATOR, exchange.desk.practice, visit.id, what),
            channels=exchange.channels,
            now=exchange.now,
        )


async def consents(exchange, visit, channel, kind):
    said = ConsentStatement(visit.client_id, channel, kind, ConsentHow.SPOKEN, BY, exchange.now)
    async with exchange.database.write() as tx:
        await consent.record(tx, visit.practice_id, [said], now=exchange.now)


async def test_the_desk_sends_a_failed_message_again_and_it_refers_to_it(exchange, visit):
    failed = await fails(exchange)

    async def act(tx, actor):
        new = await message_resend.resend(
            *(tx, actor, exchange.desk.practice, visit.id, failed.id),
            channels=exchange.channels,
            now=exchange.now,
        )
        assert (new.text, new.status, new.kind) == (failed.text, S.QUEUED, failed.kind)
        (one,) = await resends.of_appointment(tx, visit.practice_id, visit.id)
        assert (one.message_id, one.repeats_id, one.by) == (new.id, failed.id, actor.label)

    await takes(exchange.desk, act, Permission.REPLY, roles={Role.ADMIN, Role.RECEPTION})


async def test_its_question_is_open(exchange, visit):
    failed = await fails(exchange)
    await again(exchange, visit, failed.id)
    await exchange.says("1")
    assert (await exchange.stands(visit))[0].value == "confirmed"


async def test_two_who_send_it_again_by_two_channels_send_it_once(exchange, visit):
    failed = await fails(exchange)
    await consents(exchange, visit, EMAIL, ConsentKind.GRANTED)
    wish = (OPERATOR, exchange.desk.practice, visit.id, failed.id)

    async def by_mail():
        async with exchange.database.write() as tx:
            await message_resend.resend(
                tx, *wish, channels=exchange.channels, now=exchange.now, by=EMAIL
            )

    async with exchange.database.write() as tx:
        await message_resend.resend(tx, *wish, channels=exchange.channels, now=exchange.now)
        other = asyncio.create_task(by_mail())
        # the other one has done all that it can do before this commit
        await asyncio.wait([other], timeout=0.5)
    with pytest.raises(InvalidInput, match="sent again already"):
        await other
    queued = [one for one in await exchange.desk.messages() if one.status is S.QUEUED]
    assert [one.channel for one in queued] == [SMS]


@pytest.mark.parametrize("status", [S.EXPIRED, S.UNKNOWN])
async def test_what_expired_or_nobody_knows_is_sent_again(exchange, visit, status):
    failed = await fails(exchange, status)
    assert (await again(exchange, visit, failed.id)).status is S.QUEUED


async def test_the_words_are_those_of_how_it_stands_now(exchange, visit):
    failed = await fails(exchange)
    moved = await exchange.desk.move(visit, START + timedelta(hours=1))
    new = await again(exchange, moved, failed.id)
    assert "11:00" in new.text
    assert new.expires_at == moved.starts_at


async def test_a_reminder_that_was_skipped_is_sent_once_it_may_be(exchange):
    desk = exchange.desk
    one = await desk.steps_of("2d").book(await desk.client(consents=False), START)
    exchange.at(START - 2 * DAY)
    await _planned(exchange)
    async with exchange.database.read() as tx:
        entry = await day_view.entry(tx, desk.practice, one.id)
    (badge,) = entry.badges
    assert (badge.status, badge.message_id) == (S.SKIPPED, None)
    with pytest.raises(NotSendable, match="no consent") as no:
        await again(exchange, one, badge.reminder_id)
    assert no.value.reason.code is ReasonCode.NO_CONSENT
    await consents(exchange, one, SMS, ConsentKind.GRANTED)
    assert (await again(exchange, one, badge.reminder_id)).channel is SMS


async def test_another_channel_is_taken_if_the_first_may_not_be_used(exchange, visit):
    failed = await fails(exchange)
    await consents(exchange, visit, SMS, ConsentKind.WITHDRAWN)
    with pytest.raises(NotSendable):
        await again(exchange, visit, failed.id)
    await consents(exchange, visit, EMAIL, ConsentKind.GRANTED)
    new = await again(exchange, visit, failed.id)
    assert (new.channel, new.recipient) == (EMAIL, "ada@example.org")
    assert "STOP" not in new.text


async def test_a_cancellation_that_did_not_arrive_is_told_again(exchange, visit):
    await fails(exchange)
    async with exchange.database.write() as tx:
        await appointment_changes.cancel(
            *(tx, OPERATOR, exchange.desk.practice, visit.id),
            version=visit.version,
            channels=exchange.channels,
            now=exchange.now,
        )
    exchange.at(exchange.now + UNDO_TIME)
    await _planned(exchange)
    failed = await fails(exchange)
    new = await again(exchange, visit, failed.id)
    assert (new.kind, new.text) == (MessageKind.CHANGED, failed.text)


async def test_what_needs_no_repetition_is_refused(exchange, visit):
    (queued,) = await exchange.desk.messages()
    with pytest.raises(InvalidInput, match="arrived, or is on its way"):
        await again(exchange, visit, queued.id)
    failed = await fails(exchange)
    with pytest.raises(NotFound):
        await again(exchange, visit, failed.id + 1)
    gone = await exchange.desk.cancel(visit)
    with pytest.raises(InvalidInput, match="does not stand any more"):
        await again(exchange, gone, failed.id)
    exchange.at(START)
    with pytest.raises(InvalidInput, match="has begun"):
        await again(exchange, gone, failed.id)


async def test_answers_are_not_sent_again(exchange, visit):
    await exchange.taken()
    await exchange.says("1")
    answer = await fails(exchange)
    with pytest.raises(InvalidInput, match="write an answer"):
        await again(exchange, visit, answer.id)


async def test_what_was_sent_again_is_not_sent_twice(exchange, visit):
    failed = await fails(exchange)
    new = await again(exchange, visit, failed.id)
    with pytest.raises(InvalidInput, match="sent again already"):
        await again(exchange, visit, failed.id)
    await fails(exchange)
    # once the new one is lost too, either is sent again
    assert await again(exchange, visit, failed.id)
    with pytest.raises(InvalidInput, match="sent again already"):
        await again(exchange, visit, failed.id)
    with pytest.raises(NotFound):
        await again(exchange, visit, 1)
    assert new.id != failed.id


async def test_there_is_a_bound(exchange, visit):
    failed = await fails(exchange)
    for _ in range(MOST_A_DAY):
        await again(exchange, visit, failed.id)
        failed = await fails(exchange)
    with pytest.raises(InvalidInput, match="3 times a day"):
        await again(exchange, visit, failed.id)
    exchange.at(exchange.now + DAY)
    assert await again(exchange, visit, failed.id)


async def test_the_reminder_that_follows_does_not_say_it_once_more(exchange):
    desk = exchange.desk
    one = await desk.steps_of("2d, 1d").book(await desk.client(), START)
    exchange.at(START - 2 * DAY)
    await _planned(exchange)
    failed = await fails(exchange)
    exchange.at(START - DAY - timedelta(hours=1))
    await again(exchange, one, failed.id)
    await exchange.taken()
    exchange.at(START - DAY)
    await _planned(exchange)
    assert await exchange.queued() == []
