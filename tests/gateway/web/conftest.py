"""A practice with staff who can log in, its pages on a real socket, and browsers."""

import aiohttp
import pytest
from aiohttp.test_utils import TestServer

from calendar_store.model.statuses import Role
from calendar_store.practices import staff
from gateway.accounts import password_hashes
from gateway.web.server.app import make_app
from tests.support.actors import named
from tests.support.chromium import running_chromium
from tests.support.desk import Desk
from tests.support.front_desk import ADMIN, BRUNO, RECEPTION, front_desk
from tests.support.pages import EMAIL, PASSWORD, Browser, Clock
from tests.support.sms import NOBODY


@pytest.fixture(scope="session")
def password_hash():
    return password_hashes.hash_password(PASSWORD)


@pytest.fixture
def clock(now):
    return Clock(now)


@pytest.fixture
async def desk(database, practice, aurora, password_hash, now):
    async with database.write() as tx:
        await staff.add(
            tx,
            practice.id,
            email=EMAIL,
            role=Role.RECEPTION,
            password_hash=password_hash,
            by=named("textback"),
            now=now,
        )
    return Desk(database, practice, aurora, now)


@pytest.fixture
def public_url():
    return "http://127.0.0.1"


@pytest.fixture
def links():
    """What is told of the links to carriers."""
    return []


@pytest.fixture
async def server(desk, clock, public_url, links):
    app = make_app(
        desk.database,
        clock=clock,
        public_url=public_url,
        secret_key=b"k" * 32,
        tariff=NOBODY,
        link_status=lambda: links,
    )
    server = TestServer(app)
    await server.start_server()
    yield server
    await server.close()


@pytest.fixture
async def stranger(server):
    """A browser that nobody is logged in with."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
        yield Browser(server, session)


@pytest.fixture
async def browser(stranger, desk):
    """A browser that a receptionist is logged in with."""
    async with desk.database.write() as tx:
        member = await staff.by_email(tx, EMAIL)
        token = await staff.log_in(tx, member, now=desk.now)
    stranger.session.cookie_jar.update_cookies({"textback": token}, stranger.server.make_url("/"))
    return await stranger.get("/")


@pytest.fixture
async def front(database, now, password_hash):
    """The whole service of the sample practice, with an account of each role and phones."""
    async with front_desk(database, now) as desk:
        await desk.employ(ADMIN, Role.ADMIN, password_hash)
        await desk.employ(RECEPTION, Role.RECEPTION, password_hash)
        await desk.employ(BRUNO, Role.PRACTITIONER, password_hash, "Bruno")
        yield desk


@pytest.fixture
async def chromium():
    """A real browser, as Debian ships it."""
    async with running_chromium() as browser:
        yield browser
