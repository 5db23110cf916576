"""Who has read what is kept about a client: recorded in the audit log, on whichever page it stood.

It is recorded once for each reader, client and hour.
"""

from collections.abc import Iterable
from datetime import datetime

from calendar_store.database import audit
from calendar_store.database.connection import Transaction
from calendar_store.model.actors import Actor

READ = "client.read"
"""Name of the reading in the audit log."""


async def unrecorded(
    tx: Transaction, actor: Actor, practice_id: int, client_ids: Iterable[int], *, now: datetime
) -> list[int]:
    """Return those of some clients whose reading is not recorded for this hour.

    The caller has checked that the actor may read them.

    Args:
        tx: any transaction.
        actor: who reads.
        practice_id: the clients' practice.
        client_ids: the clients.
        now: UTC.
    """
    since = now.replace(minute=0, second=0, microsecond=0)
    return [
        client_id
        for client_id in dict.fromkeys(client_ids)
        if not await audit.is_recorded(
            *(tx, practice_id), by=actor, action=READ, subject=str(client_id), since=since
        )
    ]


async def record(
    tx: Transaction, actor: Actor, practice_id: int, client_ids: Iterable[int], *, now: datetime
) -> None:
    """Record that an actor reads what is kept about some clients, unless it is for this hour.

    Args:
        tx: a writing transaction.
        actor: who reads.
        practice_id: the clients' practice.
        client_ids: the clients.
        now: UTC.
    """
    new = await unrecorded(tx, actor, practice_id, client_ids, now=now)
    if new:
        read: list[tuple[str, dict[str, str]]] = [(str(one), {}) for one in new]
        await audit.record_many(tx, practice_id, read, by=actor, action=READ, now=now)
