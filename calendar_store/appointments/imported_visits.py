"""Visits as imports find and remove them: many at once."""

from collections.abc import Collection, Iterable
from datetime import datetime

from sqlalchemy import bindparam, delete, select

from calendar_store import schema
from calendar_store.clients import clients
from calendar_store.database.connection import Transaction
from calendar_store.database.keys import in_keys, key_params
from calendar_store.database.notify import Topic
from calendar_store.model.clients import Client
from calendar_store.model.statuses import AppointmentStatus
from calendar_store.schema.calendar import not_cancelled
from calendar_store.schema.columns import Instant

_T, _C = schema.appointments, schema.clients
_BY_NAMES = clients.READ.where(in_keys(_C.c.practice_id, _C.c.last, _C.c.first), clients.STANDING)
_OF_CLIENTS = select(_T.c.id, _T.c.client_id, _T.c.starts_at, _T.c.version).where(
    in_keys(_T.c.practice_id, _T.c.client_id), not_cancelled()
)
_CHANGED = select(_T.c.id, _T.c.client_id, _T.c.starts_at, _T.c.status).where(
    in_keys(_T.c.practice_id, _T.c.client_id), _T.c.version > 1
)
_H = schema.appointment_history
_WERE = select(_H.c.appointment_id, _H.c.starts_at).where(
    in_keys(_H.c.practice_id, _H.c.appointment_id),
    _H.c.starts_at > bindparam("b_now", type_=Instant),
)
"""Times ahead at which visits were."""
_OWN = frozenset({"appointments", "reminders", "appointment_history"})
"""Tables of visits that go with a visit that is removed."""
_REFERRING = tuple(
    table
    for table in schema.metadata.sorted_tables
    if "appointment_id" in table.c and "practice_id" in table.c and table.name not in _OWN
)


async def by_names(
    tx: Transaction, practice_id: int, names: Iterable[tuple[str, str]]
) -> dict[tuple[str, str], list[Client]]:
    """Return the standing clients with some (first, last) names."""
    keys = [(practice_id, last, first) for first, last in set(names)]
    found: dict[tuple[str, str], list[Client]] = {}
    for row in await tx.execute(_BY_NAMES, key_params(keys)) if keys else ():
        one = clients.value(row)
        found.setdefault((one.first, one.last), []).append(one)
    return found


async def standing(
    tx: Transaction, practice_id: int, client_ids: Collection[int]
) -> dict[tuple[int, datetime], int]:
    """Return the ids of clients' visits that are not cancelled, by (client id, start)."""
    keys = [(practice_id, one) for one in set(client_ids)]
    rows = await tx.execute(_OF_CLIENTS, key_params(keys)) if keys else ()
    return {(row.client_id, row.starts_at): row.id for row in rows}


async def given_up(
    tx: Transaction, practice_id: int, client_ids: Collection[int], now: datetime
) -> set[tuple[int, datetime]]:
    """Return (client id, start) of times ahead whose visits were moved or cancelled here."""
    if not client_ids:
        return set()
    keys = key_params([(practice_id, one) for one in set(client_ids)])
    changed = {row.id: row for row in await tx.execute(_CHANGED, keys)}
    if not changed:
        return set()
    theirs = key_params([(practice_id, one) for one in changed])
    rows = await tx.execute(_WERE, theirs | {"b_now": now})
    return {
        (one.client_id, row.starts_at)
        for row in rows
        for one in [changed[row.appointment_id]]
        if one.status == AppointmentStatus.CANCELLED or one.starts_at != row.starts_at
    }


async def in_use(tx: Transaction, practice_id: int, ids: Collection[int]) -> set[int]:
    """Return which visits something else belongs to: a message, a note, an alert."""
    found: set[int] = set()
    for table in _REFERRING:
        wanted = select(table.c.appointment_id).where(
            in_keys(table.c.practice_id, table.c.appointment_id)
        )
        rows = await tx.execute(wanted, key_params([(practice_id, one) for one in ids]))
        found.update(rows.scalars())
    return found


async def remove(tx: Transaction, practice_id: int, ids: Collection[int]) -> None:
    """Remove visits that were never more than a row of a file, with their reminders."""
    keys = [(practice_id, one) for one in ids]
    if not keys:
        return
    for table in (schema.reminders, schema.appointment_history):
        theirs = delete(table).where(in_keys(table.c.practice_id, table.c.appointment_id))
        await tx.execute(theirs, key_params(keys))
    await tx.execute(delete(_T).where(in_keys(_T.c.practice_id, _T.c.id)), key_params(keys))
    tx.notify(Topic.CALENDAR)
