"""Announcements when the service stops in the middle, or two run: nobody reads one twice."""

import asyncio
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from calendar_store.database.connection import Database
from calendar_store.model.statuses import MessageStatus
from gateway.announcements import announcer
from gateway.announcements.announcer import Announcer
from tests.support.announcing import Teller
from tests.support.exchange import Flaky

FRIDAY = date(2026, 1, 16)
ROME = ZoneInfo("Europe/Rome")
NUMBER = 12


def at(minute):
    return (datetime.combine(FRIDAY, time(9), ROME) + timedelta(minutes=minute)).astimezone(UTC)


@pytest.fixture
def teller(exchange, monkeypatch):
    monkeypatch.setattr(announcer, "BATCH", 3)
    return Teller(exchange)


@pytest.fixture
async def visits(teller):
    desk = teller.exchange.desk
    quarter = timedelta(minutes=15)
    return [
        await desk.book(await desk.client(f"C{n}", number=n), at(15 * n), duration=quarter)
        for n in range(NUMBER)
    ]


async def told(teller):
    texts = await teller.exchange.desk.messages()
    return sorted(one.recipient for one in texts)


async def once_each(teller, announced, visits):
    found = await told(teller)
    assert len(found) == len(set(found)) == NUMBER
    assert {row.status for row in await teller.rows(announced)} == {MessageStatus.QUEUED}


async def run(database, teller):
    worker = Announcer(database, teller.exchange.channels, teller.exchange.clock)
    while await worker.step():
        pass


async def test_two_services_tell_each_client_once(teller, visits, store_url):
    announced = await teller.begins(FRIDAY, visits)
    others = [Database.connect(store_url) for _ in range(2)]
    await asyncio.gather(*(run(one, teller) for one in (teller.exchange.database, *others)))
    for one in others:
        await one.close()
    await once_each(teller, announced, visits)


@pytest.mark.parametrize("when", ["before", "after"])
async def test_a_commit_that_is_lost_or_seems_so_tells_nobody_twice(
    teller, visits, store_url, when
):
    announced = await teller.begins(FRIDAY, visits)
    flaky = Flaky.connect(store_url)
    worker = Announcer(flaky, teller.exchange.channels, teller.exchange.clock)
    await worker.step()
    flaky.failing = when
    with pytest.raises(ConnectionResetError):
        await worker.step()
    await flaky.close()
    # another service goes on
    assert len(await told(teller)) == (3 if when == "before" else 6)
    await run(teller.exchange.database, teller)
    await once_each(teller, announced, visits)


async def test_stopped_while_two_services_send_it_is_stopped_for_good(teller, visits, store_url):
    announced = await teller.begins(FRIDAY, visits)
    other = Database.connect(store_url)
    await Announcer(other, teller.exchange.channels, teller.exchange.clock).step()
    stopped, _ = await asyncio.gather(teller.stops(announced), run(other, teller))
    await run(teller.exchange.database, teller)
    await other.close()
    rows = await teller.rows(announced)
    gone = sum(one.status is MessageStatus.CANCELLED for one in rows)
    waits = [m for m in await teller.exchange.desk.messages() if m.status is MessageStatus.QUEUED]
    assert gone == stopped
    assert len(waits) == NUMBER - gone
