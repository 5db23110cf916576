"""A corrected zone keeps the hours that clients were told, of neighbours too, and of reminders."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from calendar_store.appointments import agenda, appointments, blocks
from calendar_store.messages import replanning
from calendar_store.model.errors import SlotTaken
from calendar_store.model.statuses import MessageStatus
from calendar_store.practices import practices, zone_change
from tests.support.desk import BY, HALF_HOUR, Desk

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


async def changed(desk, zone):
    async with desk.database.write() as tx:
        after = await practices.change(tx, desk.practice.id, now=desk.now, by=BY, timezone=zone)
        return await zone_change.keep_local_hours(tx, desk.practice, after, desk.now)


@pytest.mark.parametrize(
    ("zone", "starts", "said"),
    [
        # half past two comes twice in Rome in autumn, and once in London
        (
            "Europe/London",
            (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),
            "Sun 25 Oct 2026 02:30",
        ),
        # neither half past two nor a quarter to three is on the clocks of New York that night
        (
            "America/New_York",
            (datetime(2026, 3, 8, 1, 30, tzinfo=UTC), datetime(2026, 3, 8, 2, 0, tzinfo=UTC)),
            "Sun 8 Mar 2026 03:00",
        ),
    ],
)
async def test_two_visits_that_would_meet_are_named(
    database, practice, aurora, now, *, zone, starts, said
):
    desk = Desk(database, practice, aurora, now)
    ada, grace = await desk.client(), await desk.client("Grace", "Hopper", 2)
    first, second = await desk.book(ada, starts[0]), await desk.book(grace, starts[1])
    with pytest.raises(SlotTaken) as refused:
        await changed(desk, zone)
    told = str(refused.value)
    assert said in told
    assert "Ada Byron" in told
    assert "Grace Hopper" in told
    async with database.read() as tx:
        found = await agenda.by_ids(tx, [(practice.id, one.id) for one in (first, second)])
    assert [found[practice.id, one.id].starts_at for one in (first, second)] == list(starts)
    await desk.cancel(second)
    assert await changed(desk, zone) == 2


async def test_a_visit_that_would_meet_one_that_is_over_is_named(database, practice, aurora, now):
    desk = Desk(database, practice, aurora, now)
    ada, grace = await desk.client(), await desk.client("Grace", "Hopper", 2)
    await desk.book(ada, now + timedelta(hours=1))
    await desk.book(grace, now + timedelta(hours=7))
    later = desk.at(now + timedelta(hours=2))
    # what was at five in Rome is at five in Bangkok, six hours earlier
    with pytest.raises(SlotTaken, match=r"Ada Byron \(over\)"):
        await changed(later, "Asia/Bangkok")


async def test_blocks_keep_their_hours_and_overbooking_meets_nobody_anew(
    database, practice, aurora, now
):
    desk = Desk(database, practice, aurora, now)
    ada, grace = await desk.client(), await desk.client("Grace", "Hopper", 2)
    await desk.book(ada, START)
    async with database.write() as tx:
        over = await appointments.book(
            *(tx, practice, desk.steps),
            client_id=grace.id,
            practitioner_id=aurora.id,
            starts_at=START,
            duration=HALF_HOUR,
            now=now,
            by=BY,
            overbook=True,
        )
        block = await blocks.add(
            *(tx, practice.id),
            practitioner_id=None,
            starts_at=START + timedelta(hours=1),
            ends_at=START + timedelta(hours=2),
            reason="",
            by=BY,
            now=now,
        )
    assert await changed(desk, "Europe/London") == 2
    hour = timedelta(hours=1)
    assert (await desk.appointment(over)).starts_at == START + hour
    async with database.read() as tx:
        assert (await blocks.get(tx, practice.id, block.id)).starts_at == block.starts_at + hour
