"""Idle, slow and many connections: whoever comes to work still gets in, and soon."""

import asyncio
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from ipaddress import ip_network

import pytest
from aiohttp import web
from structlog.testing import capture_logs

from calendar_store.practices import staff
from config.checked import Address
from gateway.app import listening
from gateway.web.server.app import make_app
from gateway.web.server.connections import Connections
from gateway.web.server.streams import MOST_OF_LOGIN
from gateway.web.server.web_context import WEB_CONTEXT
from tests.support.pages import DAY, EMAIL
from tests.support.sms import NOBODY

# what is tested here looks alike on every database
pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)

LOGIN = b"GET /login HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
WITHIN = 20


class Peer:
    """Something that opened a connection."""

    def __init__(self, reader, writer):
        self.reader, self.writer = reader, writer

    def sends(self, octets):
        self.writer.write(octets)

    async def status(self):
        """Return the status of the next answer; the rest of it is left unread."""
        async with asyncio.timeout(WITHIN):
            line = await self.reader.readline()
        return int(line.split()[1]) if line else 0

    async def ended(self):
        """Wait until the other side has closed it; return what it said."""
        async with asyncio.timeout(WITHIN):
            try:
                return await self.reader.read()
            except ConnectionResetError:
                return b""


@asynccontextmanager
async def door(desk, clock, *, form_within=0.2, **limits):
    """The pages behind bounds of their own, on a port."""
    app = make_app(
        desk.database,
        clock=clock,
        public_url="http://127.0.0.1",
        secret_key=b"k" * 32,
        tariff=NOBODY,
    )
    app[WEB_CONTEXT] = replace(app[WEB_CONTEXT], form_within=form_within)
    async with AsyncExitStack() as stack:
        held = Connections(**limits)
        port = await stack.enter_async_context(listening(app, Address("127.0.0.1", 0), held))

        async def comes():
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            stack.callback(writer.close)
            return Peer(reader, writer)

        yield comes, held


async def until(holds):
    async with asyncio.timeout(WITHIN):
        while not holds():  # noqa: ASYNC110 (what is counted tells nobody)
            await asyncio.sleep(0.01)


async def test_idle_connections_make_room_for_who_comes_to_work(desk, clock):
    async with door(desk, clock, most=20, idle_after=0, trusted=[ip_network("127.0.0.0/8")]) as (
        comes,
        held,
    ):
        idle = [await comes() for _ in range(50)]
        visitor = await comes()
        visitor.sends(LOGIN)
        assert await visitor.status() == 200
        assert len(held) <= 20
        assert await idle[0].ended() == b""


async def test_of_one_address_only_so_many_are_open(desk, clock):
    async with door(desk, clock, most=100, most_of_address=5, idle_after=0) as (comes, held):
        for _ in range(20):
            await comes()
        visitor = await comes()
        visitor.sends(LOGIN)
        assert await visitor.status() == 200
        await until(lambda: len(held) <= 5)


async def test_a_connection_that_was_answered_just_now_is_left_alone(desk, clock):
    async with door(desk, clock, most=3, idle_after=60) as (comes, held):
        first = [await comes() for _ in range(3)]
        for one in first:
            one.sends(LOGIN)
            assert await one.status() == 200
        late = await comes()
        assert await late.status() == 503
        assert held.refused == 1
        assert not any(one.reader.at_eof() for one in first)


async def test_bodies_that_trickle_make_room_like_idle_ones(desk, clock):
    begun = (
        b"POST /login HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n"
        b"Content-Type: application/x-www-form-urlencoded\r\n\r\nemail="
    )
    async with door(desk, clock, most=10, form_within=60) as (comes, _):
        slow = []
        for _ in range(30):
            slow.append(await comes())
            slow[-1].sends(begun)
        await slow[0].ended()
        visitor = await comes()
        visitor.sends(LOGIN)
        assert await visitor.status() == 200


@pytest.mark.parametrize(
    "begun", [b"", b"GET /login HTTP/1.1\r\nHost: a\r\n", b"POST /login HTTP/1.1\r\nX-A: "]
)
async def test_a_request_that_never_comes_whole_is_given_up(desk, clock, begun):
    async with door(desk, clock, request_within=0.2) as (comes, held):
        slow = await comes()
        slow.sends(begun)
        await slow.ended()
        await until(lambda: not len(held))


