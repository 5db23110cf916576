"""Calendar feeds are made and revoked by who may, each practice its own."""

from dataclasses import replace

import pytest

from calendar_store.model.actors import OPERATOR, Permission
from calendar_store.model.errors import NotFound, NotPermitted
from calendar_store.model.feeds import FeedNames
from calendar_store.model.statuses import Role
from calendar_store.practices import practices, practitioners
from gateway.use_cases import feeds
from tests.support.acts import member, takes

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


async def test_practitioners_manage_their_own_feeds_alone(desk, now):
    practice = desk.practice
    async with desk.database.write() as tx:
        bruno = await practitioners.add(tx, practice.id, "Bruno", by=OPERATOR, now=now)
        mine, theirs = str(desk.practitioner.id), str(bruno.id)
        other, _ = await feeds.make(tx, OPERATOR, practice, theirs, FeedNames.FULL, now=now)
        reads = replace(member(desk, Role.PRACTITIONER), practitioner_id=desk.practitioner.id)
        own, _ = await feeds.make(tx, reads, practice, mine, FeedNames.FULL, now=now)
        assert await feeds.listed(tx, reads, practice) == [own]
        assert [one.name for one in await feeds.choices(tx, reads, practice)] == ["Aurora"]
        with pytest.raises(NotPermitted):
            await feeds.make(tx, reads, practice, theirs, FeedNames.FULL, now=now)
        with pytest.raises(NotPermitted):
            await feeds.revoke(tx, reads, practice, other.feed.id, now=now)
        await feeds.revoke(tx, reads, practice, own.feed.id, now=now)
        assert await feeds.listed(tx, OPERATOR, practice) == [other]


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
