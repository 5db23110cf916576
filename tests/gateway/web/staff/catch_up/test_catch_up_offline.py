"""The page while the line is lost again: what is typed waits on it, and is sent once, in order."""

import pytest
from playwright.async_api import expect

from tests.support.copied_paper import CopiedPaper

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
NAMES = ("Byron", "Hopper", "Curie")


@pytest.fixture
async def page(chromium, browser, desk):
    base = str(browser.server.make_url("/"))
    context = await chromium.new_context(base_url=base)
    cookies = [one for one in browser.session.cookie_jar if one.key == "textback"]
    await context.add_cookies([{"name": "textback", "value": cookies[0].value, "url": base}])
    page = await context.new_page()
    await page.goto("/catch-up?made=2026-01-12T09:00:00%2B00:00")
    return page


async def writes(page, time, name):
    await page.keyboard.type(time)
    await page.keyboard.press("Tab")
    await page.keyboard.type(name)
    await page.keyboard.press("Enter")
    # a key that is pressed twice
    await page.keyboard.press("Enter")


async def test_what_is_typed_without_a_line_is_sent_once_it_is_back(page, desk):
    for number, name in enumerate(NAMES):
        await desk.client("Ada", name, 1 + number)
    waits = page.locator("#unsent li")
    await writes(page, "1400", "Byron")
    await expect(waits).to_have_count(0)
    await page.context.set_offline(True)
    await writes(page, "1430", "Hopper")
    await writes(page, "1500", "Curie")
    await expect(waits).to_have_text(
        ["◷ 1430 Hopper – not stored yet", "◷ 1500 Curie – not stored yet"]
    )
    await expect(page.locator(".offline")).to_be_visible()
    # whoever leaves the page is asked
    paper = CopiedPaper(desk, desk.now)
    assert await paper.day() == ["14:00 Byron"]
    await page.context.set_offline(False)
    await expect(waits).to_have_count(0, timeout=10_000)
    await expect(page.locator(".offline")).to_be_hidden()
    assert await paper.day() == ["14:00 Byron", "14:30 Hopper", "15:00 Curie"]
    assert [one.name for one in await paper.entries()] == list(NAMES)
