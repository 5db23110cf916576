"""The pages for clients in a real browser: a phone with and without script, light and dark."""

from datetime import timedelta

import pytest
from playwright.async_api import expect
from yarl import URL

from calendar_store.clients import clients
from calendar_store.model.statuses import AppointmentStatus, Channel
from tests.support.accessibility import serious_findings
from tests.support.desk import BY

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)

PHONE = {"width": 360, "height": 740}
SMALL = """() => [...document.querySelectorAll("button, a, select, label.check")]
    .filter(one => getComputedStyle(one).display != "inline")
    .filter(one => Math.min(one.offsetWidth, one.offsetHeight) < 44)
    .map(one => one.outerHTML)"""
"""What is too small for a thumb; links within a sentence are left out."""
DESKTOP = {"width": 1024, "height": 768}


@pytest.fixture
async def paths(desk, ada, booked, client_links, page_of):
    """The pages, by name."""
    until = desk.now + timedelta(days=30)
    of_client = (desk.practice.id, ada.id, (Channel.EMAIL, "ada@example.org"), until)
    async with desk.database.write() as tx:
        await clients.change(
            tx, desk.practice, ada.id, by=BY, now=desk.now, email="ada@example.org"
        )
    preferences = URL(client_links.preferences(*of_client)).raw_path
    return {
        "appointment": page_of(booked),
        "move": f"{page_of(booked)}/move",
        "preferences": preferences,
        "data": f"{preferences}/data",
        "unsubscribe": URL(client_links.unsubscribe(*of_client)).raw_path,
        "privacy": f"/n/{desk.practice.id}",
        "wrong": "/a/nothing",
    }


@pytest.fixture
def phone(chromium, server):
    """Open a page on a phone; what its console says fails the test."""

    async def opened(path, **kind):
        usual = {"viewport": PHONE, "has_touch": True, "locale": "en-GB"}
        context = await chromium.new_context(base_url=str(server.make_url("/")), **usual | kind)
        page = await context.new_page()
        page.complaints = []
        page.on("console", lambda said: page.complaints.append(said.text))
        await page.goto(path)
        return page

    return opened


@pytest.mark.parametrize("script", [True, False])
async def test_the_story_on_a_phone(phone, paths, desk, booked, script):
    page = await phone(paths["appointment"], java_script_enabled=script)
    await page.get_by_role("button", name="I’ll be there").tap()
    await expect(page.get_by_role("status")).to_contain_text("that’s confirmed")
    await page.get_by_role("link", name="Another time").tap()
    await page.get_by_role("link", name="Fri 16 January 2026").tap()
    await page.get_by_role("button", name="11:15").tap()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Friday, 16 January 2026")
    # the back button shows the times anew, so that another of them is taken
    await page.go_back()
    await page.get_by_role("button", name="11:30").tap()
    await expect(page.locator("main")).to_contain_text("11:30–12:00")
    await page.get_by_role("button", name="Back to the time before").tap()
    await expect(page.locator("main")).to_contain_text("11:15–11:45")
    await page.get_by_role("button", name="I can’t come").tap()
    await expect(page.get_by_role("status")).to_contain_text("is cancelled")
    await page.get_by_role("button", name="Undo").tap()
    await page.get_by_role("link", name="Stop all messages").tap()
    await page.get_by_role("button", name="Stop all messages").tap()
    await expect(page.get_by_role("status")).to_contain_text("Stopped")
    assert (await desk.appointment(booked)).status is AppointmentStatus.CONFIRMED
    assert page.complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
async def test_axe_finds_nothing_serious(phone, paths, scheme):
    for name, path in paths.items():
        page = await phone(path, color_scheme=scheme, bypass_csp=True)
        assert await serious_findings(page) == [], name
        await page.context.close()


async def test_everything_can_be_hit_with_a_thumb_and_nothing_sticks_out(phone, paths):
    for name, path in paths.items():
        page = await phone(path)
        for size in (DESKTOP, PHONE):
            await page.set_viewport_size(size)
            width = await page.evaluate("document.documentElement.scrollWidth")
            assert width <= size["width"], name
        assert await page.evaluate(SMALL) == [], name
        await page.context.close()


async def test_no_page_asks_another_server(phone, paths, server):
    for path in paths.values():
        page = await phone("about:blank")
        page.asked = set()
        page.on("request", lambda request, page=page: page.asked.add(URL(request.url).host))
        await page.goto(path)
        assert page.asked == {"127.0.0.1"}
        await page.context.close()
