"""What changes while a page is open comes by itself."""

import re
from contextlib import asynccontextmanager

import pytest

from calendar_store.practices import staff
from tests.support.pages import DAY, Stream, confirm


@asynccontextmanager
async def following(browser, **query):
    url = browser.server.make_url(f"{DAY}/events").with_query(query)
    async with browser.session.get(url, headers={"Accept": "text/event-stream"}) as response:
        assert response.status == 200
        assert response.headers["Content-Security-Policy"]
        yield Stream(response)


@pytest.fixture
async def appointment(desk, now):
    return await desk.book(await desk.client(), now.replace(hour=13))


async def test_a_page_is_told_only_what_changed(browser, desk, appointment):
    await browser.get(DAY)
    seen = re.search(r'data-seen="([0-9a-f]+)"', browser.html)[1]
    async with following(browser, seen=seen) as stream:
        await confirm(desk, appointment)
        name, html = await stream.event()
        assert name == "calendar"
        assert "✓ confirmed" in html
        await desk.cancel(await desk.appointment(appointment))
        name, html = await stream.event()
        assert name == "calendar"
        assert "free 14:00–18:00" in re.sub(r"<[^>]+>", "", html)


async def test_a_page_that_fell_behind_is_told_everything(browser, appointment):
    async with following(browser, seen="0" * 16) as stream:
        assert [(await stream.event())[0] for _ in range(3)] == ["counts", "calendar", "now"]


async def test_two_who_look_are_both_told(browser, desk, appointment):
    async with following(browser) as one, following(browser) as other:
        for stream in (one, other):
            for _ in range(3):
                await stream.event()
        await confirm(desk, appointment)
        assert (await one.event())[1] == (await other.event())[1]


async def test_who_was_logged_out_is_told_nothing_more(browser, desk, appointment):
    async with following(browser) as stream:
        for _ in range(3):
            await stream.event()
        (token,) = (cookie.value for cookie in browser.session.cookie_jar)
        async with desk.database.write() as tx:
            await staff.log_out(tx, token)
        await confirm(desk, appointment)
        assert await stream.event() == ("gone", "")
        assert await stream.event() == ("end", "")


async def test_a_stop_of_the_service_ends_the_streams(browser, server, appointment):
    async with following(browser) as stream:
        for _ in range(3):
            await stream.event()
        await server.close()
        assert await stream.event(within=2.0) == ("end", "")
