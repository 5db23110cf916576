"""A full day over the line of an old modem, with nothing in the browser's cache."""

from datetime import timedelta
from time import monotonic

import pytest
from playwright.async_api import expect

from calendar_store.practices import hours, practitioners, staff
from tests.support.actors import named
from tests.support.pages import EMAIL, say
from tests.support.slow_line import slow_line

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
TOMORROW = "/day/2026-01-13"
QUARTER = timedelta(minutes=15)
VISITS = 40
FIRST = ("Ada", "Grace", "Marie", "Emmy", "Laura", "Alan", "Maria Gaetana", "Giuseppe")
LAST = ("Byron", "Hopper", "Curie", "Noether", "Bassi", "Turing", "Agnesi", "Peano")


@pytest.fixture
async def everybody(desk, now):
    """Three practitioners who work for ten hours tomorrow."""
    by = named("textback")
    async with desk.database.write() as tx:
        others = [
            await practitioners.add(tx, desk.practice.id, name, by=by, now=now)
            for name in ("Bruno", "Cosima")
        ]
        for one in (desk.practitioner, *others):
            week = hours.parse("mon-fri 09:00-19:00", one.id)
            await hours.set_week(tx, desk.practice.id, one.id, week, by=by, now=now)
    return desk.practitioner, *others


@pytest.fixture
async def last_visit(desk, everybody, now):
    """Tomorrow is full: forty visits each, of which everybody was reminded; the last of them."""
    nine = now + timedelta(hours=23)
    for which, who in enumerate(everybody):
        for number in range(VISITS):
            n = which * VISITS + number
            client = await desk.client(FIRST[n % 8], LAST[(n + n // 8) % 8], n)
            start = nine + number * QUARTER
            visit = await desk.book(client, start, duration=QUARTER, practitioner=who)
            await say(desk, visit, client)
    return visit


@pytest.fixture
async def cookie(desk, now):
    """The cookie of a receptionist who is logged in."""
    async with desk.database.write() as tx:
        member = await staff.by_email(tx, EMAIL)
        return {"name": "textback", "value": await staff.log_in(tx, member, now=now)}


async def test_a_full_day_is_light_and_soon_of_use(chromium, server, last_visit, cookie):
    """All of it and a panel within 30 kB, headers included, and within 8 s.

    It has two tries: what else runs on this machine is not the line's fault.
    """
    seconds = []
    while not seconds or (len(seconds) < 2 and seconds[0] >= 8):
        async with slow_line(server.port, bits=56_000, latency=0.3) as line:
            url = f"http://127.0.0.1:{line.port}/"
            context = await chromium.new_context(base_url=url)
            await context.add_cookies([cookie | {"url": url}])
            seconds.append(await opened(await context.new_page(), last_visit))
            assert line.down.passed < 30_000
            await context.close()
    assert min(seconds) < 8


async def opened(page, visit):
    """Open the day with all its scripts, and a panel in it; return the seconds that it took."""
    begun = monotonic()
    await page.goto(TOMORROW, wait_until="domcontentloaded")
    await expect(page.locator(".card")).to_have_count(3 * VISITS)
    await page.locator(f"#a-{visit.id} a").click()
    await expect(page.locator("#panel h2")).to_be_visible()
    took = monotonic() - begun
    # by the scripts: the address is another one, and the page the same
    assert await page.evaluate("performance.getEntriesByType('navigation')[0].name") != page.url
    return took
