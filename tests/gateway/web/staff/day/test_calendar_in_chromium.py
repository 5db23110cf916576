"""The calendar by mouse and by keyboard, in a real browser: book, move, block."""

from datetime import timedelta

import pytest
from playwright.async_api import expect

from calendar_store.model.actors import Permission
from calendar_store.practices import hours, practitioners
from calendar_store.views import day_view
from gateway.use_cases import booking
from gateway.use_cases.booking import BookingRequest
from tests.support.accessibility import serious_findings
from tests.support.actors import named
from tests.support.pages import DAY
from tests.support.sms import NOBODY

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
HOUR = timedelta(hours=1)
PIXELS = 8
"""Height of five minutes on the page of these tests."""


@pytest.fixture
async def visit(desk, now):
    """Ada's visit at two in the afternoon in Rome."""
    return await desk.book(await desk.client(), now + 4 * HOUR)


@pytest.fixture
async def bruno(desk, now):
    """A second practitioner, who works all day."""
    by = named("textback")
    async with desk.database.write() as tx:
        one = await practitioners.add(tx, desk.practice.id, "Bruno", by=by, now=now)
        week = hours.parse("mon-fri 09:00-18:00", one.id)
        await hours.set_week(tx, desk.practice.id, one.id, week, by=by, now=now)
    return one


async def middle(locator):
    box = await locator.bounding_box()
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


async def drag(page, start, by, *, drop=True):
    await page.mouse.move(*start)
    await page.mouse.down()
    await page.mouse.move(start[0] + by[0] / 2, start[1] + by[1] / 2)
    await page.mouse.move(start[0] + by[0], start[1] + by[1])
    if drop:
        await page.mouse.up()


async def test_a_click_on_free_time_books_there(open_calendar, desk, now):
    await desk.client()
    page = await open_calendar(DAY)
    await page.evaluate("window.sameDocument = true")
    free = page.locator(".free a", has_text="14:00–18:00")
    await free.click(position={"x": 200, "y": 12 * PIXELS + 3})
    await expect(page.get_by_label("Time", exact=True)).to_have_value("15:00")
    await page.get_by_label("Name or number").press_sequentially("byr")
    await page.get_by_role("radio", name="Byron, Ada").check()
    await page.get_by_role("button", name="Book", exact=True).click()
    await expect(page.locator(".toast")).to_contain_text("Booked.")
    await expect(page.locator(".card")).to_contain_text("Byron, Ada")
    assert await page.evaluate("window.sameDocument")
    async with desk.database.read() as tx:
        (entry,) = await day_view.load(tx, desk.practice, now.date(), 1)
    assert entry.appointment.starts_at == now + 5 * HOUR
    assert page.complaints == []


async def test_a_visit_is_dragged_to_another_time_and_practitioner(
    open_calendar, desk, visit, bruno
):
    page = await open_calendar(DAY)
    card = page.locator(f"#a-{visit.id}")
    there = await page.locator(f"#p-{bruno.id}").bounding_box()
    start = await middle(card)
    await drag(page, start, (there["x"] + 50 - start[0], 12 * PIXELS + 2))
    await expect(page.locator(".toast")).to_contain_text("Moved.")
    after = await desk.appointment(visit)
    assert after.starts_at == visit.starts_at + HOUR
    assert after.practitioner == "Bruno"
    # the text waits until it is chosen whether it goes
    await expect(page.locator(".toast")).to_contain_text("Now 15:00. A text tells them.")
    await page.get_by_role("button", name="Don’t tell").click()
    await expect(page.locator(".toast")).to_contain_text("They are not told.")
    assert {one.status.value for one in await desk.reminders(after) if one.version == 2} == {
        "planned",
        "skipped",
    }
    await page.get_by_role("button", name="Undo").click()
    await expect(page.locator(".toast")).to_contain_text("Taken back.")
    assert (await desk.appointment(visit)).starts_at == visit.starts_at
    assert page.complaints == []


async def test_a_drag_is_given_up_by_escape_and_opens_nothing(open_calendar, desk, visit):
    page = await open_calendar(DAY)
    start = await middle(page.locator(f"#a-{visit.id}"))
    await drag(page, start, (0, 12 * PIXELS), drop=False)
    await expect(page.locator(".moving")).to_have_attribute("data-at", "15:00")
    await page.keyboard.press("Escape")
    await page.mouse.up()
    await expect(page.locator(".moving")).to_have_count(0)
    await expect(page.locator("#panel article")).to_have_count(0)
    assert (await desk.appointment(visit)).starts_at == visit.starts_at


