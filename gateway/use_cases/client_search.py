"""Find clients while somebody types: parts of names in any order, or digits of a number."""

from collections.abc import Sequence

from calendar_store.clients import client_terms, clients
from calendar_store.database.connection import Transaction
from calendar_store.entry import search_terms
from calendar_store.entry.search_terms import SearchWord
from calendar_store.model.actors import Actor, Permission, require
from calendar_store.model.clients import Client
from calendar_store.model.practices import Practice

LIMIT = 20
"""Most clients that are shown at once; who types on sees fewer."""


async def search(
    tx: Transaction, actor: Actor, practice: Practice, query: str, limit: int = LIMIT
) -> tuple[Client, ...]:
    """Return the clients that a query stands for, by name.

    Args:
        tx: any transaction.
        actor: who asks.
        practice: the practice; no other practice's clients are found.
        query: as typed: beginnings of names in any order, with or without accents; a number with
            or without the country's code, or its last three digits or more.
        limit: most clients to return.

    Returns:
        The clients, by last name; () for a query without letters and digits.

    Raises:
        NotPermitted: if the actor may not read clients.
    """
    require(actor, Permission.READ_CLIENTS, practice.id)
    words = search_terms.typed(query)
    if not words:
        return ()
    ids = await client_terms.found(tx, practice.id, words, limit)
    some = await clients.get_many(tx, [(practice.id, one) for one in ids])
    found = [one for one in some.values() if not actor.masked or _wholly(words, one)]
    return tuple(sorted(found, key=_by_name))


def _wholly(words: Sequence[SearchWord], client: Client) -> bool:
    """Tell whether numbers of a query are the client's whole ones.

    Who may not see numbers cannot find them out digit by digit either.
    """
    known = search_terms.terms("", "", client.mobile)
    return all(not known.isdisjoint(word.starts) for word in words if word.is_number)


def _by_name(client: Client) -> tuple[str, str, int]:
    return (search_terms.plain(client.last), search_terms.plain(client.first), client.id)
