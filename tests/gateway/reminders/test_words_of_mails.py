"""What staff read of a mail is what the mail says, not the words of a text."""

from datetime import timedelta

import pytest

from calendar_store.model.statuses import Channel
from calendar_store.practices import practices
from gateway.channels.mail.mail_channel import MailChannel
from tests.support.desk import BY
from tests.support.exchange import START, Exchange

OWN = "{practice}:[ {first},] bring your card {when}.[ See {link}] Reply 1 to confirm. STOP to end."


@pytest.fixture
async def planned(desk):
    async def made(policy):
        exchange = Exchange(desk.steps_of(policy), beside=[MailChannel("calendar@example.org")])
        known = {"email": "ada@example.org", "agreed": (Channel.SMS, Channel.EMAIL)}
        await exchange.desk.book(await exchange.desk.client(**known), START)
        exchange.at(START - timedelta(days=2))
        while await exchange.planner.step():
            pass
        return await exchange.desk.messages()

    return made


@pytest.mark.parametrize("policy", ["email 2d", "email booked"])
async def test_a_mail_has_its_own_words(planned, policy):
    (mail,) = await planned(policy)
    assert (mail.channel, mail.text[:10]) == (Channel.EMAIL, "Hello Ada,")
    assert "Thursday 15 January, 10:00\nWith: Aurora" in mail.text
    assert not any(each in mail.text for each in ("Reply 1", "STOP", "reply to this text"))


async def test_a_practices_own_words_stand_in_it_without_orders_to_text(planned, desk):
    async with desk.database.write() as tx:
        await practices.set_template(
            tx, desk.practice.id, "en", "reminder", OWN, by=BY, now=desk.now
        )
    (mail,) = await planned("email 2d")
    (_, sentence, *_) = mail.text.split("\n\n")
    assert sentence == "Bring your card Thu 15 Jan at 10:00."


async def test_a_text_keeps_the_words_of_a_text(planned):
    (text,) = await planned("2d")
    assert "Reply 1 to confirm" in text.text
