"""The pages in a real browser: by keyboard, live, on a phone, without script."""

from datetime import timedelta

import pytest
from playwright.async_api import expect

from calendar_store.practices import hours, practitioners
from tests.support.actors import named
from tests.support.pages import DAY, EMAIL, PASSWORD, confirm, say

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)

TALL = {"width": 390, "height": 844}
TAPPED = (
    "header a:visible, header .button:visible, header button:visible, .counts a:visible,"
    " .tabs a:visible"
)


@pytest.fixture
async def appointment(desk, now):
    ada = await desk.client()
    booked = await desk.book(ada, now + timedelta(hours=4))
    await say(desk, booked, ada)
    return booked


@pytest.fixture
def open_page(chromium, server):
    """Open the log-in in a browser of some kind; whatever its console says fails the test."""

    async def opened(**kind):
        context = await chromium.new_context(base_url=str(server.make_url("/")), **kind)
        page = await context.new_page()
        page.complaints = []
        page.on("console", lambda said: page.complaints.append(said.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        await page.goto("/login")
        return page

    return opened


async def logged_in(page):
    await page.get_by_label("Email").fill(EMAIL)
    await page.get_by_label("Password").fill(PASSWORD)
    await page.keyboard.press("Enter")
    await page.wait_for_url(f"**{DAY}")
    return page


async def test_the_calendar_is_worked_by_keyboard(open_page, appointment):
    page = await logged_in(await open_page())
    await page.keyboard.press("ArrowRight")
    await page.wait_for_url("**/day/2026-01-13")
    await page.keyboard.press("ArrowLeft")
    await page.wait_for_url(f"**{DAY}")
    await page.keyboard.press("ArrowLeft")
    await page.wait_for_url("**/day/2026-01-11")
    await page.keyboard.press("t")
    await page.wait_for_url(f"**{DAY}")
    await page.keyboard.press("?")
    await expect(page.get_by_role("dialog")).to_contain_text("the day before, the day after")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    card = page.get_by_role("link", name="Byron, Ada")
    await card.focus()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", name="Ada Byron")).to_be_visible()
    await expect(page).to_have_url(f"{DAY}?appointment={appointment.id}")
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("heading", name="Ada Byron")).to_have_count(0)
    await expect(page).to_have_url(DAY)
    assert page.complaints == []


async def test_a_change_appears_by_itself_and_is_marked(open_page, desk, appointment):
    page = await logged_in(await open_page())
    card = page.locator(f"#a-{appointment.id}")
    await expect(card).to_contain_text("no answer yet")
    await page.evaluate("window.sameDocument = true")
    await confirm(desk, appointment)
    await expect(card).to_contain_text("✓ confirmed")
    await expect(card).to_have_class("block card appointment good ta0 tb6 tc0 ha0 hb0 hc6 changed")
    assert await page.evaluate("window.sameDocument")
    assert page.complaints == []


async def test_an_open_panel_follows_too(open_page, desk, appointment):
    page = await logged_in(await open_page())
    await page.locator(f"#a-{appointment.id} a").click()
    panel = page.get_by_role("complementary", name="Appointment")
    await expect(panel).to_contain_text("… no answer yet")
    await confirm(desk, appointment)
    await expect(panel).to_contain_text("✓ confirmed")


async def test_back_closes_what_was_opened(open_page, appointment):
    page = await logged_in(await open_page())
    await page.locator(f"#a-{appointment.id} a").click()
    await expect(page.get_by_role("heading", name="Ada Byron")).to_be_visible()
    await page.go_back()
    await expect(page).to_have_url(DAY)
    await expect(page.get_by_role("heading", name="Ada Byron")).to_have_count(0)


async def test_everything_is_there_without_script(open_page, appointment):
    page = await logged_in(await open_page(java_script_enabled=False))
    await page.get_by_role("link", name="Byron, Ada").click()
    await expect(page.get_by_role("heading", name="Ada Byron")).to_be_visible()
    await expect(page.get_by_text("Will you come?")).to_be_visible()
    await page.get_by_role("link", name="Close").click()
    await page.get_by_role("link", name="The day after").click()
    await expect(page.get_by_role("heading", name="Tue 13 January")).to_be_visible()
    await page.get_by_label("Go to day").fill("2026-01-12")
    await page.get_by_role("button", name="Go").click()
    await expect(page.get_by_role("heading", name="Mon 12 January")).to_be_visible()
    await page.locator("summary", has_text=EMAIL).click()
    await page.get_by_role("button", name="Log out").click()
    await expect(page.get_by_role("button", name="Log in")).to_be_visible()


async def test_on_a_phone_nothing_hangs_over_and_thumbs_hit(open_page, appointment):
    page = await logged_in(await open_page(viewport=TALL, has_touch=True))
    assert await page.evaluate("document.documentElement.scrollWidth") == TALL["width"]
    card = await page.locator(f"#a-{appointment.id} a").bounding_box()
    assert card["height"] >= 44
    for link in await page.locator(TAPPED).all():
        box = await link.bounding_box()
        assert min(box["width"], box["height"]) >= 44
    await page.locator(f"#a-{appointment.id} a").tap()
    panel = await page.get_by_role("complementary", name="Appointment").bounding_box()
    assert panel["width"] == TALL["width"]


async def test_cards_stand_where_their_time_is(open_page, appointment):
    page = await logged_in(await open_page())
    hour = await page.locator(".hour", has_text="14:00").bounding_box()
    card = await page.locator(f"#a-{appointment.id}").bounding_box()
    assert abs(card["y"] - hour["y"]) <= 1
    assert card["height"] == 6 * 8


async def test_among_many_practitioners_names_are_read_and_nothing_sticks_out(
    open_page, desk, now, appointment
):
    async with desk.database.write() as tx:
        for number in range(12):
            name = f"Dr Maximiliane {number}"
            one = await practitioners.add(tx, desk.practice.id, name, by=named("textback"), now=now)
            week = hours.parse("mon-fri 09:00-18:00", one.id)
            await hours.set_week(tx, desk.practice.id, one.id, week, by=named("textback"), now=now)
    grace = await desk.client("Grace", "Hopper", 2)
    short = await desk.book(grace, now + timedelta(hours=2), duration=timedelta(minutes=15))
    page = await logged_in(await open_page(viewport={"width": 1280, "height": 900}))
    for one in (appointment, short):
        name = page.locator(f"#a-{one.id} .name")
        seen, whole = await name.evaluate("one => [one.clientWidth, one.scrollWidth]")
        assert whole <= seen, "the name is cut"
        hidden = "one => one.scrollHeight - one.clientHeight"
        assert await page.locator(f"#a-{one.id} a").evaluate(hidden) <= 0
    phone = await logged_in(await open_page(viewport=TALL))
    width = "document.documentElement.scrollWidth"
    assert await phone.evaluate(width) <= TALL["width"]
