"""How long a practice keeps each kind of data: its own rules, and the usual ones."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, select

from calendar_store.database import audit
from calendar_store.database.connection import Transaction
from calendar_store.database.upserts import insert_or_replace
from calendar_store.model.actors import Actor
from calendar_store.model.endings import LEAST_DAYS, USUAL_DAYS, RetentionKind, RetentionRule
from calendar_store.model.errors import InvalidInput
from calendar_store.schema import retention_rules

_T = retention_rules
_MOST_DAYS = 36_525


async def of_practice(tx: Transaction, practice_id: int) -> Mapping[RetentionKind, RetentionRule]:
    """Return the rules of a practice, one for each kind."""
    own = select(_T.c.kind, _T.c.days).where(_T.c.practice_id == practice_id)
    found = {row.kind: row.days for row in await tx.execute(own)}
    return {
        kind: RetentionRule(kind, found.get(kind, USUAL_DAYS[kind]), kind.value not in found)
        for kind in RetentionKind
    }


async def set_rule(
    tx: Transaction,
    practice_id: int,
    kind: RetentionKind,
    days: int | None,
    *,
    by: Actor,
    now: datetime,
) -> None:
    """Set how long a kind is kept; None: for good.

    Raises:
        InvalidInput: if the time is too short or too long.
    """
    if days is not None and not LEAST_DAYS[kind] <= days <= _MOST_DAYS:
        raise InvalidInput(f"{kind.value}: between {LEAST_DAYS[kind]} and {_MOST_DAYS} days")
    row = {
        "practice_id": practice_id,
        "kind": kind.value,
        "days": days,
        "set_at": now,
        "set_by": by.label,
    }
    before = (await of_practice(tx, practice_id))[kind].days
    await insert_or_replace(tx, _T, [row])
    await _record(tx, practice_id, kind, (before, days), by=by, now=now)


async def usual_again(
    tx: Transaction, practice_id: int, kind: RetentionKind, *, by: Actor, now: datetime
) -> None:
    """Let the usual time hold again for a kind."""
    before = (await of_practice(tx, practice_id))[kind].days
    own = (_T.c.practice_id == practice_id) & (_T.c.kind == kind.value)
    await tx.execute(delete(_T).where(own))
    await _record(tx, practice_id, kind, (before, USUAL_DAYS[kind]), by=by, now=now)


async def _record(
    tx: Transaction,
    practice_id: int,
    kind: RetentionKind,
    days: tuple[int | None, int | None],
    *,
    by: Actor,
    now: datetime,
) -> None:
    await audit.record(
        *(tx, practice_id),
        by=by,
        action="retention.set",
        subject=kind.value,
        now=now,
        detail={"days": list(days)},
    )
