"""Planned reminders: add, cancel, claim when due, and settle.

Reminders are planned in the transaction of the booking and replaced when the appointment is moved.
The key (appointment, version, step) guarantees that no reminder is sent twice for the same step of
the same version.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, func, select, update
from sqlalchemy import insert as plain_insert

from calendar_store.database.connection import Transaction
from calendar_store.database.keys import in_keys, key_params
from calendar_store.database.notify import Topic
from calendar_store.model.appointments import Appointment
from calendar_store.model.messages import Reminder
from calendar_store.model.practices import Practice, ReminderStep
from calendar_store.model.reasons import NO_REASON, Reason, reason_of
from calendar_store.model.reminder_policy import DueStep, as_staff_say, plan, steps_for
from calendar_store.model.statuses import Channel, MessageStatus, StepRule
from calendar_store.model.telling import Telling
from calendar_store.schema import reminders
from calendar_store.schema.columns import Instant, ReasonFacts, is_now

# looked up, since a call of an enumeration takes several times as long, and a day has hundreds
_CHANNELS = {one.value: one for one in Channel}
_STATUSES = {one.value: one for one in MessageStatus}
_RULES = {one.value: one for one in StepRule}
_INSERT = plain_insert(reminders)
ONE = and_(
    reminders.c.practice_id == bindparam("b_practice"),
    reminders.c.appointment_id == bindparam("b_appointment"),
    reminders.c.version == bindparam("b_version"),
    reminders.c.step == bindparam("b_step"),
    is_now(reminders.c.status, MessageStatus.PLANNED),
)
_WHY = {
    "reason_code": bindparam("b_reason_code"),
    "reason_facts": bindparam("b_reason_facts", type_=ReasonFacts),
}
_SETTLE = (
    update(reminders)
    .where(ONE)
    .values(
        status=bindparam("b_status"),
        **_WHY,
        message_id=bindparam("b_message"),
        due_at=func.coalesce(bindparam("b_again_at", type_=Instant), reminders.c.due_at),
    )
)
_CANCEL = (
    update(reminders)
    .where(
        reminders.c.practice_id == bindparam("b_practice"),
        reminders.c.appointment_id == bindparam("b_appointment"),
        is_now(reminders.c.status, MessageStatus.PLANNED),
    )
    .values(status=MessageStatus.CANCELLED, **_WHY)
)


@dataclass(frozen=True, slots=True)
class Settled:
    """The result of handling a planned reminder.

    Attributes:
        reminder: the reminder.
        status: QUEUED with its message, SKIPPED with a reason, CANCELLED or EXPIRED; PLANNED if
            the reminder has to wait.
        reason: why the reminder was skipped or cancelled, or why it waits.
        message_id: id of the message made from the reminder.
        retry_at: with PLANNED, when the reminder is claimed again, UTC.
    """

    reminder: Reminder
    status: MessageStatus
    reason: Reason = NO_REASON
    message_id: int | None = None
    retry_at: datetime | None = None


async def plan_for(
    tx: Transaction,
    practice: Practice,
    steps: Sequence[ReminderStep],
    appointments: Iterable[Appointment],
    now: datetime,
    *,
    answered: bool = False,
    telling: Telling | None = None,
    booked: bool = False,
) -> dict[int, list[DueStep]]:
    """Plan the reminders of appointments just booked, moved or restored.

    A step whose reminder will not be sent gets a row too; the row holds the reason.

    Args:
        tx: the transaction of the booking itself.
        practice: the practice of the appointments.
        steps: the practice's reminder policy, with the steps of all scopes.
        appointments: the appointments as they are now.
        now: UTC.
        answered: whether a reply to the client names the appointments at the same time.
        telling: whether staff want the client told at once; None: as the policy says.
        booked: whether the appointments were just booked.

    Returns:
        By appointment id, the due time of every step or the reason why it is skipped.
    """

    def planned_for(one: Appointment) -> list[DueStep]:
        own = steps_for(steps, one.service_id, one.practitioner_id)
        dues = plan(practice, own, one.starts_at, now, answered=answered)
        return dues if telling is None else as_staff_say(dues, telling, now, booked=booked)

    planned = {one.id: (one, planned_for(one)) for one in appointments}
    await add(tx, [(one, due) for one, dues in planned.values() for due in dues])
    return {key: dues for key, (_, dues) in planned.items()}


async def add(tx: Transaction, wanted: Sequence[tuple[Appointment, DueStep]]) -> None:
    """Insert one reminder for each (appointment, step): planned, or skipped with its reason."""
    rows = [
        {
            "practice_id": appointment.practice_id,
            "appointment_id": appointment.id,
            "version": appointment.version,
            "step": due.step.step,
            "id": reminder_id,
            "channel": due.step.channel,
            "due_at": due.at,
            "expires_at": appointment.starts_at,
            "unless_confirmed": due.step.unless_confirmed,
            "status": MessageStatus.SKIPPED if due.why_not else MessageStatus.PLANNED,
            "reason_code": due.why_not.code,
            "reason_facts": due.why_not.facts_as_json(),
            "message_id": None,
            "rule": due.step.rule,
            "before": due.step.before,
            "days": due.step.days,
            "at": due.step.at,
            "min_risk": due.step.min_risk,
        }
        for (appointment, due), reminder_id in zip(wanted, tx.ids.several(len(wanted)), strict=True)
    ]
    await tx.executemany(_INSERT, rows)
    if rows:
        tx.notify(Topic.REMINDERS)


async def cancel(tx: Transaction, keys: Iterable[tuple[int, int]], reason: Reason) -> None:
    """Cancel the planned reminders of (practice id, appointment id) `keys`, with a reason."""
    rows = [{"b_practice": p, "b_appointment": a} | _why(reason) for p, a in keys]
    await tx.executemany(_CANCEL, rows)


async def claim_due(
    tx: Transaction, now: datetime, limit: int, kinds: Collection[Channel]
) -> list[Reminder]:
    """Return due reminders, locked until this transaction ends, oldest first.

    Args:
        tx: the transaction; settle the reminders in it, with `settle`.
        now: UTC.
        limit: most reminders to return.
        kinds: the configured channels; reminders by another channel stay planned.
    """
    return await _claimed(tx, now, limit, reminders.c.channel.in_(sorted(kinds)))


async def next_due(tx: Transaction, kinds: Collection[Channel]) -> datetime | None:
    """Return when the next planned reminder by some channels falls due; None if there is none."""
    statement = (
        select(reminders.c.due_at)
        .where(
            is_now(reminders.c.status, MessageStatus.PLANNED),
            reminders.c.channel.in_(sorted(kinds)),
        )
        .order_by(reminders.c.due_at)
        .limit(1)
    )
    return (await tx.execute(statement)).scalar_one_or_none()


async def begun(tx: Transaction, now: datetime, limit: int) -> list[Reminder]:
    """Return planned emails of appointments that have begun, locked until this transaction ends.

    Where emails are configured, the planner claims them itself.

    Args:
        tx: the transaction; settle the reminders in it, with `settle`.
        now: UTC.
        limit: most reminders to return.
    """
    emails = reminders.c.channel == Channel.EMAIL
    return await _claimed(tx, now, limit, and_(emails, reminders.c.expires_at <= now))


async def _claimed(
    tx: Transaction, now: datetime, limit: int, chosen: ColumnElement[bool]
) -> list[Reminder]:
    statement = (
        select(reminders)
        .where(is_now(reminders.c.status, MessageStatus.PLANNED), reminders.c.due_at <= now)
        .where(chosen)
        .order_by(reminders.c.due_at, reminders.c.id)
        .limit(limit)
        .with_for_update(skip_locked=True)
    )
    return [value(row) for row in await tx.execute(statement)]


async def settle(tx: Transaction, settled: Sequence[Settled]) -> None:
    """Write the results of claimed reminders."""
    await tx.executemany(
        _SETTLE,
        [
            key(one.reminder)
            | {
                "b_status": one.status,
                "b_message": one.message_id,
                "b_again_at": one.retry_at,
            }
            | _why(one.reason)
            for one in settled
        ],
    )
    if settled:
        tx.notify(Topic.CALENDAR)


async def of_many(tx: Transaction, keys: Collection[tuple[int, int]]) -> list[Reminder]:
    """Return every reminder of (practice id, appointment id) `keys`."""
    if not keys:
        return []
    statement = select(reminders).where(
        in_keys(reminders.c.practice_id, reminders.c.appointment_id)
    )
    return [value(row) for row in await tx.execute(statement, key_params(list(keys)))]


async def of_appointments(
    tx: Transaction, practice_id: int, appointment_ids: Sequence[int]
) -> list[Reminder]:
    """Return every reminder of the given appointments, earliest due time first."""
    statement = (
        select(reminders)
        .where(reminders.c.practice_id == practice_id)
        .where(reminders.c.appointment_id.in_(list(appointment_ids)))
        .order_by(reminders.c.due_at, reminders.c.id)
    )
    return [value(row) for row in await tx.execute(statement)]


def key(one: Reminder) -> dict[str, Any]:
    """Return the parameters of the condition `ONE` for a reminder."""
    return {
        "b_practice": one.practice_id,
        "b_appointment": one.appointment_id,
        "b_version": one.version,
        "b_step": one.step,
    }


def _why(reason: Reason) -> dict[str, Any]:
    return {"b_reason_code": reason.code, "b_reason_facts": reason.facts_as_json()}


def value(row: Any) -> Reminder:
    """Convert a row of `reminders`, with its columns in table order, to a reminder."""
    practice_id, appointment_id, version, step, reminder_id, channel, due_at, *rest = row
    expires_at, unless_confirmed, status, code, facts, message_id, rule, *rest = rest
    before, days, at, min_risk = rest
    return Reminder(
        practice_id=practice_id,
        id=reminder_id,
        appointment_id=appointment_id,
        version=version,
        step=step,
        channel=_CHANNELS[channel],
        due_at=due_at,
        expires_at=expires_at,
        status=_STATUSES[status],
        reason=reason_of(code, facts),
        unless_confirmed=unless_confirmed,
        message_id=message_id,
        rule=_RULES[rule],
        before=before,
        days=days,
        at=at,
        min_risk=min_risk,
    )
