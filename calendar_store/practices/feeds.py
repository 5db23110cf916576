"""Feeds of practitioners: make, find by their address, revoke, and note what was read."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from calendar_store.database import audit
from calendar_store.database.connection import Transaction
from calendar_store.model.actors import Actor
from calendar_store.model.errors import NotFound
from calendar_store.model.feeds import Feed, FeedNames
from calendar_store.schema import feeds

_T = feeds
_TOKEN_BYTES = 24
"""192 bits: nobody guesses an address."""
_FIND = select(_T).where(_T.c.token_hash == bindparam("b_hash"), _T.c.revoked_at.is_(None))


async def make(
    tx: Transaction,
    practice_id: int,
    practitioner_id: int,
    names: FeedNames,
    *,
    by: Actor,
    now: datetime,
) -> tuple[Feed, str]:
    """Make a feed; return it with the token of its address, which cannot be read again.

    Args:
        tx: a writing transaction.
        practice_id: the practice.
        practitioner_id: whose appointments are in it; has to exist.
        names: how clients are named.
        by: the actor, for the audit log.
        now: UTC.
    """
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    value = Feed(
        *(practice_id, tx.ids.new(), practitioner_id, names, now, by.label, None, None, "", now)
    )
    row = {name: getattr(value, name) for name in Feed.__dataclass_fields__}
    await tx.execute(insert(_T), row | {"names": names.value, "token_hash": _hash(token)})
    detail = {"id": value.id, "names": names.value}
    subject = str(practitioner_id)
    await audit.record(
        tx, practice_id, by=by, action="feed.made", subject=subject, detail=detail, now=now
    )
    return value, token


async def of_practice(tx: Transaction, practice_id: int) -> Sequence[Feed]:
    """Return the feeds of a practice whose addresses are valid, the oldest first."""
    valid = _T.c.practice_id == practice_id, _T.c.revoked_at.is_(None)
    rows = await tx.execute(select(_T).where(*valid).order_by(_T.c.id))
    return [_value(row) for row in rows]


async def get(tx: Transaction, practice_id: int, feed_id: int) -> Feed:
    """Return a feed whose address is valid.

    Raises:
        NotFound: if the practice has no such feed.
    """
    found = [one for one in await of_practice(tx, practice_id) if one.id == feed_id]
    if not found:
        raise NotFound(f"there is no calendar feed {feed_id} in this practice")
    return found[0]


async def by_token(tx: Transaction, token: str) -> Feed | None:
    """Return the feed of an address; None if there is none, or the address was revoked."""
    row = (await tx.execute(_FIND, {"b_hash": _hash(token)})).one_or_none()
    return None if row is None else _value(row)


async def revoke(tx: Transaction, feed: Feed, *, by: Actor, now: datetime) -> None:
    """Let the address of a feed lead nowhere, at once and for ever."""
    mine = _T.c.practice_id == feed.practice_id, _T.c.id == feed.id
    await tx.execute(update(_T).where(*mine).values(revoked_at=now))
    detail, subject = {"id": feed.id}, str(feed.practitioner_id)
    await audit.record(
        tx, feed.practice_id, by=by, action="feed.revoked", subject=subject, detail=detail, now=now
    )


async def note_read(tx: Transaction, feed: Feed) -> None:
    """Keep when a feed was read and what it says, as they stand in `feed`."""
    mine = _T.c.practice_id == feed.practice_id, _T.c.id == feed.id
    read = {"read_at": feed.read_at, "digest": feed.digest, "changed_at": feed.changed_at}
    await tx.execute(update(_T).where(*mine).values(**read))


def _hash(token: str) -> bytes:
    return sha256(token.encode(errors="surrogateescape")).digest()


def _value(row: Any) -> Feed:
    return Feed(
        *(row.practice_id, row.id, row.practitioner_id, FeedNames(row.names), row.created_at),
        *(row.created_by, row.revoked_at, row.read_at, row.digest, row.changed_at),
    )
