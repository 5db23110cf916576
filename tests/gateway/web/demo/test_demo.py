"""The demo: a phone beside the calendar, real texts over a real carrier, no log-in."""

import asyncio

import pytest
from aiohttp.test_utils import TestServer
from playwright.async_api import expect

from calendar_store.database.connection import Database
from gateway.channels.sms.smpp.carrier_config import CarrierConfig
from gateway.demo import practice as sample
from gateway.demo.carrier import SandboxCarrier
from gateway.service import TextbackService, utc_now
from gateway.web.demo.demo_context import Demo
from gateway.web.demo.demo_plugin import demo_plugin
from gateway.web.server.app import make_app
from tests.support.sms import NOBODY

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)


@pytest.fixture
async def made(database: Database):
    return await sample.create(database, utc_now())


@pytest.fixture
async def carrier():
    carrier = SandboxCarrier()
    await carrier.start()
    yield carrier
    await carrier.stop()


@pytest.fixture
async def server(database, made, carrier):
    """The demo as `textback demo` runs it."""
    number = made.practice.sender
    config = CarrierConfig("sandbox", "127.0.0.1", carrier.port, "demo", "demo", numbers=(number,))
    app = make_app(
        database,
        clock=utc_now,
        public_url="http://127.0.0.1",
        secret_key=None,
        tariff=NOBODY,
        plugins=[demo_plugin(Demo(carrier, number, made.phones, made.staff_email))],
    )
    server = TestServer(app)
    async with TextbackService(database, [config]).running():
        await server.start_server()
        yield server
        await server.close()


@pytest.fixture
async def page(chromium, server):
    page = await (await chromium.new_context(base_url=str(server.make_url("/")))).new_page()
    page.complaints = []
    page.on("console", lambda said: page.complaints.append(said.text))
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    await page.goto("/")
    return page


async def test_a_text_back_changes_the_calendar_before_ones_eyes(page, made):
    first = made.clients[0]
    screen = page.locator("#screen")
    card = page.locator(".card", has_text=f"{first.last}, {first.first}")
    await expect(screen.locator(".theirs")).to_have_count(1, timeout=15_000)
    await expect(card).to_contain_text("no answer yet")
    await page.get_by_label("Text back").fill("1")
    await page.keyboard.press("Enter")
    await expect(screen.locator(".ours")).to_contain_text("✓✓")
    await expect(screen.locator(".theirs")).to_have_count(2)
    await expect(card).to_contain_text("✓ confirmed")
    await expect(page.locator("#story")).to_contain_text("confirm")
    await expect(page.locator("#story")).to_contain_text("answer in the phone after")
    await expect(page.locator("#story")).to_contain_text("✓ confirmed")
    await expect(page.get_by_label("Text back")).to_have_value("")
    assert page.complaints == []


async def test_a_tap_is_a_text_too_and_other_phones_are_a_tap_away(page, made, carrier):
    await page.get_by_role("link", name=made.clients[1].name).click()
    await expect(page.locator(".device header")).to_contain_text(made.clients[1].name)
    await page.get_by_role("button", name="I may be late").click()
    await expect(page.locator("#screen .ours")).to_contain_text("I may be late")
    wrote = [any(t.outgoing for t in carrier.texts(one.mobile)) for one in made.clients[:3]]
    assert wrote == [False, True, False]


async def test_the_phone_works_without_script(stranger, made, carrier):
    await stranger.get("/")
    assert f"on {made.clients[0].name}’s phone" in stranger.text
    with carrier.subscribe() as changes:
        form = {"csrf": stranger.csrf, "text": "STOP", "next": "/"}
        await stranger.post("/demo/phone/0", form)
        assert stranger.status == 200
        async with asyncio.timeout(10):
            while "no more texts" not in (await changes.get()).text.text:
                pass
    await stranger.get("/")
    assert "✓✓" in stranger.text
    assert "“STOP”" in stranger.text
    assert "done, no more texts to this number" in stranger.text


async def test_only_this_machine_is_logged_in_by_itself(stranger):
    await stranger.get("/", headers={"Host": "rebound.example"})
    assert stranger.status == 421
    await stranger.get("/", headers={"X-Forwarded-For": "203.0.113.9"})
    assert stranger.path.startswith("/login")


async def test_a_phone_that_is_none_sends_nothing(stranger):
    await stranger.get("/")
    await stranger.post("/demo/phone/99", {"csrf": stranger.csrf, "text": "hello"})
    assert stranger.status == 404
