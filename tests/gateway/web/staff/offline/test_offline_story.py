"""The line is cut: four weeks stay readable, what is written is kept, and sent once, in order."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from playwright.async_api import expect

from calendar_store.appointments import agenda, paper_entries
from calendar_store.clients import clients
from calendar_store.model.statuses import STANDING
from gateway.web.staff.offline import installed_app
from tests.support.cut_line import LineState
from tests.support.offline_browser import until_so
from tests.support.pages import EMAIL, PASSWORD

on_sqlite = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
HOUR, MINUTE, DAY = timedelta(hours=1), timedelta(minutes=1), timedelta(days=1)
NAMES = ("Byron", "Hopper", "Curie", "Noether", "Meitner", "333111000", "333 111 000")
NOBODY_WAITS = "async () => !(await offlineStore.waiting()).length"


async def standing(desk):
    """The standing visits, as "12 09:00 Byron" in the practice's zone."""
    async with desk.database.read() as tx:
        found = await agenda.between(tx, desk.practice.id, desk.now - DAY, desk.now + 40 * DAY)
        names = {
            one.client_id: (await clients.get(tx, desk.practice.id, one.client_id)).last
            for one in found
        }
    found = sorted(found, key=lambda each: each.starts_at)
    shown = [one for one in found if one.status in STANDING]
    return [f"{one.starts_at + HOUR:%d %H:%M} {names[one.client_id]}" for one in shown]


async def entries(desk):
    """The entries as they came in, as "moved 15:30 done"."""
    async with desk.database.read() as tx:
        found = await paper_entries.listed(tx, desk.practice.id, 50)
    return [f"{one.kind} {one.written} {one.state}" for one in found[::-1]]


@pytest.fixture
async def visits(desk, now):
    """Four visits: three today, and one in four weeks."""
    people = [
        await desk.client(first, last, number)
        for number, (first, last) in enumerate(
            [("Ada", "Byron"), ("Grace", "Hopper"), ("Marie", "Curie"), ("Emmy", "Noether")], 1
        )
    ]
    starts = (now + HOUR, now + 2 * HOUR, now + 5 * HOUR, now + 28 * DAY + HOUR)
    yesterday = desk.at(now - DAY)
    return [await yesterday.book(who, at) for who, at in zip(people, starts, strict=True)]


def rows(page, name):
    return page.locator("#day li", has_text=name)


async def test_four_weeks_are_read_and_what_is_written_is_sent_once(seat, desk, visits, now, clock):
    await seat.log_in(EMAIL, PASSWORD)
    await seat.until_kept()
    clock.forward(10 * MINUTE)
    page = await seat.lose_line()
    # today, and four weeks, with how old it is
    await expect(page.locator("#age")).to_contain_text("as of 09:59")
    await expect(rows(page, "Byron")).to_contain_text("11:00–11:30")
    await expect(rows(page, "Byron")).to_contain_text("booked")
    await page.fill("#go-to", "2026-02-09")
    await expect(rows(page, "Noether")).to_contain_text("11:00–11:30")
    await page.keyboard.press("Escape")
    await page.click("#to-today")
    # a booking, a move, a cancellation; and a move of what its client cancels meanwhile
    await seat.writes("2026-01-12", "16:30", "Lise Meitner", "333 1234567")
    await seat.moves("Byron", "2026-01-13", "10:30")
    await seat.cancels("Hopper")
    await seat.moves("Curie", "2026-01-12", "17:00")
    waits = page.locator("#unsent li")
    await expect(waits).to_have_count(4)
    await expect(rows(page, "Byron")).to_contain_text("not yet sent: moved to Tue, 13 Jan 10:30")
    await desk.at(now + 15 * MINUTE).cancel(visits[2])
    # the browser is closed, and opened again
    await seat.close()
    assert seat.holds("ada@example.org")
    assert not seat.holds(*NAMES)
    page = await seat.open("/day")
    await expect(page.locator("#unsent li")).to_have_count(4)
    await expect(rows(page, "Meitner")).to_contain_text("not yet sent")
    assert await entries(desk) == []
    # the line is back, and the answer to the first one is lost
    clock.forward(10 * MINUTE)
    seat.line.mend()
    seat.line.loses = lambda asked: b"POST /offline/entries" in asked and not seat.line.lost
    await expect(page.locator("#calendar")).to_be_visible(timeout=60_000)
    await until_so(page, NOBODY_WAITS, 60)
    assert seat.line.lost == 1
    assert await entries(desk) == [
        "booked 16:30 done",
        "moved 2026-01-13 10:30 done",
        "cancelled x done",
        "moved 2026-01-12 17:00 conflict",
    ]
    assert await standing(desk) == ["12 16:30 Meitner", "13 10:30 Byron", "09 11:00 Noether"]
    await page.goto("/day")
    await expect(page.locator("#counts")).to_contain_text("from paper 1")
    await page.goto("/catch-up")
    await expect(page.locator("article.form")).to_contain_text("Marie Curie")
    assert not seat.complaints


