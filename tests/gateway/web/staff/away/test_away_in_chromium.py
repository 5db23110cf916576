"""The list of visits in absences in a real browser: it empties in place, and by itself."""

import pytest
from playwright.async_api import expect

from calendar_store.model.statuses import AppointmentStatus
from tests.support.accessibility import serious_findings

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)


async def test_the_list_is_worked_off_in_place(open_calendar, desk, visits):
    first, second, third = visits
    page = await open_calendar("/away?day=2026-01-13")
    await page.evaluate("window.sameDocument = true")
    await page.locator(f"#c-{second.id}").uncheck()
    await page.locator(f"#v-{first.id}").get_by_role("button", name="10:00 · Bruno").click()
    await expect(page.locator(".toast")).to_contain_text("Moved")
    await expect(page.locator("#work")).to_contain_text("2 visits to deal with")
    # who is not to be told is not told, although the list was renewed meanwhile
    await expect(page.locator(f"#c-{second.id}")).not_to_be_checked()
    await expect(page.locator(f"#c-{third.id}")).to_be_checked()
    await page.locator(f"#x-{second.id}").click()
    await expect(page.locator(".toast")).to_contain_text("They are not told.")
    await page.get_by_role("button", name="Undo").click()
    await expect(page.locator("#work")).to_contain_text("2 visits to deal with")
    # a colleague cancels one elsewhere: the list follows by itself
    await desk.cancel(third)
    await expect(page.locator("#work")).to_contain_text("1 visit to deal with")
    assert await page.evaluate("window.sameDocument")
    assert (await desk.appointment(second)).status is AppointmentStatus.BOOKED
    assert page.complaints == []


async def test_a_double_click_deals_with_one_visit_and_not_with_the_next(
    open_calendar, desk, visits
):
    first, second, _ = visits
    page = await open_calendar("/away?day=2026-01-13")
    await page.mouse.move(*await _within(page.locator(f"#x-{first.id}")))
    await page.mouse.down(click_count=1)
    await page.mouse.up(click_count=1)
    await expect(page.locator("#work")).to_contain_text("2 visits to deal with")
    await expect(page.locator(".toast")).to_contain_text("Cancelled")
    await page.mouse.move(*await _within(page.locator(f"#x-{second.id}")))
    await page.mouse.down(click_count=2)
    await page.mouse.up(click_count=2)
    # a click of its own acts again
    await page.locator(f"#k-{second.id}").click()
    await expect(page.locator("#work")).to_contain_text("1 visit to deal with")
    assert (await desk.appointment(first)).status is AppointmentStatus.CANCELLED
    assert (await desk.appointment(second)).status is AppointmentStatus.BOOKED
    assert page.complaints == []


async def _within(shown):
    """Return a point of it, x and y, asked in one go: the list is renewed meanwhile."""
    return await shown.evaluate(
        "one => { one.scrollIntoView({block: 'nearest'});"
        " const box = one.getBoundingClientRect(); return [box.x + 9, box.y + 9]; }"
    )


@pytest.mark.parametrize("width", [1280, 360])
async def test_everybody_can_use_the_list(open_calendar, visits, width):
    page = await open_calendar("/away", viewport={"width": width, "height": 800}, bypass_csp=True)
    assert await serious_findings(page) == []
    wide = await page.evaluate("document.documentElement.scrollWidth")
    assert wide <= width
