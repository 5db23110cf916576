"""A practitioner's calendar shows the appointments by a private address, and nothing more."""

import time
from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar
from yarl import URL

from calendar_store.model.actors import OPERATOR
from calendar_store.model.feeds import Feed, FeedNames, FeedVisit
from calendar_store.model.statuses import AppointmentStatus
from calendar_store.practices import practitioners, services
from gateway.use_cases import feeds
from gateway.use_cases.feeds import FeedContent
from gateway.web.machines.feed_file import feed_file

on_sqlite = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)


@pytest.fixture
def made(desk):
    """Make a feed of Aurora; return its path."""

    async def make(names=FeedNames.INITIALS, whose=""):
        async with desk.database.write() as tx:
            who = whose or str(desk.practitioner.id)
            _, token = await feeds.make(tx, OPERATOR, desk.practice, who, names, now=desk.now)
        return f"/feed/{token}.ics"

    return make


def events(browser):
    return Calendar.from_ical(browser.html).walk("VEVENT")


async def test_a_calendar_reads_the_visits_by_initials(stranger, desk, made, now):
    async with desk.database.write() as tx:
        check_up = await services.add(
            tx,
            desk.practice.id,
            "Podologia",
            duration=timedelta(minutes=30),
            by=OPERATOR,
            now=now,
        )
    client = await desk.client()
    booked = await desk.book(client, now + timedelta(hours=4), service=check_up)
    gone = await desk.book(await desk.client("Grace", "Hopper", 2), now + timedelta(hours=6))
    await desk.cancel(gone)
    await stranger.get(await made())
    assert stranger.status == 200
    assert stranger.headers["Content-Type"] == "text/calendar; charset=utf-8"
    assert stranger.headers["Cache-Control"] == "private, no-cache"
    (event,) = events(stranger)
    assert str(event["SUMMARY"]) == "A. B."
    assert event["DTSTART"].dt == booked.starts_at
    assert event["DTEND"].dt == booked.ends_at
    assert str(event["STATUS"]) == "TENTATIVE"
    assert str(event["UID"]) == f"{booked.id}.{desk.practice.id}@127.0.0.1"
    assert f"/day/2026-01-12?appointment={booked.id}" in event["URL"]
    for private in ("Byron", "Podologia", client.mobile[1:], "Aurora Rossi"):
        assert private not in stranger.html


async def test_names_are_whole_where_the_feed_says_so(stranger, desk, made, now):
    await desk.book(await desk.client(), now + timedelta(hours=4))
    await stranger.get(await made(FeedNames.FULL))
    assert [str(one["SUMMARY"]) for one in events(stranger)] == ["Ada Byron"]


async def test_what_has_not_changed_is_not_sent_again(stranger, desk, clock, made, now):
    booked = await desk.book(await desk.client(), now + timedelta(hours=4))
    path = await made()
    await stranger.get(path)
    tag, changed = stranger.headers["ETag"], stranger.headers["Last-Modified"]
    clock.forward(timedelta(minutes=20))
    await stranger.get(path, headers={"If-None-Match": tag})
    assert (stranger.status, stranger.html) == (304, "")
    assert stranger.headers["ETag"] == tag
    await stranger.get(path, headers={"If-Modified-Since": changed})
    assert stranger.status == 304
    await desk.cancel(booked)
    clock.forward(timedelta(minutes=20))
    await stranger.get(path, headers={"If-Modified-Since": changed})
    assert stranger.status == 200
    assert stranger.headers["Last-Modified"] != changed
    assert events(stranger) == []
    await stranger.get(path, headers={"If-None-Match": tag, "If-Modified-Since": changed})
    assert stranger.status == 200


@on_sqlite
async def test_a_revoked_address_leads_nowhere_like_one_that_never_was(stranger, desk, made):
    path = await made()
    async with desk.database.write() as tx:
        (one,) = await feeds.listed(tx, OPERATOR, desk.practice)
        await feeds.revoke(tx, OPERATOR, desk.practice, one.feed.id, now=desk.now)
    await stranger.get(path)
    revoked = stranger.status, stranger.text
    await stranger.get(f"/feed/{'x' * 32}.ics")
    assert (stranger.status, stranger.text) == revoked
    assert revoked[0] == 404
    await stranger.get("/feed/short.ics")
    assert stranger.status == 404


@on_sqlite
async def test_a_feed_shows_one_practitioner_alone(stranger, desk, made, now):
    async with desk.database.write() as tx:
        bruno = await practitioners.add(tx, desk.practice.id, "Bruno", by=OPERATOR, now=now)
    await desk.book(await desk.client(), now + timedelta(hours=4))
    await stranger.get(await made(whose=str(bruno.id)))
    assert (stranger.status, events(stranger)) == (200, [])


@on_sqlite
async def test_three_hundred_visits_are_fast(stranger, desk, made, now):
    client = await desk.client()
    for number in range(300):
        start = now + timedelta(days=number // 20, minutes=20 * (number % 20))
        await desk.book(client, start + timedelta(minutes=20), duration=timedelta(minutes=20))
    path, took = await made(), []
    for _ in range(7):
        begun = time.perf_counter()
        await stranger.get(path)
        took.append(time.perf_counter() - begun)
    assert len(events(stranger)) == 300
    assert sorted(took)[3] < 0.1


def content(desk_practice, *visits, names=FeedNames.FULL):
    now = datetime(2026, 1, 12, 9, tzinfo=UTC)
    feed = Feed(desk_practice.id, 1, 1, names, now, "cli", None, None, "", now)
    return FeedContent(desk_practice, feed, visits)


@on_sqlite
async def test_odd_names_break_no_line_and_long_ones_are_folded(desk):
    now = datetime(2026, 1, 12, 9, tzinfo=UTC)
    odd = "Ada, \\;\r\nBEGIN:VEVENT" + "é" * 80
    visit = FeedVisit(1, now, now + timedelta(hours=1), AppointmentStatus.BOOKED, 0, now, odd, "B")
    file = feed_file(content(desk.practice, visit), URL("https://book.example.org"))
    assert all(len(line) <= 75 for line in file.split(b"\r\n"))
    (event,) = Calendar.from_ical(file).walk("VEVENT")
    assert str(event["SUMMARY"]) == f"{odd.replace(chr(13), '')} B"
    by_initials = content(desk.practice, visit._replace(last=""), names=FeedNames.INITIALS)
    assert b"SUMMARY:A.\r\n" in feed_file(by_initials, URL("https://book.example.org"))
    erased = content(desk.practice, visit._replace(first="", last=""))
    assert "SUMMARY:—\r\n" in feed_file(erased, URL("https://book.example.org")).decode()