async def test_a_visit_is_moved_by_keyboard_and_where_it_is_is_told(
    open_calendar, desk, visit, bruno
):
    page = await open_calendar(DAY)
    await page.locator(f"#a-{visit.id} a").focus()
    await page.keyboard.press("m")
    await expect(page.locator("#place")).to_contain_text("Arrow keys move it")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("ArrowRight")
    await expect(page.locator("#place")).to_have_text("14:30, Bruno")
    await page.keyboard.press("Escape")
    await expect(page.locator("#place")).to_contain_text("It stays where it was.")
    await page.keyboard.press("m")
    await page.keyboard.press("ArrowUp")
    await page.keyboard.press("ArrowRight")
    await page.keyboard.press("Enter")
    await expect(page.locator(".toast")).to_contain_text("Moved.")
    after = await desk.appointment(visit)
    assert (after.starts_at, after.practitioner) == (
        visit.starts_at - timedelta(minutes=15),
        "Bruno",
    )
    assert page.url.endswith(DAY)
    assert page.complaints == []


async def test_what_somebody_is_moving_stays_in_their_hand_while_others_change_the_day(
    open_calendar, desk, visit, now
):
    page, other = await open_calendar(DAY), await open_calendar(DAY)
    await page.locator(f"#a-{visit.id} a").focus()
    await page.keyboard.press("m")
    await page.keyboard.press("ArrowDown")
    another = await desk.book(await desk.client("Grace", "Hopper", 2), now + 6 * HOUR)
    await expect(other.locator(f"#a-{another.id}")).to_be_visible()
    await page.keyboard.press("ArrowDown")
    await expect(page.locator("#place")).to_contain_text("14:30")
    await page.keyboard.press("Enter")
    await expect(page.locator(".toast")).to_contain_text("Moved.")
    await expect(page.locator(f"#a-{another.id}")).to_be_visible()
    assert (await desk.appointment(visit)).starts_at == visit.starts_at + timedelta(minutes=30)


async def test_a_time_that_is_taken_is_told_where_it_was_dropped(open_calendar, desk, visit, now):
    await desk.book(await desk.client("Grace", "Hopper", 2), now + 6 * HOUR)
    page = await open_calendar(DAY)
    await drag(page, await middle(page.locator(f"#a-{visit.id}")), (0, 24 * PIXELS))
    await expect(page.locator("#panel .wrong")).to_be_visible()
    await expect(page.locator("#panel")).to_contain_text("Grace Hopper")
    assert (await desk.appointment(visit)).starts_at == visit.starts_at


async def test_free_time_is_blocked_by_dragging_over_it(open_calendar, desk):
    page = await open_calendar(DAY)
    box = await page.locator(".free a", has_text="14:00–18:00").bounding_box()
    start = box["x"] + 100, box["y"] + 12 * PIXELS + 3
    await drag(page, start, (0, 9 * PIXELS - 4))
    await expect(page.get_by_label("From")).to_have_value("15:00")
    await expect(page.get_by_label("Until")).to_have_value("15:45")
    await page.get_by_label("Why").fill("meeting")
    await page.get_by_role("button", name="Block it").click()
    await expect(page.locator(".blocked")).to_contain_text("blocked 15:00–15:45: meeting")
    await page.locator(".blocked a").click()
    await page.get_by_role("button", name="Make it free again").click()
    await expect(page.locator(".blocked")).to_have_count(0)
    assert page.complaints == []


async def test_n_opens_the_form_and_m_in_the_panel_moves(open_calendar, visit):
    page = await open_calendar(DAY)
    await page.keyboard.press("n")
    await expect(page.get_by_label("Name or number")).to_be_focused()
    await page.goto(f"{DAY}?appointment={visit.id}")
    await page.keyboard.press("m")
    await expect(page.locator("#move-date")).to_be_focused()


async def test_without_script_a_visit_is_booked_moved_and_taken_back(open_calendar, desk, now):
    await desk.client()
    page = await open_calendar(DAY, java_script_enabled=False)
    await page.get_by_role("link", name="free 14:00–18:00").click()
    await page.get_by_label("Name or number").fill("byr")
    await page.get_by_role("button", name="Find").click()
    await page.get_by_role("radio", name="Byron, Ada").check()
    await page.get_by_role("button", name="Book", exact=True).click()
    await expect(page.locator(".toast")).to_contain_text("Booked.")
    await page.locator("summary", has_text="Move").click()
    await page.get_by_label("Time", exact=True).fill("16:30")
    await page.locator(".move .strong").click()
    await expect(page.locator(".toast")).to_contain_text("Moved.")
    await page.get_by_role("button", name="Undo").click()
    await expect(page.locator(".toast")).to_contain_text("Taken back.")
    async with desk.database.read() as tx:
        (entry,) = await day_view.load(tx, desk.practice, now.date(), 1)
    assert entry.appointment.starts_at == now + 4 * HOUR


