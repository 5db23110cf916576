"""Keep the pairs of clients who may be one person, so that the page of doubles reads nothing else.

Clients of the same number, of the same email address and of the same name are groups. Whatever
writes clients renews, in its transaction, the pairs of the groups that the clients leave and join.
A group is named by a hash, so that no number or name is kept twice. See `likeness` for what a pair
is.
"""

from collections.abc import AsyncIterator, Collection, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from itertools import combinations
from typing import Any

from sqlalchemy import Column, Select, bindparam, delete, exists, func, insert, select

from calendar_store.clients.likeness import LARGEST_GROUP, AlikeGroup, groups, likeness
from calendar_store.database import name_locks
from calendar_store.database.connection import Transaction
from calendar_store.database.keys import in_keys, key_params
from calendar_store.model.clients import Client
from calendar_store.schema import client_doubles
from calendar_store.schema import clients as table

_D = client_doubles
_ADD = insert(_D)
_READ = select(
    *(table.c.practice_id, table.c.id, table.c.first, table.c.last, table.c.mobile, table.c.email)
)
"""What of clients is compared."""
_STANDING = table.c.merged_into.is_(None) & table.c.erased_at.is_(None)
_FORGET = delete(_D).where(in_keys(_D.c.practice_id, _D.c.shared))
_KINDS: dict[str, tuple[Column[str], ...]] = {
    "mobile": (table.c.mobile,),
    "email": (table.c.email,),
    "name": (table.c.last, table.c.first),
}
_BY_IDS = _READ.where(in_keys(table.c.practice_id, table.c.id), _STANDING)
_SIZES = {
    kind: select(*columns, func.count().label("size"))
    .where(in_keys(table.c.practice_id, *columns))
    .group_by(*columns)
    .having(func.count() > 1)
    for kind, columns in _KINDS.items()
}
_MEMBERS = {
    kind: _READ.where(in_keys(table.c.practice_id, *columns), _STANDING)
    for kind, columns in _KINDS.items()
}
_OTHER = table.alias()


def _others(columns: tuple[Column[str], ...]) -> Select[int]:
    """Return the statement for other rows that have in some columns what a row has."""
    return select(_OTHER.c.id).where(
        _OTHER.c.practice_id == table.c.practice_id,
        *(_OTHER.c[column.name] == column for column in columns),
        _OTHER.c.id != table.c.id,
    )


def _shared_now(
    columns: tuple[Column[str], ...], very_many: Select[int]
) -> Select[*tuple[str, ...]]:
    """Return the statement for what clients share with others, but not with very many."""
    return (
        select(*columns)
        .where(in_keys(table.c.practice_id, table.c.id), columns[0] > "")
        .where(exists(_others(columns)), ~exists(very_many.limit(1).offset(bindparam("b_most"))))
        .distinct()
    )


_SHARED = {kind: _shared_now(columns, _others(columns)) for kind, columns in _KINDS.items()}
"""What clients share with others, if it had a small group before `b_most` of them came or left."""
_SHARED_BY_NEW = {
    kind: _shared_now(columns, _others(columns).where(_OTHER.c.id < bindparam("b_first")))
    for kind, columns in _KINDS.items()
}
"""What new clients share with others, if at most `b_most` had it before the first of them."""
_ALL_SIZES = {
    kind: select(*columns)
    .where(columns[0] > "")
    .group_by(*columns)
    .having(func.count().between(2, LARGEST_GROUP))
    for kind, columns in _KINDS.items()
}
_LISTED = (
    select(_D.c.one_id, _D.c.other_id)
    .group_by(_D.c.rank, _D.c.one_id, _D.c.other_id)
    .order_by(_D.c.rank, _D.c.one_id, _D.c.other_id)
)
_FEW = 20
"""Clients up to which all of their groups are looked at."""
_AT_ONCE = 2000
"""Groups whose clients are read at once."""


@asynccontextmanager
async def renewed(tx: Transaction, practice_id: int, ids: Collection[int]) -> AsyncIterator[None]:
    """Renew the pairs of clients that are changed, merged, parted or erased in the block.

    Args:
        tx: a writing transaction.
        practice_id: their practice.
        ids: of the clients.
    """
    # before their rows are: who waits here for the other one holds nothing the other one needs
    await _hold(tx, practice_id)
    before = await _groups_of(tx, practice_id, ids)
    yield
    after = await _groups_of(tx, practice_id, ids)
    await _renew(tx, practice_id, before | after, known=before)


async def added(tx: Transaction, practice_id: int, some: Sequence[Client]) -> None:
    """Add the pairs of new clients."""
    if not some:
        return
    await _hold(tx, practice_id)
    if len(some) > _FEW:
        ids = [one.id for one in some]
        bounds = {"b_most": LARGEST_GROUP, "b_first": min(ids)}
        theirs = await _shared(tx, practice_id, ids, _SHARED_BY_NEW, bounds)
    else:
        theirs = {group for one in some for group in groups(one)}
    await _renew(tx, practice_id, theirs, known=())


