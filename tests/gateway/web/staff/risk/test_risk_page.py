"""Staff see which visits of tomorrow are likely to be missed, and why, there and on the panel."""

from datetime import timedelta

import pytest
from playwright.async_api import expect
from sqlalchemy import update

from calendar_store.schema import clients
from gateway.no_show.model import NoShowModel
from tests.support import known_practice
from tests.support.known_practice import keep, risky_visit, safe_visit

DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def model():
    return known_practice.learnt()


@pytest.fixture
async def two(desk, now):
    ada = await desk.client("Ada", "Byron", 1)
    marie = await desk.client("Marie", "Curie", 2)
    return (
        await risky_visit(desk, ada, now + DAY + timedelta(hours=1)),
        await safe_visit(desk, marie, now + DAY + timedelta(hours=2)),
    )


async def test_tomorrows_risky_visits_are_listed_with_their_reasons(browser, desk, now, model, two):
    await keep(desk, model, now)
    shown = await browser.get("/risk")
    assert shown.status == 200
    assert "Ada Byron" in shown.text
    assert "missed 2 of the last 5" in shown.text
    assert "booked 40 days ahead" in shown.text
    assert "Marie Curie" not in shown.text
    assert f"/day/2026-01-13?appointment={two[0]}" in shown.html
    assert "Of 2 visits still to come" in shown.text


async def test_the_share_and_the_day_are_chosen(browser, desk, now, model, two):
    await keep(desk, model, now)
    assert "Marie Curie" in (await browser.get("/risk?least=1")).text
    assert "No visit of this day stands out" in (await browser.get("/risk?least=99")).text
    assert "No visit of this day stands out" in (await browser.get("/risk?day=2026-01-14")).text
    for odd in ("/risk?day=x&least=x", "/risk?day=0001-01-01&least=0", "/risk?day=9999-12-31"):
        assert (await browser.get(odd)).status == 200


async def test_while_too_little_is_known_there_is_no_number(browser, desk, now, two):
    for known in (None, NoShowModel(900, 40)):
        if known:
            await keep(desk, known, now)
        shown = await browser.get("/risk")
        assert "Too little is known for a number yet" in shown.text
        assert "Ada Byron" in shown.text
        assert "missed 2 of the last 5" in shown.text
        assert "Marie Curie" not in shown.text
        assert '<b class="open">' not in shown.text
        assert ("So far there are 900" in shown.text) == bool(known)
        panel = await browser.get(f"/day/2026-01-13?appointment={two[0]}")
        assert "too little known for a number" in panel.text


async def test_the_panel_tells_the_chance_and_why(browser, desk, now, model, two):
    await keep(desk, model, now)
    risky = (await browser.get(f"/appointment/{two[0]}")).text
    assert "missed with a chance of" in risky
    assert "missed 2 of the last 5" in risky
    assert "booked 40 days ahead" in risky
    safe = (await browser.get(f"/appointment/{two[1]}")).text
    assert "missed none of the last 5" in safe


async def test_name_language_and_numbers_change_nothing(browser, desk, now, model, two):
    await keep(desk, model, now)
    before = _risk((await browser.get(f"/appointment/{two[0]}")).html)
    async with desk.database.write() as tx:
        someone = {"first": "Jean", "last": "Dupont", "locale": "fr", "mobile": "+33612345678"}
        await tx.execute(update(clients).where(clients.c.first == "Ada").values(**someone))
    after = _risk((await browser.get(f"/appointment/{two[0]}")).html)
    assert before == after
    assert "%" in before


async def test_a_visit_that_has_begun_has_no_risk(browser, desk, model, two, clock):
    await keep(desk, model, desk.now)
    clock.forward(2 * DAY)
    assert "missed with a chance" not in (await browser.get(f"/appointment/{two[0]}")).text


def _risk(page):
    return page.split("missed with a chance of", 1)[1].split("</dd>", 1)[0]


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
async def test_who_is_to_be_called_is_printed_with_the_number(open_calendar, desk, now, model, two):
    await keep(desk, model, now)
    page = await open_calendar("/risk")
    await page.emulate_media(media="print")
    await expect(page.locator("a[href^='tel:']")).to_be_visible()
    await expect(page.get_by_role("button", name="Show")).to_be_hidden()
    await page.set_viewport_size({"width": 360, "height": 760})
    await page.emulate_media(media="screen")
    assert await page.evaluate("document.documentElement.scrollWidth") == 360
