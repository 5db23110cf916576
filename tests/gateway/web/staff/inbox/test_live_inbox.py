"""An open list of the inbox is told of a text, a colleague and a closing as they come."""

import re

import pytest

from calendar_store.practices import staff
from tests.support.pages import EMAIL, Stream

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)


async def opened(browser, path):
    await browser.get(path)
    events, seen = re.search(r'data-events="([^"]+)".*data-seen="(\w+)"', browser.html).groups()
    return browser.server.make_url(f"{events.replace('&amp;', '&')}&seen={seen}")


async def test_what_happens_to_the_inbox_is_told_at_once(browser, exchange, desk, booked):
    await exchange.says("Can I bring my dog?")
    url = await opened(browser, "/inbox")
    csrf = browser.csrf
    async with browser.session.get(url) as response:
        stream = Stream(response)
        # another text of the same client
        await exchange.says("and my cat?")
        name, data = await stream.event()
        assert name == "renewed"
        assert 'hx-get="/inbox?page=1&amp;poll=1"' in data
        # a colleague closes it
        (text,) = re.findall(r'action="(/inbox/text/\d+)"', browser.html)
        await browser.post(text, {"csrf": csrf, "do": "close"})
        assert browser.path.startswith("/inbox")
        name, _data = await stream.event()
        assert name == "renewed"
    assert "No unanswered messages" in browser.text


async def test_a_list_of_ones_own_is_told_what_is_assigned(browser, exchange, desk, booked):
    await exchange.says("Can I bring my dog?")
    url = await opened(browser, "/inbox/mine")
    async with desk.database.read() as tx:
        member = await staff.by_email(tx, EMAIL)
    await browser.get("/inbox")
    (text,) = re.findall(r'href="(/inbox/text/\d+)"', browser.html)
    csrf = browser.csrf
    async with browser.session.get(url) as response:
        stream = Stream(response)
        await browser.post(f"{text}/assign", {"csrf": csrf, "whom": str(member.id)})
        name, data = await stream.event()
    assert (name, 'hx-get="/inbox/mine?page=1' in data) == ("renewed", True)


@pytest.mark.parametrize("query", ["", "tab=done", "tab=inbox&page=0x", "tab=inbox&page=-1"])
async def test_there_is_no_stream_of_what_is_no_list(browser, query):
    await browser.get(f"/inbox/events?{query}")
    assert browser.status == 404
