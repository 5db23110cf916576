"""The page on which a paper is copied in, without script: lines, conflicts, undo, the code."""

import re
from datetime import timedelta

import pytest

from tests.support.copied_paper import CopiedPaper
from tests.support.pages import DAY

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
HOUR = timedelta(hours=1)
SHEET = {"day": "2026-01-12", "made": "2026-01-12T09:00:00+00:00", "confirm": "1", "tell": "1"}


@pytest.fixture
async def ada(desk):
    return await desk.client("Ada", "Byron", 1)


@pytest.fixture
def copies(browser, clock):
    """Send the form of the page, half an hour after the paper was made."""
    clock.forward(timedelta(minutes=30))

    async def sent(**fields):
        await browser.get("/catch-up?made=2026-01-12T09:00:00%2B00:00")
        key = re.search(r'name="key" value="([^"]+)"', browser.html)[1]
        more = {name.replace("_", "-"): value for name, value in fields.items()}
        await browser.post("/catch-up", {"csrf": browser.csrf, "key": key, **SHEET, **more})
        assert browser.status == 200
        return browser

    return sent


async def test_a_line_is_stored_booked_and_listed(copies, ada):
    page = await copies(time="1430", q="byr")
    assert "14:30 Aurora Byron, Ada 1430 byr" in page.text
    assert "✓ done as it was written" in page.text
    await page.get(DAY)
    assert "✎ from paper 0" in page.text
    assert "Byron, Ada" in page.text


async def test_what_is_not_clear_waits_and_is_counted_on_the_day(copies, ada, desk):
    await desk.client("Ada", "Byronetti", 3)
    page = await copies(time="14:30", q="byr")
    assert "▲ several clients may be meant" in page.text
    entry = re.search(r"/catch-up/(\d+)/settle", page.html)[1]
    await page.get(DAY)
    assert "✎ from paper 1" in page.text
    await page.get("/catch-up")
    fields = {"csrf": page.csrf, **SHEET, "time": "14:30", "q": "byr", "complete": "1"}
    await page.post(f"/catch-up/{entry}/settle", fields | {"client": str(ada.id)})
    assert "✓ done as it was written" in page.text
    await page.get(DAY)
    assert "✎ from paper 0" in page.text


async def test_a_conflict_stands_side_by_side_and_is_settled(copies, ada, desk):
    grace = await desk.client("Grace", "Hopper", 2)
    copied = CopiedPaper(desk, desk.now + HOUR / 4)
    visit = await copied.booked_by_text(grace.id, desk.now + 4 * HOUR)
    page = await copies(time="14:00", q="byron")
    assert "▲ the time is taken" in page.text
    assert "Now Grace Hopper : 14:00" in page.text
    assert "booked 10:15, by the client, by text" in page.text
    entry = re.search(r"/catch-up/(\d+)/settle", page.html)[1]
    way = re.search(rf'name="to-{visit.id}">\s*<option value="([^"]+)"', page.html)[1]
    settled = {"csrf": page.csrf, **SHEET}
    await page.post(f"/catch-up/{entry}/settle", settled | {"way": "drop"})
    assert (page.status, "say why it is left out" in page.text) == (422, True)
    await page.post(f"/catch-up/{entry}/settle", settled | {"way": "both"})
    assert page.status == 403  # a receptionist
    await page.get("/catch-up")
    await page.post(f"/catch-up/{entry}/settle", settled | {"way": "paper", f"to-{visit.id}": way})
    assert "done as it was written, and the other gave way" in page.text
    assert await copied.day() == ["14:00 Byron", "14:30 Hopper"]
    await page.post(f"/catch-up/{entry}/undo", {"csrf": page.csrf, **SHEET})
    assert "▲ the time is taken" in page.text
    assert await copied.day() == ["14:00 Hopper"]


async def test_lines_of_the_paper_are_crossed_out(copies, ada, desk):
    visit = await desk.book(ada, desk.now + 4 * HOUR)
    page = await copies(**{f"line_{visit.id}": "x"})
    assert f'id="s-{visit.id}"' in page.html
    assert page.text.count("✓ done as it was written") == 2
    assert await CopiedPaper(desk, desk.now).day() == []


async def test_the_code_of_a_page_opens_that_page(browser):
    await browser.get("/paper/12/2026-01-13")
    assert browser.path == "/catch-up?paper=12&day=2026-01-13"
    assert "Copy in from paper Tue 13 January" in browser.text


async def test_a_script_gets_what_has_changed_alone(copies, browser, ada, desk):
    visit = await desk.book(ada, desk.now + 4 * HOUR)
    await browser.get("/catch-up")
    fields = {"csrf": browser.csrf, "key": "a", **SHEET, f"line-{visit.id}": "15:15"}
    for _ in range(2):
        await browser.post("/catch-up", fields, headers={"HX-Request": "true"})
        assert browser.html.count("✓ done as it was written") == 2
        assert "<html" not in browser.html
    assert await CopiedPaper(desk, desk.now).day() == ["15:15 Byron"]