async def test_a_body_that_trickles_is_given_up(desk, clock):
    async with door(desk, clock, lingers=0.2) as (comes, held):
        slow = await comes()
        slow.sends(
            b"POST /login HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 1000\r\n"
            b"Content-Type: application/x-www-form-urlencoded\r\n\r\nemail="
        )
        assert await slow.status() == 408
        await slow.ended()
        await until(lambda: not len(held))


async def test_answers_that_nobody_takes_do_not_pile_up(desk, clock):
    async with door(desk, clock, taken_within=0.2) as (comes, held):
        deaf = await comes()
        deaf.writer.transport.pause_reading()
        await until(lambda: len(held) == 1)
        asking = asyncio.create_task(_ask_on(deaf))
        await until(lambda: not len(held))
        asking.cancel()


async def _ask_on(peer):
    for _ in range(100_000):
        peer.sends(LOGIN.replace(b"/login", b"/static/textback.css"))
        await asyncio.sleep(0)


@pytest.mark.parametrize(
    "octets",
    [
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03secret",
        b"GET /secret HTTP/9.9\r\n\r\n",
        b"secret\r\n\r\n",
        b"GET /" + b"secret" * 2000 + b" HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\n" + b"X-Secret: secret\r\n" * 500 + b"\r\n",
        b"GET / HTTP/1.1\r\nSecret\x00: 1\r\n\r\n",
        b"POST /login HTTP/1.1\r\nContent-Length: -1\r\n\r\nsecret",
        b"POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 4\r\n\r\nsecret",
        b"POST /login HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\nsecret\r\n",
    ],
)
async def test_what_is_no_request_is_refused_told_nothing_and_logged_without_its_bytes(
    desk, clock, octets, caplog
):
    async with door(desk, clock) as (comes, held):
        with capture_logs() as logged:
            odd = await comes()
            odd.sends(octets)
            odd.writer.write_eof()
            said = await odd.ended()
            await until(lambda: not len(held))
    assert b"aiohttp" not in said
    assert b"ython" not in said
    assert b"secret" not in said.lower()
    assert "secret" not in repr(logged).lower()
    assert "secret" not in caplog.text.lower()


async def test_no_answer_tells_what_made_it(browser):
    for path in ("/login", DAY, "/nowhere", "/healthz", "/static/textback.css"):
        await browser.get(path)
        assert browser.headers["Server"] == "textback"


async def test_a_login_has_so_many_streams_and_the_oldest_makes_room(desk, clock):
    async with desk.database.write() as tx:
        member = await staff.by_email(tx, EMAIL)
        token = await staff.log_in(tx, member, now=desk.now)
    ask = (
        f"GET {DAY}/events HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\n"
        f"Cookie: textback={token}\r\n\r\n"
    ).encode()
    async with door(desk, clock, request_within=0.5) as (comes, _):
        tabs = []
        for _ in range(MOST_OF_LOGIN + 1):
            tab = await comes()
            tab.sends(ask)
            assert await tab.status() == 200
            tabs.append(tab)
        assert b"event: " in await tabs[0].ended()
        # the others go on
        assert not tabs[1].reader.at_eof()
        assert not tabs[-1].reader.at_eof()


async def test_a_browser_that_breaks_off_a_download_is_nobodys_fault(store_url):
    begun, ended = asyncio.Event(), asyncio.Event()

    async def endless(request):
        answer = web.StreamResponse()
        await answer.prepare(request)
        begun.set()
        try:
            while True:
                await answer.write(b"row\r\n" * 1000)
                await asyncio.sleep(0)
        finally:
            ended.set()

    app, held = web.Application(), Connections()
    app.router.add_get("/", endless)
    async with listening(app, Address("127.0.0.1", 0), held) as port:
        with capture_logs() as logged:
            _reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            await begun.wait()
            writer.transport.abort()
            await asyncio.wait_for(ended.wait(), WITHIN)
            await until(lambda: not len(held))
    assert logged == []


def test_a_flood_of_faults_is_no_flood_of_lines(store_url):
    held = Connections()
    with capture_logs() as logged:
        told = [held.tells(float(n) / 100) for n in range(1000)]
        assert held.tells(60.0)
    assert sum(told) == 59
    assert len(logged) == 1
