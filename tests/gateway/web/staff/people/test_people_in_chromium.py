"""The pages of people in a real browser, on a desk and on a phone: whole, accessible, no scroll."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.async_api import expect

from calendar_store.practices import services
from gateway.use_cases import absences
from gateway.use_cases.absences import AbsenceRequest
from tests.support.accessibility import serious_findings
from tests.support.actors import named
from tests.support.desk import BY

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
DESK, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 740}
SMALL = """() => [...document.querySelectorAll("button, a, select, input, summary, label.check")]
    .filter(one => one.checkVisibility() && !one.closest(".skip, label"))
    .filter(one => getComputedStyle(one).display != "inline" && one.type != "hidden")
    .filter(one => Math.min(one.offsetWidth, one.offsetHeight) < 44)
    .map(one => one.outerHTML)"""
WIDE = """() => document.documentElement.scrollWidth <= document.documentElement.clientWidth ? []
    : [...document.querySelectorAll("body *")]
    .filter(one => one.checkVisibility() && one.getBoundingClientRect().right > innerWidth)
    .map(one => one.outerHTML.slice(0, 100))"""
SHOTS = os.environ.get("TEXTBACK_SCREENSHOTS", "")


@pytest.fixture
async def pages(desk, bruno, now):
    """The addresses of all pages of people, with something to see on each."""
    async with desk.database.write() as tx:
        massage = await services.add(
            *(tx, desk.practice.id, "Massage"),
            duration=timedelta(minutes=45),
            buffer_after=timedelta(minutes=15),
            by=named("textback"),
            now=now,
        )
        await services.set_done_by(tx, massage, [bruno.id], by=BY, now=now)
    people = [await desk.client(), await desk.client("Grace", "Hopper", 2)]
    for number, one in enumerate(people, 1):
        start = now + timedelta(days=1, hours=number)
        await desk.book(one, start, practitioner=bruno)
    day = (now + timedelta(days=1)).date()
    async with desk.database.write() as tx:
        asked = AbsenceRequest(day, day, "Bruno", reason="congress")
        await absences.add(tx, BY, desk.practice, asked, now=now)
    return (
        *("/people", "/people/services", "/people/absences", f"/people/{bruno.id}"),
        *(f"/people/{bruno.id}/retire", f"/people/services/{massage.id}", "/settings/reminders"),
        "/practice",
    )


async def open_page(chromium, admin, **kind):
    cookie = admin.session.cookie_jar.filter_cookies(admin.server.make_url("/"))["textback"].value
    url = str(admin.server.make_url("/"))
    context = await chromium.new_context(base_url=url, bypass_csp=True, **kind)
    await context.add_cookies([{"name": "textback", "value": cookie, "url": url}])
    page = await context.new_page()
    page.complaints = []
    page.on("console", lambda said: page.complaints.append(said.text))
    page.on("pageerror", lambda error: page.complaints.append(str(error)))
    return page


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_pages_fit_are_accessible_and_have_targets_to_touch(
    chromium, admin, pages, size, scheme
):
    page = await open_page(chromium, admin, viewport=size, color_scheme=scheme)
    for path in pages:
        await page.goto(path)
        if SHOTS:
            name = path.strip("/").replace("/", "-")
            shot = Path(SHOTS) / f"{name}-{size['width']}-{scheme}.png"
            await page.screenshot(path=shot, full_page=True)
        assert await page.evaluate(WIDE) == [], path
        assert await page.evaluate(SMALL) == [], path
        assert await serious_findings(page) == [], path
        assert page.complaints == []


async def test_a_week_is_typed_and_undone_without_script(chromium, admin, bruno):
    page = await open_page(chromium, admin, viewport=PHONE, java_script_enabled=False)
    await page.goto(f"/people/{bruno.id}")
    await page.get_by_label("Or the whole week in your own words").fill("mar-ven 9-13, 14-18")
    await page.get_by_role("button", name="Save the hours").click()
    tuesday = page.get_by_label("Hours on Tuesday")
    await expect(tuesday).to_have_value("9-13, 14-18")
    await page.get_by_role("button", name="Undo").click()
    await expect(tuesday).to_have_value("9-18")


async def test_the_form_of_a_new_practitioner_opens_by_its_key(chromium, admin):
    page = await open_page(chromium, admin, viewport=DESK)
    await page.goto("/people")
    await page.keyboard.press("n")
    await page.get_by_label("Name, as clients know it").fill("Cosima")
    await page.get_by_role("button", name="Add", exact=True).click()
    await expect(page.get_by_role("heading", name="Cosima")).to_be_visible()
