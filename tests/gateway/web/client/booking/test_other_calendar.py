"""What a practitioner puts into Radicale is a time that clients cannot book, by web nor by text."""

from datetime import timedelta

import pytest

from calendar_store.appointments import agenda
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.practices import services
from tests.support import radicale
from tests.support.calendar_server import CalendarServer
from tests.support.desk import BY
from tests.support.exchange import Exchange
from tests.support.followed_calendar import followed_by
from tests.support.outside_events import between

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


@pytest.fixture
async def calendar(tmp_path):
    async with radicale.running(tmp_path) as running:
        yield running


@pytest.fixture
async def followed(desk, studio, calendar):
    return await followed_by(desk, CalendarServer(), calendar.address)


@pytest.fixture
async def exchange(desk, studio, now):
    async with desk.database.write() as tx:
        for name in ("Colour", "Staff only"):
            await services.set_retired(tx, studio.services[name], now, by=BY, now=now)
        await services.change(
            tx, desk.practice.id, studio.services["Cut"].id, safe_to_name=True, by=BY, now=now
        )
    await desk.client()
    return Exchange(desk)


async def test_an_event_takes_the_time_moves_it_and_gives_it_back(
    visitor, exchange, calendar, followed, now
):
    two = now.replace(hour=13)
    clients = iter(range(1, 9))

    async def by_web():
        """The times of today on the booking page, from two on."""
        await visitor.look()
        await visitor.follow("Aurora")
        times = visitor.browser.text.partition("Monday, 12 January")[2].partition("Nothing")[0]
        return [one for one in times.split() if "14:00" <= one <= "15:45" and ":" in one]

    async def by_text():
        """What somebody is told who asks for two o'clock."""
        number = next(clients)
        if number > 1:
            await exchange.desk.client("Grace", "Hopper", number)
        said = await exchange.says("can I book with Aurora for today at 14:00?", number)
        return "14:00 with Aurora is free" in said[0]

    hour = ["14:00", "14:15", "14:30", "14:45"]
    next_hour = ["15:00", "15:15", "15:30", "15:45"]
    assert (await by_web(), await by_text()) == (hour + next_hour, True)
    await calendar.put("1", between(two, two + HOUR))
    await followed.again()
    assert (await by_web(), await by_text()) == (next_hour, False)
    # what was offered before is not booked
    (late,) = await exchange.says("yes", 1)
    assert late.startswith("Sorry, that is no longer offered.")
    await calendar.put("1", between(two + HOUR, two + 2 * HOUR))
    await followed.again()
    assert (await by_web(), await by_text()) == (hour[:3], True)
    await calendar.delete("1")
    await followed.again()
    assert (await by_web(), await by_text()) == (hour + next_hour, True)
    async with exchange.database.read() as tx:
        assert await agenda.between(tx, exchange.desk.practice.id, now, now + DAY) == []


async def test_who_is_entering_their_name_meanwhile_does_not_get_the_time(
    visitor, exchange, calendar, followed, now
):
    two = now.replace(hour=13)
    await visitor.look()
    await visitor.follow("Aurora")
    await visitor.follow("14:00")
    await calendar.put("1", between(two, two + HOUR))
    await followed.again()
    await visitor.enter()
    assert not await visitor.codes()
    near = visitor.browser.text.partition("Free near it")[2]
    assert "Mon 12 Jan, 12:30 Mon 12 Jan, 15:00" in near


async def test_a_wrong_password_is_told_as_such(desk, studio, calendar):
    address = calendar.address.replace("p4ss", "pass")
    followed = await followed_by(desk, CalendarServer(), address)
    await followed.again()
    assert (await followed.reading()).trouble.code == ReasonCode.OUTSIDE_LOG_IN
