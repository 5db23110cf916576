"""The read model of calendar feeds: a practitioner's appointments with their clients, one query."""

from datetime import datetime
from operator import attrgetter

from sqlalchemy import and_, bindparam, select

from calendar_store.database.connection import Transaction
from calendar_store.model.feeds import FeedVisit
from calendar_store.schema import appointments, clients
from calendar_store.schema.calendar import not_cancelled

_A, _C = appointments, clients
_WHO = and_(_C.c.practice_id == _A.c.practice_id, _C.c.id == _A.c.client_id)
# bounded by `busy_from`, because an index begins with it; it is never after the start; put in order
# afterwards, because both databases take several times as long for it
_VISITS = select(
    *(_A.c.id, _A.c.starts_at, _A.c.ends_at, _A.c.status, _A.c.sequence, _A.c.updated_at),
    # looked up for each: for a join, PostgreSQL would read all clients of the practice
    *(
        select(name).where(_WHO).scalar_subquery().label(name.name)
        for name in (_C.c.first, _C.c.last)
    ),
).where(
    _A.c.practice_id == bindparam("b_practice"),
    _A.c.practitioner_id == bindparam("b_practitioner"),
    _A.c.busy_from >= bindparam("b_from"),
    _A.c.busy_from < bindparam("b_until"),
    not_cancelled(),
)


async def visits(
    tx: Transaction, practice_id: int, practitioner_id: int, first: datetime, until: datetime
) -> list[FeedVisit]:
    """Return a practitioner's appointments that begin in a span, by start, without cancelled ones.

    Args:
        tx: any transaction.
        practice_id: the practice.
        practitioner_id: the practitioner.
        first: from this moment on, UTC.
        until: before this moment, UTC.
    """
    values = {
        "b_practice": practice_id,
        "b_practitioner": practitioner_id,
        "b_from": first,
        "b_until": until,
    }
    rows = (await tx.execute(_VISITS, values)).all()
    return sorted(map(FeedVisit._make, rows), key=attrgetter("starts_at", "appointment_id"))