async def test_on_a_phone_the_day_is_a_list_and_the_grid_is_a_tab(open_calendar, visit, bruno):
    phone = {"viewport": {"width": 360, "height": 760}, "has_touch": True, "is_mobile": True}
    page = await open_calendar(DAY, **phone)
    await expect(page.locator(".gutter")).to_be_hidden()
    assert await page.evaluate("document.documentElement.scrollWidth") == 360
    for row in await page.locator(f"#p-{bruno.id} .block").all():
        assert (await row.bounding_box())["height"] >= 44
    await page.get_by_role("link", name="free 14:30–18:00").tap()
    await expect(page.get_by_label("Time", exact=True)).to_have_value("14:30")
    await page.get_by_role("link", name="Close").tap()
    await page.get_by_role("link", name="Grid").tap()
    await expect(page.locator(".gutter")).to_be_visible()
    assert page.complaints == []


async def test_a_crowded_day_looks_right(open_calendar, desk, bruno, now):
    """Forty visits, five minutes, over midnight, over another one: each in its place."""
    morning = now + timedelta(hours=22)
    lengths = [timedelta(minutes=15)] * 36 + [timedelta(minutes=5)] * 4
    at = morning
    for number, length in enumerate(lengths):
        client = await desk.client("Ada", f"Byron {number}", number)
        await desk.book(client, at, duration=length, practitioner=bruno)
        at += length
    async with desk.database.write() as tx:
        asked = BookingRequest(
            client.mobile, morning, practitioner="Bruno", overbook=True, override=True, tell=False
        )
        boss = named("ada@example.org", *Permission)
        await booking.book(tx, boss, desk.practice, asked, channels=NOBODY.channels, now=now)
    late = morning.replace(hour=22, minute=30)
    await desk.book(client, late, duration=HOUR)
    page = await open_calendar("/day/2026-01-13")
    await expect(page.locator(".card")).to_have_count(42)
    scale = int(await page.locator(".lanes").get_attribute("data-u"))
    column = await page.locator(f"#p-{bruno.id}").bounding_box()
    below = 0
    for card in await page.locator(f"#p-{bruno.id} .card:not(.half)").all():
        box = await card.bounding_box()
        assert box["y"] >= below - 0.5
        below = box["y"] + box["height"]
        assert box["height"] >= scale
    half = await page.locator(".card.half").bounding_box()
    assert column["x"] < half["x"]
    assert half["x"] + half["width"] <= column["x"] + column["width"]
    await expect(page.locator(".card.half")).to_contain_text("overbooked")
    await page.goto("/day/2026-01-14")
    await expect(page.locator(".card")).to_contain_text("Tue 23:30")


@pytest.mark.parametrize(("day", "hours_long"), [("2026-03-29", 23), ("2026-10-25", 25)])
async def test_the_days_of_a_clock_change_have_all_their_hours(
    open_calendar, desk, now, day, hours_long
):
    async with desk.database.write() as tx:
        by = named("textback")
        week = hours.parse("mon-sun 00:00-24:00", desk.practitioner.id)
        who = desk.practitioner.id
        await hours.set_week(tx, desk.practice.id, who, week, by=by, now=now)
    page = await open_calendar(f"/day/{day}")
    await expect(page.locator(".hour")).to_have_count(hours_long)
    free = page.locator(".free a")
    await free.click(position={"x": 200, "y": 4 * 12 * PIXELS + 3})
    later = "05:00" if hours_long == 23 else "03:00"
    await expect(page.get_by_label("Time", exact=True)).to_have_value(later)


async def test_a_day_around_the_clock_opens_in_the_morning_and_today_at_now(
    open_calendar, desk, now
):
    async with desk.database.write() as tx:
        week = hours.parse("mon-sun 00:00-24:00", desk.practitioner.id)
        who, by = desk.practitioner.id, named("textback")
        await hours.set_week(tx, desk.practice.id, who, week, by=by, now=now)
    page = await open_calendar("/day/2026-01-14")
    await expect(page.locator(".hour", has_text="08:00")).to_be_in_viewport()
    await expect(page.locator(".hour", has_text="00:00")).not_to_be_in_viewport()
    page = await open_calendar(DAY)
    await expect(page.locator("#now span")).to_be_in_viewport()


async def test_axe_finds_nothing_serious(open_calendar, visit):
    beside = (f"{DAY}?appointment={visit.id}", "/book?date=2026-01-12", "/blocks/new")
    for path in (*beside, "/week", "/month/2026-01-12", f"{DAY}?status=confirmed"):
        page = await open_calendar(path, bypass_csp=True)
        assert await serious_findings(page) == []
        await page.context.close()
