"""Texts in place of mails whose address does not exist: once, in time, and within quiet hours."""

from datetime import datetime, time, timedelta

import pytest

from calendar_store.clients import clients
from calendar_store.messages import outbox
from calendar_store.messages.attempt_outcomes import Outcome
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import Reason
from calendar_store.model.statuses import Channel, MessageKind, MessageStatus
from gateway.channels.mail.mail_channel import MailChannel
from gateway.channels.mail.sending.mail_failures import failure_of
from gateway.messaging.mail_reports import MailReport, apply_reports
from gateway.messaging.outcomes import record_attempts
from gateway.wording.reason_words import in_words
from tests.support.exchange import START, Exchange
from tests.support.sms import sweeper

OURS, ADA = "calendar@example.org", "ada@example.org"
BOTH = (Channel.SMS, Channel.EMAIL)
M = MessageStatus
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


class Post:
    """A practice whose reminder goes by mail a day before."""

    def __init__(self, desk, policy="email 1d"):
        self.exchange = Exchange(desk.steps_of(policy), beside=[MailChannel(OURS)])
        self.sweeper = sweeper(desk.database, self.exchange.clock, channels=self.exchange.channels)

    async def remind(self, moment):
        self.exchange.at(moment)
        while await self.exchange.planner.step():
            pass
        await self.sweeper.sweep()

    async def reminded(self, *, agreed=BOTH, moment=START - DAY):
        client = await self.exchange.desk.client(email=ADA, agreed=agreed)
        visit = await self.exchange.desk.book(client, START)
        await self.remind(moment)
        async with self.exchange.database.write() as tx:
            sent = await outbox.lease(
                *(tx, "mail"), now=self.exchange.now, limit=10, owner="one", lasting=DAY
            )
            taken = [Outcome(one, M.ACCEPTED, awaits_receipt=False) for one in sent]
            await record_attempts(tx, taken, self.exchange.now, failure_of=failure_of)
        assert [one.channel for one in sent] == [Channel.EMAIL]
        return client, visit, sent[0]

    async def bounce(self, mail, status="5.1.1", *, permanent=True):
        report = MailReport(mail.practice_id, mail.id, permanent, status, "no such user")
        async with self.exchange.database.write() as tx:
            await apply_reports(tx, [report], self.exchange.now, failure_of=failure_of)
        await self.remind(self.exchange.now)

    async def texts(self):
        found = await self.exchange.desk.messages()
        return [one for one in found if one.channel is Channel.SMS]


@pytest.fixture
def post(desk):
    return Post(desk)


async def test_a_mail_that_comes_back_for_good_is_replaced_by_a_text_once(post):
    client, _, mail = await post.reminded()
    await post.bounce(mail)
    (text,) = await post.texts()
    assert (text.kind, text.status, text.recipient) == (
        *(MessageKind.REMINDER, M.QUEUED, client.mobile),
    )
    # the words of a text, not of the mail
    assert "Reply 1 to confirm" in text.text
    # staff see both: what became of the mail, and that a text goes in its place
    alerts = await post.exchange.desk.alerts()
    (told,) = [one for one in alerts if one.reason.code is ReasonCode.TEXT_PLANNED]
    assert told.message_id == mail.id
    assert "a text in its place" in in_words(told.reason)
    assert "5.1.1" in in_words(told.reason)
    await post.bounce(mail)
    assert len(await post.texts()) == 1


async def test_mails_that_waited_for_the_same_address_go_as_texts_as_well(post):
    client, _, mail = await post.reminded()
    # the mail about another visit waits for the mail server
    await post.exchange.desk.book(client, START + HOUR)
    await post.remind(START - DAY + HOUR)
    await post.bounce(mail)
    found = await post.exchange.desk.messages()
    assert sorted((one.channel.value, one.status.value) for one in found) == [
        *(("email", "failed"), ("email", "skipped"), ("sms", "queued")),
    ]
    (text,) = await post.texts()
    assert "10:00" in text.text
    assert "11:00" in text.text


async def test_the_answer_to_the_text_is_understood(post):
    _, visit, mail = await post.reminded()
    await post.bounce(mail)
    await post.exchange.taken()
    await post.exchange.says("1")
    assert (await post.exchange.stands(visit))[0].value == "confirmed"


@pytest.mark.parametrize("status", ["5.2.2", "5.7.1", "4.4.7"])
async def test_an_address_that_may_work_later_is_not_replaced(post, status):
    _, _, mail = await post.reminded()
    await post.bounce(mail, status, permanent=status[0] == "5")
    assert await post.texts() == []


async def test_who_agreed_to_no_texts_gets_none(post):
    _, _, mail = await post.reminded(agreed=(Channel.EMAIL,))
    await post.bounce(mail)
    assert await post.texts() == []
    codes = {one.reason.code for one in await post.exchange.desk.alerts()}
    assert ReasonCode.TEXT_PLANNED not in codes
    assert ReasonCode.MAIL_BOUNCED in codes


async def test_too_late_or_cancelled_it_is_not_replaced(post):
    _, visit, mail = await post.reminded()
    await post.exchange.desk.cancel(visit)
    await post.bounce(mail)
    assert await post.texts() == []


async def test_once_the_visit_has_begun_it_is_not_replaced(post):
    _, _, mail = await post.reminded()
    post.exchange.at(START)
    await post.bounce(mail)
    assert await post.texts() == []


async def test_at_night_the_text_waits_for_the_morning(post):
    _, _, mail = await post.reminded()
    night = datetime.combine(START.date(), time(2), START.tzinfo)
    post.exchange.at(night)
    await post.bounce(mail)
    (text,) = await post.texts()
    assert night < text.not_before <= START


async def test_a_text_that_is_planned_anyway_is_enough(desk):
    post = Post(desk, "email 1d, sms 20h")
    _, _, mail = await post.reminded()
    await post.bounce(mail)
    assert await post.texts() == []
    await post.remind(START - 20 * HOUR)
    assert len(await post.texts()) == 1


async def test_a_mail_in_place_of_a_text_is_not_replaced_by_a_text_again(desk):
    post = Post(desk, "1d")
    await post.exchange.desk.book(await post.exchange.desk.client(email=ADA, agreed=BOTH), START)
    await post.remind(START - DAY)
    refused = Reason(ReasonCode.OTHER, {"words": "not delivered"})
    async with post.exchange.database.write() as tx:
        leased = await outbox.lease(
            *(tx, "primary"), now=post.exchange.now, limit=10, owner="one", lasting=DAY
        )
        lost = [Outcome(one, M.FAILED, refused, (), 1) for one in leased]
        await record_attempts(tx, lost, post.exchange.now, failure_of=failure_of)
    await post.sweeper.sweep()
    (mail,) = [one for one in await post.exchange.desk.messages() if one.channel is Channel.EMAIL]
    async with post.exchange.database.write() as tx:
        sent = await outbox.lease(
            *(tx, "mail"), now=post.exchange.now, limit=10, owner="one", lasting=DAY
        )
        taken = [Outcome(one, M.ACCEPTED, awaits_receipt=False) for one in sent]
        await record_attempts(tx, taken, post.exchange.now, failure_of=failure_of)
    await post.bounce(mail)
    assert len(await post.texts()) == 1
    async with post.exchange.database.read() as tx:
        (client,) = await clients.page(tx, post.exchange.desk.practice.id)
    assert client.email_bad
