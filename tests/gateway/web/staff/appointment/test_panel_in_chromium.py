"""The panel in a real browser: it changes in place, with an undo, and with a lost race in view."""

from datetime import timedelta

import pytest
from playwright.async_api import expect

from calendar_store.model.statuses import AppointmentStatus
from tests.support.pages import DAY

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
HOUR = timedelta(hours=1)


@pytest.fixture
async def visit(desk, now):
    return await desk.book(await desk.client(), now + 4 * HOUR)


async def test_a_visit_is_cancelled_and_taken_back_in_place(open_calendar, desk, visit):
    page = await open_calendar(f"{DAY}?appointment={visit.id}")
    await page.evaluate("window.sameDocument = true")
    await page.get_by_role("button", name="Cancel visit").click()
    await expect(page.locator(".toast")).to_contain_text("Cancelled.")
    await expect(page.locator("#panel .large")).to_contain_text("✕ cancelled")
    await page.get_by_role("button", name="Undo").click()
    await expect(page.locator(".toast")).to_contain_text("Taken back.")
    await expect(page.locator(f"#a-{visit.id}")).to_contain_text("booked")
    assert await page.evaluate("window.sameDocument")
    assert (await desk.appointment(visit)).status is AppointmentStatus.BOOKED
    assert page.complaints == []


async def test_a_lost_race_offers_the_nearest_times_as_buttons(open_calendar, desk, visit, now):
    page = await open_calendar(f"{DAY}?appointment={visit.id}")
    await desk.book(await desk.client("Grace", "Hopper", 2), now + 6 * HOUR)
    await page.locator("summary", has_text="Move").click()
    await page.get_by_label("Time", exact=True).fill("16:00")
    await page.locator(".move .strong").click()
    await expect(page.locator("#panel")).to_contain_text("Grace Hopper")
    await page.get_by_role("button", name="Mon 12 January, 15:30").click()
    await expect(page.locator(".toast")).to_contain_text("Moved.")
    assert (await desk.appointment(visit)).starts_at == now + 5.5 * HOUR
    assert page.complaints == []


async def test_on_a_phone_what_was_done_can_be_undone_over_the_panel(open_calendar, desk, visit):
    small = {"width": 360, "height": 700}
    page = await open_calendar(f"{DAY}?appointment={visit.id}", viewport=small)
    await page.get_by_role("button", name="✓ Confirm").click()
    await expect(page.locator(".toast")).to_contain_text("Confirmed.")
    await page.get_by_role("button", name="Undo").click(timeout=5000)
    await expect(page.locator(".toast")).to_contain_text("Taken back.")
    assert (await desk.appointment(visit)).status is AppointmentStatus.BOOKED
