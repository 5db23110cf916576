"""A corrected zone keeps the hours that clients were told, of neighbours too, and of reminders."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from calendar_store import agenda, practices, replanning, zone_change
from calendar_store.errors import SlotTaken
from calendar_store.statuses import MessageStatus
from tests.calendar_store.desk import BY, HALF_HOUR, Desk

START = datetime(2026, 3, 27, 9, tzinfo=UTC)
"""Two days before the clocks go forward in Europe, after they did in America."""


@pytest.mark.parametrize(
    "zone", ["America/New_York", "Asia/Tokyo", "Europe/London", "Asia/Kolkata"]
)
async def test_neighbours_move_together_into_what_each_other_leaves(
    database, practice, aurora, now, zone
):
    desk = Desk(database, practice, aurora, now)
    client = await desk.client()
    booked = [
        await desk.book(client, START + days * timedelta(days=1) + n * HALF_HOUR)
        for days in range(5)
        for n in range(4)
    ]
    local = [one.starts_at.astimezone(ZoneInfo("Europe/Rome")) for one in booked]
    gone = await desk.cancel(booked[0])
    async with database.write() as tx:
        after = await practices.change(tx, practice.id, now=now, by=BY, timezone=zone)
        assert await zone_change.ahead(tx, practice.id, now) == 19
        moved = await zone_change.keep_local_hours(tx, practice, after, now)
        assert moved == 20
        await replanning.replan(tx, after, desk.steps, now)
    async with database.read() as tx:
        found = await agenda.by_ids(tx, [(practice.id, one.id) for one in booked])
    told = [found[practice.id, one.id].starts_at.astimezone(ZoneInfo(zone)) for one in booked]
    assert [f"{one:%d %H:%M}" for one in told] == [f"{one:%d %H:%M}" for one in local]
    assert found[practice.id, gone.id].status == gone.status
    planned = [r for r in await desk.reminders(booked[-1]) if r.status is MessageStatus.PLANNED]
    starts_at = found[practice.id, booked[-1].id].starts_at
    assert {r.expires_at for r in planned} == {starts_at}
    assert starts_at - timedelta(days=2) in {r.due_at for r in planned}


async def test_two_that_would_meet_at_one_local_time_are_named(database, practice, aurora, now):
    desk = Desk(database, practice, aurora, now)
    client = await desk.client()
    # half past two comes twice on the night the clocks go back
    twice = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)
    for n in range(2):
        await desk.book(client, twice + n * timedelta(hours=1))

    async def corrected() -> None:
        async with database.write() as tx:
            zone = "America/New_York"
            after = await practices.change(tx, practice.id, now=now, by=BY, timezone=zone)
            await zone_change.keep_local_hours(tx, practice, after, now)

    with pytest.raises(SlotTaken, match=r"2026-10-25 02:30.*America/New_York.*move one"):
        await corrected()
