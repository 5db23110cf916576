"""Lines to practices: heartbeats, beacons and their tokens, and lines that are lost."""

import secrets
from collections.abc import Collection, Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update

from calendar_store.database import audit
from calendar_store.database.connection import Transaction
from calendar_store.database.upserts import insert_new, insert_or_replace
from calendar_store.model.actors import Actor
from calendar_store.model.errors import NotFound
from calendar_store.model.lines import Beacon, BeatSource, Heartbeat, LostLine
from calendar_store.schema import beacons, heartbeats, lost_lines

_TOKEN_BYTES = 24
"""192 bits: nobody guesses a token."""
_BY_TOKEN = select(beacons).where(
    beacons.c.token_hash == bindparam("b_hash"), beacons.c.revoked_at.is_(None)
)
_WITH_BEACONS = select(beacons.c.practice_id).where(beacons.c.revoked_at.is_(None)).distinct()
_OPEN = select(lost_lines).where(lost_lines.c.mended_at.is_(None))


async def beat(tx: Transaction, beats: Sequence[Heartbeat]) -> None:
    """Keep when practices were heard from, in one statement for all."""
    rows = [
        {
            "practice_id": one.practice_id,
            "source": one.source.value,
            "seen_at": one.seen_at,
            "closed": one.closed,
        }
        for one in beats
    ]
    await insert_or_replace(tx, heartbeats, rows)


async def heard(tx: Transaction, practice_ids: Collection[int]) -> dict[int, list[Heartbeat]]:
    """Return when practices were heard from, by practice."""
    found: dict[int, list[Heartbeat]] = {}
    if not practice_ids:
        return found
    statement = select(heartbeats).where(heartbeats.c.practice_id.in_(list(practice_ids)))
    for row in await tx.execute(statement):
        one = Heartbeat(row.practice_id, BeatSource(row.source), row.seen_at, row.closed)
        found.setdefault(one.practice_id, []).append(one)
    return found


async def lost(tx: Transaction) -> dict[int, LostLine]:
    """Return the lines that are lost still, by practice."""
    rows = await tx.execute(_OPEN)
    return {
        row.practice_id: LostLine(row.practice_id, row.id, row.since, row.found_at, row.alert_id)
        for row in rows
    }


async def lose(tx: Transaction, line: LostLine) -> bool:
    """Keep that a line is lost; return False if that is known already."""
    row = {
        "practice_id": line.practice_id,
        "id": line.id,
        "since": line.since,
        "found_at": line.found_at,
        "alert_id": line.alert_id,
        "mended_at": None,
    }
    return await insert_new(tx, lost_lines, row)


async def mend(tx: Transaction, line: LostLine, now: datetime) -> bool:
    """Keep that a line is back; return False if that is known already."""
    mine = lost_lines.c.practice_id == line.practice_id, lost_lines.c.id == line.id
    statement = update(lost_lines).where(*mine, lost_lines.c.mended_at.is_(None))
    return (await tx.execute(statement.values(mended_at=now))).rowcount == 1


async def forget_lost(tx: Transaction, before: datetime) -> None:
    """Forget lines that were mended before a moment."""
    await tx.execute(delete(lost_lines).where(lost_lines.c.mended_at < before))


async def make_beacon(
    tx: Transaction, practice_id: int, name: str, *, by: Actor, now: datetime
) -> tuple[Beacon, str]:
    """Make a beacon; return it with its token, which cannot be read again.

    Args:
        tx: a writing transaction.
        practice_id: the practice.
        name: where it runs, for people.
        by: the actor, for the audit log.
        now: UTC.
    """
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    made = Beacon(practice_id, tx.ids.new(), name, now, by.label)
    row = {
        "practice_id": practice_id,
        "id": made.id,
        "name": name,
        "token_hash": _hash(token),
        "created_at": now,
        "created_by": by.label,
        "revoked_at": None,
    }
    await tx.execute(insert(beacons), row)
    await audit.record(
        *(tx, practice_id),
        by=by,
        action="beacon.made",
        subject=name,
        now=now,
        detail={"id": made.id},
    )
    return made, token


async def beacons_of(tx: Transaction, practice_id: int) -> Sequence[Beacon]:
    """Return the beacons of a practice whose tokens are valid, the oldest first."""
    valid = beacons.c.practice_id == practice_id, beacons.c.revoked_at.is_(None)
    rows = await tx.execute(select(beacons).where(*valid).order_by(beacons.c.id))
    return [_beacon(row) for row in rows]


async def with_beacons(tx: Transaction) -> set[int]:
    """Return the practices that have a beacon whose token is valid."""
    rows = await tx.execute(_WITH_BEACONS)
    return {row.practice_id for row in rows}


async def beacon_of_token(tx: Transaction, token: str) -> Beacon | None:
    """Return the beacon of a token; None if there is none, or it was revoked."""
    row = (await tx.execute(_BY_TOKEN, {"b_hash": _hash(token)})).one_or_none()
    return None if row is None else _beacon(row)


async def revoke_beacon(
    tx: Transaction, practice_id: int, beacon_id: int, *, by: Actor, now: datetime
) -> Beacon:
    """Revoke the token of a beacon, at once and for ever; without beacons pages count again.

    Raises:
        NotFound: if the practice has no such beacon.
    """
    valid = await beacons_of(tx, practice_id)
    found = next((one for one in valid if one.id == beacon_id), None)
    if found is None:
        raise NotFound(f"there is no beacon {beacon_id} in this practice")
    mine = beacons.c.practice_id == practice_id, beacons.c.id == beacon_id
    await tx.execute(update(beacons).where(*mine).values(revoked_at=now))
    if len(valid) == 1:
        theirs = heartbeats.c.practice_id == practice_id, heartbeats.c.source == BeatSource.BEACON
        await tx.execute(delete(heartbeats).where(*theirs))
    await audit.record(
        *(tx, practice_id),
        by=by,
        action="beacon.revoked",
        subject=found.name,
        now=now,
        detail={"id": beacon_id},
    )
    return found


def _hash(token: str) -> bytes:
    return sha256(token.encode(errors="surrogateescape")).digest()


def _beacon(row: Any) -> Beacon:
    return Beacon(row.practice_id, row.id, row.name, row.created_at, row.created_by)
