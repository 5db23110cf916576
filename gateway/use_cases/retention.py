"""How long a practice keeps each kind of data, and the certificates of what was deleted."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from calendar_store.database.connection import Transaction
from calendar_store.endings import deletions, retention_rules
from calendar_store.endings.deletions import Deletion
from calendar_store.model.actors import Actor, Permission, require
from calendar_store.model.endings import RetentionKind, RetentionRule
from calendar_store.model.errors import InvalidInput, NotFound
from calendar_store.model.practices import Practice

USUAL, FOR_GOOD = "usual", "never"
_LONGEST = 6
"""Digits."""


async def rules(
    tx: Transaction, actor: Actor, practice: Practice
) -> Mapping[RetentionKind, RetentionRule]:
    """Return how long each kind is kept.

    Raises:
        NotPermitted: if the actor may not say how long.
    """
    require(actor, Permission.END_PRACTICE, practice)
    return await retention_rules.of_practice(tx, practice.id)


async def set_rule(
    tx: Transaction,
    actor: Actor,
    practice: Practice,
    kind: RetentionKind,
    days: str,
    *,
    now: datetime,
) -> RetentionRule:
    """Set how long a kind is kept: a number of days, "never" deleted, or as "usual".

    Raises:
        NotPermitted: if the actor may not say how long.
        InvalidInput: if it is no such time, or too short or too long.
    """
    require(actor, Permission.END_PRACTICE, practice)
    said = days.strip()
    if said == USUAL:
        await retention_rules.usual_again(tx, practice.id, kind, by=actor, now=now)
    elif said == FOR_GOOD:
        await retention_rules.set_rule(tx, practice.id, kind, None, by=actor, now=now)
    elif said.isascii() and said.isdigit() and len(said) <= _LONGEST:
        await retention_rules.set_rule(tx, practice.id, kind, int(said), by=actor, now=now)
    else:
        raise InvalidInput("write a number of days, never or usual")
    return (await retention_rules.of_practice(tx, practice.id))[kind]


async def certificates(
    tx: Transaction, actor: Actor, practice: Practice | None
) -> Sequence[Deletion]:
    """Return the deletions that are certified, the newest first.

    Raises:
        NotPermitted: if the actor may not read them; of all practices, only the operator may.
    """
    if practice is None:
        require(actor, Permission.RUN_SERVICE, None)
    else:
        require(actor, Permission.END_PRACTICE, practice)
    return await deletions.listed(tx, practice.id if practice else None)


async def certificate(
    tx: Transaction, actor: Actor, certificate_id: int, practice: Practice | None = None
) -> tuple[bytes, bytes]:
    """Return a certificate, as JSON and as PDF.

    Raises:
        NotPermitted: if the actor may not read it.
        NotFound: if there is none.
    """
    for one in await certificates(tx, actor, practice):
        if one.id == certificate_id:
            found = await deletions.document(tx, one.practice_id, one.id)
            if found is not None:
                return found
    raise NotFound("there is no such certificate")
