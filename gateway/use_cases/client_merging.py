"""Clients who are one person: found, merged, and parted again.

Found are clients with the same number, with the same email address, and of the same name with a
number that differs by a slip of the finger. A family shares a number, too: pairs of other first
names come last and are marked.
"""

from datetime import datetime

from calendar_store.appointments import client_merges
from calendar_store.clients import clients, doubles
from calendar_store.clients.likeness import Double, DoubleReason, likeness
from calendar_store.database.connection import Transaction
from calendar_store.entry.search_terms import plain
from calendar_store.model.actors import Actor, Permission, require
from calendar_store.model.clients import ClientMerge
from calendar_store.model.practices import Practice

__all__ = ["Double", "DoubleReason", "found", "merge", "undo"]


async def found(
    tx: Transaction, actor: Actor, practice: Practice, *, limit: int = 50
) -> tuple[Double, ...]:
    """Return pairs of clients who may be one person, the likeliest first.

    Args:
        tx: any transaction.
        actor: who asks.
        practice: the practice.
        limit: most pairs to return.

    Raises:
        NotPermitted: if the actor may not merge clients.
    """
    require(actor, Permission.MERGE_CLIENTS, practice.id)
    pairs = await doubles.listed(tx, practice.id, limit=limit)
    keys = {(practice.id, one) for pair in pairs for one in pair}
    known = await clients.get_many(tx, sorted(keys))
    # while an import is undone, the pairs of whom it removes are still kept
    standing = (
        (known[practice.id, one], known[practice.id, other])
        for one, other in pairs
        if {(practice.id, one), (practice.id, other)} <= known.keys()
    )
    some = (likeness(*pair) for pair in standing)
    return tuple(sorted((one for one in some if one is not None), key=_likelihood))


async def merge(
    tx: Transaction,
    actor: Actor,
    practice: Practice,
    kept_id: int,
    gone_id: int,
    *,
    now: datetime,
) -> ClientMerge:
    """Merge a client into another: all that belongs to the one belongs to the other.

    Args:
        tx: a writing transaction.
        actor: who merges them.
        practice: their practice.
        kept_id: the client that stays.
        gone_id: the client that is merged into it.
        now: UTC.

    Raises:
        NotPermitted: if the actor may not merge clients.
        NotFound: if the practice has not both clients.
        InvalidInput: if they are the same client, or one is erased.
    """
    require(actor, Permission.MERGE_CLIENTS, practice)
    kept = await clients.get(tx, practice.id, kept_id)
    gone = await clients.get(tx, practice.id, gone_id)
    return await client_merges.merge(tx, kept, gone, by=actor, now=now)


async def undo(
    tx: Transaction, actor: Actor, practice: Practice, merge_id: int, *, now: datetime
) -> ClientMerge:
    """Part two clients again who were merged.

    Raises:
        NotPermitted: if the actor may not merge clients.
        NotFound: if the practice has no such merge.
        InvalidInput: if it is undone already, or the kept client was merged or erased since.
    """
    require(actor, Permission.MERGE_CLIENTS, practice)
    value = await client_merges.get(tx, practice.id, merge_id)
    return await client_merges.undo(tx, value, by=actor, now=now)


def _likelihood(double: Double) -> tuple[int, str, int]:
    return double.rank, plain(double.one.last), double.one.id
