"""A morning at the desk, by what a receptionist does on the pages, in a real browser.

After every step the calendar is looked up in the store, with its history and the log, and so are
the texts on the phones of all clients: who was told, in which words, and that nobody else was.
"""

from datetime import date, timedelta

import pytest
from playwright.async_api import expect

from calendar_store.model.telling import UNDO_TIME
from calendar_store.practices import hours
from tests.support.front_desk import ADMIN, BRUNO, RECEPTION
from tests.support.pages import PASSWORD

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
TODAY, AWAY, FRIDAY = date(2026, 1, 12), date(2026, 1, 15), date(2026, 1, 16)
WEEK = timedelta(days=7)
ROWS = 8
"""Pixels of five minutes on the pages of this story."""


@pytest.fixture
async def morning(front):
    """The desk with four visits: one today, three on the day on which Bruno will be away."""
    await front.book("Turing", TODAY, "10:30", "Aurora")
    await front.book("Byron", AWAY, "10:00", "Bruno")
    await front.book("Peano", AWAY, "11:30", "Bruno")
    await front.book("Curie", AWAY, "15:00", "Bruno")
    await front.logged()
    return front


@pytest.fixture
def log_in(chromium, front):
    """Log somebody in by the form, in a browser of their own."""

    async def logged_in(email):
        size = {"width": 1280, "height": 900}
        context = await chromium.new_context(base_url=front.url, viewport=size)
        context.set_default_timeout(15_000)
        page = await context.new_page()
        page.complaints = []
        page.on("console", lambda said: page.complaints.append(said.text))
        page.on("pageerror", lambda error: page.complaints.append(str(error)))
        await page.goto("/")
        await page.get_by_label("Email").fill(email)
        await page.get_by_label("Password").fill(PASSWORD)
        await page.get_by_role("button", name="Log in").click()
        await expect(page.get_by_role("heading", name="Mon 12 January")).to_be_visible()
        assert await changed(front) == [f"login {email} by {email}"]
        return page

    return logged_in


async def test_a_morning_at_the_desk(morning, log_in):
    page = await log_in(RECEPTION)
    await takes_over_holidays(page, morning)
    await enters_an_absence_and_deals_with_three_visits(page, morning)
    await books_by_three_letters(page, morning)
    await books_a_series(page, morning)
    await moves_by_dragging(page, morning)
    await moves_by_keyboard(page, morning)
    await cancels_for_a_client_who_phones(page, morning)
    await enters_a_walk_in(page, morning)
    await marks_a_no_show(page, morning)
    assert page.complaints == []
    leaver, boss = await log_in(BRUNO), await log_in(ADMIN)
    # a page that is not live: from one that is they would be led out by itself
    await leaver.get_by_role("link", name="Absences").click()
    await expect(leaver.get_by_role("heading", name="Absences and holidays")).to_be_visible()
    await retires_a_leaver(boss, morning)
    await is_led_out(leaver)


async def toast(page, *words):
    for each in words:
        await expect(page.locator(".toast")).to_contain_text(each)


async def changed(front):
    """Return what is new in the log, without whose record was read."""
    return [line for line in await front.logged() if not line.startswith("client.read")]


def by(who, *changes):
    """Return lines of a history or of the log, each by the same person."""
    return [f"{change} by {who}" for change in changes]


async def takes_over_holidays(page, front):
    await page.get_by_role("link", name="Absences").click()
    await page.get_by_label("Easter Monday").check()
    await page.get_by_label("Labor Day").check()
    await page.get_by_role("button", name="Close on the chosen days").click()
    await toast(page, "Closed on these days.")
    closed = [date(2026, 4, 6), date(2026, 5, 1)]
    async with front.database.read() as tx:
        found = await hours.exceptions(tx, front.people.practice.id, [], closed[0], closed[1])
    assert [(one.first, one.last, one.opens, one.practitioner_id) for one in found] == [
        (day, day, None, None) for day in closed
    ]
    assert await changed(front) == by(
        RECEPTION, *(f"hours_exception.added {day} to {day}" for day in closed)
    )
    await expect(page.get_by_text("✓ closed Monday 6 April 2026 · Easter Monday")).to_be_visible()
    assert await front.later(UNDO_TIME) == {}


