"""Telling clients in a real browser: previewed as one types, sent, and the answers come in live."""

import asyncio
import re
from datetime import date, timedelta

import pytest
from playwright.async_api import expect

from calendar_store.model.actors import OPERATOR
from gateway.demo import sample
from gateway.use_cases import appointment_changes
from tests.support.front_desk import RECEPTION
from tests.support.pages import PASSWORD

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
TOMORROW = date(2026, 1, 13)
MINUTE = timedelta(minutes=1)


@pytest.fixture
async def page(chromium, front):
    """A receptionist on the page, in a browser of their own."""
    await front.book("Byron", TOMORROW, "10:00", "Aurora")
    await front.book("Peano", TOMORROW, "11:00", "Aurora")
    await front.book("Curie", TOMORROW, "10:00", "Bruno")
    context = await chromium.new_context(
        base_url=front.url, viewport={"width": 1280, "height": 900}
    )
    page = await context.new_page()
    page.complaints = []
    page.on("console", lambda said: page.complaints.append(said.text))
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    await page.goto("/")
    await page.get_by_label("Email").fill(RECEPTION)
    await page.get_by_label("Password").fill(PASSWORD)
    await page.get_by_role("button", name="Log in").click()
    await page.get_by_role("link", name="Tell clients").click()
    return page


async def cancelled(front, who):
    """Cancel somebody's visit of tomorrow at another place, without a word to them."""
    visit = await front.one(who, TOMORROW)
    async with front.database.write() as tx:
        await appointment_changes.cancel(
            *(tx, OPERATOR, front.people.practice, visit.id),
            version=visit.version,
            channels=front.service.channels,
            now=front.clock.now,
            tell=False,
        )


async def test_a_closed_day_is_told_and_an_answer_is_seen_at_once(page, front):
    await expect(page.get_by_role("heading", name="Whom it touches")).to_contain_text("13 January")
    await expect(page.locator("#price")).to_contain_text("3 texts")
    await page.get_by_role("checkbox", name="Marie Curie").uncheck()
    await expect(page.locator("#price")).to_contain_text("2 texts")
    await page.get_by_label("In English").fill("We have no power tomorrow.")
    await expect(page.locator("#price")).to_contain_text("We have no power tomorrow.")
    await page.get_by_label("Visits with").select_option(label="Aurora")
    await expect(page.locator("#work")).not_to_contain_text("Curie")
    await page.get_by_label("Visits with").select_option(label="everybody")
    await expect(page.locator("#work")).to_contain_text("Curie")
    await page.get_by_role("button", name="Tell them now").click()
    await expect(page.get_by_role("heading", name="The practice is closed")).to_be_visible()
    texts = await front.later(MINUTE)
    assert set(texts) == {"Byron", "Peano", "Curie"}
    await expect(page.locator("#work")).to_contain_text("✓ All is sent")
    front.clock.now += MINUTE
    number = front.people.clients["Byron"].mobile
    await front.carrier.send(number, sample.SENDER, "1")
    await expect(page.locator("#work")).to_contain_text("moved to Wed 14 Jan, 10:00")
    await expect(page.locator("#work")).to_contain_text("moved: 1")
    assert page.complaints == []


async def test_the_panel_shows_the_text_before_it_cancels(page, front):
    visit = await front.one("Byron", TOMORROW)
    await page.goto(f"/day/{TOMORROW}?appointment={visit.id}")
    await page.get_by_role("button", name="Show the text first").last.click()
    await expect(page.get_by_role("heading", name="What they will read")).to_be_visible()
    await expect(page.locator(".bubble")).to_contain_text("Tue 13 Jan at 10:00")
    await page.get_by_role("button", name="Cancel the visit and send this").click()
    await expect(page.get_by_text("Cancelled").first).to_be_visible()
    texts = await front.later(MINUTE)
    assert "is cancelled" in texts["Byron"][0]
    assert page.complaints == []


async def test_figures_that_change_while_they_are_fetched_are_fetched_again(page, front):
    await page.get_by_role("button", name="Tell them now").click()
    await front.later(MINUTE)
    work = page.locator("#work")
    await expect(work).to_contain_text("✓ All is sent")
    fetched = re.compile(r"/tell/\d+$")
    answered, told, shown = asyncio.Event(), asyncio.Event(), asyncio.Event()

    async def hold(route):
        if told.is_set():
            await shown.wait()
            await route.continue_()
        else:
            before = await route.fetch()
            answered.set()
            await told.wait()
            await route.fulfill(response=before)

    await page.route(fetched, hold)
    await cancelled(front, "Byron")
    await answered.wait()
    await page.evaluate("document.querySelector('#renewed > *').id = 'first'")
    # the next event comes while the page is on its way
    await cancelled(front, "Peano")
    await page.wait_for_selector("#renewed > :not(#first)", state="attached")
    told.set()
    await expect(work).to_contain_text("cancelled: 1")
    shown.set()
    await expect(work).to_contain_text("cancelled: 2")
    assert page.complaints == []


async def test_figures_that_could_not_be_fetched_are_fetched_again(page, front):
    await page.get_by_role("button", name="Tell them now").click()
    await front.later(MINUTE)
    await expect(page.locator("#work")).to_contain_text("✓ All is sent")
    refused = []

    async def refuse(route):
        refused.append(route)
        await (route.fulfill(status=503) if len(refused) == 1 else route.continue_())

    await page.route(re.compile(r"/tell/\d+$"), refuse)
    await cancelled(front, "Byron")
    await expect(page.locator("#work")).to_contain_text("cancelled: 1", timeout=10_000)


async def test_a_page_connects_again_after_a_proxy_has_answered_for_us(page, front):
    refused = []

    async def refuse(route):
        refused.append(route)
        await (route.fulfill(status=502) if len(refused) == 1 else route.continue_())

    await page.route(re.compile(r"/tell/\d+/events"), refuse)
    await page.get_by_role("button", name="Tell them now").click()
    await expect(page.locator("html")).to_have_class(re.compile("cut"))
    await cancelled(front, "Byron")
    await expect(page.locator("#work")).to_contain_text("cancelled: 1", timeout=15_000)
    await expect(page.locator("html")).not_to_have_class(re.compile("cut"))
