"""Moving a visit by taps: the visit, "Move", "Choose in the calendar", a free time, "Move"."""

import re
from datetime import timedelta

import pytest
from playwright.async_api import expect

from tests.support.pages import DAY

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
HOUR = timedelta(hours=1)
PHONE = {"viewport": {"width": 360, "height": 760}, "has_touch": True, "is_mobile": True}


@pytest.fixture
async def visit(desk, now):
    """Ada's visit at two in the afternoon in Rome."""
    return await desk.book(await desk.client(), now + 4 * HOUR)


@pytest.mark.parametrize("script", [True, False], ids=["script", "without"])
async def test_on_a_phone_a_visit_is_moved_to_another_day_by_taps(
    open_calendar, desk, visit, script
):
    page = await open_calendar(DAY, java_script_enabled=script, **PHONE)
    await page.get_by_role("link", name="Byron, Ada").tap()
    await page.locator("summary", has_text="Move").tap()
    await page.get_by_role("link", name="Choose in the calendar").tap()
    await expect(page.get_by_text("Choose the new time of Ada Byron")).to_be_visible()
    assert await page.evaluate("document.documentElement.scrollWidth") == 360
    await page.get_by_role("link", name="The day after").tap()
    await expect(page.get_by_role("heading", name="Tue 13 January")).to_be_visible()
    await expect(page.get_by_text("Choose the new time of Ada Byron")).to_be_visible()
    await page.get_by_role("link", name="free 09:00–13:00").tap()
    await expect(page.get_by_label("Time", exact=True)).to_have_value("09:00")
    await page.get_by_label("Time", exact=True).fill("09:30")
    await page.locator(".move .strong").tap()
    await expect(page.locator(".toast")).to_contain_text("Moved.")
    await expect(page.get_by_text("Choose the new time")).to_have_count(0)
    there = await desk.appointment(visit)
    assert there.starts_at == visit.starts_at + timedelta(hours=19, minutes=30)
    assert page.complaints == []


async def test_in_the_grid_the_time_below_the_finger_is_chosen(open_calendar, desk, visit):
    page = await open_calendar(f"{DAY}?move={visit.id}")
    free = page.locator(".free a", has_text="14:30–18:00")
    await free.click(position={"x": 100, "y": 12 * 8 + 3})
    await expect(page.get_by_label("Time", exact=True)).to_have_value("15:30")
    await page.locator(".move .strong").click()
    await expect(page.locator(".toast")).to_contain_text("Moved.")
    assert (await desk.appointment(visit)).starts_at == visit.starts_at + timedelta(minutes=90)
    assert "move=" not in page.url


async def test_week_and_month_lead_to_the_new_day_and_it_is_given_up(browser, visit):
    for path in ("/week/2026-01-12", "/month/2026-01-12"):
        await browser.get(f"{path}?move={visit.id}")
        assert "Choose the new time of Ada Byron" in browser.text
        assert f'href="/day/2026-01-13?move={visit.id}"' in browser.html
    await browser.get(f"/week/2026-01-12?move={visit.id}")
    (_, free) = re.findall(r'href="(/day/2026-01-13\?appointment[^"]+)"', browser.html)
    await browser.get(free.replace("&amp;", "&"))
    assert '<details class="move" open>' in browser.html
    assert 'type="time" name="time" value="14:00"' in browser.html
    await browser.get(f"{DAY}?move={visit.id}")
    assert f'href="/day/2026-01-12?appointment={visit.id}"' in browser.html


async def test_an_address_that_makes_no_sense_moves_nothing(browser, visit):
    for odd in ("move=12", "move=x", f"appointment={visit.id}&at=soon&with=x"):
        await browser.get(f"{DAY}?{odd}")
        assert browser.status == 200
        assert "Choose the new time of Ada" not in browser.text
