"""What changes while a page is open comes by itself."""

import asyncio
import re
from contextlib import asynccontextmanager, suppress

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from calendar_store.database.connection import Database
from calendar_store.model.actors import OPERATOR
from calendar_store.practices import staff
from gateway.use_cases import staff_accounts
from gateway.web.server.app import make_app
from gateway.web.server.routes import PagePlugin
from tests.support.front_desk import RECEPTION
from tests.support.pages import DAY, Stream, confirm
from tests.support.sms import NOBODY


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


async def test_a_log_out_ends_the_streams_of_other_tabs_at_once(browser, appointment):
    async with following(browser) as stream:
        for _ in range(3):
            await stream.event()
        await browser.post("/logout", {"csrf": browser.csrf})
        assert await stream.event() == ("gone", "")


async def test_a_log_in_that_another_process_ends_ends_its_idle_page(front, store_url, now):
    """As the command line does; on both databases, and not only at the next look."""
    async with front.database.write() as tx:
        member = await staff.by_email(tx, RECEPTION)
        token = await staff.log_in(tx, member, now=now)
    url = front.make_url(f"/day/{now.date()}/events")
    async with ClientSession(cookies={"textback": token}) as browser, browser.get(url) as page:
        stream = Stream(page)
        told = [(await stream.event())[0] for _ in range(3)]
        assert told == ["counts", "calendar", "now"]
        # until nothing is left to tell
        with suppress(TimeoutError):
            while True:
                await stream.event(0.6)
        command = Database.connect(store_url)
        async with command.write() as tx:
            await staff_accounts.remove(tx, OPERATOR, member.practice_id, RECEPTION, now=now)
        assert await stream.event(2) == ("gone", "")
        await command.close()


async def test_a_stop_of_the_service_ends_the_streams(browser, server, appointment):
    async with following(browser) as stream:
        for _ in range(3):
            await stream.event()
        await server.close()
        assert await stream.event(within=2.0) == ("end", "")


class Held:
    """A server whose requests for streams get to their page only once it stops."""

    def __init__(self, desk, clock):
        self.arrived, self.stopping = asyncio.Event(), asyncio.Event()
        self.app = make_app(
            desk.database,
            clock=clock,
            public_url="http://127.0.0.1",
            secret_key=b"k" * 32,
            tariff=NOBODY,
            plugins=[PagePlugin((), middlewares=(self._hold,))],
        )
        self.app.on_shutdown.append(self._tell)

    @web.middleware
    async def _hold(self, request, handler):
        if request.path.endswith("/events"):
            self.arrived.set()
            await self.stopping.wait()
        return await handler(request)

    async def _tell(self, _):
        self.stopping.set()


async def test_a_stream_that_is_asked_for_while_the_service_stops_ends_too(browser, desk, clock):
    held = Held(desk, clock)
    async with TestServer(held.app) as stopped:
        url = stopped.make_url(f"{DAY}/events")
        asked = asyncio.create_task(browser.session.get(url))
        await held.arrived.wait()
        # long before aiohttp cuts it off: without an end of its own it lasts for two minutes
        async with asyncio.timeout(10):
            await stopped.close()
            async with await asked as response:
                assert response.status == 200  # after an error a browser would not come back
                assert await Stream(response).event() == ("end", "")
