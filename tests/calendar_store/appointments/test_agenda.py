"""The agenda: days of a practice, and what a client's text may be about."""

from datetime import UTC, datetime, timedelta

import pytest

from calendar_store.appointments import agenda
from calendar_store.model.errors import NotFound
from tests.support.desk import HALF_HOUR, Desk

START = datetime(2026, 1, 15, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture
def desk(database, practice, aurora, now):
    return Desk(database, practice, aurora, now)


async def test_a_span_holds_what_starts_in_it_in_order_with_what_was_cancelled(desk):
    client = await desk.client()
    later = await desk.book(client, START + HOUR)
    first = await desk.book(client, START)
    gone = await desk.cancel(await desk.book(client, START + HALF_HOUR))
    await desk.book(client, START + 2 * HOUR)
    async with desk.database.read() as tx:
        found = await agenda.between(tx, desk.practice.id, START, START + 2 * HOUR)
    assert [one.id for one in found] == [first.id, gone.id, later.id]
    assert {one.practitioner for one in found} == {"Aurora"}


async def _of(desk, client, now, undo_since):
    async with desk.database.read() as tx:
        found = await agenda.of_clients(tx, [(client.practice_id, client.id)], now, undo_since)
    return [one.id for one in found]


async def test_a_text_may_be_about_what_is_ahead_and_what_was_just_cancelled(desk):
    ada, marie = await desk.client(), await desk.client("Marie", "Curie", 2)
    standing = await desk.book(ada, START)
    cancelled = await desk.cancel(await desk.book(ada, START + HOUR))
    await desk.book(marie, START + 2 * HOUR)
    both = [standing.id, cancelled.id]
    assert await _of(desk, ada, desk.now, desk.now - HOUR) == both
    assert await _of(desk, ada, desk.now, desk.now) == both
    assert await _of(desk, ada, desk.now + HOUR, desk.now + HOUR) == [standing.id]
    # one that has begun is spoken of until it ends, one that was cancelled is not
    assert await _of(desk, ada, START + HALF_HOUR / 2, desk.now) == both
    assert await _of(desk, ada, START + HALF_HOUR, desk.now) == [cancelled.id]
    assert await _of(desk, ada, START + HOUR, desk.now) == []


async def test_nothing_asked_is_nothing_found(desk):
    async with desk.database.read() as tx:
        assert await agenda.of_clients(tx, [], desk.now, desk.now) == []
        assert await agenda.by_ids(tx, []) == {}
        with pytest.raises(NotFound, match="has no appointment 17"):
            await agenda.get(tx, desk.practice.id, 17)
