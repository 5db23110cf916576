"""Every evening has one paper, by the practice's own clock, whatever happens to the service."""

import asyncio
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from calendar_store.conversations import alerts
from calendar_store.model.papers import KEPT, PaperKind, PaperSettings
from calendar_store.practices import paper_settings, practices, practitioners
from gateway.paper.evening_worker import EveningPapers
from gateway.paper.evenings import is_missed, next_evening
from gateway.paper.printing import NotDrawn
from gateway.use_cases import papers as use_case
from gateway.use_cases import practice_changes
from tests.support.desk import BY
from tests.support.pages import Clock

DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
MINUTE = timedelta(minutes=1)
ROME = ZoneInfo("Europe/Rome")


@pytest.fixture
def clock(now):
    return Clock(now)


@pytest.fixture
def worker(room, desk, clock):
    return EveningPapers(desk.database, room.maker, clock)


async def booked(room, desk, now):
    await desk.book(await desk.client(), now + 3 * DAY)
    await room.choose(evening_at=time(19))


async def test_an_evening_has_one_paper_also_after_a_restart(worker, room, desk, clock, now):
    await booked(room, desk, now)
    assert not await worker.step()
    evening = next_evening(time(19), ROME, now)
    clock.forward(evening - now)
    assert await worker.step()
    assert not await worker.step()
    again = EveningPapers(desk.database, room.maker, clock)
    assert not await again.step()
    ((made),) = [one.paper for one in await room.listed()]
    assert (made.kind, made.made_at, made.made_by) == (PaperKind.EVENING, evening, "textback")
    clock.forward(DAY)
    assert await again.step()
    assert len(await room.listed()) == 2


async def test_an_evening_that_was_missed_is_made_up_in_the_night(worker, room, desk, clock, now):
    await booked(room, desk, now)
    evening = next_evening(time(19), ROME, now)
    clock.forward(evening - now + 4 * HOUR)
    assert await worker.step()
    assert len(await room.listed()) == 1
    # the next day it is left to the next evening
    clock.forward(DAY + 12 * HOUR)
    assert await worker.step()
    assert len(await room.listed()) == 1
    assert not await worker.step()


async def test_two_services_make_one_paper(worker, room, desk, clock, now):
    await booked(room, desk, now)
    other = EveningPapers(desk.database, room.maker, clock)
    clock.forward(next_evening(time(19), ROME, now) - now)
    await asyncio.gather(worker.step(), other.step())
    assert len(await room.listed()) == 1


async def test_each_practice_has_its_own_evening(worker, room, desk, clock, now):
    await booked(room, desk, now)
    async with desk.database.write() as tx:
        york = await practices.add(
            *(tx,),
            name="Studio Beta",
            timezone="America/New_York",
            locale="en",
            sender="+390699000222",
            now=now,
        )
        beta = PaperSettings(york.id, evening_at=time(19))
        await use_case.choose(tx, BY, york, beta, now=now)
    evening = next_evening(time(19), ROME, now)
    clock.forward(evening - now)
    assert await worker.step()
    async with desk.database.read() as tx:
        assert await paper_settings.next_due(tx) == evening + 6 * HOUR
    clock.forward(6 * HOUR)
    assert await worker.step()
    # nobody works at the other practice
    assert {one.paper.practice_id for one in await room.listed()} == {desk.practice.id}


@pytest.mark.parametrize("fault", [NotDrawn("too little memory"), RuntimeError("a fault of ours")])
async def test_a_paper_that_cannot_be_made_is_told_once_and_mended(
    room, desk, clock, now, *, monkeypatch, fault
):
    await booked(room, desk, now)
    worker = EveningPapers(desk.database, room.maker, clock)
    evening = next_evening(time(19), ROME, now)
    clock.forward(evening - now)

    async def fails(*args, **more):
        raise fault

    async def standing():
        async with desk.database.read() as tx:
            return [one.reason for one in await alerts.open_of(tx, desk.practice.id)]

    with monkeypatch.context() as broken:
        broken.setattr(room.maker, "make", fails)
        for _ in range(3):
            await worker.step()
            clock.forward(5 * MINUTE)
    (told,) = await standing()
    assert told.code == "evening_no_paper"
    assert told.facts["since"].endswith("T19:00")
    await worker.step()
    assert await standing() == []
    assert len(await room.listed()) == 1


async def test_a_practice_without_pages_is_not_tried_all_night(worker, room, desk, clock, now):
    # nobody works here: no hours, no visits
    async with desk.database.write() as tx:
        await practitioners.set_retired(tx, desk.practitioner, now - DAY, by=BY, now=now)
    await room.choose(evening_at=time(19))
    clock.forward(DAY)
    assert await worker.step()
    assert not await worker.step()
    assert await room.listed() == []


async def test_old_papers_go_and_the_newest_whole_one_stays(worker, room, desk, clock, now):
    await desk.book(await desk.client(), now + DAY)
    await room.make()
    kept = await room.make()
    clock.forward(KEPT + DAY)
    await worker._clean()
    assert [one.paper.version for one in await room.listed()] == [kept.version]


async def test_no_more_evenings_once_they_are_not_wanted(room, desk, now):
    await room.choose(evening_at=time(19))
    await room.choose()
    async with desk.database.read() as tx:
        assert await paper_settings.next_due(tx) is None


@pytest.mark.parametrize(
    ("after", "at", "due"),
    [
        # the clocks go forward in the night to 29 March 2026, back in that to 25 October
        ("2026-03-28T12:00", time(19), "2026-03-28T18:00"),
        ("2026-03-28T20:00", time(19), "2026-03-29T17:00"),
        ("2026-03-28T20:00", time(2, 30), "2026-03-29T01:00"),
        ("2026-10-24T20:00", time(2, 30), "2026-10-25T00:30"),
        ("2026-10-25T00:30", time(2, 30), "2026-10-26T01:30"),
        ("2026-10-25T00:45", time(0), "2026-10-25T23:00"),
    ],
)
def test_an_evening_is_once_a_day_across_clock_changes(after, at, due):
    moment = datetime.fromisoformat(after).replace(tzinfo=UTC)
    assert next_evening(at, ROME, moment) == datetime.fromisoformat(due).replace(tzinfo=UTC)


def test_the_night_ends():
    due = datetime(2026, 1, 12, 18, tzinfo=UTC)
    assert not is_missed(due, due + 12 * HOUR)
    assert is_missed(due, due + 13 * HOUR)


async def test_an_evening_follows_the_zone_of_the_practice(room, desk, now):
    await room.choose(evening_at=time(19))
    async with desk.database.write() as tx:
        await practice_changes.change(
            tx, BY, desk.practice.id, {"timezone": "America/New_York"}, now=now
        )
        due = await paper_settings.next_due(tx)
    assert due == next_evening(time(19), ZoneInfo("America/New_York"), now)
