"""Keep the terms by which clients are found, and find clients by them.

Whatever writes a client writes the terms in the same transaction. A client who was merged into
another, or erased, has none, and neither has a former client.
"""

from collections.abc import Collection, Sequence
from functools import reduce
from operator import add
from typing import Any

from sqlalchemy import (
    ColumnElement,
    ScalarSelect,
    Select,
    and_,
    delete,
    exists,
    func,
    insert,
    or_,
    select,
)

from calendar_store.clients import further_addresses
from calendar_store.database.bulk import BulkWrite, Values
from calendar_store.database.connection import Transaction
from calendar_store.database.keys import in_keys, key_params
from calendar_store.entry import search_terms
from calendar_store.entry.search_terms import SearchWord
from calendar_store.model.clients import Client
from calendar_store.model.statuses import Channel
from calendar_store.schema import client_terms

_T = client_terms
_ADD = insert(_T)
_ADD_MANY = BulkWrite(_T, ("term", "client_id"), same=("practice_id",))
_FORGET = delete(_T).where(in_keys(_T.c.practice_id, _T.c.client_id))
_END = chr(0x10FFFF)
"""Sorts behind every character; behind a prefix, it is the end of the terms that begin so."""

_MANY = 4000
"""Terms up to which it is counted which word is the rarest."""

_TERMS_EACH = 2
"""Terms of one client that may begin alike, as "muller" and "mueller"; more are rare."""


async def keep(tx: Transaction, some: Sequence[Client]) -> None:
    """Store the terms of new clients; `replace` those of clients that have some."""
    rows = [
        {"practice_id": one.practice_id, "term": term, "client_id": one.id}
        for one in some
        for term in sorted(search_terms.terms(one.first, one.last, one.mobile))
    ]
    await tx.executemany(_ADD, rows)


async def keep_many(tx: Transaction, practice_id: int, known: Sequence[tuple[str, int]]) -> None:
    """Store the (term, client id) terms of thousands of new clients of a practice."""
    # in the order of the table: neighbours are written together
    rows = sorted(known)
    values: Values = {"term": [term for term, _ in rows], "client_id": [one for _, one in rows]}
    await _ADD_MANY.run(tx, values, {"practice_id": practice_id})


async def replace(tx: Transaction, some: Collection[Client]) -> None:
    """Store the terms of clients whose names or numbers have changed; further numbers count."""
    keys = [(one.practice_id, one.id) for one in some]
    await forget(tx, keys)
    further = await further_addresses.of_clients(tx, keys)
    rows = []
    for one in some:
        if one.retired_at is not None:
            continue
        more = further.get((one.practice_id, one.id), ())
        numbers = [one.mobile, *(to for channel, to in more if channel is Channel.SMS)]
        terms = {term for to in numbers for term in search_terms.terms(one.first, one.last, to)}
        key = {"practice_id": one.practice_id, "client_id": one.id}
        rows += [key | {"term": term} for term in sorted(terms)]
    await tx.executemany(_ADD, rows)


async def forget(tx: Transaction, some: Collection[tuple[int, int]]) -> None:
    """Let (practice id, client id) clients be found no longer."""
    if some:
        await tx.execute(_FORGET, key_params(list(some)))


async def found(
    tx: Transaction, practice_id: int, words: Sequence[SearchWord], limit: int
) -> list[int]:
    """Return the ids of clients that all the words stand for, each once.

    The word that the fewest clients have is looked for, and the others are asked for of each
    client found by it. All are ranges of an index.

    Args:
        tx: any transaction.
        practice_id: the practice.
        words: the words, at least one.
        limit: most clients to return.
    """
    leading, *others = await _rarest_first(tx, practice_id, words)
    ids: dict[int, None] = {}
    for start in leading.starts:
        statement = with_words(practice_id, start, others).limit(limit * _TERMS_EACH)
        ids |= {row.client_id: None for row in await tx.execute(statement)}
        if len(ids) >= limit:
            break
    return list(ids)[:limit]


async def _rarest_first(
    tx: Transaction, practice_id: int, words: Sequence[SearchWord]
) -> list[SearchWord]:
    if len(words) == 1:
        return list(words)
    counts = [_counted(practice_id, word).label(f"of_{n}") for n, word in enumerate(words)]
    (row,) = await tx.execute(select(*counts))
    return [word for _, word in sorted(zip(row, words, strict=True), key=lambda one: one[0])]


def _counted(practice_id: int, word: SearchWord) -> ColumnElement[int]:
    """Return how many terms a word stands for, each beginning up to `_MANY`."""
    # a range each: of two ranges in one condition, SQLite reads all of the practice's terms
    return reduce(add, (_counted_from(practice_id, one) for one in word.starts))


def _counted_from(practice_id: int, start: str) -> ScalarSelect[int]:
    of_practice = _T.c.practice_id == practice_id
    some = select(_T.c.client_id).where(of_practice, _begins(_T, start)).limit(_MANY)
    return select(func.count()).select_from(some.subquery()).scalar_subquery()


def with_words(
    practice_id: int, start: str, others: Sequence[SearchWord]
) -> Select[tuple[int, str]]:
    """Return the statement for clients with a term that begins so, and with other words."""
    statement = select(_T.c.client_id, _T.c.term).where(
        _T.c.practice_id == practice_id, _begins(_T, start)
    )
    for word in others:
        of_word = (_has(practice_id, one) for one in word.starts)
        statement = statement.where(or_(*of_word))
    return statement.order_by(_T.c.term)


def _has(practice_id: int, start: str) -> ColumnElement[bool]:
    """Return the condition that the client of a term has a term that begins so, too."""
    other = _T.alias()
    return exists().where(
        other.c.practice_id == practice_id,
        other.c.client_id == _T.c.client_id,
        _begins(other, start),
    )


def _begins(table: Any, start: str) -> ColumnElement[bool]:
    return and_(table.c.term >= start, table.c.term < start + _END)
