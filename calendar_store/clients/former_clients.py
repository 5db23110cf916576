"""Former clients: left out of lists and searches, brought back by their next appointment.

Their data, visits and consent stay, and their number is known as theirs.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime

from sqlalchemy import bindparam, select, update

from calendar_store.clients import client_terms, clients
from calendar_store.database import audit
from calendar_store.database.connection import Transaction
from calendar_store.database.keys import in_keys, key_params
from calendar_store.database.notify import Topic
from calendar_store.model.actors import Actor
from calendar_store.model.clients import Client
from calendar_store.schema import clients as table

_T = table
_IS_FORMER = select(_T.c.id).where(
    _T.c.practice_id == bindparam("practice"),
    _T.c.id == bindparam("client"),
    _T.c.retired_at.is_not(None),
)


_FORMER_AMONG = select(_T.c.id).where(
    in_keys(_T.c.practice_id, _T.c.id), _T.c.retired_at.is_not(None)
)


async def set_retired(
    tx: Transaction, client: Client, retired_at: datetime | None, *, by: Actor, now: datetime
) -> Client:
    """Let a client be a former one, or a present one again.

    Args:
        tx: a writing transaction.
        client: the client.
        retired_at: since when they come no longer, UTC; None: they come again.
        by: the actor, for the audit log.
        now: time of the change, aware.

    Returns:
        The client after the change.
    """
    these = (_T.c.practice_id == client.practice_id) & (_T.c.id == client.id)
    await tx.execute(update(_T).where(these).values(retired_at=retired_at))
    changed = replace(client, retired_at=retired_at)
    await client_terms.replace(tx, [changed])
    action = "client.restored" if retired_at is None else "client.retired"
    subject = str(client.id)
    await audit.record(tx, client.practice_id, by=by, action=action, subject=subject, now=now)
    tx.notify(Topic.CALENDAR)
    return changed


async def welcome(
    tx: Transaction, practice_id: int, client_id: int, *, by: Actor, now: datetime
) -> None:
    """Bring a client back, if they are a former one: an appointment was booked for them."""
    keys = {"practice": practice_id, "client": client_id}
    if list(await tx.execute(_IS_FORMER, keys)):
        client = await clients.get(tx, practice_id, client_id)
        await set_retired(tx, client, None, by=by, now=now)


async def welcome_many(
    tx: Transaction, practice_id: int, client_ids: Collection[int], *, by: Actor, now: datetime
) -> None:
    """Bring clients back who are former ones: appointments were booked for them."""
    keys = key_params([(practice_id, one) for one in set(client_ids)])
    for row in list(await tx.execute(_FORMER_AMONG, keys)) if client_ids else ():
        await welcome(tx, practice_id, row.id, by=by, now=now)


async def listed(tx: Transaction, practice_id: int, *, limit: int = 200) -> tuple[Client, ...]:
    """Return a practice's former clients, by last name.

    Args:
        tx: any transaction.
        practice_id: the practice.
        limit: most clients to return.
    """
    statement = clients.READ.where(
        _T.c.practice_id == practice_id, clients.STANDING, _T.c.retired_at.is_not(None)
    ).limit(limit)
    return tuple(clients.value(row) for row in await tx.execute(statement))


async def erased(tx: Transaction, practice_id: int) -> dict[int, int | None]:
    """Return the clients whose names were taken away; each with whom it was merged into, or None.

    The table of clients is read as a whole: this is for checks, not for pages.
    """
    gone = (_T.c.practice_id == practice_id) & _T.c.erased_at.is_not(None)
    rows = await tx.execute(select(_T.c.id, _T.c.merged_into).where(gone))
    return {row.id: row.merged_into for row in rows}
