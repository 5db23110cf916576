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

from calendar_store.appointments import freed_times, invitations
from calendar_store.appointments.freed_times import FreedTime
from calendar_store.clients import clients, consent
from calendar_store.conversations import alerts
from calendar_store.database.connection import Transaction
from calendar_store.database.keys import in_keys, key_params
from calendar_store.database.name_locks import hold
from calendar_store.database.notify import Topic
from calendar_store.messages import reminders, suppression
from calendar_store.model.actors import BY_TEXT, Actor
from calendar_store.model.appointments import MAX_APPOINTMENT, Appointment
from calendar_store.model.conversations import Alert
from calendar_store.model.errors import InvalidInput, Stale
from calendar_store.model.moments import require_aware
from calendar_store.model.practices import Practice, ReminderStep, Service
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import Reason
from calendar_store.model.statuses import STANDING, AlertKind, AppointmentStatus, Channel
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
_CORRECTED = frozenset({"moved", "cancelled", "restored"})
"""Changes after which an invitation is out of date."""
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

    Returns:
        The appointment, version 1.

    Raises:
        InvalidInput: if the start is naive, past or too far ahead, or the length is impossible.
        SlotTaken: if the practitioner has another appointment at that time.
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
    )
    await _hold(tx, [appointment])
    await tx.execute(
        _INSERT,
        _columns(appointment, "", now)
        | {
            "practice_id": practice.id,
            "id": appointment.id,
            "service_id": appointment.service_id,
            "version": 1,
            "invited": False,
            "created_at": now,
        },
    )
    await tx.execute(_INSERT_HISTORY, _history(tx, appointment, "booked", by, now))
    await _remind(tx, practice, steps, appointment, now, answered=answered)
    tx.notify(Topic.CALENDAR)
    return appointment


async def _hold(tx: Transaction, appointments: Sequence[Appointment]) -> None:
    """Lock the times of appointments, so that concurrent bookings of one time run in turn.

    Without these locks, the database constraint still accepts only one booking, but some of the
    other transactions fail with a deadlock instead of the error that the time is taken.
    """
    await hold(tx, (f"time {a.practitioner_id} {a.starts_at.timestamp()}" for a in appointments))


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
) -> None:
    """Write changes, with history and reminders; call `stale` first, and write none that is stale.

    Args:
        tx: the transaction in which `stale` was called.
        changes: the changes; at most one for each appointment.
        policies: practice and reminder steps by practice id.
        now: UTC.
        by: the actor, for the history.

    Raises:
        SlotTaken: if a moved or restored appointment overlaps another appointment.
    """
    await _hold(tx, [each.becomes for each in changes if each.becomes.status in STANDING])
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
    await freed_times.free(tx, _freed(changes), now)
    await _replan(tx, list(zip(now_standing, changes, strict=True)), policies, now)
    if changes:
        tx.notify(Topic.CALENDAR)


async def change(
    tx: Transaction,
    one: Transition,
    policy: tuple[Practice, Sequence[ReminderStep]],
    *,
    now: datetime,
    by: Actor,
) -> None:
    """Write one change.

    Raises:
        Stale: if the appointment changed since it was read.
        SlotTaken: if the appointment overlaps another appointment.
    """
    if await stale(tx, [one]):
        raise Stale("the appointment was changed meanwhile; look at it again")
    await apply(tx, [one], {one.was.practice_id: policy}, now=now, by=by)


async def _replan(
    tx: Transaction,
    changed: Sequence[tuple[Appointment, Transition]],
    policies: Mapping[int, tuple[Practice, Sequence[ReminderStep]]],
    now: datetime,
) -> None:
    for name, reason in (
        ("cancelled", Reason(ReasonCode.APPOINTMENT_CANCELLED)),
        ("moved", Reason(ReasonCode.APPOINTMENT_MOVED)),
        ("restored", Reason(ReasonCode.APPOINTMENT_CHANGED)),
    ):
        keys = [(c.was.practice_id, c.was.id) for _, c in changed if c.name == name]
        await reminders.cancel(tx, keys, reason)
        await suppression.about_appointments(tx, keys, reason, now)
    corrected = (one for one, made in changed if made.name in _CORRECTED)
    await invitations.plan_updates(tx, corrected, now)
    for appointment, made in changed:
        if made.name not in ("moved", "restored"):
            continue
        practice, steps = policies[appointment.practice_id]
        # a client who chose the time has just got an answer that states it
        answered = appointment.status is AppointmentStatus.CONFIRMED
        await _remind(tx, practice, steps, appointment, now, answered=answered)


async def _remind(
    tx: Transaction,
    practice: Practice,
    steps: Sequence[ReminderStep],
    appointment: Appointment,
    now: datetime,
    *,
    answered: bool,
) -> None:
    """Plan the reminders of an appointment; alert staff if quiet hours leave no reminder."""
    planned = await reminders.plan_for(tx, practice, steps, [appointment], now, answered=answered)
    why_not = {due.why_not.code for due in planned[appointment.id]}
    if answered or ReasonCode.NONE in why_not or ReasonCode.QUIET_UNTIL_START not in why_not:
        return
    client = await clients.get(tx, practice.id, appointment.client_id)
    addresses = {Channel.SMS: client.mobile, Channel.EMAIL: client.email}
    recipients = [(practice.id, client.id, *one) for one in addresses.items()]
    if len(await consent.gate(tx, recipients)) < len(recipients):
        why = Reason(ReasonCode.QUIET_UNTIL_START)
        told = Reason(ReasonCode.NO_TEXT_ABOUT_IT, {"client": client.name, "why": why})
        alert = Alert(
            *(practice.id, tx.ids.new(), AlertKind.NOT_DELIVERED, told, now),
            client_id=client.id,
            appointment_id=appointment.id,
        )
        await alerts.raise_all(tx, [alert])


def _freed(changes: Iterable[Transition]) -> list[FreedTime]:
    """Return the times that changes free."""
    return [
        FreedTime(c.was.practice_id, c.was.practitioner_id, c.was.starts_at, c.was.ends_at)
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
        "busy_from": appointment.starts_at - appointment.buffer_before,
        "busy_until": appointment.ends_at + appointment.buffer_after,
        "status": appointment.status,
        "sequence": appointment.sequence,
        "cancelled_by": cancelled_by,
        "cancelled_at": appointment.cancelled_at,
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
