"""Offers of freed times to the waiting list: make, take, decline and expire them.

An offer and its waiting-list entry change together, and only in this module: an entry has at most
one open offer, and gets no other offer while it is open.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Integer, bindparam, insert, select, text, update

from calendar_store.appointments import freed_times
from calendar_store.appointments.freed_times import FreedTime
from calendar_store.database.connection import Transaction
from calendar_store.database.keys import in_keys, key_params
from calendar_store.database.notify import Topic
from calendar_store.model.appointments import Offer
from calendar_store.model.statuses import OfferStatus, WaitingStatus
from calendar_store.schema import offers as table
from calendar_store.schema import waiting_list
from calendar_store.schema.columns import is_now

_OPEN = is_now(table.c.status, OfferStatus.OFFERED)
_NEXT_EXPIRY = select(table.c.expires_at).where(_OPEN).order_by(table.c.expires_at).limit(1)
_INSERT = insert(table)
_CLOSE = (
    update(table)
    .where(in_keys(table.c.practice_id, table.c.id), _OPEN)
    .values(status=bindparam("b_status"))
    .returning(table)
)
_ENTRY = (
    update(waiting_list)
    .where(
        waiting_list.c.practice_id == bindparam("b_practice"),
        waiting_list.c.id == bindparam("b_entry"),
        waiting_list.c.status == bindparam("b_was"),
    )
    .values(status=bindparam("b_becomes"))
)
_RUN_OUT = (
    select(table)
    .where(_OPEN, table.c.expires_at <= bindparam("b_now"))
    .order_by(table.c.expires_at)
    .limit(bindparam("b_limit", type_=Integer))
    .with_for_update(skip_locked=True)
)
_OPEN_OF = select(table).where(_OPEN, in_keys(table.c.practice_id))
_OPEN_TO = select(table).where(_OPEN, in_keys(table.c.practice_id, table.c.client_id))
_OF_ENTRIES = select(table).where(_OPEN, table.c.practice_id == bindparam("b_practice"))
_LATEST = (
    select(table)
    .where(table.c.practice_id == bindparam("b_practice"))
    .order_by(table.c.id.desc())
    .limit(bindparam("b_limit", type_=Integer))
)
_MADE = select(table).where(
    table.c.practice_id == bindparam("b_practice"),
    table.c.practitioner_id == bindparam("b_practitioner"),
    table.c.starts_at >= bindparam("b_from"),
    table.c.starts_at < bindparam("b_until"),
)


async def hold(tx: Transaction, practice_ids: Collection[int]) -> list[int]:
    """Lock the offers of practices until the commit; return the practices that could be locked.

    SQLite has one writer at a time and needs no lock.
    """
    if tx.dialect != "postgresql" or not practice_ids:
        return sorted(practice_ids)
    statement = text(
        "SELECT id FROM unnest(CAST(:ids AS bigint[])) AS id"
        " WHERE pg_try_advisory_xact_lock(hashtextextended('offers ' || id, 0))"
    )
    found = await tx.execute(statement, {"ids": sorted(practice_ids)})
    return sorted(row.id for row in found)


async def make(tx: Transaction, offer: Offer) -> bool:
    """Store an offer, unless its entry has stopped waiting.

    Returns:
        True if the offer was stored.
    """
    if not await _entry(tx, offer, WaitingStatus.WAITING, WaitingStatus.OFFERED):
        return False
    await tx.execute(
        _INSERT,
        {
            "practice_id": offer.practice_id,
            "id": offer.id,
            "entry_id": offer.entry_id,
            "client_id": offer.client_id,
            "practitioner_id": offer.practitioner_id,
            "starts_at": offer.starts_at,
            "ends_at": offer.ends_at,
            "status": offer.status.value,
            "offered_at": offer.offered_at,
            "expires_at": offer.expires_at,
        },
    )
    tx.notify(Topic.CALENDAR, Topic.FREED)
    return True


async def take(tx: Transaction, practice_id: int, offer_id: int) -> Offer | None:
    """Take an open offer and mark its entry as SERVED; return None if the offer is not open."""
    taken = await _closed(tx, practice_id, offer_id, OfferStatus.TAKEN)
    if taken is not None:
        await _entry(tx, taken, WaitingStatus.OFFERED, WaitingStatus.SERVED)
    return taken


async def close(
    tx: Transaction, practice_id: int, offer_id: int, status: OfferStatus, now: datetime
) -> Offer | None:
    """Close an offer that was not taken; the entry is WAITING again.

    Args:
        tx: a writing transaction.
        practice_id: the practice.
        offer_id: the offer.
        status: DECLINED or EXPIRED: the time is offered to the next entry; LOST: it is not.
        now: UTC.

    Returns:
        The offer; None if the offer was already closed.
    """
    closed = await _closed(tx, practice_id, offer_id, status)
    if closed is None:
        return None
    await _entry(tx, closed, WaitingStatus.OFFERED, WaitingStatus.WAITING)
    if status is not OfferStatus.LOST:
        time = FreedTime(practice_id, closed.practitioner_id, closed.starts_at, closed.ends_at)
        await freed_times.free(tx, [time], now)
    return closed


async def run_out(tx: Transaction, now: datetime, limit: int) -> list[Offer]:
    """Close expired offers; each freed time is offered to the next entry.

    Args:
        tx: a writing transaction.
        now: UTC.
        limit: most offers to close.
    """
    found = [_value(row) for row in await tx.execute(_RUN_OUT, {"b_now": now, "b_limit": limit})]
    for one in found:
        await close(tx, one.practice_id, one.id, OfferStatus.EXPIRED, now)
    return found


async def next_expiry(tx: Transaction) -> datetime | None:
    """Return when the next open offer expires; None if no offer is open."""
    return (await tx.execute(_NEXT_EXPIRY)).scalar_one_or_none()


async def open_of(tx: Transaction, practice_ids: Collection[int]) -> list[Offer]:
    """Return the open offers of practices."""
    keys = key_params([(practice_id,) for practice_id in practice_ids])
    return [_value(row) for row in await tx.execute(_OPEN_OF, keys)]


async def open_to(tx: Transaction, clients: Collection[tuple[int, int]]) -> list[Offer]:
    """Return the open offers to clients.

    Args:
        tx: any transaction.
        clients: practice and id of each client.
    """
    return [_value(row) for row in await tx.execute(_OPEN_TO, key_params(clients))]


async def of_entries(tx: Transaction, practice_id: int, entry_ids: Collection[int]) -> list[Offer]:
    """Return the open offers to waiting-list entries."""
    statement = _OF_ENTRIES.where(table.c.entry_id.in_(list(entry_ids)))
    rows = await tx.execute(statement, {"b_practice": practice_id})
    return [_value(row) for row in rows]


async def latest(tx: Transaction, practice_id: int, limit: int) -> list[Offer]:
    """Return the offers that were made last, whatever became of them, the newest first."""
    # ids increase with time
    values = {"b_practice": practice_id, "b_limit": limit}
    return [_value(row) for row in await tx.execute(_LATEST, values)]


async def made(tx: Transaction, time: FreedTime) -> list[Offer]:
    """Return every offer of a freed time, whatever its status."""
    values = {
        "b_practice": time.practice_id,
        "b_practitioner": time.practitioner_id,
        "b_from": time.starts_at,
        "b_until": time.ends_at,
    }
    return [_value(row) for row in await tx.execute(_MADE, values)]


async def _closed(
    tx: Transaction, practice_id: int, offer_id: int, status: OfferStatus
) -> Offer | None:
    values = key_params([(practice_id, offer_id)]) | {"b_status": status.value}
    row = (await tx.execute(_CLOSE, values)).one_or_none()
    if row is not None:
        tx.notify(Topic.CALENDAR)
    return _value(row) if row is not None else None


async def _entry(tx: Transaction, offer: Offer, was: WaitingStatus, becomes: WaitingStatus) -> bool:
    values = {
        "b_practice": offer.practice_id,
        "b_entry": offer.entry_id,
        "b_was": was.value,
        "b_becomes": becomes.value,
    }
    return bool((await tx.execute(_ENTRY, values)).rowcount)


def _value(row: Any) -> Offer:
    return Offer(
        row.practice_id,
        row.id,
        *(row.entry_id, row.client_id, row.practitioner_id, row.starts_at, row.ends_at),
        *(OfferStatus(row.status), row.offered_at, row.expires_at),
    )
