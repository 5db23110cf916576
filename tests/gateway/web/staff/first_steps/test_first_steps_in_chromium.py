"""The first steps in a real browser, over a running service and a carrier, with live fates."""

import re
from contextlib import asynccontextmanager

import pytest
from aiohttp.test_utils import TestServer
from playwright.async_api import expect

from calendar_store.model.statuses import Role
from calendar_store.practices import staff
from gateway.app import probes_of
from gateway.channels.sms.smpp.carrier_config import CarrierConfig
from gateway.demo.carrier import SandboxCarrier
from gateway.service import TextbackService, utc_now
from gateway.use_cases import first_steps
from gateway.use_cases.tariff import Tariff
from gateway.web.server.app import make_app
from tests.support.accessibility import serious_findings
from tests.support.actors import named
from tests.support.desk import BY
from tests.support.pages import PASSWORD

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 740}
EMMY, OWN_PHONE = "emmy@example.org", "+393331234014"
WIDE = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"


@asynccontextmanager
async def running(desk, password_hash):
    """Run the service over a sandbox carrier, with its pages; yield the address and the carrier."""
    async with desk.database.write() as tx:
        await staff.add(
            tx,
            desk.practice.id,
            email=EMMY,
            role=Role.ADMIN,
            runs_service=True,
            password_hash=password_hash,
            by=named("textback"),
            now=utc_now(),
        )
        await first_steps.begin(tx, BY, desk.practice.id, now=utc_now())
    sandbox = SandboxCarrier()
    await sandbox.start()
    account = ("sandbox", "127.0.0.1", sandbox.port, "esme", "secret")
    service = TextbackService(
        desk.database, [CarrierConfig(*account, numbers=(desk.practice.sender,))]
    )
    app = make_app(
        desk.database,
        clock=utc_now,
        public_url="http://127.0.0.1",
        secret_key=b"k" * 32,
        tariff=Tariff(service.channels),
        link_status=service.status,
        probes=probes_of(service),
    )
    server = TestServer(app)
    try:
        async with service.running():
            await service.carriers[0].link.until_bound()
            await server.start_server()
            yield str(server.make_url("/")), sandbox
            await server.close()
    finally:
        await sandbox.stop()


async def test_whoever_logs_in_is_led_there_tries_a_text_and_probes_the_carrier(
    chromium, desk, password_hash
):
    async with running(desk, password_hash) as (url, sandbox):
        context = await chromium.new_context(base_url=url, viewport=DESK, bypass_csp=True)
        page = await context.new_page()
        complaints = []
        page.on("pageerror", lambda error: complaints.append(str(error)))
        await page.goto("/")
        await page.get_by_label("Email").fill(EMMY)
        await page.get_by_label("Password").fill(PASSWORD)
        await page.get_by_role("button", name="Log in", exact=True).click()
        await expect(page.get_by_role("heading", name="First steps")).to_be_visible()
        await expect(page.locator("#carrier h2")).to_contain_text("✓")
        # a test text: its fate appears by itself
        text = page.locator("#test_text")
        await text.get_by_label("Your own mobile number").fill("333 123 4014")
        await text.get_by_role("button", name="Send a test text").click()
        before = await page.locator("progress").get_attribute("value")
        await expect(page.locator("#fate-test_text")).to_contain_text("✓ delivered", timeout=20_000)
        await expect(text.get_by_role("heading")).to_contain_text("✓")
        await expect(page.locator("progress")).to_have_attribute("value", str(int(before) + 1))
        # the probe: its findings appear once the phone has answered
        carrier = page.locator("#carrier")
        await carrier.get_by_text("Probe the carrier with your own phone").click()
        await carrier.get_by_label("Your own mobile number").fill(OWN_PHONE)
        with sandbox.subscribe() as changes:
            await carrier.get_by_role("button", name="Begin the probe").click()
            first = (await changes.get()).text.text
        await sandbox.send(OWN_PHONE, desk.practice.sender, f"1@ {first.rpartition(': ')[2]}")
        await expect(carrier).to_contain_text("answers and receipts agree", timeout=20_000)
        await expect(carrier).to_contain_text("The configuration fits this carrier")
        for size in (DESK, PHONE):
            await page.set_viewport_size(size)
            assert not await page.evaluate(WIDE)
            assert await serious_findings(page) == []
        # who reads Italian reads the findings in Italian
        await context.add_cookies([{"name": "textback-language", "value": "it", "url": url}])
        await page.reload()
        await expect(carrier).to_contain_text(
            "gli identificativi di risposte e ricevute coincidono"
        )
        assert "receipts" not in await carrier.inner_text()
        await context.clear_cookies(name="textback-language")
        await page.reload()
        assert complaints == []
        await page.get_by_role("button", name="Not at log-in any more").click()
        await expect(page).to_have_url(re.compile("/day"))
