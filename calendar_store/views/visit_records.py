"""Visits as the chance of missed ones is learnt from them: what was known of them when.

Nothing of a client's person is read, only that two visits are of the same one.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, func, select, tuple_

from calendar_store.database.connection import Transaction
from calendar_store.database.keys import in_keys, key_params
from calendar_store.model.plain import plain
from calendar_store.model.statuses import AppointmentStatus, MessageKind, MessageStatus
from calendar_store.schema import appointment_history, appointments, messages, reminders
from calendar_store.schema.columns import Instant

_T = appointments
_H = appointment_history
_TELLING = ("booked", "confirmed", "unconfirmed", "moved", "restored")
"""Changes that say who booked a visit and whether the client has confirmed it."""
_REACHED = (MessageStatus.ACCEPTED, MessageStatus.DELIVERED, MessageStatus.UNKNOWN)
_COLUMNS = (
    *(_T.c.id, _T.c.client_id, _T.c.starts_at, _T.c.created_at, _T.c.status, _T.c.series_id),
    *(_T.c.cancelled_at, _T.c.cancelled_by),
)
_STATUSES = {status.value: status for status in AppointmentStatus}

IN_ORDER: Select[Any] = (
    select(*_COLUMNS)
    .where(
        _T.c.practice_id == bindparam("b_practice"),
        _T.c.starts_at >= bindparam("b_since"),
        _T.c.starts_at < bindparam("b_until"),
        tuple_(_T.c.starts_at, _T.c.id)
        > tuple_(bindparam("b_at", type_=Instant), bindparam("b_id")),
    )
    .order_by(_T.c.starts_at, _T.c.id)
)
"""Visits by start, from a place in their order on."""
OF_CLIENTS: Select[Any] = (
    select(*_COLUMNS)
    .where(in_keys(_T.c.practice_id, _T.c.client_id))
    .where(_T.c.starts_at >= bindparam("b_since"), _T.c.starts_at < bindparam("b_until"))
)
"""Visits of clients within some time."""
_BY_IDS: Select[Any] = select(*_COLUMNS).where(in_keys(_T.c.practice_id, _T.c.id))
CHANGES: Select[Any] = (
    select(_H.c.appointment_id, _H.c.at, _H.c.by, _H.c.change)
    .where(in_keys(_H.c.practice_id, _H.c.appointment_id))
    .where(_H.c.change.in_(_TELLING))
    .order_by(_H.c.appointment_id, _H.c.version)
)
"""What was done with visits, in order."""
ASKED: Select[Any] = (
    select(reminders.c.appointment_id, messages.c.created_at)
    .join_from(
        reminders,
        messages,
        (messages.c.practice_id == reminders.c.practice_id)
        & (messages.c.id == reminders.c.message_id),
    )
    .where(in_keys(reminders.c.practice_id, reminders.c.appointment_id))
    .where(messages.c.kind == MessageKind.REMINDER, messages.c.status.in_(_REACHED))
)
"""When clients were asked about visits; a text about several visits asks about each of them."""
_PLANNED: Select[Any] = (
    select(reminders.c.appointment_id)
    .where(in_keys(reminders.c.practice_id, reminders.c.appointment_id))
    .where(reminders.c.status == MessageStatus.PLANNED)
)


@plain
class VisitChange:
    """Something that was done with a visit.

    Attributes:
        at: when, UTC.
        by: label of the actor.
        name: the change, as in the history: "booked", "confirmed", ...
    """

    at: datetime
    by: str
    name: str


@plain
class VisitRecord:
    """A visit with what was known of it when.

    Attributes:
        starts_at: start, UTC.
        booked_at: when it was booked, UTC.
        in_series: whether it was booked with a series.
        cancelled_at: when it was cancelled, UTC.
        cancelled_by: label of who cancelled it.
        changes: what was done with it, in order; () where nobody asked for it.
        asked: when the client was asked to confirm it, UTC; () where nobody asked for it.
        reminded_later: whether a reminder of it is planned still.
    """

    id: int
    client_id: int
    starts_at: datetime
    booked_at: datetime
    status: AppointmentStatus
    in_series: bool
    cancelled_at: datetime | None = None
    cancelled_by: str = ""
    changes: tuple[VisitChange, ...] = ()
    asked: tuple[datetime, ...] = ()
    reminded_later: bool = False


async def first_missed(
    tx: Transaction, practice_id: int, since: datetime, until: datetime
) -> datetime | None:
    """Return the start of the first missed visit within some time, UTC; None for none."""
    statement = select(func.min(_T.c.starts_at)).where(
        _T.c.practice_id == practice_id,
        _T.c.starts_at >= since,
        _T.c.starts_at < until,
        _T.c.status == AppointmentStatus.NO_SHOW.value,
    )
    found: datetime | None = (await tx.execute(statement)).scalar_one()
    return found


async def newest(
    tx: Transaction, practice_id: int, until: datetime, number: int
) -> datetime | None:
    """Return the start of the visit that has `number` visits after it, UTC; None: there are fewer.

    Args:
        tx: any transaction.
        practice_id: the practice.
        until: visits from then on do not count, UTC.
        number: how many.
    """
    statement = (
        select(_T.c.starts_at)
        .where(_T.c.practice_id == practice_id, _T.c.starts_at < until)
        .order_by(_T.c.starts_at.desc())
        .offset(number)
        .limit(1)
    )
    found: datetime | None = (await tx.execute(statement)).scalar_one_or_none()
    return found


async def in_order(
    tx: Transaction,
    practice_id: int,
    since: datetime,
    until: datetime,
    *,
    after: VisitRecord | None,
    limit: int,
) -> list[VisitRecord]:
    """Return visits that start in [since, until), by start, with what was done with them.

    Args:
        tx: any transaction.
        practice_id: the practice.
        since: UTC.
        until: UTC.
        after: the last visit that was returned before; None: from the first one on.
        limit: most visits.
    """
    place = (after.starts_at, after.id) if after else (since, 0)
    # from the place on: with the whole span, each page would read all pages before it
    values = {"b_practice": practice_id, "b_since": place[0], "b_until": until}
    values |= {"b_at": place[0], "b_id": place[1]}
    rows = await tx.execute(IN_ORDER.limit(limit), values)
    return await _with_changes(tx, practice_id, [_value(row) for row in rows])


async def of_visits(tx: Transaction, practice_id: int, ids: Iterable[int]) -> list[VisitRecord]:
    """Return visits by id, in any order, with what was done with them and is planned for them."""
    keys = [(practice_id, one) for one in ids]
    found = [_value(row) for row in await tx.execute(_BY_IDS, key_params(keys))]
    waiting = {row[0] for row in await tx.execute(_PLANNED, key_params(keys))}
    known = await _with_changes(tx, practice_id, found)
    return [replace(one, reminded_later=one.id in waiting) for one in known]


async def of_clients(
    tx: Transaction, practice_id: int, client_ids: Iterable[int], since: datetime, until: datetime
) -> Mapping[int, Sequence[VisitRecord]]:
    """Return the visits of clients that start in [since, until), by client and start.

    What was done with them is left out.
    """
    keys = key_params([(practice_id, one) for one in set(client_ids)])
    rows = await tx.execute(OF_CLIENTS, keys | {"b_since": since, "b_until": until})
    found: dict[int, list[VisitRecord]] = {}
    for row in rows:
        one = _value(row)
        found.setdefault(one.client_id, []).append(one)
    for some in found.values():
        some.sort(key=lambda one: (one.starts_at, one.id))
    return found


async def _with_changes(
    tx: Transaction, practice_id: int, found: Sequence[VisitRecord]
) -> list[VisitRecord]:
    if not found:
        return []
    keys = key_params([(practice_id, one.id) for one in found])
    changes: dict[int, list[VisitChange]] = {}
    for row in await tx.execute(CHANGES, keys):
        change = VisitChange(row.at, row.by, row.change)
        changes.setdefault(row.appointment_id, []).append(change)
    asked: dict[int, list[datetime]] = {}
    for row in await tx.execute(ASKED, keys):
        asked.setdefault(row.appointment_id, []).append(row.created_at)
    return [
        replace(
            one, changes=tuple(changes.get(one.id, ())), asked=tuple(sorted(asked.get(one.id, ())))
        )
        for one in found
    ]


def _value(row: Any) -> VisitRecord:
    visit, client, starts_at, created_at, status, series, cancelled_at, cancelled_by = row
    return VisitRecord(
        *(visit, client, starts_at, created_at, _STATUSES[status], series is not None),
        *(cancelled_at, cancelled_by),
    )
