"""A booking taken back by the toast's button: gone, and told to whom the booking was told."""

import re
from datetime import date, timedelta

import aiohttp
import pytest

from calendar_store.model.telling import UNDO_TIME
from tests.support.front_desk import RECEPTION
from tests.support.pages import PASSWORD, Browser

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
FRIDAY = date(2026, 1, 16)
WEEK = timedelta(days=7)
SERIES = {"repeat": "1", "weeks": "1", "times": "3"}


@pytest.fixture
async def desk(front):
    async with aiohttp.ClientSession(cookie_jar=aiohttp.CookieJar(unsafe=True)) as session:
        browser = Browser(front, session)
        await browser.log_in(RECEPTION, PASSWORD)
        yield browser


@pytest.fixture
def book(desk, front):
    """Book for Grace Hopper as the form does."""

    async def booked(**fields):
        await desk.get("/book")
        usual = {"date": str(FRIDAY), "time": "11:00", "tell": "on"}
        who = front.people
        usual |= {"client": str(who.clients["Hopper"].id)}
        usual |= {"practitioner": str(who.practitioners["Aurora"].id)}
        await desk.post("/book", {"csrf": desk.csrf} | usual | fields)
        assert "Undo" in desk.text

    return booked


async def undo(desk):
    """Press the button of the toast."""
    toast = re.search(r'<div class="toast".*?</form>', desk.html, re.DOTALL)[0]
    fields = dict(re.findall(r'name="(\w+)" value="(\w+)"', toast))
    await desk.post(re.search(r'action="([^"]+)"', toast)[1], fields)
    assert "✓ Taken back." in desk.text


async def test_of_a_booking_taken_back_at_once_nobody_hears(front, desk, book):
    await book()
    await undo(desk)
    assert await front.day(FRIDAY) == ["11:00 Aurora, Hopper: cancelled"]
    assert await front.later(UNDO_TIME) == {}


async def test_who_was_told_of_a_booking_is_told_that_it_is_taken_back(front, desk, book):
    await book()
    assert "is booked" in str(await front.later(UNDO_TIME))
    await undo(desk)
    assert await front.day(FRIDAY) == ["11:00 Aurora, Hopper: cancelled"]
    ((text,),) = (await front.later(UNDO_TIME)).values()
    assert "Fri 16 Jan at 11:00" in text
    assert "is cancelled" in text


async def test_who_was_told_of_a_series_is_told_that_all_of_it_is_taken_back(front, desk, book):
    await book(**SERIES)
    assert "30 Jan" in str(await front.later(UNDO_TIME))
    await undo(desk)
    for week in range(3):
        assert await front.day(FRIDAY + week * WEEK) == ["11:00 Aurora, Hopper: cancelled"]
    ((text,),) = (await front.later(UNDO_TIME)).values()
    for day in ("16 Jan", "23 Jan", "30 Jan"):
        assert day in text


async def test_a_walk_in_taken_back_is_gone(front, desk, book):
    await book(walk_in="1")
    assert "✓ Entered as walk-in." in desk.text
    await undo(desk)
    assert await front.day(front.clock.now.date()) == ["10:00 Aurora, Hopper: cancelled"]
    assert await front.later(UNDO_TIME) == {}
