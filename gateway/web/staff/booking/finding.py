"""Finds clients while somebody types a name or a number."""

from collections.abc import Sequence

from calendar_store.clients import clients
from calendar_store.database.connection import Transaction
from calendar_store.entry import numbers
from calendar_store.model.actors import Actor, Permission, require
from calendar_store.model.clients import Client
from calendar_store.model.errors import InvalidInput
from calendar_store.model.practices import Practice

SHOWN = 8
"""Most clients shown at once; who types on sees fewer."""
_LOOKED_AT = 200


async def find_clients(
    tx: Transaction, actor: Actor, practice: Practice, query: str
) -> Sequence[Client]:
    """Return the clients that a query stands for, by last name.

    Args:
        tx: any transaction.
        actor: who asks.
        practice: the practice.
        query: beginnings of names in any order, or a number.

    Raises:
        NotPermitted: if the actor may not book.
    """
    require(actor, Permission.BOOK, practice.id)
    words = query.casefold().replace(",", " ").split()
    if not words:
        return ()
    if any(letter.isdigit() for letter in query):
        return await _by_number(tx, practice, query)
    some = await clients.all_clients(tx, practice.id, name=words[0], limit=_LOOKED_AT)
    return [one for one in some if _fits(one, words)][:SHOWN]


async def _by_number(tx: Transaction, practice: Practice, query: str) -> Sequence[Client]:
    try:
        number = numbers.mobile(query, practice.region)
    except InvalidInput:
        return ()
    found = await clients.by_mobiles(tx, [practice.id], [number])
    return found.get((practice.id, number), ())


def _fits(client: Client, words: Sequence[str]) -> bool:
    names = client.name.casefold().split()
    return all(any(name.startswith(word) for name in names) for word in words)
