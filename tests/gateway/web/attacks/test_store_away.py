"""A database that is locked, full or gone: pages say so soon, texts are still taken, it mends."""

import asyncio
from contextlib import asynccontextmanager

import aiohttp
import pytest
from aiohttp.test_utils import TestServer
from sqlalchemy import text

from calendar_store.conversations import inbox
from calendar_store.conversations.inbox import ReceivedText
from calendar_store.database.connection import Database, is_away
from calendar_store.database.notify import Topic
from calendar_store.database.postgres import ConnectionLimits
from calendar_store.model.conversations import ConversationKey
from calendar_store.model.errors import StoreUnreachable
from calendar_store.model.statuses import Channel
from gateway import supervisor as supervising
from gateway.channels.sms.smpp.concat import join
from gateway.supervisor import Supervisor
from gateway.web.server.app import make_app
from gateway.web.server.web_context import Watch
from tests.support.desk import mobile
from tests.support.exchange import OURS
from tests.support.pages import DAY, EMAIL, PASSWORD, Browser
from tests.support.sms import NOBODY

SHORT = ConnectionLimits(connect=2, command=2, lock=0.3, pool=0.3, size=2)
WITHIN = 20


@asynccontextmanager
async def pages(database, clock, **more):
    app = make_app(
        database,
        clock=clock,
        public_url="http://127.0.0.1",
        secret_key=b"k" * 32,
        tariff=NOBODY,
        **more,
    )
    server = TestServer(app)
    await server.start_server()
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
        yield Browser(server, session)
    await server.close()


@pytest.mark.parametrize("store_url", ["postgresql"], indirect=True)
async def test_locked_tables_are_told_soon_and_a_crowd_of_pages_keeps_no_text_out(
    desk, clock, store_url
):
    apart, locker = desk.database.apart(SHORT), Database.connect(store_url)
    async with pages(apart, clock) as browser:
        async with locker.write() as tx:
            await tx.execute(text("LOCK TABLE staff, logins IN ACCESS EXCLUSIVE MODE"))
            async with asyncio.timeout(WITHIN):
                crowd = [Browser(browser.server, browser.session) for _ in range(20)]
                await asyncio.gather(
                    *(one.log_in(f"a{n}@example.org") for n, one in enumerate(crowd))
                )
                async with desk.database.write() as ours:
                    key = ConversationKey(Channel.SMS, OURS, mobile(1))
                    came = ReceivedText("primary", key, "1", b"1", b"1", "a", desk.now)
                    assert await inbox.store(ours, [came], {}, join) == 1
        assert {one.status for one in crowd} == {503}
        assert "The database does not answer" in crowd[0].text
        await browser.log_in(EMAIL, PASSWORD)
        assert browser.path == DAY
    await apart.close()
    await locker.close()


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
async def test_a_store_that_takes_no_writes_is_not_ready_but_alive(desk, clock):
    async def nothing(accept):
        return b"", accept

    async with desk.database.write() as tx:
        await tx.execute(
            text(
                "CREATE TRIGGER full BEFORE INSERT ON probes"
                " BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END"
            )
        )
    watch = Watch(list, nothing)
    async with pages(desk.database, clock, watch=watch) as browser:
        await browser.get("/readyz")
        assert (browser.status, browser.html) == (
            503,
            '{"ready": false, "reason": "the store takes no writes"}',
        )
        assert (await browser.get("/healthz")).status == 200
    async with desk.database.write() as tx:
        await tx.execute(text("DROP TRIGGER full"))
    async with pages(desk.database, clock, watch=watch) as browser:
        assert (await browser.get("/readyz")).status == 200


@pytest.mark.parametrize("store_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("table", ["inbound", "messages", "appointments"])
async def test_a_store_of_which_one_table_is_locked_is_not_ready(desk, clock, store_url, table):
    async def nothing(accept):
        return b"", accept

    apart, locker = desk.database.apart(SHORT), Database.connect(store_url)
    async with pages(apart, clock, watch=Watch(list, nothing)) as browser, locker.write() as tx:
        await tx.execute(text(f"LOCK TABLE {table} IN SHARE MODE"))
        await browser.get("/readyz")
        assert browser.status == 503
        assert "the store takes no writes" in browser.html
    async with pages(apart, clock, watch=Watch(list, nothing)) as browser:
        assert (await browser.get("/readyz")).status == 200
    await apart.close()
    await locker.close()


async def test_a_loop_whose_store_is_away_is_no_fault_of_the_process_and_looks_again_at_once(
    monkeypatch,
):
    monkeypatch.setattr(supervising, "_LOOK_AGAIN", 0)
    away, looked = True, asyncio.Event()

    async def loop():
        if away:
            raise StoreUnreachable("the store cannot be opened")
        looked.set()

    supervisor = Supervisor()
    supervisor.start("turns", loop)
    async with asyncio.timeout(WITHIN):
        # so often that one which fails by itself is taken for broken, and looks less and less
        while supervisor.courses["turns"].failures < 2 * supervising._TOO_OFTEN:  # noqa: ASYNC110 (it tells nobody)
            await asyncio.sleep(0.01)
        assert supervisor.failing() == []
        away = False
        await looked.wait()


@pytest.mark.parametrize("store_url", ["postgresql"], indirect=True)
async def test_what_says_that_the_store_is_away_is_told_from_what_is_wrong(database, store_url):
    waits = Database.connect(store_url, SHORT)
    async with database.write() as tx:
        await tx.execute(text("LOCK TABLE staff IN ACCESS EXCLUSIVE MODE"))
        with pytest.raises(Exception, match="lock") as locked:
            async with waits.read() as other:
                await other.execute(text("SELECT * FROM staff"))
    with pytest.raises(Exception, match="nowhere") as wrong:
        async with waits.read() as other:
            await other.execute(text("SELECT * FROM nowhere"))
    slow = ConnectionLimits(command=0.2)
    hurried = Database.connect(store_url, slow)
    with pytest.raises(TimeoutError) as late:
        async with hurried.read() as other:
            await other.execute(text("SELECT pg_sleep(10)"))
    assert [is_away(one.value) for one in (locked, wrong, late)] == [True, False, True]
    await waits.close()
    await hurried.close()


@pytest.mark.parametrize("store_url", ["postgresql"], indirect=True)
async def test_what_one_commits_wakes_the_listeners_of_the_other(desk):
    apart = desk.database.apart(SHORT)
    for writer, reader in ((apart, desk.database), (desk.database, apart)):
        listener = reader.changes.listen(Topic.CALENDAR)
        async with writer.write() as tx:
            tx.notify(Topic.CALENDAR)
        assert await listener.wait(WITHIN)
        listener.close()
    await apart.close()
