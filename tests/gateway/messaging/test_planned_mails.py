"""Mails in place of texts, and mails planned before a mail server was there: sent if of use."""

from datetime import timedelta

import pytest

from calendar_store.clients import clients, consent
from calendar_store.messages import attempt_outcomes, outbox
from calendar_store.messages.attempt_outcomes import Outcome
from calendar_store.model.conversations import ConversationKey
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import Reason
from calendar_store.model.statuses import AlertKind, Channel, MessageKind, MessageStatus
from gateway.channels.mail.mail_channel import MAIL_CARRIER, MailChannel
from gateway.channels.sms.smpp.failures import failure_of as of_texts
from gateway.messaging.failures import Failure
from gateway.messaging.outcomes import record_attempts
from gateway.wording.reason_words import in_words
from tests.support.desk import BY
from tests.support.exchange import START, Exchange
from tests.support.reasons import saying
from tests.support.sms import sweeper

OURS, ADA = "calendar@example.org", "ada@example.org"
BOTH = (Channel.SMS, Channel.EMAIL)
M = MessageStatus
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)
UNKNOWN_THERE = Reason(ReasonCode.OTHER, {"words": "not delivered: no such mailbox"})


def of_mails(reason):
    return Failure.NUMBER if "no such mailbox" in in_words(reason) else None


class Post:
    """A practice with its sweeper, before and after a mail server is configured."""

    def __init__(self, desk, policy, *, mail):
        channels = [MailChannel(OURS)] if mail else []
        self.exchange = Exchange(desk.steps_of(policy), beside=channels)
        self.sweeper = sweeper(desk.database, self.exchange.clock, channels=self.exchange.channels)

    async def remind(self, moment):
        self.exchange.at(moment)
        while await self.exchange.planner.step():
            pass

    async def attempted(self, carrier, status, reason, failure_of):
        async with self.exchange.database.write() as tx:
            leased = await outbox.lease(
                tx, carrier, now=self.exchange.now, limit=10, owner="one", lasting=DAY
            )
            outcomes = [Outcome(one, status, reason, (), 1) for one in leased]
            await record_attempts(tx, outcomes, self.exchange.now, failure_of=failure_of)
        return leased

    async def mails(self):
        found = await self.exchange.desk.messages()
        return [one for one in found if one.channel is Channel.EMAIL]

    async def alerts(self):
        return await self.exchange.desk.alerts()


@pytest.fixture
def post(desk):
    return Post(desk, "1d", mail=True)


async def refused_text(post):
    client = await post.exchange.desk.client(email=ADA, agreed=BOTH)
    await post.exchange.desk.book(client, START)
    await post.remind(START - DAY)
    await post.attempted("primary", M.FAILED, saying("the carrier refused it"), of_texts)
    return client


async def test_the_mail_in_place_of_a_text_is_queued_within_seconds(post):
    client = await refused_text(post)
    await post.sweeper.sweep()
    (mail,) = await post.mails()
    assert (mail.status, mail.kind, mail.sender, mail.recipient) == (
        *(M.QUEUED, MessageKind.REMINDER, OURS, ADA),
    )
    assert (mail.carrier, mail.parts, mail.price, mail.client_id) == (
        *(MAIL_CARRIER, 0, 0, client.id),
    )
    assert (mail.expires_at, mail.awaits_receipt) == (START, False)
    # staff see what the client reads, and not the words of the text
    assert "Please let us know whether you are coming" in mail.text
    assert "Thursday 15 January" in mail.text
    assert "STOP" not in mail.text
    assert "Reply 1" not in mail.text
    assert [one.id for one in await post.attempted("mail", M.ACCEPTED, saying(""), of_mails)] == [
        mail.id
    ]


async def test_a_text_that_arrived_after_all_takes_the_queued_mail_back(post):
    await refused_text(post)
    await post.sweeper.sweep()
    text = next(o for o in await post.exchange.desk.messages() if o.channel is Channel.SMS)
    from gateway.messaging.outcomes import follow_up

    async with post.exchange.database.write() as tx:
        came = [Outcome(text, M.DELIVERED)]
        await attempt_outcomes.advance(tx, came, post.exchange.now)
        await follow_up(tx, came, post.exchange.now, of_texts)
    (mail,) = await post.mails()
    assert (mail.status, mail.reason.code) == (M.CANCELLED, ReasonCode.TEXT_ARRIVED)


async def test_planned_before_there_was_a_mail_server_it_goes_out_once_there_is(desk):
    before = Post(desk, "1d", mail=False)
    await refused_text(before)
    await before.sweeper.sweep()
    assert [one.status for one in await before.mails()] == [M.PLANNED]
    after = Post(desk, "1d", mail=True)
    after.exchange.at(START - MINUTE)
    await after.sweeper.sweep()
    assert [one.status for one in await after.mails()] == [M.QUEUED]


