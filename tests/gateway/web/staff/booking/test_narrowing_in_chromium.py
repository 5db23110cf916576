"""The form of a booking in a real browser: practitioner and service narrow each other in place."""

from datetime import timedelta

import pytest
from playwright.async_api import expect

from calendar_store.model.actors import OPERATOR
from calendar_store.practices import practitioners
from gateway.use_cases import services
from gateway.use_cases.services import NewService
from tests.support.desk import BY
from tests.support.pages import DAY

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)


async def test_who_does_not_do_a_service_is_not_offered_for_it(open_calendar, desk):
    async with desk.database.write() as tx:
        await practitioners.add(tx, desk.practice.id, "Bruno", by=BY, now=desk.now)
        for name, who in (("Check-up", "Aurora"), ("Massage", "Bruno")):
            entered = NewService(name, timedelta(minutes=30), done_by=(who,))
            await services.add(tx, OPERATOR, desk.practice, entered, now=desk.now)
    page = await open_calendar(DAY)
    await page.keyboard.press("n")
    await page.get_by_label("Name or number").fill("Ada")
    await page.locator("#for").focus()
    await page.get_by_label("Service").select_option(label="Massage, 30 min")
    whom = page.locator("#with option")
    await expect(whom).to_have_text(["Bruno"])
    # the service stays chosen, in the field that has the focus, and nothing else is touched
    await expect(page.locator("#for option:checked")).to_have_text("Massage, 30 min")
    await expect(page.locator("#for")).to_be_focused()
    await expect(page.get_by_label("Name or number")).to_have_value("Ada")
    await page.get_by_label("Service").select_option(label="no particular one")
    await expect(whom).to_have_text(["Aurora", "Bruno"])
    await page.locator("#with").select_option(label="Aurora")
    await expect(page.locator("#for option")).to_have_text(
        ["no particular one", "Check-up, 30 min"]
    )
    assert page.complaints == []
