"""Visits as imports find and remove them: many at once."""

from collections.abc import Collection, Iterable
from datetime import UTC, datetime, timedelta

from sqlalchemy import bindparam, delete, literal_column, select

from calendar_store import schema
from calendar_store.clients import clients
from calendar_store.database.connection import Transaction
from calendar_store.database.keys import in_keys, key_params
from calendar_store.database.notify import Topic
from calendar_store.model.clients import Client
from calendar_store.model.statuses import AppointmentStatus
from calendar_store.schema.calendar import not_cancelled
from calendar_store.schema.columns import Instant

ClientTime = tuple[int, datetime]
"""A client's id, and when a visit starts, UTC."""
_UNIX = datetime(1970, 1, 1, tzinfo=UTC)
_T, _C = schema.appointments, schema.clients
_BY_NAMES = clients.READ.where(in_keys(_C.c.practice_id, _C.c.last, _C.c.first), clients.STANDING)
_STANDING = select(_T.c.id, _T.c.client_id, _T.c.starts_at).where(
    in_keys(_T.c.practice_id, _T.c.client_id, _T.c.starts_at), not_cancelled()
)
# the offset of nothing: PostgreSQL weighs the further condition after the keys. Else, while hardly
# any visit was changed, it expects no row of it, and then compares all visits with each key
_OF_CLIENTS = (
    select(_T.c.id, _T.c.client_id, _T.c.starts_at, _T.c.status, _T.c.version)
    .where(in_keys(_T.c.practice_id, _T.c.client_id))
    .offset(literal_column("0"))
    .subquery()
)
CHANGED = select(_OF_CLIENTS).where(_OF_CLIENTS.c.version > 1)
_H = schema.appointment_history
_OF_VISITS = (
    select(_H.c.appointment_id, _H.c.starts_at)
    .where(in_keys(_H.c.practice_id, _H.c.appointment_id))
    .offset(literal_column("0"))
    .subquery()
)
_WERE = select(_OF_VISITS).where(_OF_VISITS.c.starts_at > bindparam("b_now", type_=Instant))
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
    tx: Transaction, practice_id: int, times: Collection[ClientTime]
) -> dict[ClientTime, int]:
    """Return the ids of visits that are not cancelled, by those of the times that have one."""
    keys = [(practice_id, client_id, _key(tx, start)) for client_id, start in times]
    rows = await tx.execute(_STANDING, key_params(keys)) if keys else ()
    return {(row.client_id, row.starts_at): row.id for row in rows}


async def given_up(
    tx: Transaction, practice_id: int, times: Collection[ClientTime], now: datetime
) -> set[ClientTime]:
    """Return times ahead from which visits of the clients of `times` were moved or cancelled here.

    Of clients with no time ahead, nothing is looked up.
    """
    ahead = {client_id for client_id, start in times if start > now}
    if not ahead:
        return set()
    keys = key_params([(practice_id, one) for one in ahead])
    changed = {row.id: row for row in await tx.execute(CHANGED, keys)}
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


def _key(tx: Transaction, moment: datetime) -> str | int:
    """Return a moment as it stands in the keys of a statement."""
    if tx.dialect == "postgresql":
        return moment.isoformat()
    return (moment - _UNIX) // timedelta(microseconds=1)


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
