"""Reminders by mail and by text: what the client prefers, what can be used, and never both."""

from datetime import timedelta
from decimal import Decimal

import pytest

from calendar_store.clients import bad_addresses, muted_kinds
from calendar_store.model.actors import SERVICE
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.statuses import Channel, MessageKind, MessageStatus
from gateway.channels.mail.mail_channel import MailChannel
from tests.support.desk import BY
from tests.support.exchange import START, Exchange

OURS, ADA = "calendar@example.org", "ada@example.org"
BOTH = (Channel.SMS, Channel.EMAIL)
SMS, EMAIL = BOTH
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
M, R = MessageStatus, ReasonCode


class Visit:
    """One appointment under a policy, and what its client is sent."""

    def __init__(self, exchange, client):
        self.exchange, self.client = exchange, client

    async def booked(self, starts_at=START):
        self.appointment = await self.exchange.desk.book(self.client, starts_at)
        return self

    async def at(self, moment):
        """Let the planner run at a moment; return the channels of what it queued."""
        before = {one.id for one in await self.exchange.desk.messages()}
        self.exchange.at(moment)
        while await self.exchange.planner.step():
            pass
        sent = [one for one in await self.exchange.desk.messages() if one.id not in before]
        await self.exchange.taken()
        return [one.channel for one in sent]

    async def fates(self):
        found = await self.exchange.desk.reminders(self.appointment)
        return {one.step: (one.status, one.reason.code) for one in found}


@pytest.fixture
def visit(desk):
    async def made(policy, *, mail=True, **client):
        channels = [MailChannel(OURS)] if mail else []
        exchange = Exchange(desk.steps_of(policy), {"39": Decimal("0.05")}, beside=channels)
        known = {"email": ADA, "agreed": BOTH} | client
        return await Visit(exchange, await exchange.desk.client(**known)).booked()

    return made


async def test_a_text_follows_an_email_that_nobody_answered(visit):
    one = await visit("email 1d, sms +4h?")
    assert await one.at(START - DAY) == [EMAIL]
    assert await one.at(START - 20 * HOUR) == [SMS]


async def test_no_text_follows_an_email_that_was_answered(visit):
    one = await visit("email 1d, sms +4h?")
    assert await one.at(START - DAY) == [EMAIL]
    (mail,) = await one.exchange.desk.messages()
    await one.exchange.comes(_key(mail), "yes, I'll be there")
    await one.exchange.handled()
    assert await one.at(START - 20 * HOUR) == []
    assert (await one.fates())[2] == (M.SKIPPED, R.ALREADY_CONFIRMED)


async def test_an_answer_by_mail_says_it_for_the_text_that_would_follow(visit):
    one = await visit("email 1d, sms +4h")
    assert await one.at(START - DAY) == [EMAIL]
    (mail,) = await one.exchange.desk.messages()
    await one.exchange.comes(_key(mail), "yes, I'll be there")
    await one.exchange.handled()
    assert await one.at(START - 20 * HOUR) == []
    assert (await one.fates())[2] == (M.SKIPPED, R.SAID_BY_OUR_ANSWER)


async def test_who_prefers_email_gets_the_text_as_an_email(visit):
    one = await visit("2d", prefers=EMAIL)
    assert await one.at(START - 2 * DAY) == [EMAIL]
    (mail,) = await one.exchange.desk.messages()
    assert (mail.kind, mail.recipient, mail.sender) == (MessageKind.REMINDER, ADA, OURS)
    assert (mail.parts, mail.price) == (0, 0)


async def test_who_prefers_email_gets_one_of_two_steps_at_the_same_moment(visit):
    one = await visit("email 1d, sms 1d", prefers=EMAIL)
    assert await one.at(START - DAY) == [EMAIL]
    assert (await one.fates())[2] == (M.SKIPPED, R.SAID_BY_EMAIL)


async def test_who_has_no_wish_gets_both_steps_as_the_practice_asked(visit):
    one = await visit("email 1d, sms 1d")
    assert sorted(await one.at(START - DAY)) == [EMAIL, SMS]


