"""Read all rows of a practice in portions, from one snapshot; write those of a copy.

The memory for it is that of a portion, whatever the practice has.
"""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from functools import cache
from typing import Any

from sqlalchemy import bindparam, func, select, text, tuple_

from calendar_store import schema
from calendar_store.database.bulk import BulkWrite, Values
from calendar_store.database.connection import Database, Transaction
from calendar_store.endings.carried import CARRIED, PRACTICE, CarriedTable
from calendar_store.model.errors import InvalidInput

PORTION = 1000
"""Rows of a portion."""
_SNAPSHOT = text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
Row = Sequence[Any]


@asynccontextmanager
async def snapshot(database: Database) -> AsyncIterator[Transaction]:
    """Open a reading transaction that sees one state of the store, however long it takes."""
    async with database.read() as tx:
        if tx.dialect == "postgresql":
            # SQLite's reading transactions see one state by themselves
            await tx.execute(_SNAPSHOT)
        yield tx


async def portions(
    tx: Transaction, one: CarriedTable, practice_id: int, size: int = PORTION
) -> AsyncIterator[Sequence[Row]]:
    """Yield the rows of a practice's table, in portions, in the order of its key.

    Args:
        tx: the transaction of a snapshot.
        one: the table.
        practice_id: the practice.
        size: most rows of a portion.
    """
    width = len(one.columns)
    after: Row | None = None
    while True:
        statement = _first(one, practice_id) if after is None else _next(one, practice_id)
        bound = {} if after is None else {f"after_{n}": v for n, v in enumerate(after)}
        found = (await tx.execute(statement.limit(size), bound)).all()
        if found:
            yield [tuple(row[:width]) for row in found]
        if len(found) < size:
            return
        after = found[-1][width:]


def _first(one: CarriedTable, practice_id: int) -> Any:
    keys = [column.label(f"key_{n}") for n, column in enumerate(one.key)]
    return select(*one.columns, *keys).where(one.of_practice(practice_id)).order_by(*one.key)


def _next(one: CarriedTable, practice_id: int) -> Any:
    if len(one.key) == 1:
        (key,) = one.key
        return _first(one, practice_id).where(key > bindparam("after_0", type_=key.type))
    bound = [bindparam(f"after_{n}", type_=column.type) for n, column in enumerate(one.key)]
    return _first(one, practice_id).where(tuple_(*one.key) > tuple_(*bound))


async def count(tx: Transaction, one: CarriedTable, practice_id: int) -> int:
    """Return how many rows a practice has in a table."""
    counted = select(func.count()).select_from(one.table).where(one.of_practice(practice_id))
    return int((await tx.execute(counted)).scalar_one())


@cache
def _bulk(name: str, same: tuple[str, ...]) -> BulkWrite:
    one = next(each for each in CARRIED if each.name == name)
    return BulkWrite(one.table, tuple(c.name for c in one.columns), same=same)


def _filled(one: CarriedTable) -> Mapping[str, Any]:
    """Return values for the columns that a copy leaves out and that have no default."""
    if one.name == "staff":
        # no password: an administrator gets a link, as one who is new
        return {"password_hash": ""}
    if one.name == "messages":
        return {"leased_by": ""}
    return {}


async def write(
    tx: Transaction,
    one: CarriedTable,
    practice_id: int,
    values: Values,
    more: Mapping[str, Any] | None = None,
) -> None:
    """Write rows of a copy's table for a practice.

    Args:
        tx: a writing transaction.
        one: the table.
        practice_id: the practice.
        values: the values by column, those of JSON columns as JSON.
        more: values of columns that the copy leaves out, the same for all rows.
    """
    if one.name == PRACTICE:
        await tx.executemany(
            schema.practices.insert(),
            [
                {"id": practice_id, **dict(zip(values, row, strict=True)), **(more or {})}
                for row in zip(*values.values(), strict=True)
            ],
        )
        return
    same = {"practice_id": practice_id, **_filled(one), **(more or {})}
    await _bulk(one.name, tuple(sorted(same))).run(tx, values, same)


async def refuse_taken(tx: Transaction, practice_id: int, name: str) -> None:
    """Refuse a practice that the store has already, or whose name is taken.

    Raises:
        InvalidInput: if it is so.
    """
    t = schema.practices.c
    if (await tx.execute(select(t.id).where(t.id == practice_id))).first() is not None:
        raise InvalidInput("this practice is in the store already; a copy is imported beside none")
    if (await tx.execute(select(t.id).where(t.name == name))).first() is not None:
        raise InvalidInput(f'there is already a practice "{name}"; give another name with --as')
    for one in CARRIED:
        if one.name == PRACTICE:
            continue
        some = select(one.table.c.practice_id).where(one.table.c.practice_id == practice_id)
        if (await tx.execute(some.limit(1))).first() is not None:
            raise InvalidInput(f"the store has rows of this practice already, in {one.name}")
