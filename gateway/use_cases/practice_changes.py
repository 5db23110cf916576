"""A practice added, and its settings changed, with everything that follows from a change.

One function each, in one writing transaction; the permission is checked before anything is read.
What messages quote is looked at for words that tell why clients come (`overruling`).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from calendar_store.database.connection import Transaction
from calendar_store.entry import numbers
from calendar_store.messages import replanning
from calendar_store.model.actors import Actor, Permission, require
from calendar_store.model.errors import InvalidInput
from calendar_store.model.practices import Practice, ReminderStep
from calendar_store.practices import practices, zone_change
from gateway.use_cases import overruling

_QUOTED = {
    "message_name": "name for messages",
    "address": "address",
    "directions": "directions",
}
"""Fields that messages quote as they are, and what people call them."""


@dataclass(frozen=True, slots=True)
class PracticeChange:
    """A practice as it stands after a change.

    Attributes:
        steps: its reminder policy.
        replanned: how many appointments ahead had their reminders planned anew.
        moved: how many appointments ahead kept their local hours in another zone.
    """

    practice: Practice
    steps: Sequence[ReminderStep]
    replanned: int = 0
    moved: int = 0


async def add(
    tx: Transaction,
    actor: Actor,
    given: Mapping[str, Any],
    *,
    now: datetime,
    steps: Sequence[ReminderStep] | None = None,
    overrule: str = "",
) -> PracticeChange:
    """Add a practice.

    Args:
        tx: a writing transaction.
        actor: who adds it.
        given: its values, as `practices.add` takes them.
        now: UTC.
        steps: its reminder policy; None for the usual one.
        overrule: why words stand that tell why clients come; "" to refuse them.

    Raises:
        NotPermitted: if the actor does not run the service.
        InvalidInput: if a value cannot be, or would tell why clients come.
    """
    require(actor, Permission.RUN_SERVICE, None)
    named = {"name": given.get("message_name") or given["name"]}
    overruled = overruling.require_discreet(_quoted(given) | named, overrule)
    added = await practices.add(tx, by=actor, now=now, **given)
    await overruling.record(tx, added.id, overruled, overrule, by=actor, now=now)
    if steps is not None:
        await practices.set_steps(tx, added.id, steps, by=actor, now=now)
    return PracticeChange(added, (await practices.steps(tx, [added.id]))[added.id])


async def change(
    tx: Transaction,
    actor: Actor,
    practice_id: int,
    changes: Mapping[str, Any],
    *,
    now: datetime,
    steps: Sequence[ReminderStep] | None = None,
    overrule: str = "",
    our_numbers: Collection[str] | None = None,
    keep_moments: bool = False,
) -> PracticeChange:
    """Change settings of a practice; reminders that were planned follow.

    Args:
        tx: a writing transaction.
        actor: who changes them.
        practice_id: whose.
        changes: new values, by the fields of `Practice`.
        now: UTC.
        steps: its new reminder policy; None leaves it.
        overrule: why words stand that tell why clients come; "" to refuse them.
        our_numbers: that carriers have, of which a new sender has to be one; none at all, or
            None, lets any be.
        keep_moments: in another zone the appointments ahead keep their moments, not their local
            hours.

    Raises:
        NotPermitted: if the actor may not.
        InvalidInput: if a value cannot be, or would tell why clients come.
    """
    require(actor, Permission.MANAGE_PRACTICE, practice_id)
    was = await practices.get(tx, practice_id)
    before = (await practices.steps(tx, [practice_id]))[practice_id]
    if "sender" in changes:
        _require_ours(our_numbers or (), changes["sender"], was.region)
    # what messages call the practice is looked at below, whichever of two fields it comes of
    fresh = {
        field: value
        for field, value in changes.items()
        if field != "message_name" and value != getattr(was, field, None)
    }
    overruled = overruling.require_discreet(_quoted(fresh), overrule)
    changed = await practices.change(tx, practice_id, now=now, by=actor, **changes)
    named = {"name": changed.told_as} if changed.told_as != was.told_as else {}
    overruled |= overruling.require_discreet(named, overrule)
    await overruling.record(tx, practice_id, overruled, overrule, by=actor, now=now)
    same_hours = was.timezone == changed.timezone or keep_moments
    moved = 0 if same_hours else await zone_change.keep_local_hours(tx, was, changed, now)
    if steps is not None and steps != before:
        await practices.set_steps(tx, practice_id, steps, by=actor, now=now)
    after = (await practices.steps(tx, [practice_id]))[practice_id]
    replanned = await replanning.follow(tx, (was, before), (changed, after), now)
    return PracticeChange(changed, after, replanned, moved)


def _quoted(entered: Mapping[str, Any]) -> dict[str, str]:
    return {_QUOTED[field]: str(text) for field, text in entered.items() if field in _QUOTED}


def _require_ours(our_numbers: Collection[str], sender: str, region: str) -> None:
    number = numbers.sender(sender, region)
    if our_numbers and number not in our_numbers:
        raise InvalidInput(
            f"no carrier has {number}, so nothing would be sent and no answer would arrive; "
            f"there are: {', '.join(our_numbers)}; enter it first under numbers of a [[carrier]]"
        )
