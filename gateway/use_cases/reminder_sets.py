"""The reminders of a practice: the usual ones, and others for a service or a practitioner.

For a visit the most specific set holds, as a whole: that of its service with its practitioner, of
its service, of its practitioner, or else the usual one. Each function checks the permission before
it reads anything.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from calendar_store.database.connection import Transaction
from calendar_store.messages import replanning
from calendar_store.model import reminder_policy
from calendar_store.model.actors import Actor, Permission, require
from calendar_store.model.errors import InvalidInput
from calendar_store.model.practices import (
    EVERY_VISIT,
    Practitioner,
    ReminderScope,
    ReminderStep,
    Service,
)
from calendar_store.practices import practices, practitioners, services


@dataclass(frozen=True, slots=True)
class ReminderSet:
    """The steps of one scope.

    Attributes:
        scope: the visits that they are for.
        service: the service's name; "" for every service.
        practitioner: the practitioner's name; "" for everybody.
        steps: the steps; () where no messages are sent.
    """

    scope: ReminderScope
    service: str
    practitioner: str
    steps: tuple[ReminderStep, ...]


@dataclass(frozen=True, slots=True)
class ReminderChange:
    """A changed set of steps.

    Attributes:
        before: the steps of the scope before; None if it had none of its own.
        after: the set as it is now; None if the scope has none of its own any more.
        replanned: how many appointments ahead had their reminders planned again.
    """

    before: tuple[ReminderStep, ...] | None
    after: ReminderSet | None
    replanned: int


async def listed(tx: Transaction, actor: Actor, practice_id: int) -> Sequence[ReminderSet]:
    """Return the sets of a practice: the usual one first, the others by name.

    Raises:
        NotPermitted: if the actor may not manage the practice.
    """
    require(actor, Permission.MANAGE_PRACTICE, practice_id)
    steps = (await practices.steps(tx, [practice_id]))[practice_id]
    known = await services.all_services(tx, practice_id)
    working = await practitioners.all_practitioners(tx, practice_id)
    names = {one.id: one.name for one in known} | {one.id: one.name for one in working}
    own = [
        ReminderSet(
            scope,
            names.get(scope.service_id or 0, ""),
            names.get(scope.practitioner_id or 0, ""),
            reminder_policy.set_of(steps, scope),
        )
        for scope in reminder_policy.scopes(steps)
    ]
    own.sort(key=lambda one: (one.service.casefold(), one.practitioner.casefold()))
    return [ReminderSet(EVERY_VISIT, "", "", reminder_policy.usual(steps)), *own]


async def nameable(
    tx: Transaction, actor: Actor, practice_id: int, sets: Sequence[ReminderSet]
) -> tuple[Sequence[Service], Sequence[Practitioner]]:
    """Return the services and practitioners that can have reminders of their own.

    Args:
        tx: any transaction.
        actor: who asks.
        practice_id: the practice.
        sets: the practice's sets; whoever was retired is returned only while one is theirs.

    Raises:
        NotPermitted: if the actor may not manage the practice.
    """
    require(actor, Permission.MANAGE_PRACTICE, practice_id)
    held = {one.scope.service_id for one in sets} | {one.scope.practitioner_id for one in sets}
    offered = await services.all_services(tx, practice_id)
    working = await practitioners.all_practitioners(tx, practice_id)
    return (
        [one for one in offered if one.retired_at is None or one.id in held],
        [one for one in working if one.retired_at is None or one.id in held],
    )


async def find_scope(
    tx: Transaction, actor: Actor, practice_id: int, *, service: str = "", practitioner: str = ""
) -> ReminderScope:
    """Return the scope of a service and a practitioner by their names or ids; "" for all of them.

    Raises:
        NotPermitted: if the actor may not manage the practice.
        NotFound: if one of them does not exist.
        InvalidInput: if a name fits several.
    """
    require(actor, Permission.MANAGE_PRACTICE, practice_id)
    what = (await services.find(tx, practice_id, service)).id if service else None
    who = (await practitioners.find(tx, practice_id, practitioner)).id if practitioner else None
    return ReminderScope(what, who)


async def change(
    tx: Transaction,
    actor: Actor,
    practice_id: int,
    scope: ReminderScope,
    steps: Sequence[ReminderStep] | None,
    *,
    now: datetime,
) -> ReminderChange:
    """Replace the steps of a scope; planned reminders of its visits are planned again.

    Args:
        tx: a writing transaction.
        actor: who changes them.
        practice_id: the practice.
        scope: the visits that they are for.
        steps: the steps, () for no messages; None takes the scope's own out, so that less specific
            ones hold.
        now: UTC.

    Raises:
        NotPermitted: if the actor may not manage the practice.
        NotFound: if the service or the practitioner does not exist.
        InvalidInput: if the steps make no sense, or the usual ones are to be taken out.
    """
    require(actor, Permission.MANAGE_PRACTICE, practice_id)
    if scope == EVERY_VISIT and steps is None:
        raise InvalidInput("the usual reminders cannot be taken out; write none for no reminders")
    practice = await practices.get(tx, practice_id)
    service, practitioner = await _names(tx, practice_id, scope)
    before = (await practices.steps(tx, [practice_id]))[practice_id]
    kept = scope == EVERY_VISIT or scope in reminder_policy.scopes(before)
    own = reminder_policy.set_of(before, scope) if kept else None
    wanted = None if steps is None else tuple(replace(one, scope=scope) for one in steps)
    after = None if wanted is None else ReminderSet(scope, service, practitioner, wanted)
    if wanted == own:
        return ReminderChange(own, after, 0)
    named = " · ".join(name for name in (service, practitioner) if name) or "steps"
    await practices.set_steps(tx, practice_id, wanted, by=actor, now=now, scope=scope, named=named)
    held = (await practices.steps(tx, [practice_id]))[practice_id]
    replanned = await replanning.replan(tx, practice, held, now, scope)
    return ReminderChange(own, after, replanned)


async def _names(tx: Transaction, practice_id: int, scope: ReminderScope) -> tuple[str, str]:
    service = practitioner = ""
    if scope.service_id is not None:
        service = (await services.get(tx, practice_id, scope.service_id)).name
    if scope.practitioner_id is not None:
        practitioner = (await practitioners.get(tx, practice_id, scope.practitioner_id)).name
    return service, practitioner
