"""A lock keeps what was typed and not sent, for who opens the same log-in and for nobody else."""

from datetime import timedelta

import pytest
from playwright.async_api import expect

from calendar_store.practices import practices
from tests.support.desk import BY
from tests.support.pages import EMAIL, PASSWORD

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)

KEPT = "sessionStorage.getItem('textback-draft') || ''"


@pytest.fixture
async def desk(desk):
    async with desk.database.write() as tx:
        await practices.change(tx, desk.practice.id, now=desk.now, by=BY, idle_minutes=5)
    return desk


async def type_into(page):
    await page.get_by_role("button", name="New client").click()
    await page.locator("#add").get_by_label("First name").fill("Augusta")
    await page.locator("#add").get_by_label("Last name").fill("Leigh")


async def unlock(page):
    await page.wait_for_url("**/unlock**")
    assert "Augusta" not in await page.content() + await page.evaluate(KEPT)
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("button", name="Unlock").click()


async def test_what_was_typed_is_there_again_after_a_lock(open_calendar):
    page = await open_calendar("/clients")
    await page.clock.install()
    await page.goto("/clients")
    await type_into(page)
    await page.clock.fast_forward(timedelta(minutes=6).total_seconds() * 1000)
    await unlock(page)
    await page.wait_for_url("**/clients")
    first = page.locator("#add").get_by_label("First name")
    await expect(first).to_have_value("Augusta")
    await expect(first).to_be_visible()
    await expect(page.get_by_text("What you had typed is here again.")).to_be_visible()
    assert await page.evaluate(KEPT) == ""
    await page.locator("summary").first.click()
    await page.get_by_role("button", name="Lock").click()
    await unlock(page)
    await expect(page.locator("#add").get_by_label("Last name")).to_have_value("Leigh")
    assert [one for one in page.complaints if "[DOM]" not in one] == []


async def test_what_was_typed_is_gone_for_whoever_logs_in_instead(open_calendar):
    page = await open_calendar("/clients")
    await type_into(page)
    await page.evaluate("document.getElementById('lock').requestSubmit()")
    await page.wait_for_url("**/unlock**")
    await page.get_by_role("button", name="Log in as somebody else").click()
    await page.wait_for_url("**/login**")
    await page.get_by_label("Email").fill(EMAIL)
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("button", name="Log in", exact=True).click()
    await page.wait_for_url("**/day/**")
    await page.goto("/clients")
    await page.get_by_role("button", name="New client").click()
    await expect(page.locator("#add").get_by_label("First name")).to_have_value("")
    assert await page.evaluate(KEPT) == ""
    assert [one for one in page.complaints if "[DOM]" not in one] == []
