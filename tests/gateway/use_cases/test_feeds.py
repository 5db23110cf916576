"""Calendar feeds are made and revoked by who may, each practice its own."""

import pytest

from calendar_store.model.actors import OPERATOR, Permission
from calendar_store.model.errors import NotFound
from calendar_store.model.feeds import FeedNames
from calendar_store.model.statuses import Role
from calendar_store.practices import practices
from gateway.use_cases import feeds
from tests.support.acts import takes

ADMIN = {Role.ADMIN}


async def test_feeds_take_their_permission(desk):
    practice, who = desk.practice, str(desk.practitioner.id)
    async with desk.database.write() as tx:
        one, _ = await feeds.make(tx, OPERATOR, practice, who, FeedNames.FULL, now=desk.now)

    async def make(tx, actor):
        await feeds.make(tx, actor, practice, who, FeedNames.FULL, now=desk.now)

    async def listed(tx, actor):
        assert await feeds.listed(tx, actor, practice) == [one]

    async def revoke(tx, actor):
        await feeds.revoke(tx, actor, practice, one.feed.id, now=desk.now)

    managing = Permission.MANAGE_FEEDS
    await takes(desk, make, managing, roles=ADMIN)
    await takes(desk, listed, managing, roles=ADMIN, writes=False)
    await takes(desk, revoke, managing, roles=ADMIN)


async def test_a_feed_of_another_practice_is_not_there(desk):
    async with desk.database.write() as tx:
        who = str(desk.practitioner.id)
        one, token = await feeds.make(
            tx, OPERATOR, desk.practice, who, FeedNames.INITIALS, now=desk.now
        )
        other = await practices.add(
            tx,
            name="Praxis Noether",
            timezone="Europe/Berlin",
            locale="de",
            sender="+493012345678",
            now=desk.now,
            by=OPERATOR,
        )
        with pytest.raises(NotFound):
            await feeds.revoke(tx, OPERATOR, other, one.feed.id, now=desk.now)
        with pytest.raises(NotFound):
            await feeds.make(tx, OPERATOR, other, who, FeedNames.FULL, now=desk.now)
        assert await feeds.listed(tx, OPERATOR, other) == []
        assert (await feeds.read(tx, token, now=desk.now)).practice.id == desk.practice.id
        assert await feeds.read(tx, f"{token}x", now=desk.now) is None
