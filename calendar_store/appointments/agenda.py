"""Read appointments: of a day, of clients, of practitioners, by id; read their histories."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Any

from sqlalchemy import Select, and_, bindparam, func, or_, select

from calendar_store.database.connection import Transaction
from calendar_store.database.keys import in_keys, key_params
from calendar_store.model.actors import Actor
from calendar_store.model.appointments import MAX_APPOINTMENT, Appointment, VisitTime
from calendar_store.model.errors import NotFound
from calendar_store.model.statuses import STANDING, AppointmentStatus
from calendar_store.schema import appointment_history, practitioners, services
from calendar_store.schema import appointments as table
from calendar_store.schema.calendar import not_cancelled

READ: Select[Any] = select(
    table,
    practitioners.c.name.label("practitioner"),
    services.c.name.label("service"),
    services.c.safe_to_name,
).select_from(
    table.join(
        practitioners,
        and_(
            practitioners.c.practice_id == table.c.practice_id,
            practitioners.c.id == table.c.practitioner_id,
        ),
    ).outerjoin(
        services,
        and_(services.c.practice_id == table.c.practice_id, services.c.id == table.c.service_id),
    )
)
"""Appointments with the names of their practitioners and services, as `value` takes them."""

_BY_IDS = READ.where(in_keys(table.c.practice_id, table.c.id))
_OF_CLIENTS = (
    READ.where(in_keys(table.c.practice_id, table.c.client_id))
    .where(
        or_(
            and_(table.c.status.in_(STANDING), table.c.ends_at > bindparam("now")),
            and_(
                table.c.cancelled_at >= bindparam("undo_since"),
                table.c.starts_at > bindparam("now"),
            ),
        )
    )
    .order_by(table.c.starts_at, table.c.id)
)
_IN_SPAN = (
    table.c.practice_id == bindparam("b_practice"),
    table.c.starts_at < bindparam("b_end"),
    table.c.ends_at > bindparam("b_start"),
    table.c.starts_at > bindparam("b_earliest"),
)
_TOUCHING = READ.where(*_IN_SPAN).order_by(table.c.starts_at, table.c.id)
_TIMES: Select[Any] = (
    select(
        *(table.c.id, table.c.client_id, table.c.practitioner_id, table.c.service_id),
        *(table.c.starts_at, table.c.ends_at, table.c.busy_from, table.c.busy_until),
        *(table.c.status, table.c.version, table.c.overbooked, table.c.kept_in),
    )
    .where(*_IN_SPAN, not_cancelled())
    # as the index gives them; with the id, both databases would sort all of them themselves
    .order_by(table.c.starts_at)
)
"""The columns of `VisitTime`, in its order."""
OF_SERIES = (
    READ.where(
        table.c.practice_id == bindparam("b_practice"),
        table.c.series_id == bindparam("b_series"),
        table.c.starts_at >= bindparam("b_since"),
    )
    # implied by the condition before it, for the partial index
    .where(table.c.series_id.is_not(None))
    .order_by(table.c.starts_at, table.c.id)
)
"""The appointments of a series from a moment on."""
SEEN = (
    select(table.c.practice_id, table.c.client_id, table.c.practitioner_id)
    .where(in_keys(table.c.practice_id, table.c.client_id))
    .where(not_cancelled())
    # the practice comes last: if it is first, SQLite reads all appointments of the practice
    .group_by(table.c.client_id, table.c.practitioner_id, table.c.practice_id)
    .order_by(func.max(table.c.starts_at).desc())
)
"""The practitioners whom clients have visited, the latest first."""


@dataclass(frozen=True, slots=True)
class AppointmentEvent:
    """One event in an appointment's history.

    Attributes:
        version: the appointment's version after the change.
        at: when the change was made, UTC.
        by: label of the actor who made the change.
        change: name of the change, as "booked" or "moved".
        starts_at: start of the appointment after the change, UTC.
        practitioner_id: its practitioner after the change.
    """

    version: int
    at: datetime
    by: str
    change: str
    starts_at: datetime
    practitioner_id: int


async def between(
    tx: Transaction, practice_id: int, start: datetime, end: datetime
) -> list[Appointment]:
    """Return a practice's appointments that start in [start, end), by start.

    Cancelled appointments are included: the page shows the times that they freed.
    """
    statement = (
        READ.where(table.c.practice_id == practice_id)
        .where(table.c.starts_at >= start, table.c.starts_at < end)
        .order_by(table.c.starts_at, table.c.id)
    )
    return [value(row) for row in await tx.execute(statement)]


async def touching(
    tx: Transaction, practice_id: int, start: datetime, end: datetime
) -> list[Appointment]:
    """Return a practice's appointments that overlap [start, end), by start.

    An appointment over midnight belongs to both days. Cancelled appointments are included.
    """
    values = _span(practice_id, start, end)
    return [value(row) for row in (await tx.execute(_TOUCHING, values)).all()]


async def times(
    tx: Transaction, practice_id: int, start: datetime, end: datetime
) -> list[VisitTime]:
    """Return the appointments that overlap [start, end), by start, without cancelled ones.

    For many days at once: names, and what only the page of a day shows, are left out.
    """
    found = await tx.execute(_TIMES, _span(practice_id, start, end))
    return sorted(map(VisitTime._make, found.all()), key=attrgetter("starts_at", "id"))


def _span(practice_id: int, start: datetime, end: datetime) -> dict[str, int | datetime]:
    return {
        "b_practice": practice_id,
        "b_start": start,
        "b_end": end,
        # no appointment lasts longer: this bound lets the index find the few relevant rows
        "b_earliest": start - MAX_APPOINTMENT,
    }


async def of_clients(
    tx: Transaction, clients: Iterable[tuple[int, int]], now: datetime, undo_since: datetime
) -> list[Appointment]:
    """Return the appointments that a conversation with the clients may concern.

    Args:
        tx: the transaction.
        clients: (practice id, client id) keys.
        now: standing appointments that end after this moment are returned, UTC.
        undo_since: appointments cancelled since this moment that start after `now` are returned
            too, UTC.

    Returns:
        The appointments, by start.
    """
    keys = set(clients)
    if not keys:
        return []
    values = key_params(keys) | {"now": now, "undo_since": undo_since}
    return [value(row) for row in await tx.execute(_OF_CLIENTS, values)]


async def seen(
    tx: Transaction, clients: Iterable[tuple[int, int]]
) -> dict[tuple[int, int], tuple[int, ...]]:
    """Return, by client, the practitioners of past and booked appointments, the latest first.

    Args:
        tx: the transaction.
        clients: (practice id, client id) keys; a client without appointments is absent from the
            result.
    """
    keys = set(clients)
    found: dict[tuple[int, int], tuple[int, ...]] = {}
    if not keys:
        return found
    for row in await tx.execute(SEEN, key_params(keys)):
        key = (row.practice_id, row.client_id)
        found[key] = (*found.get(key, ()), row.practitioner_id)
    return found


async def of_practitioners(
    tx: Transaction,
    practice_id: int,
    practitioner_ids: Sequence[int],
    start: datetime,
    end: datetime,
) -> list[Appointment]:
    """Return practitioners' appointments that start in [start, end), without cancelled ones."""
    statement = (
        READ.where(table.c.practice_id == practice_id)
        .where(table.c.practitioner_id.in_(practitioner_ids))
        .where(table.c.busy_from > start - MAX_APPOINTMENT, table.c.busy_from < end)
        .where(not_cancelled())
    )
    # compared and sorted here: by the start, SQLite would read everybody's appointments
    found = [one for one in map(value, await tx.execute(statement)) if start <= one.starts_at < end]
    return sorted(found, key=lambda one: (one.starts_at, one.id))


