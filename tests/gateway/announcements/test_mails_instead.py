"""A text of an announcement that does not arrive is told by mail, to who agreed to mails."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from calendar_store.clients import clients, consent
from calendar_store.clients.consent import ConsentStatement
from calendar_store.clients.new_client import NewClient
from calendar_store.messages import outbox
from calendar_store.messages.attempt_outcomes import Outcome
from calendar_store.model.conversations import ConversationKey
from calendar_store.model.statuses import (
    Channel,
    ConsentHow,
    ConsentKind,
    MessageKind,
    MessageStatus,
)
from gateway.channels.mail.mail_channel import MailChannel
from gateway.channels.sms.smpp.failures import failure_of
from gateway.messaging.outcomes import record_attempts
from gateway.wording.reason_words import in_words
from tests.support.announcing import Teller
from tests.support.desk import BY, mobile
from tests.support.exchange import CARRIER, Exchange
from tests.support.reasons import saying

ROME = ZoneInfo("Europe/Rome")
FRIDAY = date(2026, 1, 16)
BOTH = (Channel.SMS, Channel.EMAIL)
OURS, ADA = "calendar@example.org", "ada@example.org"
M = MessageStatus
ANNOUNCED = MessageKind.ANNOUNCEMENT


def at(day, hour):
    return datetime.combine(day, time(hour), ROME).astimezone(UTC)


@pytest.fixture
def teller(desk):
    return Teller(Exchange(desk, beside=[MailChannel(OURS)]))


async def attempted(exchange, status=M.FAILED, words="not delivered: the carrier refuses it"):
    """Let the carrier end what is queued."""
    async with exchange.database.write() as tx:
        leased = await outbox.lease(
            *(tx, CARRIER.name),
            now=exchange.now,
            limit=10,
            owner="one",
            lasting=timedelta(minutes=1),
        )
        ended = [Outcome(one, status, saying(words), (), 1) for one in leased]
        await record_attempts(tx, ended, exchange.now, failure_of=failure_of)
    return leased


async def told(teller, **asked):
    client = await teller.exchange.desk.client(**asked)
    visit = await teller.exchange.desk.steps_of("none").book(client, at(FRIDAY, 10))
    announced = await teller.begins(FRIDAY, [visit])
    (text,) = await teller.sent()
    assert "STOP" in text
    return visit, announced


async def mails(teller):
    return [
        m
        for m in await teller.exchange.desk.messages()
        if m.channel is Channel.EMAIL and m.kind is ANNOUNCED
    ]


@pytest.mark.parametrize("status", [M.FAILED, M.EXPIRED])
async def test_a_mail_goes_instead_and_its_answer_moves_the_visit(teller, status):
    visit, announced = await told(teller, email=ADA, agreed=BOTH)
    await attempted(teller.exchange, status)
    (alert,) = await teller.exchange.desk.alerts()
    assert "an email is planned" in in_words(alert.reason)
    (said,) = await teller.sent()
    (mail,) = await mails(teller)
    assert (mail.text, mail.recipient, mail.status) == (said, ADA, M.QUEUED)
    assert "1) Mon 19 Jan 10:00" in said
    assert "STOP" not in said
    (row,) = await teller.rows(announced)
    assert (row.status, row.message_id) == (M.QUEUED, mail.id)
    assert (await teller.progress(announced)).counts["failed"] == 0
    await teller.exchange.comes(ConversationKey(Channel.EMAIL, OURS, ADA), "1")
    await teller.exchange.handled()
    assert (await teller.exchange.stands(visit))[1] == at(date(2026, 1, 19), 10)
    # once: neither another mail, nor another text
    assert await teller.sent() == []
    assert len(await mails(teller)) == 1


@pytest.mark.parametrize(
    "asked", [{}, {"email": ADA}, {"email": ADA, "agreed": (Channel.SMS,)}], ids=str
)
async def test_without_consent_to_mails_none_goes_and_the_failure_stands(teller, asked):
    _, announced = await told(teller, **asked)
    await attempted(teller.exchange)
    assert await teller.sent() == []
    assert await mails(teller) == []
    assert (await teller.progress(announced)).counts["failed"] == 1
    (alert,) = await teller.exchange.desk.alerts()
    assert "email" not in in_words(alert.reason)


async def test_what_may_have_arrived_leads_to_no_mail(teller):
    await told(teller, email=ADA, agreed=BOTH)
    await attempted(teller.exchange, M.UNKNOWN)
    assert await teller.sent() == []


async def test_what_was_moved_or_stopped_meanwhile_is_not_told_by_mail(teller):
    visit, announced = await told(teller, email=ADA, agreed=BOTH)
    await attempted(teller.exchange)
    await teller.exchange.desk.steps_of("none").move(visit, at(date(2026, 1, 19), 11))
    assert await teller.sent() == []
    (row,) = await teller.rows(announced)
    assert row.status is M.SKIPPED


async def test_stopping_the_announcement_stops_the_mail(teller):
    _, announced = await told(teller, email=ADA, agreed=BOTH)
    await attempted(teller.exchange)
    assert await teller.stops(announced) == 1
    assert await teller.sent() == []


async def test_a_mail_that_comes_back_leads_to_no_text(teller):
    await told(teller, email=ADA, agreed=BOTH)
    await attempted(teller.exchange)
    await teller.sent()
    (mail,) = await mails(teller)
    async with teller.exchange.database.write() as tx:
        (leased,) = await outbox.lease(
            *(tx, mail.carrier),
            now=teller.exchange.now,
            limit=10,
            owner="one",
            lasting=timedelta(minutes=1),
        )
        ended = [Outcome(leased, M.FAILED, saying("refused"), (), 1)]
        await record_attempts(tx, ended, teller.exchange.now, failure_of=failure_of)
    assert await teller.sent() == []


async def test_of_a_family_with_one_phone_each_with_a_mailbox_of_theirs_gets_a_mail(teller):
    desk = teller.exchange.desk.steps_of("none")
    ada = await desk.client(email=ADA, agreed=BOTH)
    async with desk.database.write() as tx:
        entered = NewClient("Bea", "Byron", mobile(1))
        bea = await clients.add(tx, desk.practice, entered, by=BY, now=desk.now)
        said = ConsentStatement(
            *(bea.id, Channel.SMS, ConsentKind.GRANTED, ConsentHow.SPOKEN, BY), desk.now
        )
        await consent.record(tx, desk.practice.id, [said], now=desk.now)
    visits = [await desk.book(ada, at(FRIDAY, 10)), await desk.book(bea, at(FRIDAY, 11))]
    announced = await teller.begins(FRIDAY, visits)
    assert len(await teller.sent()) == 1
    await attempted(teller.exchange)
    (said,) = await teller.sent()
    assert "Bea" not in said
    rows = await teller.rows(announced)
    assert [one.status for one in rows] == [M.QUEUED, M.QUEUED]
    assert len({one.message_id for one in rows}) == 2
