"""The booking page in a real browser at phone size, with script and without, in a frame too."""

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from playwright.async_api import expect

from calendar_store.practices import practices
from tests.support.web_booking import PAGE, BookingVisitor

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)

PHONE = {"width": 360, "height": 740}
TAPPED = "main a.button, main button, main input:not([type=hidden]), main select, .week a"


@pytest.fixture
def opened(chromium, server):
    """Open the booking page; what the console says fails the test."""

    async def on_phone(path=PAGE, base=None, **kind):
        context = await chromium.new_context(
            base_url=str(base or server.make_url("/")), viewport=PHONE, locale="en-GB", **kind
        )
        page = await context.new_page()
        page.complaints = []
        page.on("console", lambda said: page.complaints.append(said.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        await page.goto(path)
        return page

    return on_phone


async def fits(page):
    """Nothing hangs over at the side, and thumbs hit what is there to be tapped."""
    assert await page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    for one in await page.locator(TAPPED).all():
        box = await one.bounding_box()
        small = await one.evaluate("e => e.type === 'radio' || e.type === 'checkbox'")
        if small:
            box = await one.locator("xpath=ancestor::label").bounding_box()
        assert box["height"] >= 44, await one.evaluate("e => e.outerHTML")
        assert box["width"] >= 40, await one.evaluate("e => e.outerHTML")


async def walked(page, desk, where=None):
    """Walk the whole way in a page, or in a frame of one."""
    at = where or page
    visitor = BookingVisitor(None, desk, None)
    await at.get_by_role("link", name="Cut").click()
    await at.get_by_role("link", name="Anyone").click()
    await at.get_by_role("link", name="12:00").click()
    await at.get_by_label("First name").fill("Grace")
    await at.get_by_label("Last name").fill("Hopper")
    await at.get_by_label("Mobile number").fill("347 123 4567")
    await at.get_by_label("Send me messages about my appointments").check()
    await at.get_by_role("button", name="Send me the code").click()
    await at.get_by_label("Code", exact=True).fill("000000")
    await at.get_by_role("button", name="Book").click()
    await expect(at.get_by_text("4 more times")).to_be_visible()
    await at.get_by_label("Code", exact=True).fill(await visitor.last_code())
    await at.get_by_role("button", name="Book").click()
    await expect(at.get_by_role("heading", name="Your appointment is booked")).to_be_visible()


@pytest.mark.parametrize("script", [True, False])
async def test_the_whole_way_on_a_phone(opened, desk, studio, script):
    page = await opened(java_script_enabled=script)
    await walked(page, desk)
    assert page.complaints == []


async def test_every_step_fits_a_phone(opened, desk, studio):
    page = await opened()
    await fits(page)
    await page.get_by_role("link", name="Cut").click()
    await fits(page)
    await page.get_by_role("link", name="Anyone").click()
    await fits(page)
    await page.get_by_role("link", name="12:00").click()
    await fits(page)
    await page.get_by_label("First name").fill("Grace")
    await page.get_by_label("Last name").fill("Hopper")
    await page.get_by_label("Mobile number").fill("12")
    await page.get_by_label("Send me messages about my appointments").check()
    await page.get_by_role("button", name="Send me the code").click()
    await expect(page.get_by_label("Mobile number")).to_have_attribute("aria-invalid", "true")
    await fits(page)
    await page.get_by_label("Mobile number").fill("347 123 4567")
    await page.get_by_role("button", name="Send me the code").click()
    await expect(page.get_by_role("heading", name="Enter the code")).to_be_visible()
    await fits(page)


async def test_the_week_stays_within_its_card_on_the_narrowest_phone(opened, desk, studio):
    page = await opened()
    await page.set_viewport_size({"width": 320, "height": 640})
    await page.get_by_role("link", name="Cut").click()
    await page.get_by_role("link", name="Anyone").click()
    card = await page.locator(".slip").first.bounding_box()
    week = await page.locator(".week ol").bounding_box()
    assert card["x"] <= week["x"]
    assert week["x"] + week["width"] <= card["x"] + card["width"]
    assert await page.evaluate("document.documentElement.scrollWidth") <= 320
    for one in await page.locator(".week a").all():
        assert (await one.bounding_box())["width"] >= 40


async def test_back_and_forward_are_safe(opened, desk, studio):
    page = await opened()
    await walked(page, desk)
    await page.go_back()
    await page.reload()
    await expect(page.get_by_role("heading", name="Your appointment is booked")).to_be_visible()
    for _ in range(3):
        await page.go_back()
    await expect(page.get_by_role("heading", name="When would you like")).to_be_visible()
    await expect(page.get_by_role("link", name="12:15")).to_be_visible()


async def test_in_a_frame_of_the_practices_website(opened, desk, studio, server, now):
    async def home(_):
        frame = f'<iframe src="{server.make_url(PAGE)}?frame=1" title="Book" height="900"></iframe>'
        return web.Response(text=f"<!doctype html>{frame}", content_type="text/html")

    website = web.Application()
    website.router.add_get("/", home)
    async with TestServer(website) as site:
        origin = f"http://localhost:{site.port}"
        page = await opened("/", base=origin)
        await expect(page.frame_locator("iframe").get_by_role("link", name="Cut")).to_have_count(0)
        # settings take websites by https alone; a test's own has no certificate
        async with desk.database.write() as tx:
            await tx.execute(practices._T.update().values(frames=origin))
        page = await opened("/", base=origin)
        await walked(page, desk, page.frame_locator("iframe"))
        assert await page.context.cookies() == []
