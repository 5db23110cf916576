"""The bar and the parts of staff pages in a real browser: small, dark, Italian, without script."""

from datetime import timedelta

import pytest
from playwright.async_api import expect

from calendar_store.appointments import waiting_list
from calendar_store.model.actors import OPERATOR
from calendar_store.model.statuses import Role
from calendar_store.practices import staff
from tests.support.accessibility import serious_findings
from tests.support.actors import named

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)

SMALLEST = {"width": 320, "height": 640}
SMALL = """() => [...document.querySelectorAll("button, a, select, input, summary, label.check")]
    .filter(one => one.checkVisibility() && !one.closest(".skip, label"))
    .filter(one => getComputedStyle(one).display != "inline" && one.type != "hidden")
    .filter(one => Math.min(one.offsetWidth, one.offsetHeight) < 44)
    .map(one => one.outerHTML)"""
PAGES = (
    "/waiting",
    "/waiting/ENTRY",
    "/feeds",
    "/inbox",
    "/alerts/person",
    "/practice",
    "/wording",
)


@pytest.fixture
async def waits(desk, now):
    ada = await desk.client("Maximiliane Anastasia", "von und zu Hohenstaufen-Wittelsbach")
    until = now + timedelta(days=5)
    async with desk.database.write() as tx:
        return await waiting_list.join(
            tx, desk.practice.id, ada.id, starts_at=now, ends_at=until, by=OPERATOR, now=now
        )


@pytest.fixture
def opened(chromium, server, desk, password_hash, now):
    """Open a browser in which an administrator is logged in."""

    async def open_browser(**kind):
        async with desk.database.write() as tx:
            member = await staff.by_email(tx, "emmy@example.org")
            member = member or await staff.add(
                tx,
                desk.practice.id,
                email="emmy@example.org",
                role=Role.ADMIN,
                password_hash=password_hash,
                by=named("textback"),
                now=now,
            )
            token = await staff.log_in(tx, member, now=now)
        base = str(server.make_url("/"))
        context = await chromium.new_context(base_url=base, **kind)
        await context.add_cookies([{"name": "textback", "value": token, "url": base}])
        page = await context.new_page()
        page.complaints = []
        page.on("console", lambda said: page.complaints.append(said.text))
        return page

    return open_browser


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_on_the_smallest_screen_nothing_hangs_over_and_everything_is_heard(
    opened, waits, scheme
):
    page = await opened(
        viewport=SMALLEST, color_scheme=scheme, locale="it-IT", bypass_csp=True, has_touch=True
    )
    for path in PAGES:
        await page.goto(path.replace("ENTRY", str(waits.id)))
        assert await page.evaluate("document.documentElement.lang") == "it", path
        assert await page.evaluate("document.documentElement.scrollWidth") == 320, path
        assert await page.evaluate(SMALL) == [], path
        assert await serious_findings(page) == [], path
    assert page.complaints == []


async def test_without_script_an_entry_is_added_taken_off_and_put_back(opened, desk, waits):
    page = await opened(java_script_enabled=False)
    await page.goto("/waiting")
    await page.get_by_role("button", name="Let somebody wait").click()
    await page.get_by_label("Client", exact=True).fill("nobody")
    await page.get_by_role("button", name="Put on the list").click()
    await expect(page.get_by_role("alert")).to_contain_text('"nobody" is')
    await expect(page.get_by_label("Client", exact=True)).to_have_value("nobody")
    await desk.client("Grace", "Hopper", 2)
    await page.get_by_label("Client", exact=True).fill("hop gr")
    await page.get_by_label("a new appointment").check()
    await page.get_by_role("button", name="Put on the list").click()
    await expect(page.get_by_role("row", name="Hopper")).to_be_visible()
    await page.get_by_role("row", name="Hopper").get_by_role("button", name="Take off").click()
    await expect(page.get_by_role("row", name="Hopper")).to_have_count(0)
    await expect(page.get_by_role("status")).to_contain_text("Taken off the waiting list.")
    await page.get_by_role("button", name="Undo").click()
    await expect(page.get_by_role("row", name="Hopper")).to_be_visible()


async def test_the_language_is_changed_in_the_bar_and_stays(opened, waits):
    page = await opened(locale="en-GB")
    await page.goto("/waiting")
    await page.locator("summary").click()
    await page.get_by_role("link", name="Italiano").click()
    await expect(page.get_by_role("heading", level=1)).to_contain_text("Lista d’attesa")
    await page.get_by_role("link", name="Messaggi", exact=True).click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Messaggi")
    assert page.complaints == []


async def test_the_page_is_worked_by_keys(opened, waits):
    page = await opened()
    await page.goto("/waiting")
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="To the content")).to_be_focused()
    await page.keyboard.press("n")
    await expect(page.get_by_role("heading", name="Let somebody wait")).to_be_visible()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("heading", name="Let somebody wait")).to_be_hidden()
    assert page.complaints == []