async def of_series(
    tx: Transaction, practice_id: int, series_id: int, since: datetime
) -> list[Appointment]:
    """Return the appointments of a series that start at or after a moment, by start."""
    values = {"b_practice": practice_id, "b_series": series_id, "b_since": since}
    return [value(row) for row in await tx.execute(OF_SERIES, values)]


async def last_of_client(tx: Transaction, practice_id: int, client_id: int) -> Appointment | None:
    """Return the latest appointment of a client, whatever its status, or None."""
    statement = (
        READ.where(table.c.practice_id == practice_id, table.c.client_id == client_id)
        .order_by(table.c.starts_at.desc())
        .limit(1)
    )
    row = (await tx.execute(statement)).one_or_none()
    return value(row) if row is not None else None


async def all_of_client(tx: Transaction, practice_id: int, client_id: int) -> list[Appointment]:
    """Return every appointment of a client, whatever its status, by start."""
    statement = (
        READ.where(table.c.practice_id == practice_id, table.c.client_id == client_id)
    ).order_by(table.c.starts_at, table.c.id)
    return [value(row) for row in await tx.execute(statement)]


async def by_ids(
    tx: Transaction, keys: Iterable[tuple[int, int]]
) -> dict[tuple[int, int], Appointment]:
    """Return the appointments of (practice id, appointment id) `keys`, by key."""
    wanted = set(keys)
    if not wanted:
        return {}
    rows = await tx.execute(_BY_IDS, key_params(wanted))
    return {(row.practice_id, row.id): value(row) for row in rows}


