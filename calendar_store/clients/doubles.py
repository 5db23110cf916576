"""Groups of clients that may hold one person twice: by number, by email address, by name."""

from sqlalchemy import ColumnElement, and_, func, select

from calendar_store.clients import clients
from calendar_store.database.connection import Transaction
from calendar_store.model.clients import Client
from calendar_store.schema import clients as table

_MOST_GROUPS = 300
_LARGEST = 12
"""Most clients of a group: a name that more people have tells nothing."""


async def groups(tx: Transaction, practice_id: int) -> list[list[Client]]:
    """Return groups of clients with the same number, the same email address or the same name.

    Each kind is one pass over an index.

    Args:
        tx: any transaction.
        practice_id: the practice.
    """
    found = []
    for columns in ((table.c.mobile,), (table.c.email,), (table.c.last, table.c.first)):
        found += await _alike(tx, practice_id, columns)
    return found


async def _alike(
    tx: Transaction, practice_id: int, columns: tuple[ColumnElement[str], ...]
) -> list[list[Client]]:
    theirs = (table.c.practice_id == practice_id, columns[0] != "", clients.STANDING)
    count = func.count()
    several = (
        select(*columns)
        .where(*theirs)
        .group_by(*columns)
        .having(count.between(2, _LARGEST))
        .limit(_MOST_GROUPS)
        .subquery()
    )
    same = [column == several.c[column.key] for column in columns if column.key]
    statement = select(table).join(several, and_(*same)).where(*theirs)
    by_key: dict[tuple[str, ...], list[Client]] = {}
    names = [column.key for column in columns if column.key]
    for row in await tx.execute(statement):
        key = tuple(getattr(row, name) for name in names)
        by_key.setdefault(key, []).append(clients.value(row))
    return list(by_key.values())
