"""Groups of clients that may hold one person twice: by number, by email address, by name.

Each kind is one pass over an index, which does not tell who was merged: they are left out after it.
"""

from operator import attrgetter, itemgetter
from typing import Any

from sqlalchemy import Column, func, select

from calendar_store.clients import clients
from calendar_store.database.connection import Transaction
from calendar_store.database.keys import in_keys, key_params
from calendar_store.model.clients import Client
from calendar_store.schema import clients as table

_MOST = 300
"""Most groups of the same number or address that are looked at; merged ones make room."""
_MOST_NAMES = 1000
_LARGEST = 12
"""Most clients of a group: a name that more people have tells nothing."""


async def groups(tx: Transaction, practice_id: int) -> list[list[Client]]:
    """Return groups of clients with the same number, the same address, or the same name.

    Args:
        tx: any transaction.
        practice_id: the practice.
    """
    return [
        *await _alike(tx, practice_id, (table.c.mobile,), _MOST),
        *await _alike(tx, practice_id, (table.c.email,), _MOST),
        *await _alike(tx, practice_id, (table.c.last, table.c.first), _MOST_NAMES),
    ]


async def _alike(
    tx: Transaction, practice_id: int, columns: tuple[Column[str], ...], most: int
) -> list[list[Client]]:
    several = (
        select(*columns)
        .where(table.c.practice_id == practice_id, columns[0] > "")
        .group_by(*columns)
        .having(func.count().between(2, _LARGEST))
        .limit(most)
    )
    # not one statement with a join: SQLite would read all clients for it
    keys = [(practice_id, *row) for row in await tx.execute(several)]
    if not keys:
        return []
    theirs = clients.READ.where(in_keys(table.c.practice_id, *columns), clients.STANDING)
    by_key: dict[Any, list[Client]] = {}
    key_of = attrgetter(*(column.name for column in columns))
    for row in await tx.execute(theirs, key_params(keys)):
        one = clients.value(row)
        by_key.setdefault(key_of(one), []).append(one)
    alike = sorted(by_key.items(), key=itemgetter(0))
    return [some for _, some in alike if len(some) > 1]
