"""Adds a practice and changes its settings, with all consequences of a change.

Each function runs in one writing transaction and checks the permission before it reads anything.
Texts that messages quote are checked for words that tell why clients come (`overruling`).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from calendar_store.database.connection import Transaction
from calendar_store.entry import numbers
from calendar_store.messages import replanning
from calendar_store.model import reminder_policy
from calendar_store.model.actors import Actor, Permission, require
from calendar_store.model.errors import InvalidInput
from calendar_store.model.practices import Practice, ReminderStep
from calendar_store.practices import outside_calendars, practices, zone_change
from gateway.use_cases import first_steps, overruling, papers

_QUOTED = {
    "message_name": "name for messages",
    "address": "address",
    "directions": "directions",
}
"""Fields that messages quote word for word, and the names that people use for them."""
_OF_ACCESS = ("second_factor", "idle_minutes")
"""Fields that say how staff log in: support that may change the practice may not change these."""


@dataclass(frozen=True, slots=True)
class PracticeChange:
    """A practice after a change.

    Attributes:
        steps: its reminder steps, of all scopes.
        replanned: how many appointments ahead had their reminders planned again.
        moved: how many appointments ahead kept their local time in another time zone.
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
        steps: its reminder steps; None for the usual ones.
        overrule: reason to keep words that tell why clients come; "" to refuse these words.

    Raises:
        NotPermitted: if the actor does not run the service.
        InvalidInput: if a value is invalid, or would tell why clients come.
    """
    require(actor, Permission.RUN_SERVICE, None)
    named = {"name": given.get("message_name") or given["name"]}
    overruled = overruling.require_discreet(_quoted(given) | named, overrule)
    added = await practices.add(tx, by=actor, now=now, **given)
    await overruling.record(tx, added.id, overruled, overrule, by=actor, now=now)
    if steps is not None:
        await practices.set_steps(tx, added.id, steps, by=actor, now=now)
    # its administrators are led to what it needs before it works
    await first_steps.begin(tx, actor, added.id, now=now)
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
    """Change settings of a practice; planned reminders are planned again.

    Args:
        tx: a writing transaction.
        actor: who changes them.
        practice_id: the practice.
        changes: new values, by the fields of `Practice`.
        now: UTC.
        steps: its new usual reminder steps; None keeps them. Those of a service or practitioner
            stay, see `reminder_sets`.
        overrule: reason to keep words that tell why clients come; "" to refuse these words.
        our_numbers: the carriers' numbers, one of which a new sender has to be; empty or None
            allows any number.
        keep_moments: in another time zone the appointments ahead keep their time in UTC, and not
            their local time.

    Raises:
        NotPermitted: if the actor may not manage the practice.
        InvalidInput: if a value is invalid, or would tell why clients come.
    """
    require(actor, Permission.MANAGE_PRACTICE, practice_id)
    was = await practices.get(tx, practice_id)
    if any(getattr(was, name) != changes.get(name, getattr(was, name)) for name in _OF_ACCESS):
        require(actor, Permission.MANAGE_STAFF, practice_id)
    before = (await practices.steps(tx, [practice_id]))[practice_id]
    if "sender" in changes:
        _require_ours(our_numbers or (), changes["sender"], was.region)
    # the practice's name in messages comes from either of two fields and is checked below
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
    if was.timezone != changed.timezone:
        # whole days and floating times of other calendars mean others now
        await outside_calendars.read_anew(tx, practice_id, now)
        await papers.follow_zone(tx, changed, now)
    if steps is not None and tuple(steps) != reminder_policy.usual(before):
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
