"""Blocks without script: a part of a day is blocked, shown, and free again."""

import re
from datetime import timedelta

import pytest

from tests.support.pages import DAY

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
TIMES = {"date": "2026-01-12", "time": "15:00", "end": "16:00"}


async def test_a_time_is_blocked_and_free_again(browser, desk):
    await browser.get("/blocks/new?since=2026-01-12T14:00Z&until=2026-01-12T15:00Z")
    assert 'name="time" value="15:00"' in browser.html
    assert 'name="end" value="16:00"' in browser.html
    who = str(desk.practitioner.id)
    form = {"csrf": browser.csrf, "practitioner": who, "reason": "dentist's meeting"}
    await browser.post("/blocks", form | TIMES)
    assert browser.path == f"{DAY}?said=blocked"
    assert "free 14:00–15:00 blocked 15:00–16:00 : dentist's meeting free 16:00" in browser.text
    where = re.search(r'href="(/blocks/\d+)"', browser.html)[1]
    await browser.get(where)
    assert "Blocked time" in browser.text
    await browser.post(f"{where}/remove", {"csrf": browser.csrf})
    assert "free 14:00–18:00" in browser.text


async def test_a_block_over_visits_is_asked_about_and_they_stay(browser, desk, now):
    await desk.book(await desk.client(), now + timedelta(hours=5))
    await browser.get("/blocks/new")
    form = {"csrf": browser.csrf, "practitioner": str(desk.practitioner.id)} | TIMES
    await browser.post("/blocks", form)
    assert browser.status == 422
    assert "Ada Byron" in browser.text
    await browser.post("/blocks", form | {"meant": "1"})
    assert browser.path == f"{DAY}?said=blocked"
    assert "blocked 15:00–16:00" in browser.text
    assert "needs dealing with" not in browser.text


async def test_an_end_before_the_start_is_the_next_day_only_where_it_may_be(browser, desk):
    await browser.get("/blocks/new")
    form = {"csrf": browser.csrf, "practitioner": str(desk.practitioner.id), "date": "2026-01-12"}
    await browser.post("/blocks", form | {"time": "16:00", "end": "15"})
    assert browser.status == 422
    assert "ends after it begins" in browser.text
    await browser.post("/blocks", form | {"time": "17:00", "end": "2:00"})
    assert browser.path == f"{DAY}?said=blocked"
