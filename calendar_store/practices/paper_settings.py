"""How practices want their calendar on paper, and which evening is due."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, func, insert, select, update

from calendar_store.database.connection import Transaction
from calendar_store.database.upserts import insert_or_replace
from calendar_store.model.actors import Actor
from calendar_store.model.papers import (
    PaperExtent,
    PaperLayout,
    PaperSettings,
    PaperSize,
    PaperWay,
)
from calendar_store.model.statuses import Channel
from calendar_store.schema import paper_settings as table
from calendar_store.schema import paper_ways
from calendar_store.schema.columns import Instant

_INSERT_WAY = insert(paper_ways)
_DUE = (
    select(table.c.practice_id, table.c.due_at)
    .where(table.c.due_at <= bindparam("b_now"))
    .order_by(table.c.due_at, table.c.practice_id)
    .limit(bindparam("b_limit"))
)
_NEXT = select(func.min(table.c.due_at))
_SET_DUE = (
    update(table)
    .where(table.c.practice_id == bindparam("b_practice"), table.c.due_at == bindparam("b_was"))
    .values(due_at=bindparam("b_due", type_=Instant))
)


async def get(tx: Transaction, practice_id: int) -> PaperSettings | None:
    """Return how a practice wants its paper; None if it has not said."""
    found = await of_practices(tx, [practice_id])
    return found[0] if found else None


async def of_practices(
    tx: Transaction, practice_ids: Sequence[int] | None = None
) -> list[PaperSettings]:
    """Return how practices want their paper; those that have not said are left out.

    Args:
        tx: any transaction.
        practice_ids: the practices; None for all.
    """
    rows, ways = select(table), select(paper_ways)
    if practice_ids is not None:
        rows = rows.where(table.c.practice_id.in_(list(practice_ids)))
        ways = ways.where(paper_ways.c.practice_id.in_(list(practice_ids)))
    sent: dict[int, list[PaperWay]] = {}
    for row in await tx.execute(ways):
        one = PaperWay(Channel(row.channel), row.address)
        sent.setdefault(row.practice_id, []).append(one)
    found = await tx.execute(rows.order_by(table.c.practice_id))
    return [_value(row, sorted(sent.get(row.practice_id, ()))) for row in found]


async def faxing(tx: Transaction) -> set[int]:
    """Return the practices whose papers are faxed."""
    by_fax = select(paper_ways.c.practice_id).where(paper_ways.c.channel == Channel.FAX)
    return set((await tx.execute(by_fax)).scalars())


async def keep(
    tx: Transaction, wanted: PaperSettings, *, due_at: datetime | None, by: Actor, now: datetime
) -> None:
    """Store how a practice wants its paper.

    Args:
        tx: a writing transaction.
        wanted: how it is wanted.
        due_at: the evening that is made next, UTC; None where none is.
        by: who wants it so.
        now: UTC.
    """
    row = {
        "practice_id": wanted.practice_id,
        "evening_at": wanted.evening_at,
        "layout": wanted.layout.value,
        "size": wanted.size.value,
        "extent": wanted.extent.value,
        "practitioner_ids": list(wanted.practitioner_ids),
        "lost_after": wanted.lost_after,
        "due_at": due_at,
        "set_at": now,
        "set_by": by.label,
    }
    await insert_or_replace(tx, table, [row])
    await tx.execute(delete(paper_ways).where(paper_ways.c.practice_id == wanted.practice_id))
    ways = [
        {"practice_id": wanted.practice_id, "channel": one.channel.value, "address": one.address}
        for one in wanted.ways
    ]
    await tx.executemany(_INSERT_WAY, ways)


async def due(tx: Transaction, now: datetime, limit: int) -> list[tuple[int, datetime]]:
    """Return practices whose evening is due, each with when it was due, the oldest first."""
    rows = await tx.execute(_DUE, {"b_now": now, "b_limit": limit})
    return [(row.practice_id, row.due_at) for row in rows]


async def next_due(tx: Transaction) -> datetime | None:
    """Return when the next evening of any practice is due, UTC; None if none is."""
    found: datetime | None = (await tx.execute(_NEXT)).scalar_one_or_none()
    return found


async def set_due(
    tx: Transaction, practice_id: int, was: datetime, due_at: datetime | None
) -> bool:
    """Set the evening that is made next; return False if another process has done it already.

    Args:
        tx: a writing transaction.
        practice_id: the practice.
        was: the evening that was due.
        due_at: the next one, UTC; None for none.
    """
    values = {"b_practice": practice_id, "b_was": was, "b_due": due_at}
    return (await tx.execute(_SET_DUE, values)).rowcount == 1


async def move_due(tx: Transaction, practice_id: int, due_at: datetime) -> None:
    """Set the evening that is made next, whatever it was."""
    mine = update(table).where(table.c.practice_id == practice_id)
    await tx.execute(mine.values(due_at=due_at))


def _value(row: Any, ways: Sequence[PaperWay]) -> PaperSettings:
    return PaperSettings(
        *(row.practice_id, row.evening_at, PaperLayout(row.layout), PaperSize(row.size)),
        *(PaperExtent(row.extent), tuple(row.practitioner_ids), row.lost_after, tuple(ways)),
    )
