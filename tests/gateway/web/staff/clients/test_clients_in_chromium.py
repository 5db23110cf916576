"""The pages of clients in a real browser: found as one types, by keyboard, on every width."""

from datetime import timedelta

import pytest
from playwright.async_api import expect

from calendar_store.practices import staff
from tests.support.accessibility import serious_findings
from tests.support.pages import EMAIL, hear, say

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)


@pytest.fixture
async def ada(desk, now):
    """A client with a visit and messages, twice; and others."""
    client = await desk.client(email="ada@example.org")
    await desk.client("ada", "Byron")
    await desk.client("Grace", "Hopper", 2)
    visit = await desk.book(client, now + timedelta(days=1))
    await say(desk, visit, client)
    await hear(desk, client, "May I bring my dog?")
    return client


@pytest.fixture
def open_clients(chromium, server, desk):
    """Open a page in a browser of some kind as reception."""

    async def opened(path, **kind):
        base = str(server.make_url("/"))
        async with desk.database.write() as tx:
            token = await staff.log_in(tx, await staff.by_email(tx, EMAIL), now=desk.now)
        context = await chromium.new_context(base_url=base, bypass_csp=True, **kind)
        await context.add_cookies([{"name": "textback", "value": token, "url": base}])
        page = await context.new_page()
        page.complaints = []
        page.on("console", lambda said: page.complaints.append(said.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        await page.goto(path)
        return page

    return opened


async def test_a_client_is_found_as_one_types_and_consent_is_recorded_by_keyboard(
    open_clients, ada
):
    page = await open_clients("/clients")
    await page.keyboard.press("/")
    await page.keyboard.type("hop")
    await expect(page.locator("#found tbody tr")).to_have_count(1)
    await page.get_by_role("searchbox").fill("ad byr")
    await expect(page.locator("#found tbody tr")).to_have_count(2)
    await page.goto(f"/clients/{ada.id}")
    await page.keyboard.press("c")
    form = page.locator("#consent")
    await expect(form).to_be_visible()
    await form.get_by_label("What").select_option("email")
    await form.get_by_role("button", name="Agreed").press("Enter")
    await expect(page.get_by_text("Consent recorded.")).to_be_visible()
    await expect(page.get_by_text("✓ may be sent")).to_have_count(2)
    assert page.complaints == []


@pytest.mark.parametrize("width", [1280, 360])
async def test_every_page_fits_its_width_and_is_heard(open_clients, ada, width):
    page = await open_clients("/clients", viewport={"width": width, "height": 800})
    card = f"/clients/{ada.id}"
    for path in ("/clients", card, f"{card}/export", "/clients/doubles"):
        await page.goto(path)
        assert await serious_findings(page) == [], path
        assert await page.evaluate("document.documentElement.scrollWidth") <= width, path
    assert page.complaints == []


async def test_without_a_script_doubles_are_merged_and_parted(open_clients, ada):
    page = await open_clients("/clients/doubles", java_script_enabled=False)
    await page.get_by_role("button", name="Merge, keep this one").first.click()
    await expect(page.get_by_text("Merged: both are one client now.")).to_be_visible()
    await page.get_by_role("button", name="Undo").click()
    await expect(page.get_by_text("Parted: both are clients again.")).to_be_visible()
