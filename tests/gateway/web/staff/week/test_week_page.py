"""The week and the month, and the filter that they share with the day."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest

from calendar_store.model.actors import Permission
from calendar_store.practices import hours, practitioners
from gateway.use_cases import absences, blocks
from gateway.use_cases.absences import AbsenceRequest
from gateway.use_cases.blocks import BlockRequest
from tests.support.actors import named
from tests.support.pages import DAY, Stream, confirm

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
HOUR = timedelta(hours=1)
BOSS = named("ada@example.org", *Permission)


@pytest.fixture
async def bruno(desk, now):
    async with desk.database.write() as tx:
        one = await practitioners.add(tx, desk.practice.id, "Bruno", by=BOSS, now=now)
        week = hours.parse("mon-fri 09:00-12:00", one.id)
        await hours.set_week(tx, desk.practice.id, one.id, week, by=BOSS, now=now)
    return one


async def test_a_week_shows_each_practitioners_days(browser, desk, bruno, now):
    await desk.book(await desk.client(), now + 4 * HOUR)
    grace = await desk.client("Grace", "Hopper", 2)
    await desk.book(grace, now + timedelta(days=3), practitioner=bruno)
    await browser.get("/week")
    assert browser.path == "/week/2026-01-12"
    assert "Mon 12 January to Sun 18 January" in browser.text
    aurora, _, his = browser.text.partition("Bruno Mon 12 January")
    assert "○ 14:00 Byron, Ada free 14:30–18:00" in aurora
    assert "○ 10:00 Hopper, Grace free 10:30–12:00" in his
    assert "Sun 18 January away" in aurora
    assert "free 09:00–13:00" not in aurora.partition("Tue 13 January")[0]  # ten has passed
    assert "free 10:00–13:00" in aurora
    assert 'href="/week/2026-01-05"' in browser.html
    assert f'href="/book?practitioner={bruno.id}&amp;at=2026-01-13T08:00Z"' in browser.html


@pytest.mark.parametrize("span", ["day", "week", "month"])
@pytest.mark.parametrize("end", ["", "/"])
async def test_without_a_date_today_is_meant(browser, span, end):
    await browser.get(f"/{span}{end}", allow_redirects=False)
    assert (browser.status, browser.headers["Location"]) == (303, f"/{span}/2026-01-12")
    await browser.get(f"/{span}{end}")
    assert browser.status == 200


async def test_a_month_counts_visits_and_free_time(browser, desk, bruno, now):
    await desk.book(await desk.client(), now + 4 * HOUR)
    async with desk.database.write() as tx:
        asked = AbsenceRequest(date(2026, 1, 20), date(2026, 1, 20))
        await absences.add(tx, BOSS, desk.practice, asked, now=now)
    await browser.get("/month/2026-01-31")
    assert "January 2026" in browser.text
    assert "12 1 visit 8½ h free 13 – 11 h free" in browser.text
    assert "8 – 9 – 10 – closed" in browser.text  # what has passed is not free
    assert "20 – closed" in browser.text
    assert 'href="/day/2026-01-12"' in browser.html
    assert 'href="/month/2026-02-01"' in browser.html
    await browser.get(f"/month/2026-01-31?practitioner={bruno.id}")
    assert "12 – 2 h free" in browser.text


async def test_a_filter_leaves_columns_out_and_makes_visits_pale(browser, desk, bruno, now):
    ada = await desk.book(await desk.client(), now + 4 * HOUR)
    await confirm(desk, ada)
    await desk.book(await desk.client("Grace", "Hopper", 2), now + 6 * HOUR)
    await browser.get(f"{DAY}?practitioner={bruno.id}")
    assert 'id="n-' in browser.html
    assert "Byron" not in browser.text
    assert f'data-events="{DAY}/events?practitioner={bruno.id}"' in browser.html
    await browser.get(f"{DAY}?status=confirmed")
    assert browser.html.count(" dim") == 1
    assert "free 14:30–16:00" in browser.text
    await browser.get("/week/2026-01-12?status=confirmed")
    assert browser.html.count('class="dim"') == 1
    await browser.get(f"{DAY}?status=nonsense&practitioner=x")
    assert " dim" not in browser.html


async def test_a_visit_in_an_absence_is_marked_wherever_it_is_shown(browser, desk, now):
    visit = await desk.book(await desk.client(), now + timedelta(days=1, hours=4))
    async with desk.database.write() as tx:
        asked = AbsenceRequest(date(2026, 1, 13), date(2026, 1, 13), reason="flu")
        await absences.add(tx, BOSS, desk.practice, asked, now=now)
    for path in ("/day/2026-01-13", "/week/2026-01-13", "/month/2026-01-13"):
        await browser.get(path)
        words = "▲ 1 visit to deal with" if path.startswith("/month") else "▲ needs dealing with"
        assert words in browser.text, path
    await browser.get(f"/day/2026-01-13?appointment={visit.id}")
    assert "Needs dealing with" in browser.text
    assert "flu" in browser.text
    form = {"csrf": browser.csrf, "version": str(visit.version)}
    await browser.post(f"/appointment/{visit.id}/keep", form)
    assert "It stays as it is." in browser.text
    assert "needs dealing with" not in browser.text


async def test_blocks_and_buffers_are_not_free(browser, desk, now):
    async with desk.database.write() as tx:
        since = now + timedelta(days=1)
        await blocks.add(tx, BOSS, desk.practice, BlockRequest(since, since + HOUR), now=now)
    await browser.get("/week/2026-01-12")
    assert "free 09:00–10:00 free 11:00–13:00" in browser.text


async def test_what_lasts_until_midnight_ends_at_24_hours(browser, desk, bruno, now):
    async with desk.database.write() as tx:
        week = hours.parse("tue-sun 00:00-24:00", bruno.id)
        await hours.set_week(tx, desk.practice.id, bruno.id, week, by=BOSS, now=now)
    for week in ("2026-01-12", "2026-03-23", "2026-10-19"):  # and the clocks change
        await browser.get(f"/week/{week}?practitioner={bruno.id}")
        assert "free 00:00–24:00" in browser.text
        assert "–00:00" not in browser.text


async def test_a_crowded_day_of_a_week_leads_to_the_day(browser, desk, bruno):
    ada = await desk.client()
    eight = datetime(2026, 1, 13, 7, tzinfo=UTC)
    for number in range(15):
        at = eight + number * HOUR / 2
        await desk.book(ada, at, duration=HOUR / 2, practitioner=bruno)
    await browser.get("/week/2026-01-13")
    assert browser.text.count("Byron, Ada") == 12
    assert "13:30 Byron, Ada and 3 more" in browser.text


@pytest.mark.parametrize("path", ["/week/2026-01-12", "/month/2026-01-12"])
async def test_an_open_page_is_told_of_changes_and_of_nothing_else(browser, desk, path, now):
    await browser.get(path)
    shown = r'data-events="([^"]+)" [^>]+data-seen="([^"]+)"'
    events, seen = re.search(shown, browser.html).groups()
    assert events == f"{path}/events"
    await desk.client("Grace", "Hopper", 2)
    address = browser.server.make_url(f"{events}?seen={seen}")
    async with browser.session.get(address, headers={"Accept": "text/event-stream"}) as answer:
        stream = Stream(answer)
        await desk.book(await desk.client(), now + 4 * HOUR)
        name, html = await stream.event()
    assert name == "renewed"
    assert f'hx-get="{path}?poll=1"' in html
    await browser.get(f"{path}?poll=1")
    assert f'data-seen="{seen}"' not in browser.html
