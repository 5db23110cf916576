"""The demo's mail tab: real mails over a real server, answered in words and by buttons; bounces."""

import pytest
from aiohttp.test_utils import TestServer
from playwright.async_api import expect

from calendar_store.database import signing_keys
from gateway.demo import practice as sample
from gateway.demo.account import mail_account
from gateway.demo.carrier import SandboxCarrier
from gateway.demo.mail_program import MailProgram
from gateway.demo.mail_server import SandboxMailServer
from gateway.service import TextbackService, utc_now
from gateway.web.demo.demo_context import Demo
from gateway.web.demo.demo_plugin import demo_plugin
from gateway.web.server.app import make_app
from tests.support.sms import NOBODY

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)


@pytest.fixture
async def server(database):
    """The demo with its mailboxes, and a service that sends and takes mails."""
    made = await sample.create(database, utc_now())
    carrier, mailboxes = SandboxCarrier(), SandboxMailServer()
    await mailboxes.start()
    keys = await signing_keys.load(database, utc_now())
    outgoing, incoming = mail_account(mailboxes.port, "http://127.0.0.1", keys)
    service = TextbackService(database, [], mail=outgoing, incoming=incoming)
    async with service.running():
        demo = Demo(
            *(carrier, made.practice.sender, made.phones, made.staff_email),
            emails=made.emails,
            mail_server=mailboxes,
            mail_program=MailProgram(mailboxes.mailboxes, service.receiver.port),
        )
        app = make_app(
            database,
            clock=utc_now,
            public_url="http://127.0.0.1",
            secret_key=None,
            tariff=NOBODY,
            plugins=[demo_plugin(demo)],
        )
        server = TestServer(app)
        await server.start_server()
        yield server
        await server.close()
    await mailboxes.stop()


@pytest.fixture
async def page(chromium, server):
    """The mailbox of Emmy, who prefers mails; her reminder is open."""
    page = await (await chromium.new_context(base_url=str(server.make_url("/")))).new_page()
    await page.goto("/?tab=mail&phone=3")
    reminder = page.locator("#mails a")
    await expect(reminder).to_have_count(1, timeout=15_000)
    await reminder.click()
    return page


async def test_a_mail_is_shown_and_the_calendar_answers_it(page):
    mail = page.frame_locator("iframe")
    await expect(mail.get_by_text("Ich komme")).to_be_visible()
    await page.get_by_role("link", name="Dark").click()
    await expect(page.frame_locator("iframe").get_by_text("Ich komme")).to_be_visible()
    await page.get_by_role("button", name="Accept").click()
    await expect(page.locator(".card", has_text="Noether, Emmy")).to_contain_text("✓ confirmed")
    await expect(page.locator("#story")).to_contain_text("answered by the calendar")
    await expect(page.locator("#mails a")).to_have_count(3)


async def test_a_mail_is_answered_in_words(page):
    await page.get_by_label("Answer", exact=True).fill("ja, ich komme")
    await page.get_by_label("Send").click()
    await expect(page.locator(".card", has_text="Noether, Emmy")).to_contain_text("✓ confirmed")
    await expect(page.locator("#story")).to_contain_text("ja, ich komme")


async def test_a_mail_bounces_at_will(page):
    await page.get_by_role("button", name="Let this mail bounce").click()
    card = page.locator(".card", has_text="Noether, Emmy")
    await expect(card).to_contain_text("not delivered")
