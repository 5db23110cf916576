"""Keep the canned answers of practices; one that is removed can be put back for a while."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.exc import IntegrityError

from calendar_store.database.connection import Transaction
from calendar_store.model.actors import Actor
from calendar_store.model.canned_answers import CannedAnswer
from calendar_store.model.errors import InvalidInput, NotFound
from calendar_store.schema import canned_answers as table


async def listed(tx: Transaction, practice_id: int) -> Sequence[CannedAnswer]:
    """Return the answers of a practice, by name and language."""
    statement = (
        select(table)
        .where(table.c.practice_id == practice_id, table.c.removed_at.is_(None))
        .order_by(table.c.name, table.c.locale)
    )
    return [_value(row) for row in await tx.execute(statement)]


async def get(tx: Transaction, practice_id: int, answer_id: int) -> CannedAnswer:
    """Return an answer, also one that is removed.

    Raises:
        NotFound: if the practice has no such answer.
    """
    theirs = (table.c.practice_id == practice_id) & (table.c.id == answer_id)
    row = (await tx.execute(select(table).where(theirs))).one_or_none()
    if row is None:
        raise NotFound("this practice has no such canned answer")
    return _value(row)


async def save(tx: Transaction, answer: CannedAnswer, *, by: Actor, now: datetime) -> None:
    """Store an answer, in place of the one with its id.

    Raises:
        InvalidInput: if another one has its name in its language.
    """
    values = {"name": answer.name, "locale": answer.locale, "text": answer.text}
    values |= {"changed_by": by.label}
    theirs = (table.c.practice_id == answer.practice_id) & (table.c.id == answer.id)
    try:
        async with tx.savepoint():
            changed = await tx.execute(
                update(table).where(theirs).values(**values, changed_at=now, removed_at=None)
            )
            if not changed.rowcount:
                key = {"practice_id": answer.practice_id, "id": answer.id}
                await tx.execute(insert(table).values(**key, **values, changed_at=now))
    except IntegrityError as error:
        raise InvalidInput(
            f"there is an answer “{answer.name}” in this language already; change that one"
        ) from error


async def remove(
    tx: Transaction, practice_id: int, answer_id: int, *, by: Actor, now: datetime
) -> None:
    """Remove an answer."""
    theirs = (table.c.practice_id == practice_id) & (table.c.id == answer_id)
    await tx.execute(
        update(table)
        .where(theirs, table.c.removed_at.is_(None))
        .values(removed_at=now, changed_by=by.label)
    )


def _value(row: Any) -> CannedAnswer:
    return CannedAnswer(row.practice_id, row.id, row.name, row.locale, row.text)
