"""The further numbers and email addresses of clients: of those who were merged into them.

A person who was a client twice has two numbers; texts from both are theirs. Messages go to the
client's own number. Once the two are parted, each number is its client's again.
"""

from collections.abc import Collection

from sqlalchemy import select

from calendar_store.database.connection import Transaction
from calendar_store.database.keys import in_keys, key_params
from calendar_store.model.statuses import Channel
from calendar_store.schema import client_merges, clients

Address = tuple[Channel, str]
"""A channel, and a number or an email address."""
# found before they are joined: PostgreSQL would compare every merge with every key
_M = (
    select(
        client_merges.c.practice_id,
        client_merges.c.id,
        client_merges.c.kept_id,
        client_merges.c.merged_id,
    )
    .where(in_keys(client_merges.c.practice_id, client_merges.c.kept_id))
    .where(client_merges.c.undone_at.is_(None))
    .cte("merges")
    .prefix_with("MATERIALIZED", dialect="postgresql")
)
_MERGED = (
    select(_M.c.practice_id, _M.c.kept_id, _M.c.merged_id, clients.c.mobile, clients.c.email)
    .select_from(
        _M.join(
            clients,
            (clients.c.practice_id == _M.c.practice_id) & (clients.c.id == _M.c.merged_id),
        )
    )
    .where(clients.c.merged_into.is_not(None), clients.c.erased_at.is_(None))
    .order_by(_M.c.id)
)


async def of_clients(
    tx: Transaction, keys: Collection[tuple[int, int]]
) -> dict[tuple[int, int], tuple[Address, ...]]:
    """Return the addresses of those who were merged into clients, also by way of others.

    Args:
        tx: any transaction.
        keys: (practice id, client id) of the clients.

    Returns:
        By client, the addresses in the order of the merges, each once; a client into whom nobody
        was merged is absent.
    """
    found: dict[tuple[int, int], dict[Address, None]] = {}
    kept_by = {key: key for key in keys}
    wanted = list(kept_by)
    while wanted:
        rows = (await tx.execute(_MERGED, key_params(wanted))).all()
        wanted = []
        for row in rows:
            kept = kept_by[row.practice_id, row.kept_id]
            theirs = found.setdefault(kept, {})
            theirs |= {(Channel.SMS, row.mobile): None}
            theirs |= {(Channel.EMAIL, row.email): None} if row.email else {}
            merged = (row.practice_id, row.merged_id)
            if merged not in kept_by:
                kept_by[merged] = kept
                wanted.append(merged)
    return {key: tuple(some) for key, some in found.items()}
