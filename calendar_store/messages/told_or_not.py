"""The message by which staff tell a client of a change: left unsaid, or said after all.

It waits a few seconds before it leaves; both statements change it only while it waits.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import Update, bindparam, case, update

from calendar_store.database.connection import Transaction
from calendar_store.database.notify import Topic
from calendar_store.model.appointments import Appointment
from calendar_store.model.reason_codes import ReasonCode
from calendar_store.model.reasons import NO_REASON
from calendar_store.model.statuses import MessageStatus, StepRule
from calendar_store.model.telling import NOT_TOLD
from calendar_store.schema import reminders
from calendar_store.schema.columns import Instant, is_now

_RULES = (StepRule.BOOKED.value, StepRule.CHANGED.value)


def _of_change(becomes: MessageStatus) -> Update:
    return (
        update(reminders)
        .where(
            reminders.c.practice_id == bindparam("b_practice"),
            reminders.c.appointment_id == bindparam("b_appointment"),
            reminders.c.version == bindparam("b_version"),
            reminders.c.rule.in_(_RULES),
        )
        .values(status=becomes)
    )


_LEAVE_OUT = (
    _of_change(MessageStatus.SKIPPED)
    .where(is_now(reminders.c.status, MessageStatus.PLANNED))
    .values(reason_code=NOT_TOLD.code, reason_facts=NOT_TOLD.facts_as_json())
)
_DUE = bindparam("b_due", type_=Instant)
_SAY = (
    _of_change(MessageStatus.PLANNED)
    .where(
        is_now(reminders.c.status, MessageStatus.SKIPPED),
        reminders.c.reason_code == ReasonCode.NOT_TOLD.value,
    )
    .values(
        reason_code=NO_REASON.code,
        reason_facts=NO_REASON.facts_as_json(),
        due_at=case((reminders.c.due_at < _DUE, _DUE), else_=reminders.c.due_at),
    )
)


async def leave_out(tx: Transaction, one: Appointment) -> bool:
    """Leave the messages about an appointment's last change unsaid.

    Returns:
        Whether there were any that had not left yet.
    """
    return await _changed(tx, _LEAVE_OUT, _key(one))


async def say(tx: Transaction, one: Appointment, due: datetime) -> bool:
    """Plan again the messages about an appointment's last change that were left out.

    Args:
        tx: a writing transaction.
        one: the appointment as it is now.
        due: when they leave at the earliest, UTC.

    Returns:
        Whether there were any.
    """
    return await _changed(tx, _SAY, _key(one) | {"b_due": due})


async def _changed(tx: Transaction, statement: Update, values: dict[str, Any]) -> bool:
    changed = (await tx.execute(statement, values)).rowcount > 0
    if changed:
        tx.notify(Topic.REMINDERS)
        tx.notify(Topic.CALENDAR)
    return changed


def _key(one: Appointment) -> dict[str, Any]:
    return {"b_practice": one.practice_id, "b_appointment": one.id, "b_version": one.version}
