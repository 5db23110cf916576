"""The page without a line on a phone, in the dark, in Italian, by keyboard, by screen readers."""

from datetime import timedelta

import pytest
from playwright.async_api import expect

from tests.support.accessibility import serious_findings
from tests.support.offline_browser import offline_browser
from tests.support.pages import EMAIL, PASSWORD

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
HOUR = timedelta(hours=1)
PHONE = {"viewport": {"width": 360, "height": 740}, "color_scheme": "dark", "locale": "it-IT"}
OVER = "document.documentElement.scrollWidth - innerWidth"


@pytest.fixture
async def visit(desk, now):
    client = await desk.client("Maria Gaetana", "Agnesi della Valle di Montefiore", 1)
    return await desk.at(now - 24 * HOUR).book(client, now + HOUR)


@pytest.mark.parametrize("kind", [PHONE, {"bypass_csp": True}], ids=["phone", "wide"])
async def test_it_fits_and_is_told_to_screen_readers(line, tmp_path, visit, kind):
    async with offline_browser(line, tmp_path / "profile", **{"bypass_csp": True, **kind}) as seat:
        await seat.log_in(EMAIL, PASSWORD)
        await seat.until_kept()
        page = await seat.lose_line()
        await expect(page.locator("#day li", has_text="Agnesi")).to_be_visible()
        assert await page.evaluate(OVER) <= 0
        assert not await serious_findings(page)
        if kind is PHONE:
            await expect(page.locator("#age")).to_contain_text("Nessuna connessione")
        await page.keyboard.press("n")
        await expect(page.locator("#sheet")).to_be_visible()
        assert await page.evaluate(OVER) <= 0
        assert not await serious_findings(page)


async def test_all_of_it_is_done_by_keyboard(seat, visit):
    await seat.log_in(EMAIL, PASSWORD)
    await seat.until_kept()
    page = await seat.lose_line()
    await page.keyboard.press("ArrowRight")
    await expect(page.locator("#title")).to_have_text("Tue, 13 January")
    await page.keyboard.press("t")
    await expect(page.locator("#title")).to_have_text("Mon, 12 January")
    await page.keyboard.press("n")
    await page.keyboard.type("0430PM")
    await page.fill("#f-q", "Lise Meitner")
    await page.keyboard.press("Enter")
    await expect(page.locator("#unsent li")).to_contain_text("12 Jan 16:30 Lise Meitner")
    await page.get_by_role("button", name="Move: Agnesi").focus()
    await page.keyboard.press("Enter")
    await expect(page.locator("#f-time")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(page.locator("#sheet")).to_be_hidden()
