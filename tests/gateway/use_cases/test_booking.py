"""Appointments as staff book them: who may, and what is looked at before anything is written."""

import asyncio
from datetime import timedelta

import pytest

from calendar_store.appointments import agenda
from calendar_store.model.actors import OPERATOR, Permission
from calendar_store.model.errors import NotPermitted, SlotTaken
from calendar_store.model.statuses import Role
from calendar_store.practices import hours
from gateway.channels.sms.routing.health import Health
from gateway.channels.sms.routing.routes import Routes
from gateway.channels.sms.sms_channel import SmsChannel
from gateway.messaging.channel import Channels
from gateway.use_cases import booking, lost_races
from gateway.use_cases.booking import BookingRequest
from gateway.use_cases.errors import AlreadyBegun, OutsideHours, TooFarAhead
from tests.support.acts import member, takes, written
from tests.support.desk import BY

CHANNELS = Channels([SmsChannel(Routes([], Health()))])
DAY = timedelta(days=1)
DESK = {Role.ADMIN, Role.RECEPTION}


def asked(client, starts_at, **more):
    return BookingRequest(str(client.id), starts_at, "Aurora", **more)


async def book_in(tx, desk, actor, request):
    known = {"channels": CHANNELS, "now": desk.now}
    return (await booking.book(tx, actor, desk.practice, request, **known)).appointment


async def book(desk, actor, request):
    async with desk.database.write() as tx:
        return await book_in(tx, desk, actor, request)


async def test_the_desk_books(desk):
    ada = await desk.client()

    async def act(tx, actor):
        request = asked(ada, desk.now + DAY)
        made = await book_in(tx, desk, actor, request)
        (event,) = await agenda.history(tx, desk.practice.id, made.id)
        assert (event.change, event.by) == ("booked", actor.label)

    await takes(desk, act, Permission.BOOK, roles=DESK)


async def test_outside_the_hours_administrators_book(desk):
    ada = await desk.client()

    async def act(tx, actor):
        request = asked(ada, desk.now + timedelta(hours=14), override=True)
        await book_in(tx, desk, actor, request)

    both = (Permission.BOOK, Permission.BOOK_OUTSIDE_HOURS)
    await takes(desk, act, *both, roles={Role.ADMIN})


async def test_other_times_are_looked_for_by_who_may_book(desk):
    ada = await desk.client()
    await desk.book(ada, desk.now + DAY)

    async def act(tx, actor):
        request = asked(ada, desk.now + DAY)
        lost = await lost_races.lost_booking(tx, actor, desk.practice, request, now=desk.now)
        assert lost.practitioner == desk.practitioner
        (faster,) = lost.faster
        assert (faster.client.name, faster.event.by) == ("Ada Byron", BY.label)
        assert [slot.starts_at - request.starts_at for slot in lost.nearest] == [
            -timedelta(minutes=45),
            -timedelta(minutes=30),
            timedelta(minutes=30),
        ]

    await takes(desk, act, Permission.BOOK, roles=DESK, writes=False)


@pytest.mark.parametrize(
    ("after", "error"),
    [
        (timedelta(hours=14), OutsideHours),
        (1000 * DAY, TooFarAhead),
        (-timedelta(hours=1), AlreadyBegun),
    ],
)
async def test_what_is_unusual_has_to_be_meant_by_somebody_who_may(desk, after, error):
    request = asked(await desk.client(), desk.now + after)
    before = await written(desk.database)
    for actor in (OPERATOR, member(desk, Role.RECEPTION)):
        with pytest.raises(error):
            await book(desk, actor, request)
    meant = asked(await desk.client("Grace", number=2), desk.now + after, override=True)
    with pytest.raises(NotPermitted, match="book outside the hours"):
        await book(desk, member(desk, Role.RECEPTION), meant)
    assert (await written(desk.database))["appointments"] == before["appointments"]
    for number, actor in enumerate((OPERATOR, member(desk, Role.ADMIN))):
        later = asked(
            await desk.client("Bo", number=3 + number),
            meant.starts_at + number * timedelta(minutes=30),
            override=True,
        )
        await book(desk, actor, later)


async def test_the_hours_are_looked_at_before_the_time_is_asked_for(desk):
    """A time that is taken and outside the hours: nothing was tried."""
    ada = await desk.client()
    night = desk.now + timedelta(hours=14)
    await book(desk, OPERATOR, asked(ada, night, override=True))
    with pytest.raises(OutsideHours, match="09:00-13:00, 14:00-18:00"):
        await book(desk, OPERATOR, asked(ada, night))
    with pytest.raises(SlotTaken):
        await book(desk, OPERATOR, asked(ada, night, override=True))


async def test_hours_that_are_changed_meanwhile_are_waited_for(desk):
    """Whoever changes the hours first is heard first: the booking then meets the new hours."""
    ada, starts_at = await desk.client(), desk.now + DAY
    changing, booked = asyncio.Event(), asyncio.Event()

    async def change():
        async with desk.database.write() as tx:
            await hours.set_week(
                tx, desk.practice.id, desk.practitioner.id, (), by=BY, now=desk.now
            )
            changing.set()
            # the booking is under way, and cannot have looked at the hours yet
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.2):
                    await booked.wait()

    async def take():
        await changing.wait()
        try:
            await book(desk, OPERATOR, asked(ada, starts_at))
        finally:
            booked.set()

    done = await asyncio.gather(change(), take(), return_exceptions=True)
    assert done[0] is None
    assert isinstance(done[1], OutsideHours)
    assert (await written(desk.database))["appointments"] == []
