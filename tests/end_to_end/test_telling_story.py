"""The practice is closed on a day: all are told over the carrier, and their answers move visits."""

from collections.abc import AsyncIterator
from datetime import date, datetime, timedelta

import pytest

from calendar_store.database.connection import Database
from calendar_store.model.actors import OPERATOR
from calendar_store.model.announcements import Announcement, Occasion
from gateway.demo import sample
from gateway.use_cases import telling_begin, telling_clients, told_clients
from gateway.use_cases.tariff import Tariff
from gateway.use_cases.telling_clients import TellingPreview, TellingWish
from gateway.use_cases.told_clients import Progress
from gateway.use_cases.touched_visits import TellingChoice
from tests.support.front_desk import FrontDesk, front_desk

TOMORROW = date(2026, 1, 13)
MINUTE = timedelta(minutes=1)
CLOSED = TellingWish(Occasion.CLOSED, closes=True)


@pytest.fixture
async def front(database: Database, now: datetime) -> AsyncIterator[FrontDesk]:
    """The whole service of the sample practice, with phones at a carrier."""
    async with front_desk(database, now) as desk:
        yield desk


async def _looks(front: FrontDesk) -> TellingPreview:
    async with front.database.read() as tx:
        return await telling_clients.look(
            *(tx, OPERATOR, front.people.practice, TellingChoice(TOMORROW, TOMORROW), CLOSED),
            tariff=Tariff(front.service.channels),
            now=front.clock.now,
        )


async def _tells(front: FrontDesk) -> Announcement:
    preview = await _looks(front)
    seen = {one.appointment.id: one.appointment.version for one in preview.visits}
    async with front.database.write() as tx:
        return await telling_begin.send(
            *(tx, OPERATOR, front.people.practice, TellingChoice(TOMORROW, TOMORROW), CLOSED),
            seen=seen,
            tariff=Tariff(front.service.channels),
            now=front.clock.now,
        )


async def _progress(front: FrontDesk, announced: Announcement) -> Progress:
    async with front.database.read() as tx:
        return await told_clients.progress(tx, OPERATOR, front.people.practice, announced.id)


async def _writes(front: FrontDesk, client: str, text: str) -> str:
    """Let a client text back from their phone; return what they read then."""
    number = front.people.clients[client].mobile
    had = len(front.carrier.texts(number))
    with front.carrier.subscribe() as changes:
        await front.carrier.send(number, sample.SENDER, text)
        # their own text is the first, our answer the second
        while len(front.carrier.texts(number)) < had + 2:
            await changes.get()
    return front.carrier.texts(number)[-1].text


async def test_a_closed_day_is_told_and_the_answers_move_the_visits(front: FrontDesk) -> None:
    ada = await front.book("Byron", TOMORROW, "10:00", "Aurora")
    await front.book("Peano", TOMORROW, "11:00", "Aurora")
    await front.book("Curie", TOMORROW, "10:00", "Bruno")
    preview = await _looks(front)
    assert [one.client.last for one in preview.visits] == ["Byron", "Curie", "Peano"]
    assert set(preview.words) == {"en", "fr", "it"}
    announced = await _tells(front)
    texts = await front.later(MINUTE)
    assert "We are closed on Tue 13 Jan" in texts["Byron"][0]
    assert "Siamo chiusi mar 13 gen" in texts["Peano"][0]
    assert "Nous sommes ferm" in texts["Curie"][0]
    assert await front.day(TOMORROW) == [
        "10:00 Aurora, Byron: booked",
        "10:00 Bruno, Curie: booked",
        "11:00 Aurora, Peano: booked",
    ]
    front.clock.now += MINUTE
    assert "now Wed 14 Jan at 10:00" in await _writes(front, "Byron", "1")
    answer = await _writes(front, "Peano", "giovedì pomeriggio")
    assert "1) gio 15 gen" in answer
    assert "gio 15 gen" in await _writes(front, "Peano", "1")
    answer = await _writes(front, "Curie", "ok")
    assert "1)" in answer  # one of several: which?
    assert "13 janv" not in await _writes(front, "Curie", "2")
    assert await front.day(TOMORROW) == []
    assert (await front.history(ada))[-1].startswith("moved 10:00 Aurora by client")
    counts = (await _progress(front, announced)).counts
    assert (counts["answered"], counts["moved"], counts["open"]) == (3, 3, 0)
    assert (await front.logged())[-1].startswith("clients.told")


async def test_no_time_of_the_closed_day_is_offered(front: FrontDesk) -> None:
    await front.book("Byron", TOMORROW, "10:00", "Aurora")
    await _tells(front)
    await front.later(MINUTE)
    front.clock.now += MINUTE
    answer = await _writes(front, "Byron", "could I come tomorrow at 5pm instead?")
    assert "13 Jan at" not in answer, answer
    assert await front.day(TOMORROW) == ["10:00 Aurora, Byron: booked"]
