"""A new password by mail: the same answer for everybody, bounded, once; and streams that end."""

import pytest
from aiohttp.test_utils import TestServer

from calendar_store.model.actors import SERVICE
from calendar_store.model.statuses import MessageKind, Role
from calendar_store.practices import staff
from gateway.channels.mail.mail_channel import MailChannel
from gateway.messaging.channel import Channels
from gateway.use_cases.tariff import Tariff
from gateway.web.server.app import make_app
from tests.support.pages import DAY, EMAIL, PASSWORD, Stream

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)

NEW = "a kettle beside four windows"


@pytest.fixture
async def server(desk, clock):
    app = make_app(
        desk.database,
        clock=clock,
        public_url="http://127.0.0.1",
        secret_key=b"k" * 32,
        tariff=Tariff(Channels([MailChannel("calendar@example.org")])),
    )
    server = TestServer(app)
    await server.start_server()
    yield server
    await server.close()


async def links(desk, server):
    """Return the links that were mailed, oldest first, once what is under way is done."""
    for app in [server.app]:
        tasks = next(value for key, value in app.items() if "notes" in str(key))
        for task in tuple(tasks):
            await task
    sent = [one for one in await desk.messages() if one.kind is MessageKind.ACCOUNT]
    assert all(one.text.startswith("reset\nhttp://127.0.0.1/reset/") for one in sent)
    return [one.text.partition("127.0.0.1")[2] for one in sent]


async def test_a_new_password_is_chosen_by_a_link_and_ends_every_log_in(browser, desk, server):
    await browser.get("/login")
    await browser.post("/forgotten", {"email": EMAIL})
    assert f"If {EMAIL} has an account, a link is on its way there." in browser.text
    (link,) = await links(desk, server)
    await browser.get(link)
    await browser.get(DAY)
    assert browser.path == DAY
    await browser.post(link, {"new_password": NEW})
    assert "Your password is saved." in browser.text
    await browser.get(DAY)
    assert browser.path.startswith("/login")
    await browser.log_in(EMAIL, PASSWORD)
    assert browser.status == 401
    await browser.log_in(EMAIL, NEW)
    assert browser.path == DAY
    await browser.post(link, {"new_password": "yet another one of these"})
    assert browser.status == 410


async def test_nobody_learns_which_addresses_there_are(stranger, desk, server):
    answers = set()
    for email in (EMAIL, "nobody@example.org"):
        await stranger.post("/forgotten", {"email": email})
        answers.add((stranger.status, stranger.text.replace(email, "")))
    assert len(answers) == 1
    assert len(await links(desk, server)) == 1


async def test_mails_are_bounded_by_address_and_by_network(stranger, desk, server):
    for _ in range(5):
        await stranger.post("/forgotten", {"email": EMAIL})
        assert stranger.status == 200
    assert len(await links(desk, server)) == 3
    for number in range(20):
        await stranger.post("/forgotten", {"email": f"somebody{number}@example.org"})
    assert stranger.status == 429
    assert "Too many new passwords were asked for" in stranger.text


async def test_an_open_stream_ends_at_once_when_its_owner_is_removed(browser, desk, now):
    url = browser.server.make_url(f"{DAY}/events")
    accept = {"Accept": "text/event-stream"}
    async with browser.session.get(url, headers=accept) as response:
        stream = Stream(response)
        for _ in range(3):
            await stream.event()
        async with desk.database.write() as tx:
            await staff.add(
                *(tx, desk.practice.id),
                email="emmy@example.org",
                role=Role.ADMIN,
                password_hash="",
                by=SERVICE,
                now=now,
            )
            await staff.remove(tx, desk.practice.id, EMAIL, by=SERVICE, now=now)
        assert await stream.event() == ("gone", "")