@on_sqlite
async def test_a_browser_killed_in_the_midst_has_what_was_kept(seat, desk, visits):
    await seat.log_in(EMAIL, PASSWORD)
    await seat.until_kept()
    await seat.lose_line()
    await seat.writes("2026-01-12", "16:30", "Lise Meitner", "333 1234567")
    await seat.kill()
    page = await seat.open("/day")
    await expect(page.locator("#unsent li")).to_have_text(
        ["◷ new visit: 12 Jan 16:30 Lise Meitner Discard"]
    )
    seat.line.mend()
    # the cookie was not on disk yet: it is sent after the next log-in
    await expect(page).to_have_url(re.compile("/login"), timeout=20_000)
    await expect(page.locator("main")).to_contain_text("not yet sent: ada@example.org")
    await seat.log_in(EMAIL, PASSWORD)
    await until_so(page, NOBODY_WAITS, 40)
    assert "12 16:30 Meitner" in await standing(desk)


@on_sqlite
async def test_a_line_on_which_nothing_comes_through_is_none(seat, desk, visits):
    await seat.log_in(EMAIL, PASSWORD)
    await seat.until_kept()
    seat.line.cut(LineState.SILENT)
    await seat.page.goto("/day/2026-01-12", timeout=60_000)
    await expect(rows(seat.page, "Byron")).to_be_visible()


@on_sqlite
async def test_what_is_written_is_taken_back_until_it_was_tried(seat, desk, visits):
    await seat.log_in(EMAIL, PASSWORD)
    await seat.until_kept()
    page = await seat.lose_line()
    await seat.writes("2026-01-12", "16:30", "Lise Meitner")
    await page.click("#unsent button")
    await expect(page.locator("#unsent li")).to_have_count(0)
    await expect(rows(page, "Meitner")).to_have_count(0)
    await seat.cancels("Hopper")
    await page.evaluate("offlineStore.mark(2, { tried: true })")
    await page.reload()
    await expect(page.locator("#unsent li")).to_contain_text("sent, and not answered for")
    await expect(page.locator("#unsent button")).to_have_count(0)


@on_sqlite
async def test_two_tabs_send_each_entry_once(seat, desk, visits):
    await seat.log_in(EMAIL, PASSWORD)
    await seat.until_kept()
    await seat.lose_line()
    for minute in (0, 10, 20, 30, 40):
        await seat.writes(
            "2026-01-12", f"16:{minute:02}", f"Lise Meitner{minute}", f"333 12345{minute:02}"
        )
    other = await seat.context.new_page()
    await other.goto("/day")
    seat.line.mend()
    for page in (seat.page, other):
        await expect(page.locator("#calendar")).to_be_visible(timeout=60_000)
    await until_so(other, NOBODY_WAITS, 40)
    sent = await entries(desk)
    assert [one.split()[1] for one in sent] == ["16:00", "16:10", "16:20", "16:30", "16:40"]


@on_sqlite
async def test_pages_are_the_services_while_there_is_a_line(seat, desk, visits):
    await seat.log_in(EMAIL, PASSWORD)
    await seat.until_kept()
    page = seat.page
    await desk.book(await desk.client("Sophie", "Germain", 9), desk.now + 4 * HOUR)
    await page.reload()
    await expect(page.locator(".card", has_text="Germain")).to_be_visible()
    kept = await page.evaluate(
        """async () => {
            const found = [];
            for (const name of await caches.keys()) {
                for (const one of await (await caches.open(name)).keys()) {
                    found.push(new URL(one.url).pathname);
                }
            }
            return found.sort();
        }"""
    )
    assert {one.rpartition("/")[0] for one in kept} == {"", "/static"}
    assert {one for one in kept if "/static" not in one} == {"/offline"}
    # the event stream goes past the worker
    await desk.book(await desk.client("Maria", "Agnesi", 8), desk.now + 3 * HOUR)
    await expect(page.locator(".card", has_text="Agnesi")).to_be_visible()


@on_sqlite
async def test_a_new_version_takes_the_place_of_the_old_one_by_itself(seat, server):
    await seat.log_in(EMAIL, PASSWORD)
    await seat.until_kept()
    page = seat.page
    (before,) = await page.evaluate("caches.keys()")
    (known,) = server.app[installed_app.APP]
    shells = {
        code: text.replace("</time></h1>", "</time> 2</h1>") for code, text in known.shells.items()
    }
    worker = known.worker.replace(before.removeprefix("textback-"), "0123456789ab")
    server.app[installed_app.APP][:] = [replace(known, shells=shells, worker=worker)]
    await page.goto("/day/2026-01-13")
    only = 'async () => (await caches.keys()).join() === "textback-0123456789ab"'
    await until_so(page, only)
    page = await seat.lose_line()
    await expect(page.locator("#tools h1")).to_have_text(re.compile(" 2$"))
