"""A client who stands at the desk: booked now, arrived, and sent nothing about it."""

from datetime import timedelta

import pytest

from calendar_store.model.actors import OPERATOR, Permission
from calendar_store.model.errors import SlotTaken
from calendar_store.model.statuses import MessageStatus, Role
from gateway.use_cases import blocks, walk_in
from gateway.use_cases.blocks import BlockRequest
from gateway.use_cases.booking import BookingRequest
from gateway.use_cases.errors import Blocked, OutsideHours
from tests.support.acts import takes

DAY = timedelta(days=1)


async def walks_in(tx, desk, actor, client, channels, **more):
    asked = BookingRequest(str(client.id), desk.now + DAY, "Aurora", **more)
    made = await walk_in.walk_in(tx, actor, desk.practice, asked, channels=channels, now=desk.now)
    return made.appointment


async def test_the_desk_books_who_stands_there(exchange):
    desk = exchange.desk.at(exchange.now + timedelta(seconds=40))
    ada = await desk.client()

    async def act(tx, actor):
        came = await walks_in(tx, desk, actor, ada, exchange.channels)
        # the minute, not the second, as everywhere in a calendar
        assert (came.starts_at, came.arrived_at) == (exchange.now, desk.now)

    await takes(desk, act, Permission.BOOK, roles={Role.ADMIN, Role.RECEPTION})


async def test_nothing_is_sent_about_what_has_begun(exchange):
    ada = await exchange.desk.client()
    async with exchange.database.write() as tx:
        came = await walks_in(tx, exchange.desk, OPERATOR, ada, exchange.channels)
    while await exchange.planner.step():
        pass
    assert await exchange.desk.messages() == []
    found = await exchange.desk.reminders(came)
    assert {one.status for one in found} == {MessageStatus.SKIPPED}


async def test_a_walk_in_is_held_to_the_calendar(exchange):
    desk, channels = exchange.desk, exchange.channels
    ada, grace = await desk.client(), await desk.client("Grace", number=2)
    await desk.book(grace, desk.now + timedelta(minutes=15))
    async with desk.database.write() as tx:
        with pytest.raises(SlotTaken):
            await walks_in(tx, desk, OPERATOR, ada, channels)
    async with desk.database.write() as tx:
        assert (await walks_in(tx, desk, OPERATOR, ada, channels, overbook=True)).overbooked
    lunch = desk.at(desk.now.replace(hour=12, minute=30))
    async with desk.database.write() as tx:
        with pytest.raises(OutsideHours):
            await walks_in(tx, lunch, OPERATOR, ada, channels)
    span = (desk.now + timedelta(hours=2), desk.now + timedelta(hours=3))
    async with desk.database.write() as tx:
        await blocks.add(tx, OPERATOR, desk.practice, BlockRequest(*span), now=desk.now)
        with pytest.raises(Blocked):
            await walks_in(tx, desk.at(span[0]), OPERATOR, ada, channels)
