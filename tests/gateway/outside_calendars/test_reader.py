"""The blocks of a practice follow an outside calendar, whatever its server does."""

import asyncio
import time
from dataclasses import replace
from datetime import timedelta

import pytest
from aiohttp import web
from sqlalchemy import select

from calendar_store.conversations import alerts
from calendar_store.database import audit
from calendar_store.database.connection import Database
from calendar_store.model.actors import OPERATOR
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.practices import outside_calendars
from calendar_store.schema import blocks as block_rows
from gateway.outside_calendars.reader import CalendarReader
from gateway.use_cases import practice_changes
from tests.support.calendar_server import drip
from tests.support.followed_calendar import SETTINGS
from tests.support.outside_events import between, calendar, event

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


async def test_events_are_added_moved_and_removed(followed):
    at = followed.desk.now + 2 * HOUR
    followed.server.content = calendar(
        between(at, at + HOUR), between(at + DAY, at + DAY + HOUR, "2")
    )
    assert await followed.worker.step() == 1
    assert await followed.spans() == [(at, at + HOUR), (at + DAY, at + DAY + HOUR)]
    first, second = await followed.blocks()
    assert first.practitioner_id == followed.desk.practitioner.id
    assert first.reason == "Busy (other calendar)"
    # what nobody has changed is not written again, and what overlaps its former time stays itself
    half = HOUR / 2
    followed.server.content = calendar(
        between(at + half, at + HOUR + half), between(at + DAY, at + DAY + HOUR, "2")
    )
    assert await followed.again() == 1
    assert await followed.blocks() == [
        replace(first, starts_at=at + half, ends_at=at + HOUR + half),
        second,
    ]
    followed.server.content = calendar(between(at + DAY, at + DAY + HOUR, "2"))
    await followed.again()
    assert await followed.blocks() == [second]
    async with followed.desk.database.read() as tx:
        log = await audit.entries(tx, followed.desk.practice.id, actions=["calendar.followed"])
    told = [(one.detail["added"], one.detail["changed"], one.detail["removed"]) for one in log]
    assert told == [(0, 0, 1), (0, 1, 0), (2, 0, 0)]
    assert "Dentist" not in str(log)


async def test_it_is_read_every_quarter_of_an_hour_and_by_one_process(followed, store_url):
    other = Database.connect(store_url)
    two = CalendarReader(other, lambda: followed.now, SETTINGS)
    assert sorted(await asyncio.gather(followed.worker.step(), two.step())) == [0, 1]
    followed.now += timedelta(minutes=14)
    assert (await followed.worker.step(), await two.step()) == (0, 0)
    followed.now += timedelta(minutes=1)
    assert sorted(await asyncio.gather(followed.worker.step(), two.step())) == [0, 1]
    assert len(followed.server.requests) == 2
    await other.close()


async def test_what_has_not_changed_is_not_worked_out_again(followed):
    at = followed.desk.now + HOUR
    followed.server.content = calendar(between(at, at + HOUR))
    await followed.worker.step()
    before = await followed.reading()
    assert (before.read_at, bool(before.trouble)) == (followed.now, False)

    # whatever this one works out comes too late
    idle = followed.reader(replace(SETTINGS, compute_within=0.0))
    await followed.again(idle)
    assert "If-None-Match" in followed.server.requests[-1]
    assert (await followed.reading()).read_at == followed.now
    # some servers say neither, and write the present moment into every event
    followed.server.validates = False
    followed.server.content = followed.server.content.replace(
        b"DTSTAMP:20260101", b"DTSTAMP:20260112"
    )
    await followed.again(idle)
    assert (await followed.reading()).read_at == followed.now
    assert await followed.spans() == [(at, at + HOUR)]


