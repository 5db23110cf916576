"""The queue of freed times that still have to be offered to the waiting list.

A row is written in the transaction that frees the time. The row is deleted in the transaction that
offers the time, or that finds no waiting client. So no freed time is lost, and none is offered
twice.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, insert, or_, select

from calendar_store.database.connection import Transaction
from calendar_store.database.keys import in_keys, key_params
from calendar_store.database.notify import Topic
from calendar_store.schema import freed_times as table

_INSERT = insert(table)
_FORGET = delete(table).where(in_keys(table.c.practice_id, table.c.id))
_PRACTICES = select(table.c.practice_id).distinct()
_CLAIM = (
    select(table)
    .where(in_keys(table.c.practice_id))
    .where(or_(table.c.not_before.is_(None), table.c.not_before <= bindparam("b_now")))
    .order_by(table.c.practice_id, table.c.id)
    .limit(bindparam("b_limit"))
    .with_for_update(skip_locked=True)
)


@dataclass(frozen=True, slots=True)
class FreedTime:
    """A freed time of a practitioner, UTC; `id` is 0 until the row is written.

    Attributes:
        not_before: when it may be offered; None for at once. What staff free can be undone for
            some seconds, and nobody should have been offered it then.
    """

    practice_id: int
    practitioner_id: int
    starts_at: datetime
    ends_at: datetime
    id: int = 0
    not_before: datetime | None = None


async def free(tx: Transaction, times: Iterable[FreedTime], now: datetime) -> None:
    """Add freed times to the queue; times that have begun are left out.

    Args:
        tx: the transaction that frees the times.
        times: the times of the appointments, without buffers.
        now: UTC.
    """
    rows = [
        {
            "practice_id": one.practice_id,
            "id": tx.ids.new(),
            "practitioner_id": one.practitioner_id,
            "starts_at": one.starts_at,
            "ends_at": one.ends_at,
            "not_before": one.not_before,
        }
        for one in times
        if one.starts_at > now
    ]
    await tx.executemany(_INSERT, rows)
    if rows:
        tx.notify(Topic.FREED)


async def practices(tx: Transaction) -> list[int]:
    """Return the ids of the practices that have freed times in the queue."""
    return [row.practice_id for row in await tx.execute(_PRACTICES)]


async def claim(
    tx: Transaction, practice_ids: Collection[int], limit: int, now: datetime
) -> list[FreedTime]:
    """Return freed times of practices, locked until this transaction ends, oldest first.

    Args:
        tx: the transaction; call `forget` in it for the times that are dealt with.
        practice_ids: the practices.
        limit: most freed times to return.
        now: UTC; times that may not be offered yet are left out.
    """
    if not practice_ids:
        return []
    keys = key_params([(practice_id,) for practice_id in practice_ids])
    return [
        _value(row) for row in await tx.execute(_CLAIM, keys | {"b_limit": limit, "b_now": now})
    ]


async def forget(tx: Transaction, times: Sequence[FreedTime]) -> None:
    """Delete freed times that are dealt with."""
    if times:
        await tx.execute(_FORGET, key_params([(one.practice_id, one.id) for one in times]))


def _value(row: Any) -> FreedTime:
    about = (row.practice_id, row.practitioner_id, row.starts_at, row.ends_at)
    return FreedTime(*about, row.id, row.not_before)
