"""What was learnt of a practice's missed visits, and when it is learnt anew."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, or_, select, update

from calendar_store.database.connection import Transaction
from calendar_store.database.upserts import insert_new, insert_or_replace
from calendar_store.schema import no_show_models as table
from calendar_store.schema import practices

_DUE = (
    select(practices.c.id, table.c.due_at)
    .join_from(practices, table, table.c.practice_id == practices.c.id, isouter=True)
    .where(or_(table.c.due_at.is_(None), table.c.due_at <= bindparam("b_now")))
    .order_by(practices.c.id)
    .limit(1)
)
_NEXT = select(func.min(table.c.due_at))


@dataclass(frozen=True, slots=True)
class StoredModel:
    """What was learnt last.

    Attributes:
        weights: as the model wrote it.
        rows: how many visits it was learnt from.
        fitted_at: when, UTC.
    """

    weights: Mapping[str, Any]
    rows: int
    fitted_at: datetime


async def get(tx: Transaction, practice_id: int) -> StoredModel | None:
    """Return what was learnt last of a practice; None if nothing was yet."""
    statement = select(table.c.weights, table.c.rows, table.c.fitted_at)
    row = (await tx.execute(statement.where(table.c.practice_id == practice_id))).one_or_none()
    if row is None or row.fitted_at is None:
        return None
    return StoredModel(row.weights, row.rows, row.fitted_at)


async def claim(tx: Transaction, now: datetime, *, until: datetime) -> int | None:
    """Return the id of a practice whose model is due; None if none is.

    Args:
        tx: a writing transaction.
        now: UTC.
        until: no other process learns of it before, UTC.
    """
    row = (await tx.execute(_DUE, {"b_now": now})).one_or_none()
    if row is None:
        return None
    practice_id: int = row.id
    if row.due_at is None:
        mine = await insert_new(tx, table, _row(practice_id, {}, 0, fitted_at=None, due_at=until))
    else:
        taken = update(table).where(
            table.c.practice_id == practice_id, table.c.due_at == row.due_at
        )
        mine = (await tx.execute(taken.values(due_at=until))).rowcount == 1
    return practice_id if mine else None


async def next_due(tx: Transaction) -> datetime | None:
    """Return when the next model is due, UTC; None if no practice has one."""
    found: datetime | None = (await tx.execute(_NEXT)).scalar_one_or_none()
    return found


async def keep(
    tx: Transaction,
    practice_id: int,
    weights: Mapping[str, Any],
    rows: int,
    *,
    now: datetime,
    due_at: datetime,
) -> None:
    """Store what was learnt of a practice.

    Args:
        tx: a writing transaction.
        practice_id: the practice.
        weights: as the model writes it.
        rows: how many visits it was learnt from.
        now: UTC.
        due_at: when it is learnt anew, UTC.
    """
    row = _row(practice_id, weights, rows, fitted_at=now, due_at=due_at)
    await insert_or_replace(tx, table, [row])


def _row(
    practice_id: int,
    weights: Mapping[str, Any],
    rows: int,
    *,
    fitted_at: datetime | None,
    due_at: datetime,
) -> dict[str, Any]:
    return {
        "practice_id": practice_id,
        "weights": dict(weights),
        "rows": rows,
        "fitted_at": fitted_at,
        "due_at": due_at,
    }