async def enters_an_absence_and_deals_with_three_visits(page, front):
    await page.get_by_label("Who", exact=True).select_option("Bruno")
    await page.get_by_label("First day").fill(str(AWAY))
    await page.get_by_label("Reason").fill("congress")
    await page.get_by_role("button", name="Enter", exact=True).click()
    await toast(page, "Entered.")
    assert await changed(front) == by(RECEPTION, f"hours_exception.added {AWAY} to {AWAY}")
    assert await front.day(AWAY) == [
        *("10:00 Bruno, Byron: booked", "11:30 Bruno, Peano: booked", "15:00 Bruno, Curie: booked")
    ]
    for who, what in (
        ("Ada Byron", "Aurora takes it, same time"),
        ("Giuseppe Peano", "cancel it"),
        ("Marie Curie", "it takes place"),
    ):
        await page.get_by_label(f"What becomes of it: {who}").select_option(what)
    await page.get_by_role("button", name="Do what is chosen").click()
    await toast(page, "Done.")
    assert await front.day(AWAY) == [
        "10:00 Aurora, Byron: booked",
        "11:30 Bruno, Peano: cancelled",
        "15:00 Bruno, Curie: booked",
    ]
    changes = {"Byron": "moved 10:00 Aurora", "Peano": "cancelled 11:30 Bruno"}
    changes["Curie"] = "kept 15:00 Bruno"
    for client, change in changes.items():
        history = await front.history(await front.one(client, AWAY))
        assert history[1:] == by(RECEPTION, change)
    told = await front.later(UNDO_TIME)
    assert list(told) == ["Byron", "Peano"]
    assert "your appointment is now Thu 15 Jan at 10:00 with Aurora" in told["Byron"][0]
    assert "gio 15 gen alle 11:30 con Bruno è annullato" in told["Peano"][0]


async def books_by_three_letters(page, front):
    await page.goto(f"/day/{FRIDAY}")
    free = page.locator(".column", has=page.get_by_role("heading", name="Aurora")).locator(".free")
    # two hours below nine o'clock
    await free.click(position={"x": 100, "y": 24 * ROWS + 3})
    await expect(page.get_by_label("Time", exact=True)).to_have_value("11:00")
    await page.get_by_label("Name or number").press_sequentially("hop")
    await page.get_by_role("radio", name="Hopper, Grace").check()
    await page.get_by_role("button", name="Book", exact=True).click()
    await toast(page, "Booked.", "A text tells them.")
    await expect(page.locator("#panel h2")).to_be_in_viewport()
    assert await front.day(FRIDAY) == ["11:00 Aurora, Hopper: booked"]
    booked = await front.one("Hopper", FRIDAY)
    assert await front.history(booked) == by(RECEPTION, "booked 11:00 Aurora")
    told = await front.later(UNDO_TIME)
    assert list(told) == ["Hopper"]
    assert "your appointment is booked: Fri 16 Jan at 11:00 with Aurora" in told["Hopper"][0]
    await expect(page.locator(f"#a-{booked.id}")).to_contain_text("✓ delivered")


async def books_a_series(page, front):
    await page.keyboard.press("n")
    await page.get_by_label("Name or number").press_sequentially("bas")
    await page.get_by_role("radio", name="Bassi, Laura").check()
    await page.get_by_label("Time", exact=True).fill("09:30")
    await page.get_by_label("With").select_option("Aurora")
    await page.locator("summary", has_text="Repeat").click()
    await page.get_by_label("Repeat it").check()
    await page.get_by_label("How many times").fill("3")
    await page.get_by_role("button", name="Book", exact=True).click()
    await toast(page, "The series is booked.", "A text tells them.")
    line = "09:30 Aurora, Bassi: booked"
    assert await front.day(FRIDAY) == [line, "11:00 Aurora, Hopper: booked"]
    assert await front.day(FRIDAY + WEEK) == await front.day(FRIDAY + 2 * WEEK) == [line]
    assert await front.day(FRIDAY + 3 * WEEK) == []
    for week in range(3):
        history = await front.history(await front.one("Bassi", FRIDAY + week * WEEK))
        assert history == by(RECEPTION, "booked 09:30 Aurora")
    told = await front.later(UNDO_TIME)
    assert list(told) == ["Bassi"]
    ((text),) = told["Bassi"]
    for day in ("ven 16 gen 09:30", "ven 23 gen 09:30", "ven 30 gen 09:30"):
        assert day in text


async def moves_by_dragging(page, front):
    await page.goto(f"/day/{AWAY}")
    card = page.locator(f"#a-{(await front.one('Byron', AWAY)).id}")
    box = await card.bounding_box()
    x, y = box["x"] + 100, box["y"] + box["height"] / 2
    await page.mouse.move(x, y)
    await page.mouse.down()
    await page.mouse.move(x, y + 6 * ROWS)
    await page.mouse.move(x, y + 15 * ROWS + 2)
    await expect(page.locator(".moving")).to_have_attribute("data-at", "11:15")
    await page.mouse.up()
    await toast(page, "Moved.", "A text tells them.")
    await expect(card).to_contain_text("11:15")
    await was_moved(front, "11:15")


async def moves_by_keyboard(page, front):
    await page.keyboard.press("Escape")
    card = page.locator(f"#a-{(await front.one('Byron', AWAY)).id}")
    await card.get_by_role("link").focus()
    await page.keyboard.press("m")
    await page.keyboard.press("ArrowDown")
    await page.keyboard.press("ArrowDown")
    await expect(page.locator("#place")).to_have_text("11:45, Aurora")
    await page.keyboard.press("Enter")
    await expect(card).to_contain_text("11:45")
    await toast(page, "Moved.", "A text tells them.")
    await was_moved(front, "11:45")