async def test_two_emails_at_four_hours_distance_are_one(visit):
    one = await visit("email 1d, sms +4h?", prefers=EMAIL)
    assert await one.at(START - DAY) == [EMAIL]
    assert await one.at(START - 20 * HOUR) == []
    assert (await one.fates())[2][0] is M.SKIPPED


@pytest.mark.parametrize("client", [{"email": ""}, {"agreed": [SMS]}])
async def test_an_email_step_without_a_usable_email_falls_back_to_a_text(visit, client):
    one = await visit("email 1d", **client)
    assert await one.at(START - DAY) == [SMS]


@pytest.mark.parametrize(
    ("client", "why"), [({"email": ""}, R.NO_EMAIL), ({"agreed": [SMS]}, R.NO_CONSENT)]
)
async def test_it_is_left_out_where_a_text_follows_anyway(visit, client, why):
    one = await visit("email 1d, sms +4h?", **client)
    assert await one.at(START - DAY) == []
    (reason,) = [r.reason for r in await one.exchange.desk.reminders(one.appointment) if r.reason]
    assert (reason.code, reason.facts["why"].code) == (R.TEXT_FOLLOWS, why)
    assert await one.at(START - 20 * HOUR) == [SMS]


async def test_a_bad_address_falls_back_to_a_text(visit):
    one = await visit("email 1d")
    async with one.exchange.database.write() as tx:
        bad = [(one.client.practice_id, ADA)]
        await bad_addresses.mark_bad_emails(tx, bad, by=SERVICE, now=one.exchange.now)
    assert await one.at(START - DAY) == [SMS]


async def test_who_may_be_written_to_by_no_channel_is_told_by_none_and_the_reason_is_seen(visit):
    one = await visit("email 1d", email="", agreed=[])
    assert await one.at(START - DAY) == []
    assert (await one.fates())[1] == (M.SKIPPED, R.NO_EMAIL)


@pytest.mark.parametrize(
    ("policy", "prefers", "muted", "goes"),
    [
        ("email 1d", SMS, [EMAIL], []),
        ("1d", SMS, [SMS], []),
        ("1d", EMAIL, [EMAIL], [SMS]),
        ("1d", EMAIL, [SMS], [EMAIL]),
        ("1d", EMAIL, [SMS, EMAIL], []),
    ],
)
async def test_reminders_that_a_client_does_not_want_are_not_sent(
    visit, policy, prefers, muted, goes
):
    one = await visit(policy, prefers=prefers)
    key = (one.client.practice_id, one.client.id)
    kinds = [(*key, channel, MessageKind.REMINDER) for channel in muted]
    async with one.exchange.database.write() as tx:
        await muted_kinds.mute(tx, kinds, by=BY, now=one.exchange.now)
        await muted_kinds.mute(tx, kinds, by=BY, now=one.exchange.now)
    assert await one.at(START - DAY) == goes
    if not goes:
        assert (await one.fates())[1] == (M.SKIPPED, R.CLIENT_MUTED)
    async with one.exchange.database.write() as tx:
        await muted_kinds.unmute(tx, kinds, by=BY, now=one.exchange.now)
        assert await muted_kinds.load(tx, [key]) == set()


async def test_without_a_mail_server_the_email_waits_in_sight(visit):
    one = await visit("email 1d, 2h", mail=False, prefers=EMAIL)
    assert await one.at(START - DAY) == []
    assert (await one.fates())[1] == (M.PLANNED, R.NONE)
    assert await one.at(START - 2 * HOUR) == [SMS]


async def test_emails_of_one_day_are_not_combined_as_texts_are(visit):
    one = await visit("email 1d")
    await one.exchange.desk.book(one.client, START + HOUR)
    assert await one.at(START - DAY) == [EMAIL]
    assert await one.at(START - DAY + HOUR) == [EMAIL]


async def test_an_email_costs_nothing_of_the_practices_bounds(visit, desk):
    one = await visit("email 1d")
    from calendar_store.practices import practices

    async with desk.database.write() as tx:
        await practices.change(
            tx, desk.practice.id, now=desk.now, by=BY, daily_cap=1, monthly_cap=Decimal("0.01")
        )
    assert await one.at(START - DAY) == [EMAIL]


def _key(mail):
    from calendar_store.model.conversations import ConversationKey

    return ConversationKey(EMAIL, mail.sender, mail.recipient)
