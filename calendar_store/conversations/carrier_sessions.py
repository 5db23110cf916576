"""Record the carrier sessions of all processes, and when each session ended.

These times distinguish a text repeated by the carrier from a client who writes the same text again
: only a session that ended can have left a text without a response. A process
that crashes cannot record the end of its sessions; they count as ended when the process was last
seen.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import bindparam, delete, func, select, update

from calendar_store.database.connection import Transaction
from calendar_store.database.keys import in_keys, key_params
from calendar_store.database.upserts import insert_new_rows
from calendar_store.schema import carrier_sessions as table

STALE = timedelta(seconds=10)
"""A process not seen for this long has ended, and its sessions with it."""

_OPEN_OF_OWNER = (table.c.owner == bindparam("b_owner")) & table.c.ended_at.is_(None)
_SEEN = update(table).where(_OPEN_OF_OWNER).values(seen_at=bindparam("b_now"))
_END_ALL = update(table).where(_OPEN_OF_OWNER).values(ended_at=table.c.seen_at)
_END = (
    update(table)
    .where(in_keys(table.c.id), table.c.ended_at.is_(None))
    .values(ended_at=bindparam("b_now"))
)
_KNOWN = select(table.c.id, table.c.seen_at, table.c.ended_at).where(in_keys(table.c.id))
_FORGET = delete(table).where(
    func.coalesce(table.c.ended_at, table.c.seen_at) < bindparam("b_before")
)


class CarrierSession(NamedTuple):
    """A carrier session: its id, the name of the carrier, and the name of the bind."""

    id: str
    carrier: str
    bind: str


async def begin(
    tx: Transaction, new: Collection[CarrierSession], owner: str, now: datetime
) -> None:
    """Record new sessions of a process."""
    rows = [
        {
            "id": one.id,
            "carrier": one.carrier,
            "bind": one.bind,
            "owner": owner,
            "seen_at": now,
            "ended_at": None,
        }
        for one in new
    ]
    await insert_new_rows(tx, table, rows)


async def end(tx: Transaction, ids: Collection[str], now: datetime) -> None:
    """Record that sessions have ended."""
    if ids:
        await tx.execute(_END, key_params([(one,) for one in ids]) | {"b_now": now})


async def seen(tx: Transaction, owner: str, now: datetime) -> None:
    """Record that a process and its open sessions are alive; call this every few seconds."""
    await tx.execute(_SEEN, {"b_owner": owner, "b_now": now})


async def end_all(tx: Transaction, owner: str) -> None:
    """End the sessions that a process left open, at the time the process was last seen."""
    await tx.execute(_END_ALL, {"b_owner": owner})


async def ends(tx: Transaction, ids: Collection[str], now: datetime) -> dict[str, datetime]:
    """Return when sessions ended; open sessions count as ending now, unknown ones are absent."""
    if not ids:
        return {}
    rows = await tx.execute(_KNOWN, key_params([(one,) for one in ids]))
    return {row.id: row.ended_at or _last(row.seen_at, now) for row in rows}


async def forget(tx: Transaction, before: datetime) -> None:
    """Delete sessions that ended before a moment."""
    await tx.execute(_FORGET, {"b_before": before})


def _last(seen_at: datetime, now: datetime) -> datetime:
    return seen_at if now - seen_at > STALE else now
