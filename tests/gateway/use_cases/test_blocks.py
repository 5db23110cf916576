"""Blocks: a part of a day that nobody is offered, by text, on the web page, or at the desk."""

from dataclasses import replace
from datetime import timedelta

import pytest

from calendar_store.appointments import outside_hours, slot_search
from calendar_store.model.actors import OPERATOR, Permission
from calendar_store.model.errors import InvalidInput, NotFound, NotPermitted
from calendar_store.model.statuses import Role
from calendar_store.practices import practitioners
from gateway.messaging.channel import Channels
from gateway.use_cases import blocks, booking
from gateway.use_cases.blocks import BlockRequest
from gateway.use_cases.booking import BookingRequest
from gateway.use_cases.errors import Blocked, OverVisits
from tests.support.acts import member, takes
from tests.support.desk import BY

DAY, HOUR, HALF = timedelta(days=1), timedelta(hours=1), timedelta(minutes=30)
NONE = timedelta(0)


async def add(desk, start, end, *, actor=OPERATOR, **more):
    async with desk.database.write() as tx:
        asked = BlockRequest(start, end, **more)
        return await blocks.add(tx, actor, desk.practice, asked, now=desk.now)


async def free(desk, since, until):
    async with desk.database.read() as tx:
        found = await slot_search.search(
            tx,
            desk.practice,
            practitioner_ids=None,
            duration=HALF,
            buffers=(NONE, NONE),
            spans=[(since, until)],
            now=desk.now,
            limit=100,
        )
    return {(slot.practitioner, slot.starts_at) for slot in found}


async def test_the_desk_blocks_and_takes_it_back(desk):
    at = desk.now + DAY

    async def act(tx, actor):
        asked = BlockRequest(at, at + HOUR, "Aurora", "dentist")
        made = await blocks.add(tx, actor, desk.practice, asked, now=desk.now)
        (listed,) = await blocks.listed(tx, BY, desk.practice, at, at + HOUR)
        assert (made, listed.reason) == (listed, "dentist")
        await blocks.remove(tx, actor, desk.practice, made.id, now=desk.now)
        assert await blocks.listed(tx, BY, desk.practice, at, at + HOUR) == []

    await takes(desk, act, Permission.MANAGE_ABSENCES, roles={Role.ADMIN, Role.RECEPTION})


async def test_free_times_leave_a_block_out_and_come_back_with_it(desk):
    at = desk.now + DAY
    before = await free(desk, at - HOUR, at + 2 * HOUR)
    made = await add(desk, at, at + HOUR, practitioner="Aurora")
    during = await free(desk, at - HOUR, at + 2 * HOUR)
    assert {start for _, start in before - during} == {
        at - timedelta(minutes=15),
        *(at + timedelta(minutes=15 * number) for number in range(4)),
    }
    async with desk.database.write() as tx:
        await blocks.remove(tx, OPERATOR, desk.practice, made.id, now=desk.now)
    assert await free(desk, at - HOUR, at + 2 * HOUR) == before


async def test_a_block_of_the_practice_is_everybody_s(desk):
    async with desk.database.write() as tx:
        bruno = await practitioners.add(tx, desk.practice.id, "Bruno", by=BY, now=desk.now)
    at = desk.now + DAY
    await add(desk, at, at + HOUR, practitioner="Bruno")
    assert await free(desk, at, at + HOUR)
    await add(desk, at, at + HOUR)
    assert not await free(desk, at, at + HOUR)
    slot = replace(desk.slot(at), practitioner_id=bruno.id)
    async with desk.database.read() as tx:
        assert not await outside_hours.works(tx, desk.practice, slot)


async def test_the_desk_is_told_of_a_block_and_may_mean_it(desk):
    ada, at = await desk.client(), desk.now + DAY
    made = await add(desk, at, at + HOUR, reason="staff meeting")

    async def book(actor, **more):
        asked = BookingRequest(str(ada.id), at, "Aurora", **more)
        async with desk.database.write() as tx:
            return await booking.book(
                tx, actor, desk.practice, asked, channels=Channels(), now=desk.now
            )

    with pytest.raises(Blocked, match=r"is blocked \(staff meeting\)"):
        await book(member(desk, Role.RECEPTION))
    booked = await book(member(desk, Role.ADMIN), override=True)
    assert booked.appointment.kept_in == made.id


async def test_a_block_over_visits_is_refused_with_their_list_unless_meant(desk):
    ada, at = await desk.client(), desk.now + DAY
    visit = await desk.book(ada, at)
    await desk.cancel(await desk.book(ada, at + HALF))
    with pytest.raises(
        OverVisits, match=r"appointments lie in this block: Tue .* Ada Byron$"
    ) as no:
        await add(desk, at, at + HOUR)
    assert [one.id for one in no.value.visits] == [visit.id]
    made = await add(desk, at, at + HOUR, meant=True)
    stays = await desk.appointment(visit)
    # it stays, and on purpose
    assert (stays.starts_at, stays.kept_in) == (visit.starts_at, made.id)


async def test_what_makes_no_sense_is_refused(desk):
    at = desk.now + DAY
    for start, end, words in (
        (at, at, "ends after it begins"),
        (at, at + 2 * DAY, "enter an absence"),
        (desk.now - 2 * HOUR, desk.now - HOUR, "has passed"),
    ):
        with pytest.raises(InvalidInput, match=words):
            await add(desk, start, end)
    with pytest.raises(NotFound):
        await add(desk, at, at + HOUR, practitioner="Nobody")
    async with desk.database.write() as tx:
        with pytest.raises(NotFound):
            await blocks.remove(tx, OPERATOR, desk.practice, 17, now=desk.now)


async def test_practitioners_block_their_own_calendar_alone(desk):
    at = desk.now + DAY
    own = replace(member(desk, Role.PRACTITIONER), practitioner_id=desk.practitioner.id)
    await add(desk, at, at + HOUR, actor=own, practitioner="Aurora")
    theirs = await add(desk, at, at + HOUR)
    with pytest.raises(NotPermitted):
        await add(desk, at, at + HOUR, actor=own)
    async with desk.database.write() as tx:
        with pytest.raises(NotPermitted):
            await blocks.remove(tx, own, desk.practice, theirs.id, now=desk.now)