async def listed(tx: Transaction, practice_id: int, *, limit: int) -> list[tuple[int, int]]:
    """Return the ids of a practice's pairs, the likeliest first.

    Args:
        tx: any transaction.
        practice_id: the practice.
        limit: most pairs to return.
    """
    statement = _LISTED.where(_D.c.practice_id == practice_id).limit(limit)
    return [(row.one_id, row.other_id) for row in await tx.execute(statement)]


async def rebuild(tx: Transaction, practice_id: int) -> None:
    """Work out all pairs of a practice anew, after rows were written past this module."""
    await _hold(tx, practice_id)
    await tx.execute(delete(_D).where(_D.c.practice_id == practice_id))
    for kind, statement in _ALL_SIZES.items():
        theirs = statement.where(table.c.practice_id == practice_id)
        found = [tuple(row) for row in (await tx.execute(theirs)).all()]
        for start in range(0, len(found), _AT_ONCE):
            await _add(tx, practice_id, kind, found[start : start + _AT_ONCE])


async def _hold(tx: Transaction, practice_id: int) -> None:
    """Lock the practice's pairs: two who add the same person at once would not see each other."""
    await name_locks.hold(tx, [f"doubles of {practice_id}"])


async def _groups_of(tx: Transaction, practice_id: int, ids: Collection[int]) -> set[AlikeGroup]:
    """Return the groups of clients; of many, those in which somebody else is as well."""
    if not ids:
        return set()
    if len(ids) > _FEW:
        bounds = {"b_most": LARGEST_GROUP + len(ids)}
        return await _shared(tx, practice_id, ids, _SHARED, bounds)
    rows = await tx.execute(_BY_IDS, key_params([(practice_id, one) for one in ids]))
    return {group for row in rows for group in groups(_client(row))}


async def _shared(
    tx: Transaction,
    practice_id: int,
    ids: Collection[int],
    statements: Mapping[str, Select[*tuple[str, ...]]],
    bounds: dict[str, int],
) -> set[AlikeGroup]:
    """Return the groups of clients in which others are as well: few, in most files."""
    keys = key_params([(practice_id, one) for one in ids]) | bounds
    return {
        AlikeGroup(kind, tuple(row))
        for kind, statement in statements.items()
        for row in (await tx.execute(statement, keys)).all()
    }


async def _renew(
    tx: Transaction,
    practice_id: int,
    some: Collection[AlikeGroup],
    *,
    known: Collection[AlikeGroup],
) -> None:
    """Write the pairs of groups.

    Args:
        tx: a writing transaction.
        practice_id: the practice.
        some: the groups.
        known: those that may have pairs, whatever their size is now.
    """
    found: dict[str, list[tuple[str, ...]]] = {}
    stale = set(known)
    for kind in _KINDS:
        keys = [(practice_id, *group.values) for group in some if group.kind == kind]
        if not keys:
            continue
        for row in (await tx.execute(_SIZES[kind], key_params(keys))).all():
            values: tuple[str, ...] = tuple(row[:-1])
            # what was there before one more came is written again
            if row.size > 2:
                stale.add(AlikeGroup(kind, values))
            if row.size <= LARGEST_GROUP:
                found.setdefault(kind, []).append(values)
    if stale:
        gone = [(practice_id, group.shared) for group in stale]
        await tx.execute(_FORGET, key_params(gone))
    for kind, theirs in found.items():
        await _add(tx, practice_id, kind, theirs)


async def _add(
    tx: Transaction, practice_id: int, kind: str, some: Sequence[tuple[str, ...]]
) -> None:
    """Write the pairs of groups of one kind that have none."""
    keys = [(practice_id, *values) for values in some]
    members: dict[AlikeGroup, list[Client]] = {}
    for row in (await tx.execute(_MEMBERS[kind], key_params(keys))).all():
        client = _client(row)
        values = tuple(getattr(client, column.name) for column in _KINDS[kind])
        members.setdefault(AlikeGroup(kind, values), []).append(client)
    await tx.executemany(_ADD, list(_rows(practice_id, members.items())))


def _rows(
    practice_id: int, members: Iterable[tuple[AlikeGroup, list[Client]]]
) -> Iterable[dict[str, Any]]:
    for group, some in members:
        for pair in combinations(some, 2):
            double = likeness(*pair)
            if double is not None:
                yield {
                    "practice_id": practice_id,
                    "shared": group.shared,
                    "one_id": double.one.id,
                    "other_id": double.other.id,
                    "rank": double.rank,
                }


def _client(row: Any) -> Client:
    """Return a client, as far as clients are compared."""
    return Client(*row)