async def get(tx: Transaction, practice_id: int, appointment_id: int) -> Appointment:
    """Return one appointment.

    Raises:
        NotFound: if the practice has no such appointment.
    """
    found = await by_ids(tx, [(practice_id, appointment_id)])
    try:
        return found[practice_id, appointment_id]
    except KeyError:
        raise NotFound(f"this practice has no appointment {appointment_id}") from None


async def booked_by(
    tx: Transaction, keys: Collection[tuple[int, int]], by: Collection[Actor]
) -> set[tuple[int, int]]:
    """Return the (practice id, appointment id) `keys` of appointments booked by some actors."""
    if not keys:
        return set()
    statement = select(
        appointment_history.c.practice_id, appointment_history.c.appointment_id
    ).where(
        in_keys(appointment_history.c.practice_id, appointment_history.c.appointment_id),
        appointment_history.c.change == "booked",
        appointment_history.c.by.in_([one.label for one in by]),
    )
    rows = await tx.execute(statement, key_params(keys))
    return {(row.practice_id, row.appointment_id) for row in rows}


async def restored(tx: Transaction, keys: Collection[tuple[int, int]]) -> set[tuple[int, int]]:
    """Return the keys of appointments that stand because their cancellation was undone.

    Args:
        tx: any transaction.
        keys: (practice id, appointment id).

    Returns:
        Those whose last move, cancellation or restoration is a restoration.
    """
    if not keys:
        return set()
    table = appointment_history
    statement = (
        select(table.c.practice_id, table.c.appointment_id, table.c.change)
        .where(in_keys(table.c.practice_id, table.c.appointment_id))
        .where(table.c.change.in_(("moved", "cancelled", "restored")))
        .order_by(table.c.version)
    )
    rows = await tx.execute(statement, key_params(keys))
    last = {(row.practice_id, row.appointment_id): row.change for row in rows}
    return {key for key, change in last.items() if change == "restored"}


async def changed_hands(tx: Transaction, keys: Collection[tuple[int, int]]) -> set[tuple[int, int]]:
    """Return the keys of appointments that had another practitioner before.

    Args:
        tx: any transaction.
        keys: (practice id, appointment id).
    """
    if not keys:
        return set()
    table = appointment_history
    statement = (
        select(table.c.practice_id, table.c.appointment_id)
        .where(in_keys(table.c.practice_id, table.c.appointment_id))
        .group_by(table.c.practice_id, table.c.appointment_id)
        .having(func.min(table.c.practitioner_id) != func.max(table.c.practitioner_id))
    )
    rows = await tx.execute(statement, key_params(keys))
    return {(row.practice_id, row.appointment_id) for row in rows}


async def history(tx: Transaction, practice_id: int, appointment_id: int) -> list[AppointmentEvent]:
    """Return the history of an appointment, oldest event first."""
    statement = (
        select(appointment_history)
        .where(
            appointment_history.c.practice_id == practice_id,
            appointment_history.c.appointment_id == appointment_id,
        )
        .order_by(appointment_history.c.version)
    )
    return [
        AppointmentEvent(
            *(row.version, row.at, row.by, row.change, row.starts_at, row.practitioner_id)
        )
        for row in await tx.execute(statement)
    ]


def value(row: Any) -> Appointment:
    """Convert a row of `READ` to an appointment; the columns are in the query's order."""
    practice_id, appointment_id, client_id, practitioner_id, service_id, *rest = row
    starts_at, ends_at, busy_from, busy_until, status, version, sequence, invited, *rest = rest
    _by, cancelled_at, *joined = rest
    _created_at, _updated_at, series_id, overbooked, arrived_at, kept_in, *joined = joined
    practitioner, service, safe_to_name = joined
    return Appointment(
        practice_id=practice_id,
        id=appointment_id,
        client_id=client_id,
        practitioner_id=practitioner_id,
        starts_at=starts_at,
        ends_at=ends_at,
        status=AppointmentStatus(status),
        version=version,
        service_id=service_id,
        practitioner=practitioner,
        service=service or "",
        safe_to_name=bool(safe_to_name),
        buffer_before=starts_at - busy_from,
        buffer_after=busy_until - ends_at,
        cancelled_at=cancelled_at,
        sequence=sequence,
        invited=invited,
        series_id=series_id,
        overbooked=overbooked,
        arrived_at=arrived_at,
        kept_in=kept_in,
    )
