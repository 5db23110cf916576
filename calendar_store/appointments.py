"""Appointments: booked, confirmed, moved, cancelled, restored; each change one version further.

Every change is written with its history and with the reminders that follow from it, in the
caller's transaction. The database itself refuses a double booking (F4).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from calendar_store import freed_times, held_back, reminders
from calendar_store.changes import Topic
from calendar_store.database import Transaction
from calendar_store.errors import InvalidInput, Stale
from calendar_store.freed_times import FreedTime
from calendar_store.keys import among, bound
from calendar_store.schema import appointment_history
from calendar_store.schema import appointments as table
from calendar_store.statuses import AppointmentStatus, StepRule
from calendar_store.transitions import Change, cancelled, confirmed, moved, restored
from calendar_store.values import (
    MAX_APPOINTMENT,
    Appointment,
    Practice,
    ReminderStep,
    Service,
    require_aware,
)

__all__ = [
    "Change",
    "apply",
    "book",
    "cancelled",
    "change",
    "confirmed",
    "moved",
    "restored",
    "stale",
]

_ZERO = timedelta(0)
_VERSIONS = (
    select(table.c.practice_id, table.c.id, table.c.version)
    .where(among(table.c.practice_id, table.c.id))
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
        cancelled_by=bindparam("cancelled_by"),
        cancelled_at=bindparam("cancelled_at"),
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
    by: str,
    service: Service | None = None,
    appointment_id: int | None = None,
) -> Appointment:
    """Book an appointment and plan its reminders.

    Args:
        tx: the transaction.
        practice: whose calendar.
        steps: the practice's reminder policy.
        client_id: who comes.
        practitioner_id: whom to.
        starts_at: aware; in the future.
        duration: how long the client is there.
        now: UTC.
        by: who books, for the history ("staff:…", "sms", "cli").
        service: what for; its buffers block the practitioner too.
        appointment_id: its identity, where it was promised already; None for a new one.

    Returns:
        The appointment, version 1.

    Raises:
        InvalidInput: for a naive or past start, or a length that cannot be.
        SlotTaken: if the practitioner has somebody then.
    """
    starts_at = require_aware(starts_at, "the start")
    _require_possible(starts_at, duration, now)
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
    )
    await tx.execute(
        _INSERT,
        _columns(appointment, "", now)
        | {
            "practice_id": practice.id,
            "id": appointment.id,
            "service_id": appointment.service_id,
            "version": 1,
            "created_at": now,
        },
    )
    await tx.execute(_INSERT_HISTORY, _history(tx, appointment, "booked", by, now))
    await reminders.plan_for(tx, practice, steps, [appointment], now)
    tx.touch(Topic.CALENDAR)
    return appointment


async def stale(tx: Transaction, changes: Iterable[Change]) -> set[tuple[int, int]]:
    """Return the (practice, appointment) keys whose version is not the one decided on.

    The rows are locked until the transaction ends, so what is not stale stays so.
    """
    expected = {(c.was.practice_id, c.was.id): c.was.version for c in changes}
    if not expected:
        return set()
    rows = await tx.execute(_VERSIONS, bound(expected))
    found = {(row.practice_id, row.id): row.version for row in rows}
    return {key for key, version in expected.items() if found.get(key) != version}


async def apply(
    tx: Transaction,
    changes: Sequence[Change],
    policies: Mapping[int, tuple[Practice, Sequence[ReminderStep]]],
    *,
    now: datetime,
    by: str,
) -> None:
    """Write changes that `stale` found none stale among, with history and reminders.

    Args:
        tx: the transaction in which `stale` looked.
        changes: what to write; at most one for each appointment.
        policies: practice and reminder steps by practice id.
        now: UTC.
        by: who, for the history.

    Raises:
        SlotTaken: if a move or a restoration meets somebody else's appointment.
    """
    await tx.executemany(
        _UPDATE,
        [
            _columns(c.becomes, by if c.becomes.cancelled_at else "", now)
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
    await freed_times.free(tx, _freed(changes), now)
    await _replan(tx, list(zip(now_standing, changes, strict=True)), policies, now)
    if changes:
        tx.touch(Topic.CALENDAR)


async def change(
    tx: Transaction,
    one: Change,
    policy: tuple[Practice, Sequence[ReminderStep]],
    *,
    now: datetime,
    by: str,
) -> None:
    """Write one change.

    Raises:
        Stale: if the appointment changed since it was read.
        SlotTaken: if the time is somebody else's.
    """
    if await stale(tx, [one]):
        raise Stale("the appointment was changed meanwhile; look at it again")
    await apply(tx, [one], {one.was.practice_id: policy}, now=now, by=by)


async def _replan(
    tx: Transaction,
    changed: Sequence[tuple[Appointment, Change]],
    policies: Mapping[int, tuple[Practice, Sequence[ReminderStep]]],
    now: datetime,
) -> None:
    for name, reason in (("cancelled", "appointment cancelled"), ("moved", "appointment moved")):
        keys = [(c.was.practice_id, c.was.id) for _, c in changed if c.name == name]
        await reminders.cancel(tx, keys, reason)
        await held_back.about_appointments(tx, keys, reason, now)
    for appointment, made in changed:
        if made.name not in ("moved", "restored"):
            continue
        practice, steps = policies[appointment.practice_id]
        if appointment.status is AppointmentStatus.CONFIRMED:
            # the client chose it and has just been answered; "booked" is not said again
            steps = [step for step in steps if step.rule is not StepRule.BOOKED]
        await reminders.plan_for(tx, practice, steps, [appointment], now)


def _freed(changes: Iterable[Change]) -> list[FreedTime]:
    """Return the times that changes set free."""
    return [
        FreedTime(c.was.practice_id, c.was.practitioner_id, c.was.starts_at, c.was.ends_at)
        for c in changes
        if c.name in {"cancelled", "moved"}
    ]


def _require_possible(starts_at: datetime, duration: timedelta, now: datetime) -> None:
    if starts_at <= now:
        raise InvalidInput(f"{starts_at:%Y-%m-%d %H:%M} UTC has passed; choose a later start")
    if not _ZERO < duration <= MAX_APPOINTMENT:
        raise InvalidInput("an appointment lasts more than nothing and at most 24 hours")


def _columns(appointment: Appointment, cancelled_by: str, now: datetime) -> dict[str, Any]:
    return {
        "client_id": appointment.client_id,
        "practitioner_id": appointment.practitioner_id,
        "starts_at": appointment.starts_at,
        "ends_at": appointment.ends_at,
        "busy_from": appointment.starts_at - appointment.buffer_before,
        "busy_until": appointment.ends_at + appointment.buffer_after,
        "status": appointment.status,
        "cancelled_by": cancelled_by,
        "cancelled_at": appointment.cancelled_at,
        "updated_at": now,
    }


def _history(
    tx: Transaction, appointment: Appointment, name: str, by: str, now: datetime
) -> dict[str, Any]:
    return {
        "practice_id": appointment.practice_id,
        "id": tx.ids.new(),
        "appointment_id": appointment.id,
        "version": appointment.version,
        "at": now,
        "by": by,
        "change": name,
        "starts_at": appointment.starts_at,
        "practitioner_id": appointment.practitioner_id,
    }
