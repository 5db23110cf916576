"""The reminder steps of practices: the usual ones, and those of a service or a practitioner."""

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select

from calendar_store import schema
from calendar_store.database import audit
from calendar_store.database.connection import Transaction
from calendar_store.database.keys import in_keys, key_params
from calendar_store.model import reminder_policy
from calendar_store.model.actors import Actor
from calendar_store.model.errors import InvalidInput
from calendar_store.model.practices import EVERY_VISIT, ReminderScope, ReminderStep
from calendar_store.model.statuses import Channel, StepRule

_T = schema.reminder_steps
_FIELDS = tuple(field.name for field in fields(ReminderStep) if field.name != "scope")
_SCOPE = (_T.c.service_id, _T.c.practitioner_id)
_OF = (
    select(_T.c.practice_id, *_SCOPE, *(_T.c[name] for name in _FIELDS))
    .where(in_keys(_T.c.practice_id))
    .order_by(_T.c.practice_id, *_SCOPE, _T.c.step)
)
_SILENCE = (ReminderStep(1, StepRule.NOTHING),)
"""The steps of a scope that gets no messages, where the practice's others do."""


async def of_practices(
    tx: Transaction, practice_ids: Sequence[int]
) -> dict[int, tuple[ReminderStep, ...]]:
    """Return the reminder steps of practices, of all scopes, in order; () for none.

    `reminder_policy.steps_for` returns those of one visit, `usual` those of most visits.
    """
    found: dict[int, tuple[ReminderStep, ...]] = dict.fromkeys(practice_ids, ())
    for row in await tx.execute(_OF, key_params([(one,) for one in found])):
        found[row.practice_id] += (_value(row),)
    return found


async def set_steps(
    tx: Transaction,
    practice_id: int,
    policy: Sequence[ReminderStep] | None,
    *,
    by: Actor,
    now: datetime,
    scope: ReminderScope = EVERY_VISIT,
    named: str = "steps",
) -> None:
    """Replace the reminder steps of a scope; `replanning.replan` changes planned reminders.

    Args:
        tx: a writing transaction.
        practice_id: the practice.
        policy: the steps, () for no messages; None takes them out, so that less specific ones hold.
        by: the actor, for the audit log.
        now: time of the change, aware.
        scope: the visits that they are for.
        named: the scope in the audit log.

    Raises:
        InvalidInput: if two steps have the same number or fall due at the same time, or if a step
            falls due after the start or more than a year before it.
    """
    wanted = policy or ()
    if len({step.step for step in wanted}) < len(wanted):
        raise InvalidInput("two reminder steps have the same number; number them 1, 2, 3")
    reminder_policy.require_sensible(wanted)
    await tx.execute(
        delete(_T).where(
            _T.c.practice_id == practice_id,
            _T.c.service_id == (scope.service_id or 0),
            _T.c.practitioner_id == (scope.practitioner_id or 0),
        )
    )
    silent = policy is not None and not policy and scope != EVERY_VISIT
    await write(tx, practice_id, scope, _SILENCE if silent else wanted)
    await audit.record(
        tx,
        practice_id,
        by=by,
        action=_action(policy, scope),
        subject=named,
        now=now,
        detail={str(step.step): f"{step.rule} by {step.channel}" for step in wanted},
    )


def _action(policy: Sequence[ReminderStep] | None, scope: ReminderScope) -> str:
    if policy is None:
        return "steps.removed"
    return "steps.changed" if scope == EVERY_VISIT else "steps.differ"


async def write(
    tx: Transaction, practice_id: int, scope: ReminderScope, policy: Sequence[ReminderStep]
) -> None:
    """Insert the steps of a scope that has none yet."""
    whose = {
        "practice_id": practice_id,
        "service_id": scope.service_id or 0,
        "practitioner_id": scope.practitioner_id or 0,
    }
    rows = [whose | {name: getattr(step, name) for name in _FIELDS} for step in policy]
    await tx.executemany(insert(_T), rows)


def _value(row: Any) -> ReminderStep:
    return ReminderStep(
        step=row.step,
        rule=StepRule(row.rule),
        channel=Channel(row.channel),
        before=row.before,
        days=row.days,
        at=row.at,
        unless_confirmed=row.unless_confirmed,
        min_risk=row.min_risk,
        scope=ReminderScope(row.service_id or None, row.practitioner_id or None),
    )
