"""Private calendar feeds: made and revoked by staff, read by programs that show calendars.

Administrators manage all feeds of a practice, practitioners their own.

The address of a feed is its only secret: it is shown once, its hash is stored, and revoking it
takes effect at once. A feed says when appointments are and with whom, never what for.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from calendar_store.database.connection import Transaction
from calendar_store.model import local_time
from calendar_store.model.actors import Actor, Permission, require_for, require_some
from calendar_store.model.feeds import Feed, FeedNames, FeedVisit
from calendar_store.model.practices import Practice, Practitioner
from calendar_store.practices import feeds, practices, practitioners
from calendar_store.views import feed_view

_BEFORE, _AFTER = timedelta(days=31), timedelta(days=400)
"""How far back and ahead a feed reaches, from the beginning of the practice's day."""
_READ_AGAIN = timedelta(hours=1)
"""How exactly it is noted when a feed was read."""


@dataclass(frozen=True, slots=True)
class FeedView:
    """A feed with the name of its practitioner."""

    feed: Feed
    practitioner: str


@dataclass(frozen=True, slots=True)
class FeedContent:
    """What a feed says now.

    Attributes:
        practice: the practice, for its name in messages.
        feed: the feed.
        visits: the appointments, by start.
    """

    practice: Practice
    feed: Feed
    visits: Sequence[FeedVisit]


async def make(
    tx: Transaction,
    actor: Actor,
    practice: Practice,
    practitioner: str,
    names: FeedNames,
    *,
    now: datetime,
) -> tuple[FeedView, str]:
    """Make a feed; return it with the token of its address.

    Args:
        tx: a writing transaction.
        actor: who makes it.
        practice: the practice.
        practitioner: name or id.
        names: how clients are named.
        now: UTC.

    Raises:
        NotPermitted: if the actor may not manage feeds.
        NotFound: if the practice has no such practitioner.
    """
    require_some(actor, Permission.MANAGE_FEEDS, practice.id)
    who = await practitioners.find(tx, practice.id, practitioner)
    require_for(actor, Permission.MANAGE_FEEDS, practice.id, who.id)
    made, token = await feeds.make(tx, practice.id, who.id, names, by=actor, now=now)
    return FeedView(made, who.name), token


async def listed(tx: Transaction, actor: Actor, practice: Practice) -> list[FeedView]:
    """Return the feeds that the actor manages whose addresses are valid.

    Raises:
        NotPermitted: if the actor may not manage feeds.
    """
    require_some(actor, Permission.MANAGE_FEEDS, practice.id)
    working = {one.id: one.name for one in await practitioners.all_practitioners(tx, practice.id)}
    found = await feeds.of_practice(tx, practice.id)
    return [
        FeedView(one, working.get(one.practitioner_id, ""))
        for one in found
        if actor.may_for(Permission.MANAGE_FEEDS, practice.id, one.practitioner_id)
    ]


async def choices(tx: Transaction, actor: Actor, practice: Practice) -> Sequence[Practitioner]:
    """Return the practitioners of whom the actor may make feeds.

    Raises:
        NotPermitted: if the actor may not manage feeds.
    """
    require_some(actor, Permission.MANAGE_FEEDS, practice.id)
    everybody = await practitioners.working(tx, practice.id)
    return [one for one in everybody if actor.may_for(Permission.MANAGE_FEEDS, practice.id, one.id)]


async def revoke(
    tx: Transaction, actor: Actor, practice: Practice, feed_id: int, *, now: datetime
) -> None:
    """Revoke the address of a feed.

    Raises:
        NotPermitted: if the actor may not manage feeds.
        NotFound: if the practice has no such feed.
    """
    require_some(actor, Permission.MANAGE_FEEDS, practice.id)
    found = await feeds.get(tx, practice.id, feed_id)
    require_for(actor, Permission.MANAGE_FEEDS, practice.id, found.practitioner_id)
    await feeds.revoke(tx, found, by=actor, now=now)


async def read(tx: Transaction, token: str, *, now: datetime) -> FeedContent | None:
    """Return what the feed of an address says; None if there is no such address.

    Args:
        tx: any transaction.
        token: of the address.
        now: UTC.
    """
    feed = await feeds.by_token(tx, token)
    if feed is None:
        return None
    practice = await practices.get(tx, feed.practice_id)
    zone = ZoneInfo(practice.timezone)
    today = local_time.moment(now.astimezone(zone).date(), time.min, zone)
    span = (today - _BEFORE, today + _AFTER)
    found = await feed_view.visits(tx, practice.id, feed.practitioner_id, *span)
    return FeedContent(practice, feed, found)


def read_again(feed: Feed, content: bytes, now: datetime) -> Feed:
    """Return a feed as it is after it was read.

    Args:
        feed: the feed as it is stored.
        content: what it says now.
        now: UTC.
    """
    digest = sha256(content).hexdigest()[:32]
    changed_at = feed.changed_at if digest == feed.digest else now.replace(microsecond=0)
    seldom = feed.read_at is not None and now - feed.read_at < _READ_AGAIN
    return replace(
        feed, digest=digest, changed_at=changed_at, read_at=feed.read_at if seldom else now
    )


async def note_read(tx: Transaction, feed: Feed) -> None:
    """Store what `read_again` has returned."""
    await feeds.note_read(tx, feed)
