"""Write appointments: book, confirm, move, cancel and restore them.

Each change raises the appointment's version by one. A change is written together with its history
and its reminders, in the caller's transaction. The database itself refuses a double booking.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, insert, select, update

from calendar_store.appointments import bookable, double_bookings, freed_times, visit_reminders
from calendar_store.appointments.freed_times import FreedTime
from calendar_store.clients import former_clients
from calendar_store.database.connection import Transaction
from calendar_store.database.keys import in_keys, key_params
from calendar_store.database.name_locks import hold
from calendar_store.database.notify import Topic
from calendar_store.messages import after_visits
from calendar_store.model.actors import BY_TEXT, Actor
from calendar_store.model.appointments import MAX_APPOINTMENT, Appointment
from calendar_store.model.errors import InvalidInput, Stale
from calendar_store.model.moments import require_aware
from calendar_store.model.practices import Practice, ReminderStep, Service
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import Reason
from calendar_store.model.statuses import STANDING, AppointmentStatus
from calendar_store.model.telling import UNDO_TIME, AppointmentKey, Telling
from calendar_store.model.transitions import Transition, cancelled, confirmed, moved, restored
from calendar_store.schema import appointment_history
from calendar_store.schema import appointments as table

__all__ = [
    "BY_TEXT",
    "MAX_AHEAD",
    "Transition",
    "apply",
    "book",
    "cancelled",
    "change",
    "confirmed",
    "moved",
    "require_possible",
    "restored",
    "stale",
]

MAX_AHEAD = timedelta(days=5 * 365)
"""How far ahead an appointment may be booked."""
_ZERO = timedelta(0)
_TAKES_TIME = frozenset({"moved", "restored"})
_VERSIONS = (
    select(table.c.practice_id, table.c.id, table.c.version)
    .where(in_keys(table.c.practice_id, table.c.id))
    .order_by(table.c.practice_id, table.c.id)
    .with_for_update()
)
_INSERT = insert(table)
_INSERT_HISTORY = insert(appointment_history)
_UPDATE = (
    update(table)
    .where(
        table.c.practice_id == bindparam("b_practice"),
        table.c.id == bindparam("b_id"),
        table.c.version == bindparam("b_version"),
    )
    .values(
        client_id=bindparam("client_id"),
        practitioner_id=bindparam("practitioner_id"),
        starts_at=bindparam("starts_at"),
        ends_at=bindparam("ends_at"),
        busy_from=bindparam("busy_from"),
        busy_until=bindparam("busy_until"),
        status=bindparam("status"),
        version=table.c.version + 1,
        sequence=bindparam("sequence"),
        cancelled_by=bindparam("cancelled_by"),
        cancelled_at=bindparam("cancelled_at"),
        overbooked=bindparam("overbooked"),
        arrived_at=bindparam("arrived_at"),
        kept_in=bindparam("kept_in"),
        updated_at=bindparam("updated_at"),
    )
)


async def book(
    tx: Transaction,
    practice: Practice,
    steps: Sequence[ReminderStep],
    *,
    client_id: int,
    practitioner_id: int,
    starts_at: datetime,
    duration: timedelta,
    now: datetime,
    by: Actor,
    service: Service | None = None,
    appointment_id: int | None = None,
    answered: bool = False,
    begun: timedelta = _ZERO,
    overbook: bool = False,
    series_id: int | None = None,
    kept_in: int | None = None,
    telling: Telling | None = None,
) -> Appointment:
    """Book an appointment and plan its reminders.

    Args:
        tx: the transaction.
        practice: the practice.
        steps: the practice's reminder policy.
        client_id: the client.
        practitioner_id: the practitioner.
        starts_at: start, aware; in the future, or at most `begun` ago.
        duration: length of the visit, without buffers.
        now: UTC.
        by: the actor who books, for the history.
        service: the service booked; its buffers also block the practitioner.
        appointment_id: the id, if one was assigned before; None: a new id.
        answered: whether the answer to the client's text says that the appointment is booked.
        begun: how long ago the start may be: staff enter a client who walked in afterwards.
        overbook: book it even if the time is taken; it is marked as overbooked then.
        series_id: the series that it is booked with.
        kept_in: the absence or block in which the time lies on purpose.
        telling: whether staff want the client told; None: as the practice's reminders say.

    Returns:
        The appointment, version 1.

    Raises:
        InvalidInput: if the start is naive, past or too far ahead, or the length is impossible.
        SlotTaken: if the practitioner has another appointment at that time, without `overbook`, or
            cannot be booked (for the service) any more.
    """
    starts_at = require_aware(starts_at, "the start")
    require_possible(practice, starts_at, duration, now - begun, now)
    appointment = Appointment(
        practice_id=practice.id,
        id=tx.ids.new() if appointment_id is None else appointment_id,
        client_id=client_id,
        practitioner_id=practitioner_id,
        starts_at=starts_at,
        ends_at=starts_at + duration,
        status=AppointmentStatus.BOOKED,
        version=1,
        service_id=service.id if service else None,
        service=service.name if service else "",
        safe_to_name=service.safe_to_name if service else False,
        buffer_before=service.buffer_before if service else _ZERO,
        buffer_after=service.buffer_after if service else _ZERO,
        series_id=series_id,
        kept_in=kept_in,
    )
    # before the locks of times: whoever retires a practitioner takes that of the practitioner first
    await bookable.require(tx, [appointment], booked=False)
    await _hold(tx, [appointment])
    if overbook and await double_bookings.overlapping(tx, appointment):
        appointment = replace(appointment, overbooked=True)
    await double_bookings.require_none_overbooked(tx, [(appointment, None)])
    await tx.execute(
        _INSERT,
        _columns(appointment, "", now)
        | {
            "practice_id": practice.id,
            "id": appointment.id,
            "service_id": appointment.service_id,
            "series_id": series_id,
            "version": 1,
            "invited": False,
            "created_at": now,
        },
    )
    await tx.execute(_INSERT_HISTORY, _history(tx, appointment, "booked", by, now))
    await former_clients.welcome(tx, practice.id, client_id, by=by, now=now)
    comes = Reason(ReasonCode.FOLLOWED_BY_VISIT)
    await after_visits.hold_back_of(tx, [(practice.id, client_id)], comes, now)
    await visit_reminders.plan(
        *(tx, practice, steps, appointment, now), answered=answered, telling=telling, booked=True
    )
    tx.notify(Topic.CALENDAR)
    return appointment


async def _hold(tx: Transaction, appointments: Sequence[Appointment]) -> None:
    """Lock the times of appointments, so that concurrent bookings of one time run in turn.

    Without these locks, the database constraint still accepts only one booking, but some of the
    other transactions fail with a deadlock instead of the error that the time is taken.
    """
    await hold(tx, (f"time {a.practitioner_id} {a.starts_at.timestamp()}" for a in appointments))


async def lock(tx: Transaction, practice_id: int, appointment_id: int) -> None:
    """Lock an appointment until the commit, for what is written about it without changing it."""
    await tx.execute(_VERSIONS, key_params([(practice_id, appointment_id)]))


async def stale(tx: Transaction, changes: Iterable[Transition]) -> set[tuple[int, int]]:
    """Return the (practice id, appointment id) keys whose version has changed since the decision.

    The rows are locked until the transaction ends, so the other appointments cannot become stale.
    """
    expected = {(c.was.practice_id, c.was.id): c.was.version for c in changes}
    if not expected:
        return set()
    rows = await tx.execute(_VERSIONS, key_params(expected))
    found = {(row.practice_id, row.id): row.version for row in rows}
    return {key for key, version in expected.items() if found.get(key) != version}


async def apply(
    tx: Transaction,
    changes: Sequence[Transition],
    policies: Mapping[int, tuple[Practice, Sequence[ReminderStep]]],
    *,
    now: datetime,
    by: Actor,
    telling: Mapping[AppointmentKey, Telling] | None = None,
) -> None:
    """Write changes, with history and reminders; call `stale` first, and write none that is stale.

    Args:
        tx: the transaction in which `stale` was called.
        changes: the changes; at most one for each appointment.
        policies: practice and reminder steps by practice id.
        now: UTC.
        by: the actor, for the history.
        telling: for changes by staff, whether the client is told; a change that is missing is told
            as the practice's reminders and the client's invitation want it.

    Raises:
        SlotTaken: if a moved or restored appointment overlaps another appointment, and is not
            overbooked, or its practitioner cannot be booked (for the service) any more.
    """
    taking = [each.becomes for each in changes if each.name in _TAKES_TIME]
    await bookable.require(tx, taking, booked=True)
    await _hold(tx, [each.becomes for each in changes if each.becomes.status in STANDING])
    await double_bookings.require_none_overbooked(
        tx, [(c.becomes, c.was.cancelled_at) for c in changes if c.name in _TAKES_TIME]
    )
    await tx.executemany(
        _UPDATE,
        [
            _columns(c.becomes, by.label if c.becomes.cancelled_at else "", now)
            | {"b_practice": c.was.practice_id, "b_id": c.was.id, "b_version": c.was.version}
            for c in changes
        ],
    )
    now_standing = [replace(c.becomes, version=c.was.version + 1) for c in changes]
    await tx.executemany(
        _INSERT_HISTORY,
        [
            _history(tx, appointment, change.name, by, now)
            for appointment, change in zip(now_standing, changes, strict=True)
        ],
    )
    await freed_times.free(tx, _freed(changes, telling or {}, now), now)
    made = list(zip(now_standing, changes, strict=True))
    await visit_reminders.follow(tx, made, policies, now, telling)
    if changes:
        tx.notify(Topic.CALENDAR)


async def change(
    tx: Transaction,
    one: Transition,
    policy: tuple[Practice, Sequence[ReminderStep]],
    *,
    now: datetime,
    by: Actor,
    telling: Telling | None = None,
) -> None:
    """Write one change; `telling` says whether staff want the client told, see `apply`.

    Raises:
        Stale: if the appointment changed since it was read.
        SlotTaken: if the appointment overlaps another appointment.
    """
    if await stale(tx, [one]):
        raise Stale("the appointment was changed meanwhile; look at it again")
    key = (one.was.practice_id, one.was.id)
    said = {} if telling is None else {key: telling}
    await apply(tx, [one], {one.was.practice_id: policy}, now=now, by=by, telling=said)


def _freed(
    changes: Iterable[Transition], telling: Mapping[AppointmentKey, Telling], now: datetime
) -> list[FreedTime]:
    """Return the times that changes free; those that staff free can be had back for a moment."""
    return [
        FreedTime(
            *(c.was.practice_id, c.was.practitioner_id, c.was.starts_at, c.was.ends_at),
            not_before=now + UNDO_TIME if (c.was.practice_id, c.was.id) in telling else None,
        )
        for c in changes
        if c.name in {"cancelled", "moved"}
    ]


def require_possible(
    practice: Practice, starts_at: datetime, duration: timedelta, earliest: datetime, now: datetime
) -> None:
    """Refuse a time at which no appointment can be booked by anybody.

    Args:
        practice: the practice.
        starts_at: start, aware.
        duration: length of the visit, without buffers.
        earliest: the start must be after this moment, UTC.
        now: UTC.

    Raises:
        InvalidInput: if the time is past or too far ahead, or the length is impossible.
    """
    local = starts_at.astimezone(ZoneInfo(practice.timezone))
    if starts_at <= earliest:
        raise InvalidInput(f"{local:%a %-d %b %Y %H:%M} has passed; choose a later start")
    if starts_at - now > MAX_AHEAD:
        raise InvalidInput(
            f"{local:%a %-d %b %Y} is more than {MAX_AHEAD.days // 365} years away; nothing is"
            " booked so far ahead"
        )
    if not _ZERO < duration <= MAX_APPOINTMENT:
        raise InvalidInput("an appointment lasts more than nothing and at most 24 hours")


def _columns(appointment: Appointment, cancelled_by: str, now: datetime) -> dict[str, Any]:
    return {
        "client_id": appointment.client_id,
        "practitioner_id": appointment.practitioner_id,
        "starts_at": appointment.starts_at,
        "ends_at": appointment.ends_at,
        "busy_from": appointment.busy_from,
        "busy_until": appointment.busy_until,
        "status": appointment.status,
        "sequence": appointment.sequence,
        "cancelled_by": cancelled_by,
        "cancelled_at": appointment.cancelled_at,
        "overbooked": appointment.overbooked,
        "arrived_at": appointment.arrived_at,
        "kept_in": appointment.kept_in,
        "updated_at": now,
    }


def _history(
    tx: Transaction, appointment: Appointment, name: str, by: Actor, now: datetime
) -> dict[str, Any]:
    return {
        "practice_id": appointment.practice_id,
        "id": tx.ids.new(),
        "appointment_id": appointment.id,
        "version": appointment.version,
        "at": now,
        "by": by.label,
        "change": name,
        "starts_at": appointment.starts_at,
        "practitioner_id": appointment.practitioner_id,
    }
