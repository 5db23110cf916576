"""Other calendars on the page of feeds: added and read at once, in trouble, removed, put back."""

import asyncio
import re
from datetime import timedelta

import pytest

from calendar_store.appointments import blocks
from gateway.outside_calendars.reader import CalendarReader
from tests.support import calendar_server
from tests.support.followed_calendar import SETTINGS
from tests.support.outside_events import between, calendar

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)


@pytest.fixture
async def admin(admin):
    return await admin.get("/feeds")


@pytest.fixture
async def other():
    async with calendar_server.running() as running:
        running.content = calendar()
        yield running


@pytest.fixture
async def reading(desk, clock):
    """The service's reader of calendars, beside the pages."""
    worker = CalendarReader(desk.database, lambda: clock.now, SETTINGS)
    task = asyncio.create_task(worker.run())
    yield
    task.cancel()
    await asyncio.wait([task])


def acts(browser, what):
    return re.findall(rf'action="(/feeds/others/\d+/{what})"', browser.html)


async def test_a_calendar_is_added_read_removed_and_put_back(admin, desk, other, reading, clock):
    csrf = admin.csrf
    at = clock.now.replace(hour=10)
    other.content = calendar(between(at, at.replace(hour=11)))
    form = {"csrf": csrf, "practitioner": str(desk.practitioner.id), "address": other.address}
    await admin.post("/feeds/others", form)
    assert "Added: its events are times without bookings." in admin.text
    assert "Aurora 127.0.0.1 1 10:00 Read now Remove" in admin.text
    assert "s3cret" not in admin.html
    await admin.get("/day/2026-01-12")
    assert "blocked 11:00–12:00 : Busy (other calendar)" in admin.text
    assert "Dentist" not in admin.html
    (block,) = re.findall(r'href="(/blocks/\d+)"', admin.html)
    await admin.get(block)
    assert "It follows the practitioner’s other calendar: change it there." in admin.text
    assert f"{block}/remove" not in admin.html
    await admin.post(f"{block}/remove", {"csrf": csrf})
    assert admin.status in {400, 409, 422}
    assert "this time follows another calendar" in admin.text
    await admin.get("/feeds")
    other.content = calendar()
    (read,) = acts(admin, "read")
    clock.now += timedelta(minutes=1)
    await admin.post(read, {"csrf": csrf})
    assert "Aurora 127.0.0.1 0 10:01 Read now Remove" in admin.text
    (remove,) = acts(admin, "remove")
    await admin.post(remove, {"csrf": csrf})
    assert "Removed: its times can be booked again." in admin.text
    assert acts(admin, "read") == []
    (undo,) = re.findall(r'action="(/undo/\d+)"', admin.html)
    await admin.post(undo, {"csrf": csrf})
    assert "Taken back." in admin.text
    assert acts(admin, "read") == [read]


async def test_trouble_is_told_in_words_and_the_times_stay(admin, desk, other, reading, clock):
    csrf, at = admin.csrf, clock.now.replace(hour=10)
    other.content = calendar(between(at, at.replace(hour=11)))
    form = {"csrf": csrf, "practitioner": str(desk.practitioner.id), "address": other.address}
    await admin.post("/feeds/others", form)
    other.content = b"<!doctype html><p>Log in"
    (read,) = acts(admin, "read")
    clock.now += timedelta(minutes=1)
    await admin.post(read, {"csrf": csrf})
    assert "▲ there is something else at this address, and no calendar (iCalendar)" in admin.text
    async with desk.database.read() as tx:
        span = (at, at.replace(hour=11))
        assert len(await blocks.within(tx, desk.practice.id, None, *span)) == 1
    await admin.get("/log")
    assert "added another calendar of Aurora" in admin.text
    assert "followed another calendar of Aurora" in admin.text
    assert "s3cret" not in admin.html


async def test_a_calendar_that_shows_our_own_feed_does_not_block_its_visits(
    admin, desk, reading, now
):
    await desk.book(await desk.client(), now + timedelta(hours=1))
    csrf, who = admin.csrf, str(desk.practitioner.id)
    await admin.post("/feeds", {"csrf": csrf, "practitioner": who, "names": "full"})
    (path,) = re.findall(r'value="http://127\.0\.0\.1(/feed/[^"]+\.ics)"', admin.html)
    address = str(admin.server.make_url(path))
    await admin.post("/feeds/others", {"csrf": csrf, "practitioner": who, "address": address})
    assert "Aurora 127.0.0.1 0 10:00 Read now Remove" in admin.text
    assert "▲" not in admin.text


async def test_what_cannot_be_added_is_refused(admin, desk):
    csrf = admin.csrf
    form = {"csrf": csrf, "practitioner": str(desk.practitioner.id)}
    await admin.post("/feeds/others", form | {"address": "calendar.example.org/s3cret"})
    assert admin.status == 422
    assert "▲ that is no address of a calendar" in admin.text
    assert "s3cret" not in admin.html
    await admin.post("/feeds/others", form | {"practitioner": "12", "address": "https://a.org/b"})
    assert admin.status == 422
    assert "▲ there is no practitioner" in admin.text
    await admin.post("/feeds/others/12/read", {"csrf": csrf})
    assert admin.status == 404
    await admin.post("/feeds/others/12/remove", {"csrf": csrf})
    assert admin.status == 404


async def test_reception_has_no_such_calendars(browser, desk):
    await browser.get("/feeds")
    assert "Busy times from another calendar" not in browser.text
    form = {"csrf": browser.csrf, "practitioner": str(desk.practitioner.id)}
    await browser.post("/feeds/others", form | {"address": "https://a.example.org/b"})
    assert browser.status == 403