async def test_on_the_next_day_it_is_worked_out_anew_and_the_past_is_forgotten(followed):
    at, far = followed.desk.now + HOUR, followed.desk.now + timedelta(days=400, hours=1)
    followed.server.content = calendar(between(at, at + HOUR), between(far, far + HOUR, "2"))
    await followed.worker.step()
    assert await followed.spans() == [(at, at + HOUR)]
    followed.now += DAY
    await followed.worker.step()
    assert await followed.spans() == [(far, far + HOUR)]
    assert "If-None-Match" not in followed.server.requests[-1]


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize(
    ("trouble", "code"),
    [
        ("html", ReasonCode.OUTSIDE_NO_CALENDAR),
        ("cut", ReasonCode.OUTSIDE_BROKEN),
        ("endless", ReasonCode.OUTSIDE_TOO_MUCH_WORK),
        ("never", ReasonCode.OUTSIDE_TOO_MUCH_WORK),
        ("large", ReasonCode.OUTSIDE_TOO_LARGE),
        ("drips", ReasonCode.OUTSIDE_SLOW),
        ("gone", ReasonCode.OUTSIDE_GONE),
    ],
)
async def test_whatever_goes_wrong_the_former_busy_times_stay(followed, trouble, code):
    at = followed.desk.now + HOUR
    well = followed.server.content = calendar(between(at, at + HOUR))
    worker = followed.reader(replace(SETTINGS, fetch_within=3.0, compute_within=2.0))
    await worker.step()
    moment = "DTSTART:20260112T090000Z"
    contents = {
        "html": b"<!doctype html><title>Log in</title>",
        "cut": well[:-20],
        "endless": calendar(event(moment, "DURATION:PT1S", "RRULE:FREQ=SECONDLY")),
        "never": calendar(event(moment, "RRULE:FREQ=SECONDLY;BYMONTH=2;BYMONTHDAY=30")),
        "large": b"x" * 20_000_000,
    }

    async def gone(request):
        return web.Response(status=404)

    followed.server.content = contents.get(trouble, well)
    followed.server.handler = {"drips": drip, "gone": gone}.get(trouble)
    before = time.monotonic()
    await followed.again(worker)
    assert time.monotonic() - before < 10
    found = await followed.reading()
    assert (found.trouble.code, found.trouble_since) == (code, followed.now)
    assert found.read_at == followed.desk.now
    assert await followed.spans() == [(at, at + HOUR)]
    # the same again is no news, and no work either
    await followed.again(worker)
    assert (await followed.reading()).trouble_since == followed.now - timedelta(minutes=15)
    followed.server.content, followed.server.handler = well, None
    await followed.again(worker)
    found = await followed.reading()
    assert (bool(found.trouble), found.trouble_since, found.read_at) == (False, None, followed.now)
    assert await followed.spans() == [(at, at + HOUR)]


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
async def test_the_service_goes_on_while_a_calendar_is_worked_out(followed):
    endless = event("DTSTART:20260112T090000Z", "DURATION:PT1S", "RRULE:FREQ=SECONDLY")
    followed.server.content = calendar(endless)
    worker = followed.reader(replace(SETTINGS, compute_within=2.0))
    reading = asyncio.create_task(worker.step())
    longest, last = 0.0, time.monotonic()
    while not reading.done():
        await asyncio.sleep(0.01)
        now = time.monotonic()
        longest, last = max(longest, now - last), now
    assert longest < 0.5
    assert await reading == 1


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
async def test_staff_are_alerted_once_when_it_fails_for_a_day(followed):
    async def gone(request):
        return web.Response(status=404)

    followed.server.handler = gone
    await followed.worker.step()
    for _ in range(4 * 24 - 1):
        await followed.again()
    assert await followed.desk.alerts() == []
    await followed.again()
    (alert,) = await followed.desk.alerts()
    assert alert.reason.facts["host"] == "127.0.0.1"
    assert alert.reason.facts["why"].code == ReasonCode.OUTSIDE_GONE
    await followed.again()
    assert await followed.desk.alerts() == [alert]
    # who has seen to it is not told again
    async with followed.desk.database.write() as tx:
        await alerts.resolve(tx, followed.desk.practice.id, alert.id, by=OPERATOR, now=followed.now)
    await followed.again()
    assert await followed.desk.alerts() == []


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
async def test_the_alert_is_withdrawn_when_it_is_read_again(followed):
    async def gone(request):
        return web.Response(status=404)

    followed.server.handler = gone
    await followed.worker.step()
    followed.now += timedelta(hours=25)
    await followed.worker.step()
    assert len(await followed.desk.alerts()) == 1
    followed.server.handler = None
    await followed.again()
    assert await followed.desk.alerts() == []


@pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
async def test_another_zone_of_the_practice_is_followed_at_once(followed):
    followed.server.content = calendar(event("DTSTART:20260113T090000", "DTEND:20260113T100000"))
    await followed.worker.step()
    ((before, _),) = await followed.spans()
    lisbon = {"timezone": "Europe/Lisbon"}
    async with followed.desk.database.write() as tx:
        await practice_changes.change(
            tx, OPERATOR, followed.desk.practice.id, lisbon, now=followed.now
        )
    # it is no block of staff, which would have moved along
    assert [one for one, _ in await followed.spans()] == [before]
    assert await followed.worker.step() == 1
    assert [one for one, _ in await followed.spans()] == [before + HOUR]


async def test_a_removed_one_frees_its_times_and_is_forgotten(followed):
    at = followed.desk.now + HOUR
    followed.server.content = calendar(between(at, at + HOUR))
    await followed.worker.step()
    await followed.remove()
    assert await followed.spans() == []
    followed.now += timedelta(minutes=15)
    assert await followed.worker.step() == 0
    async with followed.desk.database.read() as tx:
        assert await outside_calendars.next_due(tx, followed.now) is None
        assert (await tx.execute(select(block_rows))).all() == []


async def test_one_that_is_removed_while_it_is_read_leaves_nothing(followed):
    at = followed.desk.now + HOUR

    async def meanwhile(request):
        await followed.remove()
        return web.Response(body=calendar(between(at, at + HOUR)))

    followed.server.handler = meanwhile
    assert await followed.worker.step() == 1
    assert await followed.spans() == []
