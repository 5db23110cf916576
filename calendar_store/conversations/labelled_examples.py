"""Store what staff say that unclear texts mean, and list it for the practice's export."""

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update

from calendar_store.database.connection import Transaction
from calendar_store.model.labelled_examples import LabelledExample
from calendar_store.schema import labelled_examples as table


async def keep(tx: Transaction, example: LabelledExample) -> None:
    """Store an example."""
    await tx.execute(insert(table).values(**asdict(example), removed_at=None))


async def of_texts(
    tx: Transaction, practice_id: int, inbound_ids: Collection[int]
) -> dict[int, LabelledExample]:
    """Return the examples made of received texts, by the text's id."""
    if not inbound_ids:
        return {}
    statement = (
        select(table)
        .where(table.c.practice_id == practice_id, table.c.inbound_id.in_(list(inbound_ids)))
        .where(table.c.removed_at.is_(None))
        .order_by(table.c.id)
    )
    return {row.inbound_id: _value(row) for row in await tx.execute(statement)}


async def remove(tx: Transaction, example: LabelledExample, now: datetime) -> bool:
    """Remove an example; return whether it was still there."""
    theirs = (table.c.practice_id == example.practice_id) & (table.c.id == example.id)
    done = await tx.execute(
        update(table).where(theirs, table.c.removed_at.is_(None)).values(removed_at=now)
    )
    return bool(done.rowcount)


async def listed(
    tx: Transaction, practice_id: int, *, after: int = 0, limit: int = 1000
) -> Sequence[LabelledExample]:
    """Return the examples of a practice, oldest first.

    Args:
        tx: any transaction.
        practice_id: the practice.
        after: id of the last example of the page before; 0 for the first page.
        limit: most examples to return.
    """
    statement = (
        select(table)
        .where(table.c.practice_id == practice_id, table.c.id > after)
        .where(table.c.removed_at.is_(None))
        .order_by(table.c.id)
        .limit(limit)
    )
    return [_value(row) for row in await tx.execute(statement)]


def _value(row: Any) -> LabelledExample:
    return LabelledExample(
        *(row.practice_id, row.id, row.inbound_id, row.text, row.locale, row.question),
        *(row.heard, row.intent, row.by, row.at, row.appointment_id, row.version),
    )
