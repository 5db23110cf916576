"""The line is cut: four weeks stay readable, what is written is kept, and sent once, in order."""

from datetime import timedelta

import pytest
from playwright.async_api import expect

from calendar_store.appointments import agenda, appointments, paper_entries
from calendar_store.clients import clients
from calendar_store.model.statuses import AppointmentStatus
from tests.support.pages import EMAIL, PASSWORD

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)


async def standing(desk):
    """The standing visits as "12 09:00 Byron", in the zone of the practice."""
    async with desk.database.read() as tx:
        found = await agenda.between(tx, desk.practice.id, desk.now - DAY, desk.now + 40 * DAY)
        people = {one.client_id: await clients.get(tx, desk.practice.id, one.client_id) for one in found}
    return [
        f"{one.starts_at + HOUR:%d %H:%M} {people[one.client_id].last}"
        for one in sorted(found, key=lambda each: each.starts_at)
        if one.status is not AppointmentStatus.CANCELLED
    ]


async def entries(desk):
    async with desk.database.read() as tx:
        return (await paper_entries.listed(tx, desk.practice.id, 50))[::-1]


async def test_try(seat, desk, now):
    ada = await desk.client("Ada", "Byron", 1)
    grace = await desk.client("Grace", "Hopper", 2)
    marie = await desk.client("Marie", "Curie", 3)
    await desk.book(ada, now + HOUR)
    await desk.book(grace, now + 2 * HOUR)
    await desk.book(marie, now + 27 * DAY + HOUR)
    await seat.log_in(EMAIL, PASSWORD)
    await seat.until_kept()
    page = await seat.lose_line()
    print(await page.inner_text("body"))
    await page.screenshot(path="/tmp/off1.png")
    print(seat.complaints)
    await seat.writes("2026-01-12", "15:00", "Lise Meitner", "333 1234567")
    print(await page.inner_text("body"))
    await page.screenshot(path="/tmp/off2.png")
    seat.context.on("response", lambda r: print(r.status, r.request.method, r.url[:100]))
    seat.line.mend()
    await page.wait_for_selector("#calendar", timeout=40000)
    await page.screenshot(path="/tmp/off3.png")
    print(await page.evaluate("offlineStore.waiting().then(JSON.stringify)"))
    print(await standing(desk), await entries(desk))
