"""Floods of texts: the inbox stays a list that a person can work through."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from calendar_store.conversations import inbox
from calendar_store.conversations.staff_queue import PAGE
from gateway.channels.sms.smpp.concat import join
from tests.support.desk import mobile
from tests.support.exchange import OURS, Exchange

# what is tested here looks alike on every database
pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)


@pytest.fixture
def exchange(desk):
    return Exchange(desk)


async def test_an_emergency_of_a_client_is_read_first_whatever_strangers_send(
    browser, exchange, desk
):
    ada = await desk.client()
    await desk.book(ada, desk.now + timedelta(days=2))
    await exchange.arrives(*((n, "win a prize") for n in range(100, 160)))
    await exchange.handled()
    await exchange.says("I am bleeding badly")
    await browser.get("/inbox")
    assert "● to answer 1 ○ unknown numbers 60" in browser.text
    assert browser.text.index("bleeding badly") < browser.text.index("win a prize")
    assert browser.text.count("win a prize") == 10
    await browser.get("/inbox/strangers")
    assert browser.text.count("win a prize") == PAGE
    assert "Page 1 of 2, 60 conversations" in browser.text
    await browser.get("/inbox/strangers?page=2")
    assert browser.text.count("win a prize") == 60 - PAGE
    await browser.get("/")
    # she, and that strangers met their bound
    assert "● needs a person 2" in browser.text
    assert "○ unknown numbers 60" in browser.text


async def test_strangers_are_closed_together_and_the_client_stays(browser, exchange, desk):
    await desk.client()
    await exchange.says("Can I bring my dog?")
    await exchange.arrives(*((n, "win a prize") for n in range(100, 120)))
    await exchange.handled()
    await browser.get("/inbox/strangers")
    seen = browser.html.split('name="seen" value="')[1].split('"')[0]
    await exchange.says("one more", 121)
    await browser.post("/inbox/strangers/close", {"csrf": browser.csrf, "seen": seen})
    assert browser.path == "/inbox"
    assert "● to answer 1 ○ unknown numbers 1" in browser.text
    assert "win a prize" not in browser.text
    assert mobile(121) in browser.html


async def test_an_emergency_that_came_since_the_list_was_shown_is_not_closed_with_it(
    browser, exchange, desk
):
    await desk.client()
    await exchange.says("Can I bring my dog?")
    await browser.get("/inbox")
    address = re.search(r'action="(/inbox/text/\d+)"', browser.html)[1]
    seen = re.search(r'name="seen" value="(\d+)"', browser.html)[1]
    form = {"csrf": browser.csrf, "seen": seen, "do": "close"}
    await exchange.says("I am bleeding badly")
    await browser.post(address, form)
    assert browser.status == 409
    assert "The client has written again" in browser.text
    await browser.get("/inbox")
    assert "bleeding badly" in browser.text


@pytest.mark.parametrize("page", ["0", "-1", "9999999999", "x", "%00", "1e3", "٣"])
async def test_a_page_that_does_not_exist_is_the_nearest_there_is(browser, page):
    await browser.get(f"/inbox?page={page}")
    assert browser.status == 200


NO_NUMBERS = (
    *("COURIER", "1", "", "+", "tel:+39", "<b>", "379983918344", "888123456789"),
    *("011393331234033", "12345678901234567890", "Ünï"),
)
"""What carriers give as the address of a sender that is no number of ours."""


async def test_a_sender_that_is_no_number_hides_nobody_else(browser, exchange, desk):
    ada = await desk.client()
    await desk.book(ada, desk.now + timedelta(days=2))
    async with desk.database.write() as tx:
        for at, sender in enumerate(NO_NUMBERS):
            said = f"your parcel {at}"
            arrival = exchange._arrival(at, said, OURS)
            arrival = replace(arrival, key=arrival.key._replace(their_address=sender))
            await inbox.store(tx, [arrival], {}, join)
    await exchange.handled()
    await exchange.says("I am bleeding badly")
    for page in ("/inbox", "/inbox/strangers", "/inbox?page=2"):
        await browser.get(page)
        assert browser.status == 200, page
    await browser.get("/inbox/strangers")
    addresses = re.findall(r'href="(/inbox/text/\d+)', browser.html)
    assert len(set(addresses)) >= len(NO_NUMBERS) - 1
    for address in addresses:
        await browser.get(address)
        assert browser.status == 200, address
