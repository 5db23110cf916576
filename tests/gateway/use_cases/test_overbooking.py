"""Overbooking on purpose: for who may, marked, and never by mistake afterwards."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import text

from calendar_store.model.actors import OPERATOR, Permission
from calendar_store.model.errors import NotPermitted, SlotTaken
from calendar_store.model.statuses import Role
from calendar_store.model.transitions import restored
from gateway.messaging.channel import Channels
from gateway.use_cases import appointment_changes, booking
from gateway.use_cases.booking import BookingRequest
from tests.support.acts import member, takes

CHANNELS = Channels()
DAY, HOUR = timedelta(days=1), timedelta(hours=1)


async def book(desk, client, starts_at, *, actor=OPERATOR, **more):
    asked = BookingRequest(str(client.id), starts_at, "Aurora", **more)
    async with desk.database.write() as tx:
        made = await booking.book(tx, actor, desk.practice, asked, channels=CHANNELS, now=desk.now)
    return made.appointment


async def move(desk, one, starts_at, **more):
    async with desk.database.write() as tx:
        return await appointment_changes.move(
            *(tx, OPERATOR, desk.practice, one.id, starts_at),
            version=one.version,
            channels=CHANNELS,
            now=desk.now,
            **more,
        )


@pytest.fixture
async def both(desk):
    """Two clients; the time of the first is tomorrow."""
    ada, grace = await desk.client(number=1), await desk.client("Grace", number=2)
    return ada, grace, desk.now + DAY


async def test_administrators_overbook_and_it_is_marked(desk, both):
    ada, grace, at = both
    await desk.book(ada, at)

    async def act(tx, actor):
        asked = BookingRequest(str(grace.id), at, "Aurora", overbook=True)
        made = await booking.book(tx, actor, desk.practice, asked, channels=CHANNELS, now=desk.now)
        assert made.appointment.overbooked

    await takes(desk, act, Permission.BOOK, Permission.OVERBOOK, roles={Role.ADMIN})


async def test_without_being_meant_the_time_is_taken(desk, both):
    ada, grace, at = both
    await desk.book(ada, at)
    with pytest.raises(SlotTaken):
        await book(desk, grace, at)


async def test_a_free_time_is_not_marked_although_overbooking_was_meant(desk, both):
    ada, _, at = both
    assert not (await book(desk, ada, at, overbook=True)).overbooked


async def test_the_database_refuses_whoever_is_not_marked(desk, both):
    """The refusal is the database's own: a row that is written past us is refused as well."""
    ada, grace, at = both
    first = await desk.book(ada, at)
    second = await book(desk, grace, at, overbook=True)
    async with desk.database.write() as tx:
        with pytest.raises(SlotTaken):
            await tx.execute(
                text("UPDATE appointments SET overbooked = false WHERE id = :id"),
                {"id": second.id},
            )
    assert (await desk.appointment(first)).overbooked is False


async def test_nobody_is_booked_over_an_overbooked_visit_whose_neighbour_left(desk, both):
    ada, grace, at = both
    first = await desk.book(ada, at)
    await book(desk, grace, at, overbook=True)
    await desk.cancel(first)
    bo = await desk.client("Bo", number=3)
    with pytest.raises(SlotTaken):
        await book(desk, bo, at)
    with pytest.raises(SlotTaken):
        await desk.book(bo, at + timedelta(minutes=15))
    elsewhere = await desk.book(bo, at + HOUR)
    with pytest.raises(SlotTaken):
        await desk.move(elsewhere, at)


async def test_who_was_there_first_gets_the_time_back(desk, both):
    """A cancellation is undone although somebody was overbooked over it before."""
    ada, grace, at = both
    first = await desk.book(ada, at)
    await book(desk, grace, at, overbook=True)
    gone = await desk.cancel(first)
    await desk.change(restored(gone))
    assert (await desk.appointment(first)).cancelled_at is None


async def test_who_was_overbooked_after_the_cancellation_keeps_the_time(desk, both):
    ada, grace, at = both
    first = await desk.book(ada, at)
    await book(desk, grace, at, overbook=True)
    gone = await desk.cancel(first)
    later = desk.at(desk.now + HOUR)
    await book(later, await desk.client("Bo", number=3), at, overbook=True)
    with pytest.raises(SlotTaken):
        await later.change(restored(gone))


async def test_a_move_onto_somebody_is_marked_and_a_move_away_is_not(desk, both):
    ada, grace, at = both
    await desk.book(ada, at)
    one = await desk.book(grace, at + HOUR)
    with pytest.raises(SlotTaken):
        await move(desk, one, at)
    over = (await move(desk, one, at, overbook=True)).appointment
    assert over.overbooked
    assert not (await move(desk, over, at + 2 * HOUR)).appointment.overbooked


async def test_the_desk_may_not_move_onto_somebody(desk, both):
    _, grace, at = both
    one = await desk.book(grace, at)
    async with desk.database.write() as tx:
        with pytest.raises(NotPermitted, match="book over other appointments"):
            await appointment_changes.move(
                *(tx, member(desk, Role.RECEPTION), desk.practice, one.id, at + HOUR),
                version=one.version,
                channels=CHANNELS,
                now=desk.now,
                overbook=True,
            )


async def test_of_two_bookings_at_once_one_is_booked(desk, both):
    ada, grace, at = both
    done = await asyncio.gather(book(desk, ada, at), book(desk, grace, at), return_exceptions=True)
    assert sorted(type(one).__name__ for one in done) == ["Appointment", "SlotTaken"]