async def test_it_does_not_go_out_once_the_visit_has_begun_or_they_have_stopped(desk):
    before = Post(desk, "1d", mail=False)
    client = await refused_text(before)
    stopped = Post(desk, "1d", mail=True)
    stopped.exchange.at(before.exchange.now)
    async with desk.database.write() as tx:
        event = (Channel.EMAIL, consent.ConsentKind.WITHDRAWN, consent.ConsentHow.SPOKEN, BY)
        said = consent.ConsentStatement(client.id, *event, stopped.exchange.now)
        await consent.record(tx, desk.practice.id, [said], now=stopped.exchange.now)
    await stopped.sweeper.sweep()
    (mail,) = await stopped.mails()
    assert (mail.status, mail.reason.code) == (M.SKIPPED, ReasonCode.CONSENT_WITHDRAWN)


async def test_too_late_it_expires(desk):
    before = Post(desk, "1d", mail=False)
    await refused_text(before)
    late = Post(desk, "1d", mail=True)
    late.exchange.at(START)
    await late.sweeper.sweep()
    (mail,) = await late.mails()
    assert mail.status is M.EXPIRED


async def test_an_address_that_does_not_exist_is_marked_and_staff_are_told_once(desk):
    post = Post(desk, "email 1d, email 2h", mail=True)
    client = await post.exchange.desk.client(email=ADA, agreed=BOTH)
    await post.exchange.desk.book(client, START)
    await post.exchange.desk.book(client, START + DAY / 24)
    await post.remind(START - DAY + DAY / 24)
    assert len(await post.mails()) == 2
    async with desk.database.write() as tx:
        (first,) = await outbox.lease(
            tx, "mail", now=post.exchange.now, limit=1, owner="one", lasting=DAY
        )
        failed = [Outcome(first, M.FAILED, UNKNOWN_THERE)]
        await record_attempts(tx, failed, post.exchange.now, failure_of=of_mails)
        after = await clients.get(tx, client.practice_id, client.id)
    assert (after.email_bad, after.mobile_bad) == (True, False)
    (second,) = [one for one in await post.mails() if one.id != first.id]
    assert (second.status, second.reason.code) == (M.SKIPPED, ReasonCode.EMAIL_MARKED_BAD)
    (told,) = [one for one in await post.alerts() if one.kind is AlertKind.BAD_NUMBER]
    assert in_words(told.reason).startswith(
        "emails to Ada Byron come back: no such mailbox. No more are sent to this address."
    )
    post.exchange.at(START - 2 * DAY / 24)
    await post.remind(post.exchange.now)
    *_, instead = await post.exchange.desk.messages()
    assert instead.channel is Channel.SMS


async def test_a_failure_of_another_kind_marks_no_address(desk):
    post = Post(desk, "email 1d", mail=True)
    client = await post.exchange.desk.client(email=ADA, agreed=BOTH)
    await post.exchange.desk.book(client, START)
    await post.remind(START - DAY)
    await post.attempted("mail", M.FAILED, saying("the mailbox is full"), of_mails)
    async with desk.database.read() as tx:
        assert not (await clients.get(tx, client.practice_id, client.id)).email_bad
    assert [one.kind for one in await post.alerts()] == [AlertKind.NOT_DELIVERED]


async def test_many_mails_too_late_are_one_alert_and_no_outage_of_texts(desk):
    post = Post(desk, "email 1d", mail=True)
    for n in range(7):
        client = await post.exchange.desk.client(number=n, email=f"c{n}@example.org", agreed=BOTH)
        await post.exchange.desk.book(client, START + n * DAY / 24)
    await post.remind(START - DAY + 7 * DAY / 24)
    assert len(await post.mails()) == 7
    post.exchange.at(START + 7 * DAY / 24)
    await post.sweeper.sweep()
    assert {one.status for one in await post.mails()} == {M.EXPIRED}
    (alert,) = await post.alerts()
    assert in_words(alert.reason).startswith("7 emails were not sent: their time had passed.")


async def test_a_planned_answer_by_mail_goes_out_too(desk):
    """What a client asked by mail while no server was configured is answered within a day."""
    before = Post(desk, "email 1d", mail=False)
    await before.exchange.desk.client(email=ADA, agreed=[])
    await before.exchange.comes(ConversationKey(Channel.EMAIL, OURS, ADA), "are you open tomorrow?")
    await before.exchange.handled()
    assert [(o.kind, o.status) for o in await before.mails()] == [(MessageKind.REPLY, M.PLANNED)]
    after = Post(desk, "email 1d", mail=True)
    after.exchange.at(before.exchange.now)
    await after.sweeper.sweep()
    assert [one.status for one in await after.mails()] == [M.QUEUED]


async def test_no_mail_replaces_a_text_that_followed_a_mail_of_the_same_day(desk):
    post = Post(desk, "email 1d, sms +4h?", mail=True)
    client = await post.exchange.desk.client(email=ADA, agreed=BOTH)
    await post.exchange.desk.book(client, START)
    await post.remind(START - DAY)
    await post.attempted("mail", M.ACCEPTED, saying(""), of_mails)
    await post.remind(START - DAY * 20 / 24)
    await post.attempted("primary", M.FAILED, saying("the carrier refused it"), of_texts)
    await post.sweeper.sweep()
    assert [one.status for one in await post.mails()] == [M.ACCEPTED]
    (alert,) = await post.alerts()
    assert "an email is planned" not in in_words(alert.reason)
