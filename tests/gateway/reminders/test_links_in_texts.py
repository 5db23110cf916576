"""A practice's own wording may have a short link to the appointment's page."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from calendar_store.model.statuses import Channel
from calendar_store.practices import practices, short_links
from calendar_store.schema import short_links as table
from gateway.channels.mail.mail_channel import MailChannel
from gateway.links.links import LinkPurpose, Links
from gateway.links.short_codes import read_code
from gateway.reminders.planner import Planner
from tests.support.desk import BY
from tests.support.exchange import START, Exchange
from tests.support.sms import sweeper

PAGES = "https://book.example.org"
LINKS = Links(PAGES, [b"k" * 32])
OWN = "{practice}: {when}.[ Change it here: {link}] Reply 1 to confirm. STOP to stop texts."
DAY = timedelta(days=1)


@pytest.fixture
async def exchange(desk):
    made = Exchange(desk.steps_of("2d, 1d"), beside=[MailChannel("calendar@example.org")])
    made.planner = Planner(made.database, made.channels, made.clock, LINKS)
    async with desk.database.write() as tx:
        for name in ("reminder", "reminder_confirmed", "reminder_last"):
            await practices.set_template(tx, desk.practice.id, "en", name, OWN, by=BY, now=desk.now)
    return made


async def codes(exchange):
    async with exchange.database.read() as tx:
        return (await tx.execute(select(func.count()).select_from(table))).scalar_one()


async def said(exchange, moment):
    exchange.at(moment)
    while await exchange.planner.step():
        pass
    return (await exchange.desk.messages())[-1]


def code_in(text):
    (url,) = [word for word in text.split() if word.startswith(PAGES)]
    code = url.removeprefix(f"{PAGES}/s/")
    assert read_code(code) == code
    return code


async def test_the_link_leads_to_the_page_of_the_visit_as_it_stands(exchange):
    booked = await exchange.desk.book(await exchange.desk.client(), START)
    text = await said(exchange, START - 2 * DAY)
    assert text.text.count(PAGES) == 1
    async with exchange.database.read() as tx:
        path = await short_links.find(tx, code_in(text.text), exchange.now)
    link = LINKS.read(LinkPurpose.APPOINTMENT, path.removeprefix("a/"))
    assert (link.practice_id, link.about) == (booked.practice_id, booked.id)
    assert (link.version, link.expires_at) == (booked.version, booked.ends_at)


async def test_the_same_visit_has_the_same_code_and_a_changed_one_another(exchange):
    booked = await exchange.desk.book(await exchange.desk.client(), START)
    first = code_in((await said(exchange, START - 2 * DAY)).text)
    again = code_in((await said(exchange, START - DAY)).text)
    assert (first, await codes(exchange)) == (again, 1)
    other = await exchange.desk.book(await exchange.desk.client("Bo", number=2), START + 3 * DAY)
    assert other.id != booked.id
    assert code_in((await said(exchange, START + DAY)).text) != first
    assert await codes(exchange) == 2


async def test_nothing_is_stored_for_wordings_without_a_link(exchange):
    desk = exchange.desk
    async with desk.database.write() as tx:
        for name in ("reminder", "reminder_confirmed", "reminder_last"):
            await practices.set_template(tx, desk.practice.id, "en", name, "", by=BY, now=desk.now)
    await desk.book(await desk.client(), START)
    assert PAGES not in (await said(exchange, START - 2 * DAY)).text
    assert await codes(exchange) == 0


async def test_without_pages_the_words_around_the_link_are_left_out(exchange):
    exchange.planner = Planner(exchange.database, exchange.channels, exchange.clock)
    await exchange.desk.book(await exchange.desk.client(), START)
    text = (await said(exchange, START - 2 * DAY)).text
    assert "Change it here" not in text
    assert "Reply 1" in text


async def test_a_mail_has_buttons_and_no_short_link(exchange):
    known = {"email": "ada@example.org", "agreed": (Channel.SMS, Channel.EMAIL)}
    exchange.desk = exchange.desk.steps_of("email 2d")
    await exchange.desk.book(await exchange.desk.client(**known), START)
    mail = await said(exchange, START - 2 * DAY)
    assert (mail.channel, mail.text.count("http")) == (Channel.EMAIL, 0)
    assert await codes(exchange) == 0


async def test_codes_are_forgotten_when_they_have_expired(exchange, desk):
    booked = await desk.book(await desk.client(), START)
    await said(exchange, START - 2 * DAY)
    clearing = sweeper(desk.database, exchange.clock)
    exchange.at(booked.ends_at)
    await clearing.sweep()
    assert await codes(exchange) == 1
    exchange.at(booked.ends_at + timedelta(minutes=1))
    await clearing.sweep()
    assert await codes(exchange) == 0
