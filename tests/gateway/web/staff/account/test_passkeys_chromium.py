"""Passkeys in a real browser with a virtual authenticator: made, second step, log-in by itself."""

import json
import re

import pytest
from aiohttp.test_utils import TestServer
from playwright.async_api import expect

from gateway.web.server.app import make_app
from tests.support.pages import DAY, EMAIL, PASSWORD
from tests.support.sms import NOBODY

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)

SECURITY = "/account/security"
WIDE, NARROW = {"width": 1280, "height": 900}, {"width": 360, "height": 740}


@pytest.fixture
async def server(desk, clock, unused_tcp_port_factory):
    port = unused_tcp_port_factory()
    app = make_app(
        desk.database,
        clock=clock,
        # passkeys belong to a name, not to an address
        public_url=f"http://localhost:{port}",
        secret_key=b"k" * 32,
        tariff=NOBODY,
    )
    server = TestServer(app, host="localhost", port=port)
    await server.start_server()
    yield server
    await server.close()


@pytest.fixture
def opened(chromium, server):
    async def opened(path, **kind):
        base = f"http://localhost:{server.port}"
        context = await chromium.new_context(base_url=base, **kind)
        page = await context.new_page()
        page.complaints = []
        # hints of the browser on forms are no complaints
        page.on(
            "console",
            lambda said: None if "[DOM]" in said.text else page.complaints.append(said.text),
        )
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        session = await context.new_cdp_session(page)
        await session.send("WebAuthn.enable")
        kind = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True}
        kind |= {"hasUserVerification": True, "isUserVerified": True}
        kind |= {"automaticPresenceSimulation": True}
        await session.send("WebAuthn.addVirtualAuthenticator", {"options": kind})
        await page.goto(path)
        return page

    return opened


def at(path):
    """Return the pattern of addresses of a page; one that names it in its query is another."""
    return re.compile(f"[^?]*{path}$")


async def log_in(page):
    await page.get_by_label("Email").fill(EMAIL)
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("button", name="Log in", exact=True).click()


async def forget(page):
    """Take the session away; a page that is open would see that, and leave by itself."""
    await page.goto("about:blank")
    await page.context.clear_cookies()


@pytest.mark.parametrize("viewport", [WIDE, NARROW])
async def test_a_passkey_is_made_and_used(opened, viewport):
    page = await opened("/login", viewport=viewport)
    await log_in(page)
    await page.wait_for_url(f"**{DAY}")
    await page.goto(SECURITY)
    form = page.locator("form[data-passkey]")
    await form.get_by_label("Its name").fill("this laptop")
    await form.get_by_label("Password").fill(PASSWORD)
    await form.get_by_role("button", name="Add a passkey").click()
    await expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()
    await expect(page.get_by_text("this laptop")).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    # as the second step after the password
    await forget(page)
    await page.goto("/login?next=/inbox")
    await log_in(page)
    await page.wait_for_url("**/login/code**")
    await page.get_by_role("button", name="Use your passkey").click()
    await page.wait_for_url(at("/inbox"))
    # and in place of both
    await forget(page)
    await page.goto("/login?next=/account")
    await page.get_by_role("button", name="Log in with a passkey").click()
    await page.wait_for_url(at("/account"))
    # and to open a lock
    await page.locator("summary").first.click()
    await page.get_by_role("button", name="Lock").click()
    await page.wait_for_url("**/unlock**")
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    await page.get_by_role("button", name="Use your passkey").click()
    await page.wait_for_url(at("/account"))
    assert page.complaints == []


async def test_an_answer_is_taken_once_and_for_its_own_purpose(opened, server):
    page = await opened("/login")
    await log_in(page)
    await page.wait_for_url(f"**{DAY}")
    await page.goto(SECURITY)
    form = page.locator("form[data-passkey]")
    await form.get_by_label("Password").fill(PASSWORD)
    await form.get_by_role("button", name="Add a passkey").click()
    await expect(page.get_by_role("heading", name="Your recovery codes")).to_be_visible()
    await forget(page)
    sent = []
    page.on("request", lambda one: sent.append(one.post_data) if one.method == "POST" else None)
    await page.goto("/login?next=/account")
    await page.get_by_role("button", name="Log in with a passkey").click()
    await page.wait_for_url(at("/account"))
    origin = page.url.removesuffix("/account")
    await forget(page)
    (body,) = sent
    again = {"Content-Type": "application/x-www-form-urlencoded"}
    # another browser: an answer that was under way may set the cookie of this one once more
    stranger = (await page.context.browser.new_context(base_url=origin)).request
    answer = await stranger.post("/login/passkey", data=body, headers=again)
    assert answer.status == 422
    assert "the passkey could not be checked" in await answer.text()
    for odd in ("", "{}", "[]", json.dumps({"rawId": "AA", "response": {"clientDataJSON": "e30"}})):
        answer = await stranger.post("/login/passkey", form={"credential": odd})
        assert answer.status == 422
