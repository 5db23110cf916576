"""A paper at eight, the line lost, clients who text meanwhile; copied in by keyboard alone.

The whole service runs, with a carrier and the clients' phones; the page is in a real browser. At
the end the calendar is what was decided, and the texts on all phones are those that were wanted.
"""

from datetime import UTC, date, datetime, timedelta

import pytest
from playwright.async_api import expect

from calendar_store.appointments import agenda
from calendar_store.model.statuses import AppointmentStatus, Role
from gateway.demo import sample
from tests.support.front_desk import ADMIN, front_desk
from tests.support.pages import PASSWORD

TODAY = date(2026, 1, 12)
EIGHT = datetime(2026, 1, 12, 7, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
MADE = EIGHT.isoformat().replace("+", "%2B")
PAGE = f"/catch-up?made={MADE}&day={TODAY}&confirm=1&tell=1"


@pytest.fixture
async def front(database, password_hash):
    async with front_desk(database, EIGHT - timedelta(hours=1)) as desk:
        await desk.employ(ADMIN, Role.ADMIN, password_hash)
        yield desk


class Keys:
    """A keyboard, and how often a key of it was pressed."""

    def __init__(self, page):
        self.page, self.pressed = page, 0

    async def types(self, text):
        self.pressed += len(text)
        await self.page.keyboard.type(text)

    async def press(self, key, times=1):
        for _ in range(times):
            self.pressed += 1
            await self.page.keyboard.press(key)

    async def to(self, locator):
        """Press Tab until something has the focus."""
        for _ in range(80):
            if await locator.evaluate("one => one === document.activeElement"):
                return
            await self.press("Tab")
        raise AssertionError("Tab does not lead there")


@pytest.fixture
async def log_in(chromium, front):
    async def logged_in():
        size = {"width": 1280, "height": 900}
        context = await chromium.new_context(base_url=front.url, viewport=size)
        context.set_default_timeout(15_000)
        page = await context.new_page()
        await page.goto("/")
        await page.get_by_label("Email").fill(ADMIN)
        await page.get_by_label("Password").fill(PASSWORD)
        await page.get_by_role("button", name="Log in").click()
        await expect(page.get_by_role("heading", name="Mon 12 January")).to_be_visible()
        return page

    return logged_in


async def writes(front, client, text):
    """Let a client text from their phone, and wait for our answer; return it."""
    number = front.people.clients[client].mobile
    had = len(front.carrier.texts(number))
    with front.carrier.subscribe() as changes:
        await front.carrier.send(number, sample.SENDER, text)
        while len(front.carrier.texts(number)) < had + 2:
            await changes.get()
    return front.carrier.texts(number)[-1].text


async def standing(front):
    return [line for line in await front.day(TODAY) if "cancelled" not in line]


async def test_a_paper_is_copied_in_after_the_line_was_lost(front, log_in):
    await front.book("Byron", TODAY, "15:00", "Aurora")
    hopper = await front.book("Hopper", TODAY, "16:00", "Aurora")
    await front.book("Curie", TODAY, "17:00", "Bruno")
    # the paper is made, and the line is lost
    front.clock.now = EIGHT
    await front.later(timedelta(minutes=20))
    # Ada takes by text the time that is given away on paper at this moment, Grace moves her visit
    # by text before she rings to cancel it
    front.clock.now += 10 * MINUTE
    assert "14:00" in await writes(front, "Byron", "Can I come today at 14:00 instead?")
    assert "14:00" in await writes(front, "Byron", "Yes please")
    assert "18:00" in await writes(front, "Hopper", "Please move me to today at 18:00")
    assert "18:00" in await writes(front, "Hopper", "1")
    assert await standing(front) == [
        "14:00 Aurora, Byron: confirmed",
        "17:00 Bruno, Curie: booked",
        "18:00 Aurora, Hopper: confirmed",
    ]
    await front.later(30 * MINUTE)
    # the line is back at ten past eleven
    front.clock.now = EIGHT + timedelta(hours=3, minutes=10)
    await front.later(MINUTE)
    page = await log_in()
    await page.goto(PAGE)
    keys = Keys(page)
    aurora = front.people.practitioners["Aurora"].id
    await expect(page.locator("#with")).to_have_value(str(aurora))
    await expect(page.locator("#time")).to_be_focused()
    # two new visits: at a time that Ada has taken, and at a free one; and somebody who came at ten
    await copies(keys, "1400", "agn")
    await expect(page.locator("#copied")).to_contain_text("▲ the time is taken")
    await copies(keys, "1530", "bas")
    counted = keys.pressed
    await copies(keys, "1000", "tur")
    assert keys.pressed - counted == 4 + 1 + 3 + 1
    await expect(page.locator("#copied td .good")).to_have_count(2)
    # Grace's line is crossed out
    await keys.to(page.locator(f"[name=line-{hopper.id}]"))
    counted = keys.pressed
    await keys.types("x")
    await keys.press("Enter")
    assert keys.pressed - counted == 2
    await expect(page.locator(f"#s-{hopper.id}")).to_contain_text("changed since the paper")
    await expect(page.locator("#unsent li")).to_have_count(0)
    # exactly these stand against it, side by side with the texts
    conflicts = page.locator("article")
    await expect(conflicts).to_have_count(2)
    await expect(conflicts.nth(0)).to_contain_text("Maria Gaetana Agnesi ▲ the time is taken")
    await expect(conflicts.nth(0)).to_contain_text("Ada Byron: 14:00 with Aurora")
    await expect(conflicts.nth(0)).to_contain_text("moved 08:30, by the client, by text")
    await expect(conflicts.nth(0)).to_contain_text("„Yes please“")
    await expect(conflicts.nth(1)).to_contain_text("cancelled: 16:00")
    await expect(conflicts.nth(1)).to_contain_text("Grace Hopper: 18:00 with Aurora")
    await page.goto(f"/day/{TODAY}")
    await expect(page.locator("#counts")).to_contain_text("✎ from paper 2")
    # settled: Ada keeps her time and Maria comes half an hour earlier; Grace's visit is cancelled
    await page.goto(PAGE)
    keys = Keys(page)
    await keys.to(page.locator("article").nth(0).get_by_role("button", name="13:30"))
    await keys.press("Enter")
    await expect(page.locator("article")).to_have_count(1)
    await keys.to(page.locator("article").get_by_role("button", name="As the paper says"))
    await keys.press("Enter")
    await expect(page.locator("article")).to_have_count(0)
    await expect(page.locator("#copied")).to_contain_text("another time was agreed")
    await page.goto(f"/day/{TODAY}")
    await expect(page.locator("#counts")).to_contain_text("✎ from paper 0")
    assert await standing(front) == [
        "10:00 Aurora, Turing: booked",
        "13:30 Aurora, Agnesi: booked",
        "14:00 Aurora, Byron: confirmed",
        "15:30 Aurora, Bassi: booked",
        "17:00 Bruno, Curie: booked",
    ]
    async with front.database.read() as tx:
        gone = await agenda.get(tx, front.people.practice.id, hopper.id)
    assert gone.status is AppointmentStatus.CANCELLED
    # Ada hears nothing, she has what she texted; nor does who came at ten
    texts = await front.later(MINUTE)
    assert sorted(texts) == ["Agnesi", "Bassi", "Hopper"]
    assert all(len(some) == 1 for some in texts.values())
    assert "13:30" in texts["Agnesi"][0]
    assert "15:30" in texts["Bassi"][0]
    assert "cancelled" in texts["Hopper"][0]
    assert await front.later(10 * MINUTE) == {}


async def copies(keys, time, name):
    await keys.types(time)
    await keys.press("Tab")
    await keys.types(name)
    await keys.press("Enter")
    await expect(keys.page.locator("#time")).to_be_focused()
