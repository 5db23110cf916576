"""Who was faster, and what is free nearest to what was wanted."""

from datetime import timedelta

from calendar_store.model.actors import Permission
from calendar_store.model.statuses import Role
from calendar_store.practices import hours, practitioners
from gateway.use_cases import lost_races
from tests.support.acts import takes
from tests.support.desk import BY

DAY, HOUR, QUARTER = timedelta(days=1), timedelta(hours=1), timedelta(minutes=15)
DESK = {Role.ADMIN, Role.RECEPTION}


async def test_a_move_that_lost_says_who_has_the_time_and_offers_others(desk):
    at = desk.now + DAY
    grace = await desk.client("Grace", "Hopper", number=2)
    theirs = await desk.move(await desk.book(grace, at + 3 * HOUR), at)
    mine = await desk.book(await desk.client(), at + timedelta(minutes=30))

    async def act(tx, actor):
        lost = await lost_races.lost_move(
            tx, actor, desk.practice, mine.id, at + QUARTER, now=desk.now
        )
        (faster,) = lost.faster
        assert (faster.appointment.id, faster.client.name) == (theirs.id, "Grace Hopper")
        assert (faster.event.change, faster.event.by) == ("moved", BY.label)
        # the time that it has itself counts as free
        assert [slot.starts_at - at for slot in lost.nearest] == [
            -2 * QUARTER,
            2 * QUARTER,
            3 * QUARTER,
        ]

    await takes(desk, act, Permission.MOVE, roles=DESK, writes=False)


async def test_other_times_are_those_of_the_practitioner_that_was_wanted(desk):
    at = desk.now + DAY
    async with desk.database.write() as tx:
        bruno = await practitioners.add(tx, desk.practice.id, "Bruno", by=BY, now=desk.now)
        week = hours.parse("tue 09:00-12:00", bruno.id)
        await hours.set_week(tx, desk.practice.id, bruno.id, week, by=BY, now=desk.now)
    mine = await desk.book(await desk.client(), at)
    await desk.book(await desk.client("Grace", number=2), at, practitioner=bruno)
    async with desk.database.read() as tx:
        lost = await lost_races.lost_move(
            tx, BY, desk.practice, mine.id, at, practitioner_id=bruno.id, now=desk.now
        )
    assert lost.practitioner.name == "Bruno"
    assert {slot.practitioner for slot in lost.nearest} == {"Bruno"}


async def test_whoever_changed_an_appointment_is_named(desk):
    mine = await desk.cancel(await desk.book(await desk.client(), desk.now + DAY))

    async def act(tx, actor):
        event = await lost_races.who_changed(tx, actor, desk.practice, mine.id)
        assert (event.change, event.by) == ("cancelled", BY.label)

    roles = DESK | {Role.PRACTITIONER}
    await takes(desk, act, Permission.READ_CALENDAR, roles=roles, writes=False)