async def was_moved(front, clock):
    assert f"{clock} Aurora, Byron: booked" in await front.day(AWAY)
    history = await front.history(await front.one("Byron", AWAY))
    assert history[-1:] == by(RECEPTION, f"moved {clock} Aurora")
    told = await front.later(UNDO_TIME)
    assert list(told) == ["Byron"]
    assert f"your appointment is now Thu 15 Jan at {clock} with Aurora" in told["Byron"][0]


async def cancels_for_a_client_who_phones(page, front):
    await page.keyboard.press("/")
    await page.keyboard.type("bas")
    await page.keyboard.press("Enter")
    await page.get_by_role("link", name="Bassi").click()
    await page.get_by_role("link", name="Friday 23 January 2026, 09:30–10:00").click()
    form = page.locator("form[action$='/cancel']")
    # who phones knows it
    await form.get_by_label("Tell them").uncheck()
    await form.get_by_role("button", name="Cancel visit").click()
    await toast(page, "Cancelled.", "They are not told.")
    assert await front.day(FRIDAY + WEEK) == ["09:30 Aurora, Bassi: cancelled"]
    gone = await front.one("Bassi", FRIDAY + WEEK)
    assert (await front.history(gone))[-1:] == by(RECEPTION, "cancelled 09:30 Aurora")
    for week in (0, 2):
        assert "09:30 Aurora, Bassi: booked" in await front.day(FRIDAY + week * WEEK)
    laura = front.people.clients["Bassi"]
    assert by(RECEPTION, f"client.read {laura.id}")[0] in await front.logged()
    assert await front.later(UNDO_TIME) == {}


async def enters_a_walk_in(page, front):
    await page.keyboard.press("t")
    await expect(page.get_by_role("heading", name="Mon 12 January")).to_be_visible()
    await page.keyboard.press("n")
    await page.get_by_label("Name or number").press_sequentially("agn")
    await page.get_by_role("radio", name="Agnesi, Maria Gaetana").check()
    await page.get_by_label("With").select_option("Bruno")
    await page.get_by_role("button", name="Walk-in, now").click()
    await toast(page, "Entered as walk-in.")
    came = await front.one("Agnesi", TODAY)
    now = f"{front.clock.now.astimezone(front.zone):%H:%M}"
    assert await front.day(TODAY) == [
        f"{now} Bruno, Agnesi: booked",
        "10:30 Aurora, Turing: booked",
    ]
    assert came.arrived_at == front.clock.now
    assert await front.history(came) == by(RECEPTION, f"booked {now} Bruno", f"arrived {now} Bruno")
    assert await front.later(UNDO_TIME) == {}


async def marks_a_no_show(page, front):
    assert await front.later(timedelta(minutes=45)) == {}
    missed = await front.one("Turing", TODAY)
    await page.locator(f"#a-{missed.id} a").click()
    await page.get_by_role("button", name="No-show").click()
    await toast(page, "Marked as no-show.")
    assert "10:30 Aurora, Turing: no_show" in await front.day(TODAY)
    assert (await front.history(missed))[1:] == by(RECEPTION, "no_show 10:30 Aurora")
    assert await front.later(UNDO_TIME) == {}


async def retires_a_leaver(boss, front):
    """The practitioner is retired, whose kept visit another one takes; then the account goes."""
    await boss.get_by_role("link", name="People").click()
    await boss.get_by_role("link", name="Bruno").click()
    await boss.get_by_role("button", name="Retire").click()
    whom = boss.get_by_label("What becomes of it: Marie Curie")
    await whom.select_option("Aurora takes it, same time")
    await boss.get_by_role("button", name="Retire").click()
    await toast(boss, "Retired")
    assert "15:00 Aurora, Curie: booked" in await front.day(AWAY)
    history = await front.history(await front.one("Curie", AWAY))
    assert history[-1:] == by(ADMIN, "moved 15:00 Aurora")
    assert await changed(front) == by(ADMIN, "practitioner.retired Bruno")
    told = await front.later(UNDO_TIME)
    assert list(told) == ["Curie"]
    assert "jeu. 15 janv. à 15h00" in told["Curie"][0]
    await boss.get_by_role("link", name=f"{BRUNO} still logs in").click()
    await boss.get_by_role("button", name="Remove from the staff").click()
    await boss.get_by_role("button", name="Remove", exact=True).click()
    await toast(boss, "Removed: they can no longer log in")
    assert await changed(front) == by(ADMIN, f"staff.removed {BRUNO}")


async def is_led_out(leaver):
    """The next click of who was removed ends at the log-in, which says why."""
    await leaver.get_by_role("link", name="Calendar", exact=True).click()
    await expect(leaver.get_by_role("button", name="Log in")).to_be_visible()
    await expect(leaver.get_by_role("alert")).to_contain_text("Your log-in has ended")
    await leaver.get_by_label("Email").fill(BRUNO)
    await leaver.get_by_label("Password").fill(PASSWORD)
    await leaver.get_by_role("button", name="Log in").click()
    await expect(leaver.get_by_role("alert")).to_contain_text("or the password is wrong")
