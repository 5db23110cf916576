"""Replan the planned reminders of a practice after a change of its reminder policy."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, select, update

from calendar_store import schema
from calendar_store.database.connection import Transaction
from calendar_store.database.notify import Topic
from calendar_store.messages import reminders, suppression
from calendar_store.messages.reminders import Settled
from calendar_store.model.appointments import Appointment
from calendar_store.model.messages import Reminder
from calendar_store.model.practices import EVERY_VISIT, Practice, ReminderScope, ReminderStep
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import Reason
from calendar_store.model.reminder_policy import DueStep, plan, steps_for
from calendar_store.model.statuses import STANDING, AppointmentStatus, MessageStatus, StepRule
from calendar_store.schema.columns import Instant

NO_LONGER = Reason(ReasonCode.STEP_REMOVED)

_MOVE = (
    update(schema.reminders)
    .where(reminders.ONE)
    .values(
        due_at=bindparam("b_due_at", type_=Instant),
        unless_confirmed=bindparam("b_unless_confirmed"),
        min_risk=bindparam("b_min_risk"),
    )
)


async def follow(
    tx: Transaction,
    before: tuple[Practice, Sequence[ReminderStep]],
    after: tuple[Practice, Sequence[ReminderStep]],
    now: datetime,
) -> int:
    """Replan the reminders of a practice if a change of its settings concerns them; see `replan`.

    Args:
        tx: the transaction that changes the settings.
        before: the practice and its steps before the change.
        after: the practice and its steps after the change.
        now: UTC.
    """
    same = before[1] == after[1] and _concerns(before[0]) == _concerns(after[0])
    return 0 if same else await replan(tx, *after, now)


def _concerns(practice: Practice) -> tuple[object, ...]:
    """Return the settings of a practice on which the due times of reminders depend."""
    return practice.timezone, practice.quiet_from, practice.quiet_until


async def replan(
    tx: Transaction,
    practice: Practice,
    steps: Sequence[ReminderStep],
    now: datetime,
    scope: ReminderScope = EVERY_VISIT,
) -> int:
    """Replan the reminders of future appointments: cancel removed steps, plan new steps.

    Reminders that were sent, or that are skipped for a reason of their own, stay unchanged. A rule
    that stays keeps its reminder; the due time changes only if the time zone or the quiet hours
    have changed. No "booked" message is planned for appointments booked before.

    Args:
        tx: the transaction that changes the policy.
        practice: the practice after the change.
        steps: the reminder policy after the change, with the steps of all scopes.
        now: UTC.
        scope: the visits that the change concerns; the others are not read.

    Returns:
        Number of appointments whose reminders have changed.
    """
    ahead = await _ahead(tx, practice.id, now, scope)
    planned: dict[int, list[Reminder]] = {one.id: [] for one in ahead}
    for one in await _reminders_ahead(tx, practice.id, now, scope):
        if one.appointment_id in planned:
            planned[one.appointment_id].append(one)
    left_out: list[Settled] = []
    moved: list[dict[str, Any]] = []
    new: list[tuple[Appointment, DueStep]] = []
    queued: list[Reminder] = []
    for appointment in ahead:
        own = steps_for(steps, appointment.service_id, appointment.practitioner_id)
        change = _replanned(practice, own, appointment, planned[appointment.id], now)
        left_out += change.left_out
        moved += change.moved
        queued += change.queued
        new += [(appointment, due) for due in change.new]
    await reminders.settle(tx, left_out)
    await tx.executemany(_MOVE, moved)
    await reminders.add(tx, new)
    kept_back = await _kept_back(tx, practice.id, queued, now)
    changed = {one.reminder.appointment_id for one in left_out}
    changed |= {row["b_appointment"] for row in moved}
    changed |= {appointment.id for appointment, due in new if not due.why_not}
    changed |= {one.appointment_id for one in queued if one.message_id in kept_back}
    if changed:
        tx.notify(Topic.REMINDERS)
    return len(changed)


@dataclass(frozen=True, slots=True)
class _Replanned:
    """The changes to the reminders of one appointment after a change of policy.

    Attributes:
        queued: reminders whose step is gone and whose messages may not have left yet.
    """

    left_out: list[Settled]
    moved: list[dict[str, Any]]
    new: list[DueStep]
    queued: list[Reminder]


def _replanned(
    practice: Practice,
    steps: Sequence[ReminderStep],
    appointment: Appointment,
    rows: Sequence[Reminder],
    now: datetime,
) -> _Replanned:
    own = [one for one in rows if one.version == appointment.version]
    known = {one.planned_by.rule_key: one for one in own if one.reason.code is not NO_LONGER.code}
    wanted = {step.rule_key: step for step in steps}
    waiting = [
        one
        for one in own
        # a change that has to be told is no step of the policy
        if one.status is MessageStatus.PLANNED and one.rule is not StepRule.CHANGED
    ]
    left_out = [
        Settled(one, MessageStatus.CANCELLED, NO_LONGER)
        for one in waiting
        if one.planned_by.rule_key not in wanted
    ]
    queued = [
        one
        for one in own
        if one.status is MessageStatus.QUEUED
        and one.rule not in {StepRule.CHANGED, StepRule.BOOKED}
        and one.planned_by.rule_key not in wanted
    ]
    moved = []
    for one in waiting:
        step = wanted.get(one.planned_by.rule_key)
        if step is None or one.reason or one.due_at <= now:
            continue
        (due,) = plan(practice, [step], appointment.starts_at, now)
        at = one.due_at if due.why_not else due.at
        wished = (at, step.unless_confirmed, step.min_risk)
        if wished != (one.due_at, one.unless_confirmed, one.min_risk):
            named = zip(("b_due_at", "b_unless_confirmed", "b_min_risk"), wished, strict=True)
            moved.append(reminders.key(one) | dict(named))
    fresh = [
        step
        for key, step in wanted.items()
        if key not in known and step.rule is not StepRule.BOOKED
    ]
    # step numbers that no reminder of this version uses
    first = max((one.step for one in own), default=0) + 1
    numbered = [replace(step, step=n) for n, step in enumerate(fresh, first)]
    new = plan(practice, numbered, appointment.starts_at, now)
    return _Replanned(left_out, moved, new, queued)


async def _kept_back(
    tx: Transaction, practice_id: int, gone: Sequence[Reminder], now: datetime
) -> set[int]:
    """Keep back messages of steps that are gone, if they have not left; return their ids.

    In quiet hours, or while no carrier takes them, messages wait for hours. One that reminds of
    other visits too goes out.
    """
    counts = Counter(one.message_id for one in gone if one.message_id is not None)
    if not counts:
        return set()
    # by the visits ahead: no index has the messages of reminders
    ahead = await _reminders_ahead(tx, practice_id, now, EVERY_VISIT)
    every = Counter(one.message_id for one in ahead if one.message_id in counts)
    alone = [one for one, count in counts.items() if every[one] == count]
    keys = [(practice_id, one) for one in alone]
    return {one.id for one in await suppression.by_ids(tx, keys, NO_LONGER, now)}


def _of(scope: ReminderScope) -> list[ColumnElement[bool]]:
    """Return the conditions under which an appointment is of a scope."""
    table = schema.appointments
    wanted = (
        (table.c.service_id, scope.service_id),
        (table.c.practitioner_id, scope.practitioner_id),
    )
    return [column == value for column, value in wanted if value is not None]


async def _ahead(
    tx: Transaction, practice_id: int, now: datetime, scope: ReminderScope
) -> list[Appointment]:
    """Lock and return future standing appointments, with the columns that planning needs."""
    table = schema.appointments
    statement = (
        select(
            *(table.c.practice_id, table.c.id, table.c.client_id, table.c.practitioner_id),
            *(table.c.starts_at, table.c.ends_at, table.c.status, table.c.version),
            table.c.service_id,
        )
        .where(table.c.practice_id == practice_id, table.c.starts_at > now, *_of(scope))
        .where(table.c.status.in_(STANDING))
        .order_by(table.c.starts_at, table.c.id)
        .with_for_update()
    )
    return [
        Appointment(
            *(row.practice_id, row.id, row.client_id, row.practitioner_id),
            *(row.starts_at, row.ends_at, AppointmentStatus(row.status), row.version),
            row.service_id,
        )
        for row in await tx.execute(statement)
    ]


async def _reminders_ahead(
    tx: Transaction, practice_id: int, now: datetime, scope: ReminderScope
) -> list[Reminder]:
    """Return every reminder of a practice's appointments that start after `now`."""
    table = schema.appointments
    statement = (
        select(schema.reminders)
        .join(
            table,
            and_(
                table.c.practice_id == schema.reminders.c.practice_id,
                table.c.id == schema.reminders.c.appointment_id,
            ),
        )
        .where(table.c.practice_id == practice_id, table.c.starts_at > now, *_of(scope))
    )
    return [reminders.value(row) for row in await tx.execute(statement)]
